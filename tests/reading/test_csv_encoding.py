"""Which encoding a text was meant in."""

from __future__ import annotations

import codecs
import hashlib
import json
from unittest import mock

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from customer_import.errors import SourceError
from customer_import.profile import Field, FileRules, Profile
from customer_import.reading import Dialect, Limits, detect, read
from customer_import.reading.facts import facts
from customer_import.reading.hints import hinted
from customer_import.reading.letters import WRITTEN, at_home
from customer_import.reading.neighbours import known, likeness, telling, words_of
from customer_import.reading.source import Source

CZECH = "id;jméno;město\n" + "".join(
    f"{i};{name};{city}\n"
    for i, (name, city) in enumerate(
        [("Jiří Dvořák", "Plzeň"), ("Žofie Černá", "Ústí nad Labem"), ("Šárka Nováková", "České Budějovice")] * 2
    )
)
SWEDISH = "nr;namn;ort\n1;Åsa Öberg;Malmö\n2;Björn Sjögren;Västerås\n3;Märta Ström;Jönköping\n4;Göran Åkesson;Skövde\n"
FRENCH = "no;nom;ville\n1;Hélène Lefèvre;Orléans\n2;François Noël;Besançon\n3;Zoé Brûlé;Saint-Étienne\n"
LITHUANIAN = "nr;vardas;miestas\n1;Žydrūnas Šimkus;Šiauliai\n2;Eglė Kazlauskaitė;Panevėžys\n3;Rūta Jankūnė;Kėdainiai\n"
RUSSIAN = "№;имя;город\n1;Анна Кузнецова;Москва\n2;Пётр Жуков;Ярославль\n3;Ольга Щербакова;Тверь\n".replace("№", "н")
GREEK = "αρ;όνομα;πόλη\n1;Ελένη Παππά;Αθήνα\n2;Γιώργος Νικολάου;Θεσσαλονίκη\n3;Μαρία Ιωάννου;Λάρισα\n"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        *[(CZECH, name) for name in ("utf-8", "cp1250", "iso8859-2", "cp852", "mac-latin2", "utf-16", "utf-16-le")],
        *[(SWEDISH, name) for name in ("utf-8-sig", "cp1252", "iso8859-1", "cp850", "mac-roman", "utf-16-be")],
        *[(FRENCH, name) for name in ("cp1252", "cp850", "mac-roman", "utf-32", "utf-32-le")],
        *[(LITHUANIAN, name) for name in ("cp1257", "iso8859-13", "iso8859-10")],
        *[(RUSSIAN, name) for name in ("cp1251", "koi8-r", "cp866", "iso8859-5")],
        *[(GREEK, name) for name in ("cp1253", "iso8859-7")],
    ],
)
def test_the_text_is_read_as_it_was_meant(text: str, encoding: str) -> None:
    """Each text in each encoding is read back letter for letter."""
    data = text.encode(encoding)
    with read(data) as table:
        lines = [";".join(table.labels), *[";".join(row.cells) for row in table]]
    assert "\n".join(lines) == text.strip()


@pytest.mark.parametrize("encoding", ["cp932", "euc_jp"])
def test_japanese_of_ideographs_alone_is_not_chinese(encoding: str) -> None:
    """Two place names without kana are read as Japanese: their characters are common there."""
    text = "id,place\n1,川崎市\n2,千葉市\n"
    assert text.encode(encoding).decode(detect(text.encode(encoding)).encoding) == text


@pytest.mark.parametrize("encoding", ["johab", "cp949"])
def test_korean_is_told_in_both_of_its_encodings(encoding: str) -> None:
    """Syllables in common use speak for the encoding that gives them."""
    text = "id,place\n1,서울특별시\n2,부산광역시\n"
    assert text.encode(encoding).decode(detect(text.encode(encoding)).encoding) == text


@pytest.mark.parametrize("encoding", ["gb18030", "euc_jp"])
def test_european_words_in_an_east_asian_encoding_are_words(encoding: str) -> None:
    """What a program on an East Asian system writes of a European list is read as it was meant."""
    text = "id,name\n1,Göteborgs Symfoniker\n2,François Noël\n3,Vinícius\n"
    assert text.encode(encoding).decode(detect(text.encode(encoding)).encoding) == text


@pytest.mark.parametrize(
    ("names", "encoding"),
    [
        ("Petr Čech,Gábor Király,Thomas Müller,Łukasz Fabiański,Luka Modrić", "cp1250"),
        ("Zinédine Zidane,Thomas Müller,Simon Kjær,Martin Ødegaard,João Félix,Ángel Di María", "cp1252"),
    ],
)
def test_names_of_several_languages_are_no_nonsense(names: str, encoding: str) -> None:
    """A list of names from languages that one encoding holds is read in that encoding."""
    text = "id,name\n" + "".join(f"{i},{name}\n" for i, name in enumerate(names.split(",")))
    assert text.encode(encoding).decode(detect(text.encode(encoding)).encoding) == text


@pytest.mark.parametrize(
    ("row", "languages"),
    [
        (b"jmeno;mesto;ulice", {"cs"}),
        (b"x;jan@obchod.cz;1", {"cs"}),
        (b"x;+358401740605;1", {"sv", "fi"}),
        (b"x;99,90 PLN;1", {"pl"}),
        (b"1;2;3", set()),
    ],
)
def test_what_is_ascii_hints_at_the_language(row: bytes, languages: set[str]) -> None:
    """Labels, e-mail addresses, dial codes and currencies speak for a language."""
    hints = hinted(row)
    assert {language for language, hint in hints.items() if hint == max(hints.values())} == languages


def test_english_labels_say_little() -> None:
    """Lists in all languages have labels in English: what they share with another language hardly counts."""
    assert hinted(b"id;name;city;phone;address;country").get("en") is None
    assert max(hinted(b"id;name;city;phone;address;country").values(), default=0.0) < 1.0


def test_a_hint_decides_what_letters_leave_open() -> None:
    """One word that reads well in two encodings is read in that of the language of its neighbours."""
    word = "Vok\u0117"
    rows = [f"{i};Jonas;jonas{i}@pastas.lt;+370612345{i}" for i in range(9)]
    text = "\n".join(["nr;vardas;pastas;telefonas", *rows, f"9;{word};o@pastas.lt;+37061234567", ""])
    assert word in text.encode("cp1257").decode(detect(text.encode("cp1257")).encoding)


@pytest.mark.parametrize("note", ["with\u00a0a space … and so on", "123.4‰", "the 90’s", "two customers’ notes"])
def test_a_lone_sign_of_windows_is_no_letter_of_msdos(note: str) -> None:
    """Signs that stand where signs stand in English texts are read as such."""
    data = f"id,note,count\n1,plain words,2\n2,{note},3\n".encode("cp1252")
    assert note in data.decode(detect(data).encoding)


def test_evidence_late_in_the_file_counts() -> None:
    """The only accent may stand in the last row."""
    data = b"id;name\n" + b"1;Ann\n" * 100_000 + "2;Hélène\n".encode("cp1252")
    with read(data) as table:
        assert [row.cells[1] for row in table][-1] == "Hélène"


def test_one_stray_byte_costs_one_row() -> None:
    """A file that is UTF-8 but for one byte is UTF-8; the row with that byte is reported and rejected."""
    rows = CZECH.encode().replace("Žofie".encode(), b"\xff\xc5ofie", 1)
    with read(rows) as table:
        chunk = next(table.chunks())
        assert table.dialect.encoding == "utf-8"
        assert {i: [p.code for p in problems] for i, problems in chunk.damaged.items()} == {1: ["row.encoding"]}
        assert chunk.raw[1][1].startswith("\ufffd\ufffdofie")
        assert chunk.columns[1][0] == "Jiří Dvořák"


LINES = ("Žofie Dvořáková;Třebíč", "Jiří Říha;Ústí nad Labem", "Ann Smith;London", "Šárka Nováková;České Budějovice")


@pytest.mark.parametrize("old", ["cp1250", "cp852"])
@settings(max_examples=20)
@given(drawn=st.lists(st.tuples(st.sampled_from(LINES), st.booleans()), min_size=6, max_size=20))
def test_rows_of_two_encodings_are_read_each_in_its_own(old: str, drawn: list[tuple[str, bool]]) -> None:
    """Lists in UTF-8 and an old encoding that were put together: every text is right, and the rows of one are named."""
    rows = [(f"{number};{line}", line.isascii(), new) for number, (line, new) in enumerate(drawn)]
    data = b"id;name;town\n" + b"".join((row + "\n").encode("utf-8" if new else old) for row, _, new in rows)
    with read(data, answers={"header": "yes", "trailing": "rows"}) as table:
        (chunk,) = table.chunks()
    assert [";".join(cells) for cells in zip(*chunk.columns, strict=True)] == [row for row, _, _ in rows]
    both = {new for _, plain, new in rows if not plain} == {True, False}
    assert bool(table.dialect.other_encoding) == both
    reported = {index: [problem.code for problem in found] for index, found in chunk.damaged.items()}
    other = table.dialect.other_encoding == "utf-8"
    named = [index for index, (_, plain, new) in enumerate(rows) if both and not plain and new == other]
    assert reported == {index: ["row.encoding_other"] for index in named}


def test_a_row_half_in_one_encoding_and_half_in_another_is_rejected() -> None:
    """Where nothing shows what a byte in a row of UTF-8 means, the row is rejected, not guessed."""
    with read(CZECH.encode() + "7;Žofie;".encode() + "Žďár\n8;Říha;Žďár\n".encode("cp1250")) as table:
        codes = [problem.code for chunk in table.chunks() for found in chunk.damaged.values() for problem in found]
    assert codes == ["row.encoding", "row.encoding_other"]


def test_a_dialect_with_two_encodings_is_a_value() -> None:
    """What was found out is saved, and reads the file again in the same way."""
    data = CZECH.encode("cp1250") + "7;Žofie;Třebíč\n".encode()
    found = Dialect.from_json(json.loads(json.dumps(detect(data).to_json())))
    assert (found.encoding, found.other_encoding) == ("cp1250", "utf-8")
    with read(data, dialect=found) as table:
        assert list(table)[-1].cells == ("7", "Žofie", "Třebíč")


@pytest.mark.parametrize(
    ("rows", "rest"), [("2,Ann,Mal", b"\xc3"), ("2,Ann,", "€".encode()[:2]), ("2,Zoë,Mal", b"\xc3")]
)
def test_a_file_cut_inside_a_character_is_utf8(rows: str, rest: bytes) -> None:
    """A file that is valid UTF-8 up to half a character at its end is UTF-8; its last row is rejected."""
    with read(b"id,name,town\n1,Bo,Lund\n" + rows.encode() + rest) as table:
        (chunk,) = table.chunks()
    assert table.dialect.encoding == "utf-8"
    assert [problem.code for problem in chunk.damaged[1]] == ["row.encoding"]
    assert detect(b"id,name\n1,Bo\n2,Jos\xe9").encoding == "cp1252"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("cut", [-1, -3])
def test_wide_characters_are_told_though_the_last_is_cut(encoding: str, cut: int) -> None:
    """Text of wide characters without a byte order mark, which ends in the middle of one."""
    with read("id,name\n1,Анна\n2,Bo\n3,Eva\n".encode(encoding)[:cut], answers={"header": "yes"}) as table:
        assert table.dialect.encoding == encoding
        assert [row.cells[1] for row in table][:2] == ["Анна", "Bo"]


def test_zero_bytes_in_ascii_make_no_wide_characters() -> None:
    """What looks like line ends would be none in UTF-16: the row with the zero byte is rejected."""
    with read(b"id,name\n1,A\x00n\n2,Bo\n", answers={"header": "yes"}) as table:
        assert table.dialect.encoding == "utf-8"
        assert [p.code for chunk in table.chunks() for found in chunk.damaged.values() for p in found] == ["row.nul"]


TABLE = "id,name\n1,Müller\n2,Bo Ek\n3,Ann Lind\n"


@pytest.mark.parametrize(
    "data",
    [
        TABLE.encode("cp037"),
        TABLE.replace("\n", "\x85").encode("cp500"),
        codecs.BOM_UTF16_LE + TABLE.encode(),
        codecs.BOM_UTF16_BE + TABLE.encode("cp1252"),
    ],
)
def test_what_no_list_is_read_from_is_said(data: bytes) -> None:
    """EBCDIC, and a mark of UTF-16 before a text without zero bytes, are errors that say so."""
    with pytest.raises(SourceError) as caught:
        detect(data)
    assert caught.value.code == "source.encoding"


def test_utf7_is_read_and_telephone_numbers_are_none() -> None:
    """A plus sign switches to letters in UTF-7 alone."""
    assert detect(TABLE.encode("utf-7")).encoding == "utf-7"
    assert detect(b"id,phone\n1,+46701234567\n2,+420777123456\n3,+-\n").encoding == "utf-8"


def test_a_stray_byte_among_ascii_is_no_letter() -> None:
    """A byte that no UTF-8 has, in a file of nothing but ASCII, costs its row, and gives no name another letter."""
    data = b"id,name\n1,Anna\n2,Ka\xffrl\n3,Eva\n"
    with read(data) as table:
        (chunk,) = table.chunks()
        assert table.dialect.encoding == "utf-8"
        assert {chunk.numbers[i]: found[0].code for i, found in chunk.damaged.items()} == {3: "row.encoding"}
    assert detect("id,имя\n1,Анна\n2,Юля\n".encode("cp1251")).encoding == "cp1251"


# Where a byte is planted, as ``@``: at digits, at words' ends, alone.
PLANTED = ("+46 70@ 12", "12@", "@12", "1@2.50", "@", "Anna @", "@ Anna", "Anna@", "@Lund", "Karl @Berg", "Jo@hn")


@example(byte=0x92, cell="+46 70@ 12", rows=20)
@example(byte=0xFF, cell="Jo@hn", rows=3)
@settings(max_examples=120)
@given(byte=st.integers(0x80, 0xFF), cell=st.sampled_from(PLANTED), rows=st.integers(1, 30))
def test_a_lone_byte_is_in_a_word_or_a_sign_in_its_place_or_named(byte: int, cell: str, rows: int) -> None:
    """A byte among ASCII that makes no word costs its row, and is no letter of any encoding; 0xFF never is one."""
    before, after = (part.encode() for part in cell.split("@"))
    plain = b"".join(b"%d;Eva Smith;London\n" % i for i in range(rows))
    with read(b"id;name;city\n" + plain + b"x;" + before + bytes((byte,)) + after + b";Leeds\n" + plain) as table:
        (chunk,) = table.chunks()
        named = {chunk.numbers[i]: found[0].code for i, found in chunk.damaged.items()}
        text = f"\n\n{chunk.columns[1][rows]}\n\n"
    if named:
        assert named == {rows + 2: "row.encoding"}
        return
    (at,) = [i for i, char in enumerate(text) if char > "\x7f"]
    earlier, left, char, right, later = tuple(text[at - 2 : at + 3])
    in_word = char.isalpha() and (left.isalpha() or right.isalpha() or (right == " " and not left.isdigit()))
    assert byte != 0xFF
    assert in_word or at_home(char, left, earlier, right, later)


def test_pounds_are_no_polish_letters() -> None:
    """Signs before digits speak for the encoding in which they are signs."""
    assert detect("name,amount\nAnn,£512\nBo,£1035\nEva,£23\n".encode("cp1252")).encoding == "cp1252"


def test_the_profiles_encodings_come_first() -> None:
    """Where a profile says which encodings occur, no other is answered."""
    profile = Profile("p", (Field("name"),), locale="cs", file=FileRules(encodings=("cp1250", "utf-8")))
    assert detect("name;x\nŠ;1\n".encode("cp1250"), profile=profile).encoding == "cp1250"


def test_an_answer_names_the_encoding() -> None:
    """An answer overrides what was found."""
    assert detect("a;b\né;1\n".encode("cp850"), answers={"encoding": "cp850"}).encoding == "cp850"


SIGNS = [
    ("It’s a customer’s note", "cp1252"),
    ("It’s a customer’s note", "mac-roman"),
    ("20°C at noon", "cp1252"),
    ("Lego® Ltd", "mac-roman"),
    ("§ 12, odst. 1", "cp1250"),
    ("5½ inch", "cp850"),
    ("1º piso", "cp1252"),
    ("«Bonjour»", "cp1252"),
    ("O’Neil – Café", "cp1252"),
    ("1 250,00 Kč", "cp1250"),
    ("99,90 zł", "cp1250"),
    ("1 250,00 Kč", "cp852"),
]


@pytest.mark.parametrize(("note", "encoding"), SIGNS)
def test_a_lone_sign_is_read_where_it_belongs(note: str, encoding: str) -> None:
    """One sign in a list of plain words is enough, where it stands as such signs do."""
    text = "id;note;count\n" + "".join(f"{i};plain words;{i}\n" for i in range(9)) + f"9;{note};1\n"
    with read(text.encode(encoding)) as table:
        assert [row.cells[1] for row in table][-1] == note


@pytest.mark.parametrize(
    ("word", "encoding"),
    [("Jönköping", "mac-roman"), ("Straßer", "cp850"), ("Žilinská", "mac-latin2"), ("Guimarães", "cp1252")],
)
def test_letters_are_known_by_their_neighbours(word: str, encoding: str) -> None:
    """One word is enough where its letters stand together in one language and not in another."""
    with read(f"id;place\n1;{word}\n2;Lund\n".encode(encoding)) as table:
        assert next(iter(table)).cells[1] == word


@pytest.mark.parametrize(
    ("words", "encoding"),
    [
        ("Cumann na Mí,Dún Éideann", "cp850"),
        ("Siúinéireacht Uí Mhóráin", "iso8859-1"),
        ("Straed Kerañroux,Lenn ar Peoc'h", "mac-roman"),
        ("Strooss op der Gréngheck,Wëllem", "cp1252"),
        ("Vegurin Langi,Bøðvar við Gjónna", "cp1252"),
        ("Módry dwór,Wysoka hórka,Křižna dróha", "cp1250"),
        ("Onder die môrester,Reënval", "cp850"),
        ("Estação do Pão,Corações", "cp860"),
        ("Veður og bið,Þúfa", "cp861"),
        ("Œuvre à côté,Forêt brûlée", "cp1252"),
        ("Forêt brûlée,Élève zélé", "cp863"),
        ("Καφενείο η Ωραία Ελλάς", "cp869"),
        ("Żółw i gęś,Miś Uszatek", "iso8859-13"),
        ("ЇЖАК І ҐАВА", "cp1125"),
    ],
)
def test_words_of_smaller_languages_and_older_tills_are_read(words: str, encoding: str) -> None:
    """Languages with few lists, and pages of countries that tills still write, are read as they were meant."""
    text = "id;name\n" + "".join(f"{i};{word}\n" for i, word in enumerate(words.split(",")))
    data = text.encode(encoding)
    assert data.decode(detect(data).encoding) == text


def test_signs_that_bind_letters_do_so_where_their_language_has_them() -> None:
    """A raised point is a sign between two l, a ring before a letter is one of degrees; elsewhere they were letters."""
    assert detect("id;name\n1;GRÀCIA\n".encode("cp850")).encoding == "cp850"
    assert detect("id;name\n1;Sant Col·legi\n".encode("cp1252")).encoding == "cp1252"
    assert detect("id;note\n1;at 20 °C or 68 °F\n".encode("cp1252")).encoding == "cp1252"


def test_escape_sequences_of_ascii_are_read() -> None:
    """HZ writes Chinese in ASCII between ``~{`` and ``~}``; a tilde and braces that are not that stay as they are."""
    text = "id;name\n1;解放大道\n2;~ Ann\n3;糕点坊\n"
    assert text.encode("hz").decode(detect(text.encode("hz")).encoding) == text
    assert detect(b"id;name\n1;~{Ann~}\n2;~{ Bo }~\n").encoding == "utf-8"


def test_words_are_more_like_their_own_language_than_like_others() -> None:
    """Every language's words have the pairs of letters of that language rather than of any other."""
    languages = list(WRITTEN)
    assert all(map(known, languages))
    for language in languages:
        words, _ = telling(words_of(language), 2_000)
        scores = {other: likeness(words, other) for other in languages}
        assert max(scores, key=lambda other: scores[other]) == language


def test_a_word_counts_once() -> None:
    """A word in a hundred rows is no more evidence than in one: other words decide as if it stood there once."""
    rows = [f"{i};Pär Øst;{i},00 kr å\n" for i in range(100)]
    few, many = (
        "".join(["id;name;price\n", *rows[:count], "200;Anders Bjørnæs;1\n"]).encode("cp1252") for count in (1, 100)
    )
    (one,), (hundred,) = ([e for e in detect(data).evidence if e.what == "encoding"] for data in (few, many))
    assert (one.value, one.confidence) == (hundred.value, hundred.confidence)


def test_encodings_that_give_the_same_text_are_named_in_the_evidence() -> None:
    """Where several encodings give the same text, the Windows one is answered, and the others are named."""
    found = detect(SWEDISH.encode("iso8859-1"))
    assert found.encoding == "cp1252"
    why = next(one.why for one in found.evidence if one.what == "encoding")
    assert "iso8859-1" in why


@given(data=st.binary(max_size=80))
@example(data=b"\x80\x88\x98\x99\xa4\xb9\xc0\xc0\xc0\xc0")
def test_the_answer_decodes_the_whole_file_or_names_the_rows_that_it_does_not(data: bytes) -> None:
    """An encoding that was found out decodes every byte of every row that is not reported."""
    file = b"id;name\n1;Ann\n2;" + data.translate(None, b'\x00\x1b\r\n";,|\t\x1a') + b"\n3;Bo\n"
    try:
        table = read(file)
    except SourceError:
        return
    with table:
        codes = {p.code for chunk in table.chunks() for found in chunk.damaged.values() for p in found}
    if "row.encoding" not in codes:
        file.decode(table.dialect.encoding)


UTF8 = "id;jméno;město\n" + "".join(f"{i};Jiří Dvořák;Plzeň\n{i};Šárka;Ústí nad Labem\n" for i in range(9))
ASCII = b"id;name;city\n" + b"1;Ann Smith;London\n" * 20


@pytest.mark.parametrize(
    ("data", "encoding", "reported"),
    [
        (UTF8.encode() + b"x;Jos\xff Garc\x80a;M\x81laga\n", "utf-8", 1),
        (UTF8.encode() + b"x;\xff\xfe;x\ny;\xffl\xfe;x\n", "utf-8", 2),
        (ASCII + b"2;A\xffn;London\n", "utf-8", 1),
        (ASCII + b"2;\xff;London\n", "utf-8", 1),
        (ASCII + b"2;it\xe2\x80 is;London\n", "utf-8", 1),
        (ASCII + "2;Jos\u00e9;London\n".encode("cp1252"), "cp1252", 0),
        (
            ASCII + "2;José;3 – 4\n3;Björn;“x”\n4;Müller;x\n5;Søren;x\n6;Zoë;x\n".encode("cp1252") + b"7;A\x81b;x\n",
            "cp1252",
            1,
        ),
        (
            "編號;姓名;地址\n1;陳怡君;臺北市中山路\n2;林志明;高雄市\n3;黃淑芬;臺中市\n".encode("big5")
            + b"4;\xb3\xaf\xff;x\n",
            "big5",
            1,
        ),
    ],
)
def test_a_few_bytes_that_are_no_text_cost_their_rows(data: bytes, encoding: str, reported: int) -> None:
    """Bytes of another encoding, cut characters and bytes that mean nothing are reported where they stand."""
    with read(data, answers={"header": "yes"}) as table:
        assert table.dialect.encoding == encoding
        damaged = [p.code for chunk in table.chunks() for found in chunk.damaged.values() for p in found]
    assert damaged == ["row.encoding"] * reported


@pytest.mark.parametrize("size", [1, 2, 3, 5, 7, 1000])
@pytest.mark.parametrize(
    ("text", "line_end"),
    [("a\r\nb\r\n", "\r\n"), ("a\nb\n", "\n"), ("a\rb\r", "\r"), ("a\rb\nc", "mixed"), ("a\r\nb\r", "mixed"),
     ("a\r\nb\nc", "mixed"), ("a\n\rb", "mixed"), ("a", "")],
)  # fmt: skip
def test_line_ends_are_found_wherever_blocks_end(
    size: int, text: str, line_end: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pair of CR and LF is one line end, also where a block ends between them."""
    monkeypatch.setattr("customer_import.reading.facts.BLOCK", size)
    with read((text + "x").encode()) as table:
        assert table.dialect.line_end == line_end
    with read((text + "x").encode("utf-16")) as table:
        assert table.dialect.line_end == line_end


@given(st.text("aéž€😀\n", max_size=12), st.integers(0, 40), st.integers(1, 6))
def test_utf8_is_told_wherever_blocks_end(text: str, place: int, size: int) -> None:
    """A file is UTF-8 if all of it decodes, however its bytes are cut; one byte more, and it is not."""
    data = text.encode() + b"x"
    place %= len(data) + 1
    for found in (data, data[:place] + b"\xe9" + data[place:], data + b"\xc3"):
        source = Source(found, Limits())
        with mock.patch("customer_import.reading.facts.BLOCK", size):
            result = facts(source)
        try:
            found.decode()
            valid = True
        except UnicodeDecodeError:
            valid = False
        assert (result.utf8, result.ascii) == (valid, found.isascii())
        assert source.digest == hashlib.sha256(found).hexdigest()


def test_rare_bytes_of_a_large_file_count() -> None:
    """Past the start not every line is looked at, but each byte is: the encoding decodes all of the file."""
    rows = [f"{i},Åsa Öberg,Piteå" for i in range(80_000)]
    rows[70_000] = "70000,Žaneta Müller,Malmö"
    data = "\n".join(["id,name,city", *rows]).encode("cp1252")
    with read(data) as table:
        assert table.dialect.encoding == "cp1252"
        assert [row.cells[1] for row in table][70_000] == "Žaneta Müller"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "idna", "punycode", "undefined", "no-such"])
def test_an_encoding_that_cannot_be_that_of_the_file_is_refused(encoding: str) -> None:
    """A person's answer is taken, or it is a declared error: wide text must say its order of bytes."""
    with pytest.raises(SourceError) as caught:
        read(b"id,name\n1,Ann\n", answers={"encoding": encoding})
    assert caught.value.code == "source.encoding"
