"""The same plan from Spark: blocks of rows meet the customers that they ask for, and are decided where they are.

There is no second implementation of the rules. Tasks read pieces of the file, and walk through them as a survey does;
what they have seen adds up to the survey, which is sent to every task. After it a block of 1,000 rows needs only what
is stored under the keys that it asks for: keys and stored customers meet in buckets, and `Planner` decides.

Needs the extra ``spark``.
"""

from __future__ import annotations

from customer_import.engines.spark.applied import apply
from customer_import.engines.spark.facade import plan
from customer_import.engines.spark.planned import SparkPlan
from customer_import.engines.spark.tenants import TenantPlan, plans

__all__ = ["SparkPlan", "TenantPlan", "apply", "plan", "plans"]
