"""Planning and applying open nothing: no file but the declared temporary ones, no socket, no process.

An audit hook cannot be removed, so each run is a process of its own that prints what it saw.
"""

import json
import subprocess
import sys
from pathlib import Path

PROLOGUE = """
import io, json, os, sys
import customer_import as ci
from tests.sample import PROFILE, TODAY

def data(rows):
    lines = "".join(f"p{i}@example.org;Person {i};City {i % 9};{i}\\n" for i in range(rows))
    return ("E-mail;Name;City;Points\\n" + lines).encode()

def planned(table, store):
    return ci.plan(table, PROFILE, store, today=TODAY, occasion="x", plan_id="p")

def applied(plan, store):
    return ci.apply(plan, store, acknowledge={g.code for g in plan.guards})

first = ci.MemoryStore(PROFILE)
plan = planned(ci.read(data(20), profile=PROFILE), first)
ci.undo(plan, applied(plan, first), first)  # now all modules and tables of the library are loaded
store = ci.MemoryStore(PROFILE)
table = ci.read(data(300), profile=PROFILE)
stream = io.BytesIO(data(250_000))
seen = []
watched = ("open", "socket", "subprocess", "shutil", "urllib", "http", "ftplib", "sqlite3")

def hook(event, arguments):
    if event.split(".")[0] in watched or event in ("os.system", "os.exec", "os.posix_spawn", "os.fork", "os.remove"):
        seen.append([event, *map(str, arguments[:2])])

sys.addaudithook(hook)
"""


def seen(work: str, folder: Path) -> list[list[str]]:
    """Run something in a process of its own, under an audit hook; return the events."""
    run = subprocess.run(
        [sys.executable, "-c", f"{PROLOGUE}\n{work}\nprint(json.dumps(seen))"],
        env={"TMPDIR": str(folder), "PYTHONPATH": "src:."},
        check=True,
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    events: list[list[str]] = json.loads(run.stdout.splitlines()[-1])
    return events


def elsewhere(events: list[list[str]], folder: Path) -> list[list[str]]:
    """Return the events that are about anything but temporary files."""
    return [event for event in events if not event[1].startswith(str(folder))]


def test_planning_and_applying_open_nothing(tmp_path: Path) -> None:
    """A table that is open is planned, applied and undone without a file, a socket or a process."""
    work = "plan = planned(table, store); receipt = applied(plan, store); applied(ci.undo(plan, receipt, store), store)"
    assert seen(work, tmp_path) == []
    assert list(tmp_path.iterdir()) == []


def test_planning_an_old_workbook_starts_nothing(tmp_path: Path) -> None:
    """Another process reads an .xls when it is opened; planning and applying its table start none and open nothing."""
    work = (
        "from pathlib import Path; from tests.reading.other_building import ods, row, table as sheet, text\n"
        "cells = [row(text('E-mail'), text('Name'))] + [row(text(f'{i}@example.org'), text('A')) for i in range(300)]\n"
        "other = ci.read(ods(sheet('S', *cells))); heard = len(seen); seen.clear()\n"
        "plan = planned(other, store); applied(plan, store); other.close()\n"
        "assert heard and len(list(store.customers())) == 300"
    )
    assert seen(work, tmp_path) == []
    assert list(tmp_path.iterdir()) == []


def test_reading_leaves_nothing_behind(tmp_path: Path) -> None:
    """A stream that outgrows memory is kept in a temporary file that is gone at once, and nothing else is opened."""
    events = seen("print(sum(len(chunk) for chunk in ci.read(stream, profile=PROFILE).chunks()))", tmp_path)
    assert events
    assert elsewhere(events, tmp_path) == []
    assert list(tmp_path.iterdir()) == []


def test_the_hook_hears() -> None:
    """The hook itself notices a file, a socket and a process."""
    work = (
        "open('pyproject.toml').close(); import socket; socket.socket().close(); import subprocess; os.system('true')"
    )
    heard = {event[0] for event in seen(work, Path("/tmp"))}
    assert heard >= {"open", "socket.__new__", "os.system"}
