"""Importing the package costs next to nothing, and every public name is there when it is asked for."""

import subprocess
import sys

import pytest

import customer_import as ci

HEAVY = ("phonenumbers", "dateutil", "chardet", "cattrs", "zipfile", "sqlite3", "attrs", "hypothesis", "tempfile")


def test_import_loads_nothing_heavy() -> None:
    """`import customer_import` loads none of the libraries that it stands on."""
    code = f"import sys, customer_import; print([name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-S", "-c", code], capture_output=True, text=True, check=False, env=_env())
    assert (done.stdout.strip(), done.stderr) == ("[]", "")


def _env() -> dict[str, str]:
    """Let the child find the package, and only that: -S keeps site-packages, and what they import at start, away."""
    from pathlib import Path

    return {"PYTHONPATH": str(Path(ci.__file__).parent.parent)}


@pytest.mark.parametrize("name", ci.__all__)
def test_every_public_name_loads(name: str) -> None:
    """Each name of `__all__` can be reached."""
    assert getattr(ci, name) is not None


def test_unknown_name_is_an_attribute_error() -> None:
    """A name that does not exist fails as Python names do."""
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = ci.nonsense
