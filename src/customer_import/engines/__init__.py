"""Engines of other kinds that run the same planner: `engines.spark`."""
