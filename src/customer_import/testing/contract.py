"""`StoreContract`: what the port promises, as tests that a host runs against its own store.

```python
class TestOurStore(StoreContract):
    def make_store(self, profile, tenant="default"):
        return OurStore(connect_to_an_empty_test_database(), profile, tenant)
```
"""

from __future__ import annotations

from customer_import.testing.columns import Columns
from customer_import.testing.fencing import Fencing
from customer_import.testing.hooks import PROFILE, Hooks, create, credit, drive, plan_of, remove, update
from customer_import.testing.reading import Reading
from customer_import.testing.sequences import Sequences
from customer_import.testing.writing import Crediting, Writing

__all__ = ["PROFILE", "Hooks", "StoreContract", "create", "credit", "drive", "plan_of", "remove", "update"]


class StoreContract(Reading, Writing, Crediting, Columns, Fencing, Sequences):
    """Subclass it, say how a store is made, and let pytest run it."""
