"""Canaries: words that stand in every cell, label and stored value, and must not turn up where nobody asked for them.

Every error that can be forced is forced. What a traceback shows of local variables is the host's to keep: planning has
to hold the keys of customers in some variable when a store fails.
"""

import io
import logging
import sqlite3
import warnings
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr
from datetime import date
from pathlib import Path
from typing import Any

import attrs
import pytest

import customer_import as ci
from customer_import.errors import CustomerImportError
from customer_import.model import Match, Problem, Result
from customer_import.planning.explain import CellVerdict
from customer_import.testing import FaultyStore
from tests.sample import PROFILE

CELL, LABEL, STORED, AMOUNT = "CanaryCell", "CanaryLabel", "CanaryStored", "91827364.5"
WORDS = (CELL, LABEL, STORED, AMOUNT)
TODAY = date(2026, 11, 22)
HEAD = f"E-mail;Name;City;Points;{LABEL}\n"
ROWS = [
    *(f"{CELL}{i}@example.org;{CELL} {i};{CELL};{AMOUNT};{CELL}" for i in range(4)),
    f"{STORED}@example.org;{CELL};{CELL};1;{CELL}",
    ";".join([CELL] * 5),
    ";".join([CELL] * 7),
    f"{CELL}0@example.org;{CELL};;{CELL};",
]
FILE = (HEAD + "\n".join(ROWS)).encode()


def found(text: str) -> list[str]:
    """Return the canaries in a text, in whatever letters."""
    return [word for word in WORDS if word.casefold() in text.casefold()]


def chain(error: BaseException | None) -> Iterator[BaseException]:
    """Yield an exception and whatever it leads to, suppressed or not."""
    while error is not None:
        yield error
        yield from chain(error.__cause__)
        error = error.__context__


def told(error: BaseException) -> str:
    """Return all that an exception can be made to say."""
    more = ("__notes__", "params", "doc", "object")  # what a decoder's error keeps of the text
    return "\n".join(
        f"{link!s} {link!r} {link.args} {vars(link)} {[str(getattr(link, name, '')) for name in more]}"
        for link in chain(error)
    )


def filled(store: Any) -> Any:
    """Add customers whose every value is a canary."""
    store.add({"email": f"{STORED}@example.org", "name": STORED, "city": STORED})
    store.add({"email": f"{CELL}1@example.org", "name": STORED, "city": STORED})
    return store


def planned(store: Any, data: bytes = FILE, profile: ci.Profile = PROFILE, **options: Any) -> ci.Plan:
    """Plan the file of canaries."""
    return ci.plan(ci.read(data, profile=profile), profile, store, **{"today": TODAY, "occasion": "x", **options})


def applied(plan: ci.Plan, store: Any) -> ci.Receipt:
    """Apply it."""
    return ci.apply(plan, store, acknowledge={guard.code for guard in plan.guards})


def parts(value: Any, depth: int = 0) -> Iterator[Any]:
    """Yield a value and what it is made of."""
    yield value
    if attrs.has(type(value)) and depth < 4:
        for field in attrs.fields(type(value)):
            inner = getattr(value, field.name)
            for part in inner if isinstance(inner, tuple) else (inner,):
                if attrs.has(type(part)):
                    yield from parts(part, depth + 1)


def test_no_repr_shows_content() -> None:
    """Whatever the library hands out, its repr shows positions, codes and counts."""
    store = filled(ci.MemoryStore(PROFILE))
    table = ci.read(FILE, profile=PROFILE)
    survey = ci.survey(table, PROFILE)
    plan = planned(store)
    journal = store.journal(plan.ref)
    batches = list(ci.batches(plan, journal))
    receipt = applied(plan, store)
    results = [(outcome, result) for outcome, result in receipt.of_rows(plan)]
    things = [
        *(table, table.dialect, table.tally, *table, *table.chunks()),
        *(survey, survey.label_map, *survey.findings, *survey.questions),
        *(plan, plan.ref, plan.counts, *plan.guards, *plan.outcomes(), *(plan.explain(row) for row in range(2, 10))),
        *(journal, *batches, receipt, *results, store, *store.customers(), *store.ledger(), *store.outbox()),
        *(ci.undo(plan, receipt, store), ci.compare(plan, planned(store)), *ci.counters(plan)),
        *(PROFILE, ci.SQLiteStore(":memory:", PROFILE)),
    ]
    assert len(things) > 50
    for thing in things:
        for part in parts(thing):
            allowed = [LABEL] if isinstance(part, CellVerdict) else []  # which cell, was the question
            assert [word for word in found(repr(part)) if word not in allowed] == [], type(part)


def _raises(*_: object) -> Any:
    raise ValueError(CELL)


def _refused() -> Any:
    return ValueError(f"duplicate key ({CELL})")


class Nonsense:
    """A store that answers everything with the same."""

    store_id, tenant = "memory", "default"

    def __init__(self, answer: Any) -> None:
        self.answer = answer

    def find(self, _: object) -> Any:
        """Answer."""
        return self.answer

    credits = journal = commit = find


def _with_trigger(sql: str) -> Callable[[], object]:
    def attempt() -> object:
        store = filled(ci.SQLiteStore(":memory:", PROFILE))
        plan = planned(store)
        store.journal(plan.ref)
        store._db.execute(f"CREATE TRIGGER canary BEFORE {sql} BEGIN SELECT RAISE(FAIL, '{CELL}'); END")
        return applied(plan, store)

    return attempt


def _damaged(change: Callable[[bytes], bytes]) -> Callable[[], object]:
    def attempt() -> object:
        kept = io.BytesIO()
        planned(filled(ci.MemoryStore(PROFILE))).save(kept)
        return ci.Plan.open(io.BytesIO(change(kept.getvalue())))

    return attempt


def _applied_to(answer: Any) -> Callable[[], object]:
    return lambda: applied(planned(filled(ci.MemoryStore(PROFILE))), Nonsense(answer))


def _failing(at: int, when: Any) -> Callable[[], object]:
    def attempt() -> object:
        store = filled(ci.MemoryStore(PROFILE))
        return applied(planned(store), FaultyStore(store, at=at, when=when, error=_refused))

    return attempt


def _undone(receipt: ci.Receipt | None = None) -> Callable[[], object]:
    def attempt() -> object:
        store = filled(ci.MemoryStore(PROFILE))
        plan = planned(store)
        mine = receipt or applied(plan, store)
        return ci.undo(plan, mine, FaultyStore(store, at=1, error=_refused))

    return attempt


def _read(data: bytes, **options: Any) -> Callable[[], object]:
    return lambda: list(ci.read(data, profile=PROFILE, **options).chunks())


def _planned(data: bytes = FILE, **options: Any) -> Callable[[], object]:
    return lambda: planned(filled(ci.MemoryStore(PROFILE)), data, **options)


def _ruled(rule: Any) -> Callable[[], object]:
    profile = attrs.evolve(PROFILE, rules=(rule,))
    return lambda: planned(ci.MemoryStore(profile), FILE, profile)


MATCH = Match("1", "1", {"name": 5})  # type: ignore[dict-item] # what a careless host would return
ERRORS: dict[str, Callable[[], object]] = {
    "limit bytes": _read(FILE, limits=ci.Limits(bytes=9)),
    "limit rows": _read(FILE, limits=ci.Limits(rows=1)),
    "limit cell": _read(FILE, limits=ci.Limits(cell=3)),
    "limit columns": _read(FILE, limits=ci.Limits(columns=1)),
    "zip": _read(b"PK\x03\x04" + FILE),
    "no key": _planned(FILE.replace(b"E-mail", LABEL.encode())),
    "no header": _planned(FILE.split(b"\n", 1)[1]),
    "no occasion": _planned(occasion=None),
    "two labels": _planned(FILE.replace(b"Name;City", b"E-mail;E-mail")),
    "rule raises": _ruled(_raises),
    "rule answers": _ruled(lambda _: [CELL]),
    "find raises": lambda: planned(FaultyStore(ci.MemoryStore(PROFILE), at=1, error=_refused)),
    "credits raises": lambda: planned(FaultyStore(ci.MemoryStore(PROFILE), at=2, error=_refused)),
    **{f"find answers {a!r:.9}": (lambda a=a: planned(Nonsense(a))) for a in (7, CELL, [CELL], [MATCH], None)},  # type: ignore[misc]
    **{f"apply answers {answer!r:.9}": _applied_to(answer) for answer in (None, 7, CELL, [CELL])},
    **{f"apply fails {at} {when}": _failing(at, when) for at in (1, 2, 3) for when in ("before", "after")},
    "undo fails": _undone(),
    "undo of nonsense": _undone(ci.Receipt("plan", 0, 0, (Result(0, 2, "applied", CELL, CELL),), {}, 0)),
    "driver, journal": _with_trigger("UPDATE ON journal"),
    "driver, results": _with_trigger("INSERT ON results"),
    "store add": lambda: filled(filled(ci.SQLiteStore(":memory:", PROFILE))),
    "store edit": lambda: ci.SQLiteStore(":memory:", PROFILE).edit("7", {"name": CELL}),
    "plan cut": _damaged(lambda text: text[: len(text) // 2]),
    "plan changed": _damaged(lambda text: text.replace(CELL.encode(), CELL.lower().encode())),
    "plan no JSON": _damaged(lambda text: text.replace(b'"', b"", 1)),
    "plan no UTF-8": _damaged(lambda text: text.replace(CELL.encode(), CELL.encode() + b"\xff", 1)),
    "replan": lambda: ci.replan(planned(s := ci.MemoryStore(PROFILE)), ci.Receipt("x", 0, 0, (), {}, 0), s),
    "whole": lambda: ci.apply(planned(s := ci.MemoryStore(PROFILE)), s, all_or_nothing=True),
    "export": lambda: ci.export([Match("1", "1", {CELL: CELL})], PROFILE, Path("/nowhere/at/all.csv")),
    "error file": lambda: ci.error_file(planned(ci.MemoryStore(PROFILE)), ci.read(HEAD.encode()), io.BytesIO()),
}


@pytest.mark.parametrize("name", ERRORS)
def test_no_error_shows_content(name: str, caplog: pytest.LogCaptureFixture) -> None:
    """An error is a declared one; neither it nor what it leads to, nor a log or warning, quotes file or store."""
    caplog.set_level(logging.DEBUG)
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        with pytest.raises(CustomerImportError) as caught:
            ERRORS[name]()
    assert not found(told(caught.value))
    assert not found(caplog.text)
    assert not [warning for warning in heard if found(str(warning.message))]


def test_the_command_line_tells_no_content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What goes wrong on the command line is said without the content of files and plans."""
    from customer_import.cli import main

    monkeypatch.chdir(tmp_path)
    Path("shop.csv").write_bytes(FILE)
    Path("broken.csv").write_bytes(FILE + b"\n\xff\x00\x81;\xfe")
    Path("plan.jsonl").write_bytes(FILE)
    with sqlite3.connect("foreign.db") as db:
        db.execute(f"CREATE TABLE customers ({CELL} TEXT)")
    db.close()
    store = ("--store", "sqlite:///shop.db")
    heard = io.StringIO()
    with redirect_stderr(heard):
        codes = [
            main(["plan", "shop.csv", "--profile", "tixly", *store]),
            main(["plan", "broken.csv", "--profile", "incust", *store]),
            main(["plan", "shop.csv", "--profile", "incust", "--store", "sqlite:///foreign.db"]),
            main(["apply", "plan.jsonl", *store]),
            main(["apply", "shop.csv", *store]),
        ]
    assert codes == [2] * 5
    assert heard.getvalue().count("error: ") == 5
    assert not [word for word in found(heard.getvalue()) if word != LABEL]  # labels are what it must speak of


def test_the_canaries_sing() -> None:
    """The test itself finds a canary that is there, however deep."""

    def chained() -> None:
        try:
            _raises()
        except ValueError:
            raise ci.UsageError("nothing to see", code="x") from None

    with pytest.raises(ci.UsageError) as caught:
        chained()
    assert found(told(caught.value)) == [CELL]
    assert found(repr(Problem("x", params=(("a", CELL),)))) == []
    assert found(f"{AMOUNT} of {CELL.upper()}") == [CELL, AMOUNT]
