"""The version, where every floor can read it; that of `pyproject.toml`."""

__version__ = "0.1.0"
