"""The documentation runs: every ```python block of README.md and docs/ is executed, and every doctest of the package.

The blocks of one page share one namespace and one empty working directory, in order. An illustration that cannot run is
marked on the line that opens it: ```python no-run.
"""

import doctest
import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import customer_import

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
BLOCK = re.compile(r"^(?P<indent> *)```python(?P<flags>[^\n]*)\n(?P<code>.*?)^(?P=indent)```\s*$", re.M | re.S)
EXTRAS = {
    *("arro3", "django", "email_validator", "pyarrow", "pyspark"),
    *("python_calamine", "rapidfuzz", "sqlalchemy", "stdnum", "xlsxwriter"),
}


def blocks(text: str) -> Iterator[tuple[int, str]]:
    """Yield the line number and the code of every block that is to run."""
    for match in BLOCK.finditer(text):
        flags = match["flags"].split()
        if "no-run" in flags:
            continue
        assert not flags, f"unknown flags {flags}: only `no-run` has a meaning"
        indent = len(match["indent"])
        code = "".join(line[indent:] if line.strip() else line for line in match["code"].splitlines(keepends=True))
        yield text.count("\n", 0, match.start("code")), code


def module_names() -> list[str]:
    """Name every module of the package but those that act when they are imported."""
    found = pkgutil.walk_packages(customer_import.__path__, "customer_import.", onerror=lambda _: None)
    return ["customer_import", *(module.name for module in found if not module.name.endswith("__main__"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_the_code_blocks_of_a_page_run(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every code block of every page runs, in order, in an empty directory."""
    monkeypatch.chdir(tmp_path)
    namespace: dict[str, object] = {"__name__": "__main__"}
    for first_line, code in blocks(page.read_text(encoding="utf-8")):
        padded = "\n" * first_line + code  # so that tracebacks show the line of the page
        exec(compile(padded, str(page), "exec"), namespace)


@pytest.mark.parametrize("name", module_names())
def test_the_examples_in_docstrings_hold(name: str) -> None:
    """Every `>>>` example of a docstring prints what it says."""
    try:
        module = importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] not in EXTRAS:
            raise
        pytest.skip(f"needs the extra that brings {error.name}")
    assert doctest.testmod(module, optionflags=doctest.ELLIPSIS).failed == 0


def test_blocks_are_found_with_their_lines() -> None:
    """The runner sees plain and indented blocks, and leaves illustrations alone."""
    first = "text\n```python\na = 1\n```\n```python no-run\nb\n```\n"
    page = first + "- item\n\n  ```python\n  if a:\n\n      c = 3\n  ```\n```toml\nx\n```\n"
    assert list(blocks(page)) == [(2, "a = 1\n"), (10, "if a:\n\n    c = 3\n")]
