"""Keys by hash: repeats are those of the texts, and an index finds every block that asks for a key."""

import stat
import tempfile
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customer_import.engines.spark import keys
from customer_import.engines.spark.keys import Asked, KeyIndex, leave_keys, packets, repeated
from customer_import.engines.spark.staging import staging_folder, written

TEXTS = st.sampled_from(["", "a", "b", "A", "ab", "ž", "\ud800", "\ud801", *map(str, range(40))])
Pieces = list[tuple[str, list[str]]]
ROWS = st.lists(st.tuples(st.sampled_from(["no", "mail"]), st.lists(TEXTS, max_size=30)), max_size=6)


def dealt(pieces: Pieces, buckets: int) -> dict[int, list[Asked]]:
    """Deal keys out as tasks do: each piece has blocks of two rows."""
    found: dict[int, list[Asked]] = defaultdict(list)
    for piece, (field, texts) in enumerate(pieces):
        blocks = [piece * 100 + at // 2 for at in range(len(texts))]
        numbers = [piece * 100 + at for at in range(len(texts))]
        for _, bucket, _, data in packets(field, texts, blocks, numbers, buckets=buckets, piece=piece):
            found[bucket].append(Asked.of(data))
    return found


@given(pieces=ROWS, buckets=st.sampled_from([1, 2, 7]), forms=st.lists(TEXTS, max_size=20))
def test_an_index_finds_every_block_that_asks(pieces: Pieces, buckets: int, forms: list[str]) -> None:
    """And no other one, and nothing for a blank key, whatever the buckets are."""
    with tempfile.TemporaryDirectory() as name:
        for bucket, asked in dealt(pieces, buckets).items():
            leave_keys(Path(name), bucket, keys.SURVEYED, asked[::2])
            leave_keys(Path(name), bucket, keys.QUESTIONED, asked[1::2])
        index = KeyIndex(Path(name), buckets)
        for field in ("no", "mail"):
            places, blocks = index.find(field, forms)
            expected = [
                (place, piece * 100 + at // 2)
                for place, form in enumerate(forms)
                for piece, (own, texts) in enumerate(pieces)
                for at, text in enumerate(texts)
                if form and own == field and text == form
            ]
            assert sorted(zip(places.tolist(), blocks.tolist(), strict=True)) == sorted(expected)


@given(pieces=ROWS, buckets=st.sampled_from([1, 3]))
def test_rows_that_may_repeat_a_key_are_all_there(pieces: Pieces, buckets: int) -> None:
    """Every row of a key that another row has, in the order of the rows, with its own text."""
    whole = [
        (field, text, piece * 100 + at) for piece, (field, texts) in enumerate(pieces) for at, text in enumerate(texts)
    ]
    for field in ("no", "mail"):
        found = []
        for asked in dealt(pieces, buckets).values():
            of = [part for part in asked if part.field == field]
            if of:
                rows = [row for some in repeated(of) for row in zip(*some, strict=True)]
                assert [number for number, _ in rows] == sorted(number for number, _ in rows)
                found += rows
        texts = [text for own, text, _ in whole if own == field]
        expected = [(n, text) for own, text, n in whole if own == field and text and texts.count(text) > 1]
        assert sorted(found) == sorted(expected)


def test_equal_hashes_of_other_keys_repeat_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows whose keys only share a hash are handed on with their texts, which tell them apart."""
    real = keys.hashed
    monkeypatch.setattr(keys, "hashed", lambda field, texts: real(field, ["same"] * len(texts)))
    (asked,) = dealt([("no", ["a", "b"])], 1).values()
    assert list(repeated(asked)) == [([0, 1], ["a", "b"])]


def test_files_are_there_only_when_they_are_whole(tmp_path: Path) -> None:
    """A write that fails leaves nothing, one that succeeds a file of the mode that any new file gets."""

    def half() -> None:
        with written(tmp_path / "one") as file:
            file.write(b"half")
            raise OSError("full")

    with pytest.raises(OSError, match="full"):
        half()
    assert not list(tmp_path.iterdir())
    with written(tmp_path / "one") as file:
        file.write(b"whole")
    (tmp_path / "other").write_bytes(b"")
    assert stat.S_IMODE((tmp_path / "one").stat().st_mode) == stat.S_IMODE((tmp_path / "other").stat().st_mode)
    undo: list[Callable[[], object]] = []
    made = staging_folder(tmp_path, undo)
    assert made.parent == tmp_path
    undo[0]()
    assert not made.exists()
