"""The same plan from Spark: blocks of rows meet the customers that they ask for, and are decided where they are.

There is no second implementation of the rules. The survey is made once, by a pass that streams through the driver, and
sent to every task; after it a block of 1,000 rows needs only what is stored under the keys that it asks for. So: blocks
name their key forms, stored customers name theirs, a join brings both together, and `Planner` decides.

Needs the extra ``spark``.
"""

from __future__ import annotations

from customer_import.engines.spark.applied import apply
from customer_import.engines.spark.facade import plan
from customer_import.engines.spark.planned import SparkPlan

__all__ = ["SparkPlan", "apply", "plan"]
