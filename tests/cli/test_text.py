"""Tables, masks and progress: what makes text fit a terminal."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from customer_import.cli.progress import Progress
from customer_import.rendering.text import Painted, Paper, masked, printable, shortened, width_of, wrapped

ANSI = re.compile("\x1b\\[[0-9;]*m")
TABLES = st.integers(1, 5).flatmap(
    lambda n: st.lists(st.lists(st.text(max_size=60), min_size=n, max_size=n), max_size=6)
)


@given(TABLES, st.integers(40, 120))
def test_a_table_fits_the_window(rows: list[list[str]], width: int) -> None:
    """No line of a table is wider than the window, whatever the cells hold."""
    for line in Paper(width).table((), rows):
        assert width_of(line) <= width
        assert line.isprintable()


@given(TABLES)
def test_colours_take_no_room(rows: list[list[str]]) -> None:
    """A painted table is the plain one with colours, and without them the same."""
    painted = [[Painted(cell, "red") for cell in row] for row in rows]
    plain = list(Paper(80).table((), rows))
    coloured = [ANSI.sub("", line).rstrip() for line in Paper(80, colour=True).table((), painted)]
    assert coloured == plain
    assert list(Paper(80).table((), painted)) == plain


@given(st.text(min_size=3), st.sampled_from(["", "@example.org", "@a.b"]))
@example("+37061234567", "")
@example("a@b@c", "@example.org")
def test_a_mask_hides_the_value(text: str, domain: str) -> None:
    """A masked value is shorter than what it hides, or holds an ellipsis in its place; only its ends are shown."""
    value = text + domain
    shown = masked(value)
    assert "…" in shown
    assert shown != value
    assert len(shown.replace("…", "")) <= 8 + len(domain)
    assert shown.isprintable()


def test_short_values_are_hidden_whole() -> None:
    """What is one or two characters long is not shown at all, and nothing stays nothing."""
    assert [masked(value) for value in ("", "4", "42", "Ann", ("1001", "1002"))] == ["", "…", "…", "A…n", "1…1, 1…2"]


@given(st.text())
def test_printable_text_is_one_line(text: str) -> None:
    """What is shown has no control characters, and text without them is shown as it is."""
    shown = printable(text)
    assert shown.isprintable()
    if text.isprintable():
        assert shown == text


@given(st.text(alphabet=st.characters(categories=["L", "N", "P", "Zs"])), st.integers(1, 40))
def test_shortening_keeps_the_beginning(text: str, width: int) -> None:
    """A shortened text fits, and begins as the whole one does."""
    shown = shortened(text, width)
    assert width_of(shown) <= width
    assert text.startswith(shown.removesuffix("…"))


def test_words_are_kept_whole_where_they_fit() -> None:
    """A paragraph is broken between words."""
    assert wrapped("one two three", 8) == ["one two", "three"]
    assert wrapped("", 8) == [""]
    assert wrapped("unbreakable", 5) == ["unbr…"]


def test_progress_names_rate_and_time_left() -> None:
    """Where the end is known, the line says how much is left and how long it takes."""
    now = [0.0]
    progress = Progress(clock=lambda: now[0])
    progress("survey", 1000)
    progress("survey", 4000)
    progress("plan", 0)
    now[0] = 2.0
    assert progress.line("plan", 1000, now[0]) == "deciding: 1,000 of 4,000 rows · 500/s · 6 s left"


def test_progress_is_quiet_where_nobody_watches(capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing is written where standard error is no terminal."""
    now = [0.0]
    with Progress(10, clock=lambda: now[0]) as progress:
        for rows in range(10):
            now[0] += 1
            progress("apply", rows)
    assert capsys.readouterr().err == ""


def test_progress_cleans_up_behind_itself(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """On a terminal the line is written over and erased at the end; short work says nothing."""
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    now = [0.0]
    with Progress(10, clock=lambda: now[0]) as progress:
        progress("apply", 1)
        assert capsys.readouterr().err == ""
        now[0] = 5.0
        progress("apply", 6)
        assert "writing: 6 of 10 rows · 1/s · 4 s left" in capsys.readouterr().err
    assert capsys.readouterr().err == "\r\x1b[K"
