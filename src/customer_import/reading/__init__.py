"""Bytes → Table: what people upload, opened whatever its shape, with the evidence for every assumption."""

from customer_import.reading.dialect import Dialect, Evidence, Trailing
from customer_import.reading.limits import Limits
from customer_import.reading.records import Records
from customer_import.reading.table import Table, detect, read

__all__ = ["Dialect", "Evidence", "Limits", "Records", "Table", "Trailing", "detect", "read"]
