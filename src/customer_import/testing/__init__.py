"""The proof kit: the contract that a host's store must keep, a store that fails on demand, Hypothesis strategies.

Needs pytest and Hypothesis (extra ``testing``).
"""

from __future__ import annotations

from customer_import.testing.contract import StoreContract
from customer_import.testing.faulty import FaultyStore, lost_connection

__all__ = ["FaultyStore", "StoreContract", "lost_connection"]
