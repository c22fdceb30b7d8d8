"""Plan × Store → Receipt: exactly the plan, once.

The journal's watermark is the fence. A crash, a retry, a double click, two workers and a worker back from the dead are
the same harmless case: whoever finds the watermark elsewhere reads it again and goes on from there. To resume is to
call `apply` again.
"""

from customer_import.applying.batching import batches, refuse
from customer_import.applying.commit import apply
from customer_import.applying.receipt import Receipt
from customer_import.applying.replanning import replan
from customer_import.applying.undoing import undo

__all__ = ["Receipt", "apply", "batches", "refuse", "replan", "undo"]
