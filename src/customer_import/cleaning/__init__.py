"""A clean list, for people who have a file and no store: normalized columns, and every problem with its place."""

from customer_import.cleaning.cleaned import Cleaned, clean

__all__ = ["Cleaned", "clean"]
