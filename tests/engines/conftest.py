"""One Spark session, in local mode; where PySpark is not installed (`make test`) nothing here is collected."""

import importlib.util
from collections.abc import Iterator
from typing import Any

import pytest

collect_ignore_glob = [] if importlib.util.find_spec("pyspark") else ["test_*.py"]


@pytest.fixture(scope="session")
def spark() -> Iterator[Any]:
    """Start Spark with two cores; a task is tried twice."""
    from tests.engines.sparks import session

    made = session()
    yield made
    made.stop()
