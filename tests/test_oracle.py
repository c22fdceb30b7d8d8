"""The naive importer against tables that a person worked out by hand: they pin `docs/deciding.md`."""

import datetime
from collections.abc import Sequence
from hashlib import blake2b
from typing import Any

from customer_import.model import Child, ChildRef, Edit, Match, Outcome, Posted, Problem, Record
from customer_import.profile import ChildGroup, CreateCommand, CreditRule, Field, Key, Profile
from tests.oracle import SourceRow, decide

EMAIL = Field("email", "email")
NAME = Field("name", "name")
NOTE = Field("note", "text")
NUMBER = Field("number", "identifier")
ANN = Match("1", "v1", {"email": "ann@example.org", "name": "Ann"})
BOB = Match("2", "v1", {"email": "bob@example.org", "name": "Bob", "note": "kept"})


def decided(
    profile: Profile,
    columns: Sequence[str | None],
    *rows: Sequence[str],
    stored: Sequence[Match] = (),
    ledger: Sequence[Posted] = (),
    **inputs: Any,
) -> list[Outcome]:
    """Decide rows that start in row 2, under one label per column."""
    source = [SourceRow(number, tuple(cells), len(cells)) for number, cells in enumerate(rows, start=2)]
    scope: dict[str, Any] = {"today": datetime.date(2026, 11, 22), "tenant": "t", "occasion": "o"}
    labels = [str(name) for name in columns]
    return decide(labels, source, profile, stored, ledger, label_map=columns, **scope, **inputs)


def shown(outcomes: Sequence[Outcome]) -> list[tuple[str, str, list[str]]]:
    """Show what a person checks: kind, verdicts, codes."""
    return [(outcome.kind, outcome.signature, [problem.code for problem in outcome.problems]) for outcome in outcomes]


def test_create_update_unchanged() -> None:
    """A new e-mail creates, a new name updates, equal values in another spelling change nothing."""
    profile = Profile("p", [EMAIL, NAME], ["email"])
    rows = ("eva@example.org", "Eva"), ("ANN@example.org", "Anna"), ("Bob@Example.org ", " Bob")
    outcomes = decided(profile, ["email", "name"], *rows, stored=[ANN, BOB])
    assert shown(outcomes) == [("create", "SS", []), ("update", "=S", []), ("unchanged", "==", [])]
    assert outcomes[0].edits == (Edit("email", "", "eva@example.org"), Edit("name", "", "Eva"))
    assert outcomes[1].edits == (Edit("name", "Ann", "Anna"),)
    assert [outcome.target and outcome.target.id for outcome in outcomes] == [None, "1", "2"]


def test_policies() -> None:
    """Each policy against a stored value that is blank, equal, behind and ahead."""
    order = ("low", "mid", "high")
    choices = dict.fromkeys(order, ())

    def signature(policy: Any, stored: str, incoming: str) -> str:
        level = Field("level", "choice", policy=policy, choices=choices, order=order if policy == "ratchet" else ())
        there = [Match("1", "v", {"email": "ann@example.org", "level": stored})] if stored != "nobody" else []
        profile = Profile("p", [EMAIL, level], ["email"])
        return decided(profile, ["email", "level"], ("ann@example.org", incoming), stored=there)[0].signature[1]

    situations = ("nobody", "high"), ("", "mid"), ("mid", "mid"), ("low", "mid"), ("high", "mid")
    table = {
        "immutable": "SH=HH",
        "fill_if_empty": "SS=HH",
        "overwritable": "SS=SS",
        "ratchet": "SS=SH",
        "never": "HH=HH",
    }
    for policy, letters in table.items():
        assert "".join(signature(policy, *situation) for situation in situations) == letters, policy


def test_held_value_is_shown() -> None:
    """A held cell writes nothing, and the outcome tells the stored value that won."""
    profile = Profile("p", [EMAIL, Field("name", "name", policy="fill_if_empty")], ["email"])
    (outcome,) = decided(profile, ["email", "name"], ("ann@example.org", "Eva"), stored=[ANN])
    assert (outcome.kind, outcome.signature, dict(outcome.held)) == ("unchanged", "=H", {"name": "Ann"})


def test_ascending_ratchet_compares_numbers() -> None:
    """10 is ahead of 9, although it sorts before it as text."""
    points = Field("points", "integer", policy="ratchet", order=("ascending",))
    stored = [Match("1", "v", {"email": "ann@example.org", "points": "9"})]
    profile = Profile("p", [EMAIL, points], ["email"], duplicates="each")
    rows = [("ann@example.org", text) for text in ("10", "9", "8")]
    assert [o.signature for o in decided(profile, ["email", "points"], *rows, stored=stored)] == ["=S", "==", "=H"]


def test_union_adds_new_items_behind() -> None:
    """A union keeps the stored cards in their order and adds those that are new; a subset changes nothing."""
    cards = Field("cards", "list", policy="union", separators=(",",))
    stored = [Match("1", "v", {"email": "ann@example.org", "cards": ("C2", "C1")})]
    profile = Profile("p", [EMAIL, cards], ["email"], duplicates="each")
    rows = ("ann@example.org", "C3,C1"), ("ann@example.org", "C1,C2"), ("ann@example.org", "")
    outcomes = decided(profile, ["email", "cards"], *rows, stored=stored)
    assert [outcome.signature for outcome in outcomes] == ["=S", "==", "=."]
    assert outcomes[0].edits == (Edit("cards", ("C2", "C1"), ("C2", "C1", "C3")),)


def test_blanks_and_clear_tokens() -> None:
    """Empty clears where the field says so, white space and absent cells never do, a token clears what may be."""
    note = Field("note", "text", blank="clear")
    profile = Profile("p", [EMAIL, NAME, note], ["email"], clear_tokens=("-",), null_tokens=("?",), duplicates="each")
    mails = "bob@example.org"
    rows = (
        (mails, "", ""),
        (mails, "-", " "),
        (mails, "?", "?"),
        (mails,),
        ("-", "x", "x"),
        ("eva@example.org", "-", ""),
    )
    outcomes = decided(profile, ["email", "name", "note"], *rows, stored=[BOB])
    assert shown(outcomes) == [
        ("update", "=.C", []),
        ("update", "=C.", []),
        ("unchanged", "=..", []),
        ("unchanged", "=..", ["row.short"]),
        ("reject", "!xx", ["cell.clear_refused"]),
        ("create", "S..", []),
    ]
    assert outcomes[0].edits == (Edit("note", "kept", ""),)


def test_bad_cells_cost_the_row_or_the_cell() -> None:
    """A fault rejects the row, or is dropped where the field says so; all faults of a row are told."""
    born = Field("born", "date", formats=("YYYY-MM-DD",), on_bad_cell="drop_cell")
    profile = Profile("p", [EMAIL, born, Field("score", "integer")], ["email"])
    rows = ("eva@example.org", "soon", "1"), ("eva2@example.org", "soon", "x"), ("nobody", "soon", "x")
    outcomes = decided(profile, ["email", "born", "score"], *rows)
    assert [(o.kind, o.signature, [p.level for p in o.problems]) for o in outcomes] == [
        ("create", "S!S", ["drop"]),
        ("reject", "x!!", ["drop", "reject"]),
        ("reject", "!!!", ["reject", "drop", "reject"]),
    ]
    assert dict(outcomes[1].raw) == {1: "soon", 2: "x"}
    assert dict(outcomes[1].incoming) == {"email": "eva2@example.org"}


def test_unknown_choices() -> None:
    """An unknown choice rejects, is ignored or is kept, whatever bad cells cost."""
    fields = [Field(name, "choice", choices={"a": ()}, unknown=name) for name in ("reject_row", "ignore_cell", "keep")]
    profile = Profile("p", [EMAIL, *fields], ["email"], on_bad_cell="drop_cell")
    columns = ["email", "reject_row", "ignore_cell", "keep"]
    rows = ("eva@example.org", "a", " z ", " z "), ("ann@example.org", "z", "z", "a")
    outcomes = decided(profile, columns, *rows)
    assert [(o.kind, o.signature) for o in outcomes] == [("create", "SS?S"), ("reject", "x!!x")]
    assert outcomes[0].incoming["keep"] == "z"
    assert [p.level for o in outcomes for p in o.problems] == ["drop", "remark", "reject", "drop"]


def test_required_and_defaults() -> None:
    """`always` asks every row, `create` only new customers; defaults and constants fill what a create leaves blank."""
    name = Field("name", "name", required="always")
    fields = [EMAIL, name, Field("town", "text", required="create"), Field("source"), Field("tier", default="basic")]
    profile = Profile("p", fields, ["email"], constants={"source": "import"})
    rows = (
        ("ann@example.org", "", "x"),
        ("bob@example.org", "Bob", ""),
        ("eva@example.org", "Eva", ""),
        ("i@example.org", "I", "Umeå"),
    )
    outcomes = decided(profile, ["email", "name", "town"], *rows, stored=[ANN, BOB])
    assert shown(outcomes) == [
        ("reject", "xxx", ["field.required"]),
        ("unchanged", "==.", []),
        ("reject", "xxx", ["field.required"]),
        ("create", "SSS", []),
    ]
    assert outcomes[3].edits[3:] == (Edit("source", "", "import"), Edit("tier", "", "basic"))


def test_duplicates_in_the_file() -> None:
    """The first row with a key stands, whatever becomes of it; `reject_all` takes it too; unique values count alike."""
    profile = Profile("p", [EMAIL, Field("card", unique=True), Field("score", "integer")], ["email"])
    rows = (
        ("a@example.org", "1", "x"),
        ("A@example.org", "2", "1"),
        ("c@example.org", "1", "1"),
        ("d@example.org", "3", "1"),
    )
    columns = ["email", "card", "score"]
    assert shown(decided(profile, columns, *rows)) == [
        ("reject", "xx!", ["number.format"]),
        ("reject", "xxx", ["key.duplicate"]),
        ("reject", "xxx", ["value.duplicate"]),
        ("create", "SSS", []),
    ]
    everyone = Profile("p", [EMAIL], ["email"], duplicates="reject_all")
    kinds = [o.kind for o in decided(everyone, ["email"], ("a@example.org",), ("b@example.org",), ("a@example.org",))]
    assert kinds == ["reject", "create", "reject"]


def test_finding_customers() -> None:
    """No key, an ambiguous key, keys of two people, a deleted customer, a weaker key alone."""
    stored = [
        Match("1", "v", {"number": "1", "email": "ann@example.org"}),
        Match("2", "v", {"number": "2", "email": "twice@example.org"}),
        Match("3", "v", {"number": "3", "email": "twice@example.org"}),
        Match("4", "v", {"number": "4"}, locked=True),
    ]
    profile = Profile("p", [NUMBER, EMAIL], ["number", "email"], duplicates="each")
    rows = (
        ("", ""),
        ("", "twice@example.org"),
        ("2", "ann@example.org"),
        ("4", ""),
        ("", "ann@example.org"),
        ("1", "x@example.org"),
    )
    outcomes = decided(profile, ["number", "email"], *rows, stored=stored)
    assert shown(outcomes) == [
        ("reject", "xx", ["key.missing"]),
        ("reject", "xx", ["key.ambiguous"]),
        ("reject", "xx", ["key.conflict"]),
        ("reject", "xx", ["customer.locked"]),
        ("unchanged", ".=", []),
        ("update", "=S", []),
    ]
    assert outcomes[4].target is not None
    assert outcomes[4].target.key == "email"


def test_on_match_and_on_no_match() -> None:
    """The strongest key that found somebody decides; unknown people are created, skipped or refused."""
    stored = [Match("1", "v", {"number": "1", "email": "ann@example.org"})]
    keys = [Key("number", "update"), Key("email", "skip")]
    rows = ("1", "ann@example.org"), ("", "ann@example.org"), ("9", "eva@example.org")
    expected = {"create": ("create", "SS", []), "skip": ("skip", "xx", ["customer.not_found"])}
    expected["reject"] = ("reject", "xx", ["customer.not_found"])
    for answer, last in expected.items():
        profile = Profile("p", [NUMBER, EMAIL], keys, on_no_match=answer, duplicates="each")  # type: ignore[arg-type]
        outcomes = decided(profile, ["number", "email"], *rows, stored=stored)
        assert shown(outcomes) == [("unchanged", "==", []), ("skip", "xx", ["key.exists"]), last]
    only_new = Profile("p", [NUMBER, EMAIL], ["number", "email"], on_match="reject")
    (outcome,) = decided(only_new, ["number", "email"], rows[0], stored=stored)
    assert [(p.code, p.field) for p in outcome.problems] == [("key.taken", "number"), ("key.taken", "email")]


def test_number_zero_orders_a_create() -> None:
    """Number 0 creates, unless the e-mail is stored or stands further up; without e-mail an answer decides."""
    command = CreateCommand("number", ("0",), ("email",))
    profile = Profile("p", [NUMBER, EMAIL], ["number"], on_no_match="reject", create_command=command)
    stored = [Match("1", "v", {"number": "1", "email": "ann@example.org"})]
    rows = (
        ("0", "eva@example.org"),
        ("0", "ann@example.org"),
        ("0", "EVA@example.org"),
        ("0", ""),
        ("5", "i@example.org"),
    )
    inputs: dict[str, Any] = {"stored": stored, "answers": {"create.unchecked": "reject"}}
    assert shown(decided(profile, ["number", "email"], *rows, **inputs)) == [
        ("create", "HS", []),
        ("reject", "xx", ["possible.duplicate"]),
        ("reject", "xx", ["possible.duplicate"]),
        ("reject", "xx", ["create.unchecked"]),
        ("reject", "xx", ["customer.not_found"]),
    ]


def test_values_of_somebody_else() -> None:
    """A unique value of another customer rejects the row, or skips it; of a list only new items are asked."""
    cards = Field("cards", "list", policy="union", separators=(",",), unique=True)
    stored = [
        Match("1", "v", {"email": "ann@example.org", "cards": ("C1",)}),
        Match("2", "v", {"email": "bob@example.org", "cards": ("C2",)}),
    ]
    profile = Profile("p", [EMAIL, cards], ["email"])
    rows = ("ann@example.org", "C1,C3"), ("bob@example.org", "C2,C1")
    outcomes = decided(profile, ["email", "cards"], rows[0], stored=stored)
    assert shown(outcomes) == [("update", "=S", [])]
    assert shown(decided(profile, ["email", "cards"], rows[1], stored=stored)) == [("reject", "xx", ["value.taken"])]
    lenient = Profile("p", [EMAIL, Field("nick", unique=True, on_taken="skip")], ["email"])
    taken = [Match("1", "v", {"email": "ann@example.org", "nick": "sun"})]
    (outcome,) = decided(lenient, ["email", "nick"], ("eva@example.org", "sun"), stored=taken)
    assert (outcome.kind, [p.level for p in outcome.problems]) == ("skip", ["remark"])


def test_identity_mismatch() -> None:
    """Two or more identity fields and all differ: another person, unless somebody accepts it."""
    fields = [NUMBER, Field("name", "name", identity=True), Field("email", "email", identity=True)]
    profile = Profile("p", fields, ["number"])
    stored = [Match("7", "v", {"number": "7", "name": "Ann", "email": "ann@example.org"})]
    columns, other = ["number", "name", "email"], ("7", "Bob", "bob@example.org")
    assert shown(decided(profile, columns, other, stored=stored)) == [("reject", "xxx", ["identity.mismatch"])]
    assert shown(decided(profile, columns, ("7", "ANN", "bob@example.org"), stored=stored)) == [("update", "=SS", [])]
    assert shown(decided(profile, columns, ("7", "Bob", ""), stored=stored)) == [("update", "=S.", [])]
    for code in ("identity.mismatch", "identity.mismatch.2"):
        outcomes = decided(profile, columns, other, stored=stored, answers={code: "accept"})
        assert shown(outcomes) == [("update", "=SS", [])]


def test_credits() -> None:
    """Equal rows are two credits, a posted one is not posted again, another amount is a conflict, no unit drops it."""
    fields = [EMAIL, Field("points", "decimal"), Field("unit", "currency")]
    profile = Profile("p", fields, ["email"], credit=CreditRule("email", "points", "unit"), duplicates="each")
    columns, row = ["email", "points", "unit"], ("ann@example.org", "5", "EUR")
    rows = row, row, ("ann@example.org", "", "EUR"), ("ann@example.org", "0", "EUR"), ("ann@example.org", "5", "")
    outcomes = decided(profile, columns, *rows, stored=[ANN])
    assert shown(outcomes) == [
        ("update", "=$$", []),
        ("update", "=$$", []),
        ("unchanged", "=.$", []),
        ("unchanged", "=$$", ["credit.zero"]),
        ("unchanged", "=$.", ["credit.no_unit"]),
    ]
    first, second = outcomes[0].credits[0].key, outcomes[1].credits[0].key
    parts = b"11:ci-credit-11:t1:o15:ann@example.org3:n:"
    assert [first, second] == [blake2b(parts + number, digest_size=16).hexdigest() for number in (b"0", b"1")]
    ledger = [Posted(first, "5.00", "EUR"), Posted(second, "6", "EUR")]
    again = decided(profile, columns, row, row, stored=[ANN], ledger=ledger)
    assert shown(again) == [("unchanged", "=$$", ["credit.already"]), ("reject", "xxx", ["credit.conflict"])]
    assert again[0].posted == (ledger[0],)


def test_credit_amounts_that_are_refused() -> None:
    """Debits and fractions of a cent are faults of the amount, and cost what a fault costs."""
    fields = [EMAIL, Field("points", "decimal"), Field("unit", "currency"), Field("account", "identifier")]
    rule = CreditRule("email", "points", "unit", account="account")
    profile = Profile("p", fields, ["email"], credit=rule, duplicates="each")
    rows = [
        ("ann@example.org", *cells)
        for cells in (("-1", "EUR", ""), ("1.005", "EUR", ""), ("1.5", "JPY", ""), ("1", "", "a"))
    ]
    outcomes = decided(profile, ["email", "points", "unit", "account"], *rows, stored=[ANN])
    assert shown(outcomes) == [
        ("reject", "x!xx", ["credit.negative"]),
        ("reject", "x!xx", ["credit.scale"]),
        ("reject", "x!xx", ["credit.scale"]),
        ("update", "=$.$", []),
    ]


def test_children() -> None:
    """A key updates its child, an unknown one is refused; without key equal content says nothing, other is added."""
    fields = [
        EMAIL,
        Field("ship_id", "identifier", child="ship"),
        Field("city", child="ship"),
        Field("zip", child="ship"),
    ]
    profile = Profile("p", fields, ["email"], children=[ChildGroup("ship", "ship_id")], duplicates="each")
    home = Child("s1", {"city": "Brno", "zip": "100"})
    stored = [Match("1", "v", {"email": "ann@example.org"}, {"ship": (home,)})]
    cells = ("s1", "Umeå", ""), ("s9", "Umeå", ""), ("", "Brno", ""), ("", "Umeå", "100"), ("", "", "")
    rows = [("ann@example.org", *row) for row in cells] + [("eva@example.org", "s2", "Umeå", "")]
    outcomes = decided(profile, ["email", "ship_id", "city", "zip"], *rows, stored=stored)
    assert shown(outcomes) == [
        ("update", "==S.", []),
        ("reject", "xxxx", ["child.unknown"]),
        ("unchanged", "=.=.", []),
        ("update", "=.SS", []),
        ("unchanged", "=...", []),
        ("create", "SSS.", []),
    ]
    assert outcomes[0].edits == (Edit("city", "Brno", "Umeå", ChildRef("ship", "s1")),)
    other = decided(profile, ["email", "ship_id", "city", "zip"], ("eva@example.org", "s1", "", ""), stored=stored)
    assert shown(other) == [("reject", "xxxx", ["child.taken"])]
    added = ChildRef("ship", "", new=True)
    assert outcomes[3].edits == (Edit("city", "", "Umeå", added), Edit("zip", "", "100", added))
    assert {edit.child for edit in outcomes[5].edits} == {None, ChildRef("ship", "s2", new=True)}


def test_columns_that_feed_nothing() -> None:
    """Unmapped and disabled columns keep their letters in rows of every kind, and disabled cells are not looked at."""
    profile = Profile("p", [EMAIL, Field("score", "integer", requires="scores")], ["email"])
    rows = ("eva@example.org", "x", "?"), ("nobody", "x", "?")
    columns = ["email", "score", None]
    assert [o.signature for o in decided(profile, columns, *rows)] == ["SD-", "!D-"]
    outcomes = decided(profile, columns, ("eva@example.org", "1", ""), features=["scores"])
    assert [o.signature for o in outcomes] == ["SS-"]


def test_damaged_rows() -> None:
    """A row whose shape is bad has no values, takes no part in duplicates, and keeps all its cells for the reader."""
    profile = Profile("p", [EMAIL], ["email"])
    damaged = (Problem("row.extra_cells", "reject", 2),)
    rows = [
        SourceRow(2, ("a@example.org", "surplus"), 2, damaged),
        SourceRow(3, ("a@example.org",), 1),
    ]
    today = datetime.date(2026, 11, 22)
    outcomes = decide(["email"], rows, profile, [], [], today=today, tenant="t", label_map=["email"])
    assert shown(outcomes) == [("reject", "x", ["row.extra_cells"]), ("create", "S", [])]
    assert (dict(outcomes[0].raw), dict(outcomes[0].incoming)) == ({0: "a@example.org", 1: "surplus"}, {})


def test_rules_of_the_host() -> None:
    """A host's rule rejects the row or leaves a remark with it; it sees canonical values, and blanks as empty text."""
    seen = []

    def rule(record: Record) -> list[Problem]:
        seen.append(dict(record.values))
        return [Problem("rule.note", "reject" if record.values["note"] == "stop" else "remark", record.row, "note")]

    profile = Profile("p", [EMAIL, NOTE], ["email"], rules=[rule])
    outcomes = decided(profile, ["email", "note"], ("A@Example.org", ""), ("b@example.org", "stop"))
    assert shown(outcomes) == [("create", "S.", ["rule.note"]), ("reject", "xx", ["rule.note"])]
    assert seen[0] == {"email": outcomes[0].incoming["email"], "note": ""}
