"""A plan in front of people."""
