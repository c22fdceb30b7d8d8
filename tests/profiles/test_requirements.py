"""docs/requirements.md names the test that proves each requirement, or says that there is none yet."""

import ast
import functools
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "requirements.md"

# Per platform: how many numbered requirements it has, and its lettered resolutions of contradictions.
NUMBERED = {"S0": 30, "S1": 16, "S2": 11, "S3": 14, "S4": 37}
LETTERED = {"S0": "ABCDEFGHIJ", "S1": "ABCDEFG", "S2": "ABCDEFG", "S3": "ABCDEF", "S4": "ABCDEFGH"}
IDS = [f"{seed}-{n:02}" for seed, count in NUMBERED.items() for n in range(1, count + 1)]
IDS += [f"{seed}-{letter}" for seed, letters in LETTERED.items() for letter in letters]

ROW = re.compile(r"^\| (S\d-\w+) \| (.+) \| (.+) \|$", re.MULTILINE)
PROOF = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
NOT_YET = "not yet"
NOTHING = {"S2-F"}  # a slip in the platform's own text: nothing to build


def rows() -> dict[str, str]:
    """Return every requirement of the page with its proof."""
    return {match[1]: match[3] for match in ROW.finditer(PAGE.read_text(encoding="utf-8"))}


@functools.cache
def docstrings(path: str) -> dict[str, str]:
    """Return the tests of a file with their docstrings."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    tests = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")]
    return {node.name: ast.get_docstring(node) or "" for node in tests}


def named_in(text: str) -> set[str]:
    """Return the requirements that a docstring names; a range ``S4-12 … S4-22`` names all between."""
    found = set(re.findall(r"\bS\d-(?:\d\d|[A-J])\b", text))
    for seed, first, last in re.findall(r"\b(S\d)-(\d\d) … S\d-(\d\d)\b", text):
        found |= {f"{seed}-{n:02}" for n in range(int(first), int(last) + 1)}
    return found


def test_every_requirement_stands_on_the_page_once() -> None:
    """The page lists every id, none twice and none that does not exist."""
    listed = ROW.findall(PAGE.read_text(encoding="utf-8"))
    assert len(listed) == len(IDS) == 146
    assert {row[0] for row in listed} == set(IDS)


def test_every_proof_is_a_test_that_names_the_requirement() -> None:
    """A named test exists, and its docstring names the id that it proves."""
    for requirement, proof in rows().items():
        if proof == NOT_YET or (proof == "–" and requirement in NOTHING):
            continue
        found = PROOF.findall(proof)
        assert found, f"{requirement}: {proof!r} is neither a test nor {NOT_YET!r}"
        for path, name in found:
            assert (ROOT / path).is_file(), f"{requirement}: there is no {path}"
            assert name in docstrings(path), f"{requirement}: {path} has no test {name}"
            assert requirement in named_in(docstrings(path)[name]), f"{requirement}: {name} does not name it"


def test_the_page_counts_what_is_open() -> None:
    """The number of open requirements at the top of the page is right."""
    (count,) = re.findall(r"\*\*(\d+)\*\* are not proven yet", PAGE.read_text(encoding="utf-8"))
    assert int(count) == list(rows().values()).count(NOT_YET)


def test_tests_name_requirements_that_exist() -> None:
    """No test claims to prove an id that nobody wrote."""
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for name, text in docstrings(path.relative_to(ROOT).as_posix()).items():
            assert named_in(text) <= set(IDS), f"{path.name}::{name}"
