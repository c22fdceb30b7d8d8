"""The repository speaks of the product only, and the house rules know every room of the house."""

import re
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

import customer_import

ROOT = Path(__file__).parents[1]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

# Put together from parts, because this file is searched as well.
HOMES = ["work", "root", "home", "Users"]
MACHINE_PATH = re.compile(r"(?<![\w.~*-])(?:[A-Za-z]:)?[/\\]" + f"(?:{'|'.join(HOMES)})" + r"[/\\]\w")
REGISTRIES = [f"{name}.{end}" for name, end in (("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"))]


def listed_by_git() -> list[Path] | None:
    """List what git tracks or would add, or nothing where there is no git or no repository."""
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        return None
    command = [git, "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    answer = subprocess.run(command, capture_output=True, check=False)
    names = answer.stdout.decode().split("\0") if answer.returncode == 0 else []
    return [ROOT / name for name in names if name] or None


def text_files() -> Iterator[tuple[str, str]]:
    """Yield the name and the content of every text file of the repository."""
    hidden = re.compile(r"/\.(?!ci/|gitignore$)|/__pycache__/|/(?:build|dist|mutants|docs/_build)/")
    found = listed_by_git() or [path for path in ROOT.rglob("*") if not hidden.search(f"/{path.relative_to(ROOT)}")]
    for path in sorted(found):
        if not path.is_file():
            continue
        content = path.read_bytes()
        try:
            text = content.decode("utf-8")
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            yield path.relative_to(ROOT).as_posix(), text


def places(pattern: re.Pattern[str]) -> list[str]:
    """Say where a pattern occurs, as `file:line: text`."""
    return [
        f"{name}:{number}: {line.strip()[:100]}"
        for name, text in text_files()
        for number, line in enumerate(text.split("\n"), start=1)
        if pattern.search(line)
    ]


def top_level_modules() -> set[str]:
    """Name the modules and packages directly under `customer_import`, as files show them."""
    package = ROOT / "src" / "customer_import"
    files = {path.stem for path in package.glob("*.py")}
    folders = {path.parent.name for path in package.glob("*/__init__.py")}
    return (files | folders) - {"__init__"}


def test_files_are_found() -> None:
    """The search below looks at something."""
    names = {name for name, _ in text_files()}
    assert {"README.md", "pyproject.toml", "Makefile", ".ci/run", "tests/test_repository.py"} <= names


def test_no_file_holds_a_path_of_a_machine() -> None:
    """No text names a directory of the machine on which it was written."""
    assert places(MACHINE_PATH) == []


def test_no_file_names_a_package_registry() -> None:
    """No text holds the address of a package registry: where packages come from is the reader's choice."""
    assert places(re.compile("|".join(map(re.escape, REGISTRIES)))) == []


def test_every_module_has_its_floor() -> None:
    """The layers of import-linter list every module directly under the package."""
    contracts = PYPROJECT["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    listed = [name for layer in layers for name in re.findall(r"\w+", layer)]
    assert top_level_modules() <= set(listed), "give the new module its floor in pyproject.toml"
    assert len(listed) == len(set(listed)), "a module stands on one floor"


@pytest.mark.parametrize("name", ["uv.lock", "pylock.toml"])
def test_lock_files_are_ignored(name: str) -> None:
    """Lock files, which hold addresses of registries, are not committed."""
    assert name in (ROOT / ".gitignore").read_text(encoding="utf-8").split("\n")
    assert name not in {found for found, _ in text_files()}


def test_the_version_is_the_newest_in_the_changelog() -> None:
    """The changelog has a section for what is unreleased, or for the version in pyproject.toml."""
    sections = re.findall(r"^## \[?([\w.]+)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert sections[0] in {"Unreleased", PYPROJECT["project"]["version"]}


def test_the_version_is_one() -> None:
    """What the package says of itself is what it is published as."""
    assert customer_import.__version__ == PYPROJECT["project"]["version"]
