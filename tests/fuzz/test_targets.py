"""Law 8: any bytes whatever give a table or a declared error. A short run; `make fuzz` looks longer and deeper."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.fuzz.__main__ import SEEDS
from tests.fuzz.targets import TARGETS, csv_target, plan_target, xlsx_target

SIGNS = [b'"', b";", b",", b"\t", b"\n", b"\r\n", b"\r", b"\0", b"'", b"\\", b"sep=;\n", b"\xef\xbb\xbf"]
SIGNS += [b"|", b"||", b":", b"#", b"# ", b"  ", b"-", b"+", b"=", b"\n|", b'"\n"', b"a b c"]
TAGS = [
    *(b"<row>", b"</row>", b'<row r="1">', b'<row r="-5">', b"<c>", b"</c>", b'<c r="A1">', b'<c r="ZZZZ9" t="s">'),
    *(b"<v>1</v>", b"<v>1e999</v>", b"<v>", b"</v>", b"<is><t>x</t></is>", b"<f/>", b"&amp;", b"&x;", b"<!--"),
]
TEXTS = st.text(max_size=6).map(lambda text: text.encode("utf-8", "surrogatepass"))
PIECES = st.lists(st.one_of(st.sampled_from(SIGNS), st.binary(max_size=6), TEXTS), max_size=40).map(b"".join)
MARKUP = st.lists(st.one_of(st.sampled_from(TAGS), st.binary(max_size=6)), max_size=30).map(b"".join)


@given(st.tuples(PIECES, st.integers(1, 8)).map(lambda drawn: drawn[0] * drawn[1]))
@example(b'":|"')
@example(b"# ,;# ,;")
def test_any_text_is_read_or_refused(data: bytes) -> None:
    """Quotes, delimiters, line ends and noise in any order lose no record and raise nothing undeclared."""
    csv_target(data)


@given(MARKUP)
def test_any_sheet_is_read_or_refused(data: bytes) -> None:
    """Rows and cells that nest, repeat or break off lose nothing and raise nothing undeclared."""
    xlsx_target(data)


@given(PIECES)
def test_any_plan_is_opened_or_refused(data: bytes) -> None:
    """Bytes that are no plan are refused as such."""
    plan_target(data)


@pytest.mark.parametrize("name", sorted(TARGETS))
def test_the_seeds_of_the_fuzzer_hold(name: str) -> None:
    """The inputs that the fuzzer starts from keep the invariant themselves."""
    for seed in SEEDS[name]:
        TARGETS[name](seed)
