"""The naive importer: `docs/deciding.md` line by line, one row at a time, for tests to compare `planning` with.

It knows no chunk, no column and no index, and shares nothing with `planning` but the values and the scalar normalizers.
The table of verdicts, the letters and the key of a credit are copies of its own: a mistake has to be made twice.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from hashlib import blake2b
from typing import Any, NoReturn
from unicodedata import normalize

import attrs

from customer_import.mapping.parts import Derived
from customer_import.model import Child, ChildRef, Credit, Edit, Match, Outcome, Posted, Problem, Record, Target, Value
from customer_import.normalizing import Settings
from customer_import.profile import ChildGroup, CreditRule, Profile
from tests.oracle_marks import CORRECTED, Marks, with_parts
from tests.oracle_rows import Cell, Judge, Judged, SourceRow, problem_of, rows_of

__all__ = ["SourceRow", "decide", "rows_of"]


class End(Exception):
    """A station ended the row."""

    def __init__(self, kind: str, problems: Sequence[Problem], target: Target | None = None) -> None:
        self.kind, self.problems, self.target = kind, list(problems), target


def decide(
    labels: Sequence[str],
    rows: Iterable[SourceRow],
    profile: Profile,
    stored: Sequence[Match],
    ledger: Sequence[Posted],
    *,
    today: datetime.date,
    tenant: str,
    label_map: Sequence[str | None],
    occasion: str = "",
    references: Mapping[str, Any] | None = None,
    features: Iterable[str] = (),
    answers: Mapping[str, str] | None = None,
    hints: Mapping[Any, Any] | None = None,
    balances: Mapping[tuple[str, str, str], Decimal] | None = None,
    overrides: Sequence[Any] = (),
    derived: Sequence[Derived] = (),
    digest: str = "",
) -> list[Outcome]:
    """Decide a whole file as `docs/deciding.md` says.

    `label_map` names the field of each column, or None; `derived` says how the last of them are made of others;
    `digest` is the file's SHA-256; `balances` has (customer's id, unit, account) → amount.
    """
    for lifted in overrides:
        field = profile.field(lifted.field)
        changed = attrs.evolve(field, policy=lifted.policy, order=())
        profile = attrs.evolve(profile, fields=[changed if f is field else f for f in profile.fields])
    settings = Settings(
        region=profile.region,
        locale=profile.locale,
        zone=profile.zone,
        today=today.isoformat(),
        references=references or {},
        hints=hints or {},
    )
    occasion = " ".join(normalize("NFC", occasion).split())
    marks = Marks(labels, label_map, profile, dict(references or {}), digest)
    judge = profile, len(labels), label_map, set(features), settings
    oracle = _Oracle(*judge, stored, ledger, answers or {}, (tenant, occasion), balances or {}, list(labels), marks)
    judged = [oracle.judge(_marked(with_parts(row, derived, len(labels)), row, marks)) for row in rows]
    return [oracle.outcome(row, judged[:i], judged[i + 1 :]) for i, row in enumerate(judged)]


def _marked(row: SourceRow, plain: SourceRow, marks: Marks) -> SourceRow:
    """Return a row with what its marks say of its shape; `plain` is the row as the file has it."""
    if marks.is_uncorrected(plain):
        return attrs.evolve(row, damaged=(*row.damaged, Problem("row.uncorrected", "reject", row.number)))
    if marks.is_example(row):
        return attrs.evolve(row, damaged=(*row.damaged, Problem("row.example", "remark", row.number)))
    return row


@attrs.define
class _Oracle(Judge):
    stored: Sequence[Match]
    ledger: Sequence[Posted]
    answers: Mapping[str, str]
    scope: tuple[str, str]
    balances: Mapping[tuple[str, str, str], Decimal]
    labels: list[str]
    marks: Marks

    # 3. Duplicates in the file

    def _duplicates(self, row: Judged, before: list[Judged], after: list[Judged]) -> None:
        profile, problems = self.profile, []
        if profile.duplicates != "each":
            for name in (*profile.key_fields, *profile.unique_fields):
                others = before + (after if profile.duplicates == "reject_all" else [])
                if any(self._forms(name, row) & self._forms(name, other) for other in others):
                    code = "key.duplicate" if name in profile.key_fields else "value.duplicate"
                    problems.append(problem_of(row, code, "reject", name))
        if self._orders_create(row) and profile.create_command:
            for name in profile.create_command.secondary:
                if any(self._forms(name, row) & self._forms(name, other) for other in before):
                    problems.append(problem_of(row, "possible.duplicate", "reject", name))
        rule = profile.credit
        own = self._apart(row, rule) if rule else None
        if rule and own and any(own == self._apart(other, rule) for other in before):
            problems.append(problem_of(row, "credit.duplicate", "reject", rule.reference or rule.amount))
        _end_if("reject", problems)

    def _apart(self, row: Judged, rule: CreditRule) -> tuple[frozenset[str], Value, Value] | None:
        """Return what only one row may do: credit a customer by a reference, or set a balance of a customer."""
        customer = frozenset(self._forms(rule.customer, row))
        if not customer or not _amount_spoken(row, rule):
            return None
        if rule.operation == "set":
            return customer, row.values.get(rule.unit) or rule.default_unit, row.values.get(rule.account, "")
        reference = row.values.get(rule.reference)
        return (customer, reference, "") if reference else None

    def _forms(self, name: str, row: Judged) -> set[str]:
        """Key forms of a row's field; a row of bad shape has none."""
        return self.keys(name, row.values.get(name, "")) if row.counts else set()

    def _orders_create(self, row: Judged) -> bool:
        return any(cell and cell.state == "command" for cell in row.cells)

    # 4. Match

    def _match(self, row: Judged) -> tuple[Match | None, str]:
        """Find the customer that a row speaks of, with the key field that found it; None to create one."""
        profile = self.profile
        if self._orders_create(row) and profile.create_command:
            others = [name for name in profile.key_fields if name != profile.create_command.field]
            self._check_command(row, list(dict.fromkeys([*profile.create_command.secondary, *others])))
            return self._check_create(row)
        found = {name: self._owners(name, self._forms(name, row)) for name in profile.key_fields}
        found = {name: owners for name, owners in found.items() if owners}
        if profile.keys and not any(self._forms(name, row) for name in profile.key_fields):
            _end("reject", problem_of(row, "key.missing", "reject"))
        several = [name for name, owners in found.items() if len(owners) > 1]
        _end_if("reject", [problem_of(row, "key.ambiguous", "reject", name) for name in several])
        if not found:
            if profile.on_no_match == "create":
                return self._check_create(row)
            level = "reject" if profile.on_no_match == "reject" else "remark"
            _end(profile.on_no_match, problem_of(row, "customer.not_found", level))
        return self._checked(row, {name: owners[0] for name, owners in found.items()})

    def _checked(self, row: Judged, found: Mapping[str, Match]) -> tuple[Match, str]:
        """Hear what the keys with a hit, strongest first, say about it."""
        on_match = {key.field: key.on_match or self.profile.on_match for key in self.profile.keys}
        strongest, match = next(iter(found.items()))
        target = Target(match.id, match.version, strongest)
        others = {name for name, owner in found.items() if owner.id != match.id}
        if on_match[strongest] == "reject":
            taken, conflicts = [name for name in found if on_match[name] == "reject"], []
        else:
            taken = [name for name in others if on_match[name] == "reject"]
            conflicts = [name for name in others if on_match[name] == "update"]
        rejects = [problem_of(row, "key.taken", "reject", name) for name in taken]
        rejects += [problem_of(row, "key.conflict", "reject", name) for name in conflicts]
        rejects += [
            problem_of(row, "key.lookalike", "reject", name)
            for name, owner in found.items()
            if self.only_looks(name, row.values.get(name, ""), owner.values.get(name, ""))
        ]
        _end_if("reject", rejects)
        if match.locked:
            _end("reject", problem_of(row, "customer.locked", "reject"), target=target)
        skips = [name for name in found if on_match[name] == "skip" and (name in others or name == strongest)]
        if skips:
            _end("skip", *[problem_of(row, "key.exists", "remark", name) for name in skips], target=target)
        return match, strongest

    def _check_command(self, row: Judged, secondary: Sequence[str]) -> None:
        taken = [name for name in secondary if self._owners(name, self._forms(name, row))]
        _end_if("reject", [problem_of(row, "possible.duplicate", "reject", name) for name in taken])
        if not any(self._forms(name, row) for name in secondary) and self.answers["create.unchecked"] == "reject":
            _end("reject", problem_of(row, "create.unchecked", "reject"))

    def _check_create(self, row: Judged) -> tuple[None, str]:
        wanted = [field for field in self.profile.fields if field.required == "create" and self.enabled(field)]
        cells = {field.name: row.cell(field.name) for field in wanted}
        spoken = {name for name, cell in cells.items() if cell and cell.state in ("value", "command")}
        missing = [field.name for field in wanted if field.name not in spoken and not field.default]
        _end_if("reject", [problem_of(row, "field.required", "reject", name) for name in missing])
        return None, ""

    def _owners(self, name: str, forms: set[str]) -> list[Match]:
        return [match for match in self.stored if forms & self.keys(name, match.values.get(name, ""))]

    # 5. Verdicts

    def _verdicts(self, row: Judged, match: Match | None) -> list[tuple[str, Edit | None]]:
        """Return each column's letter and edit; a held cell has the edit that it does not get."""
        children = {group.name: self._child(row, group, match) for group in self.profile.children}
        answers: list[tuple[str, Edit | None]] = []
        for cell in row.cells:
            if cell is None:
                answers.append(("-", None))
            elif cell.field.child:
                answers.append(self._child_verdict(cell, *children[cell.field.child]))
            elif match is None:
                answers.append(self.verdict(cell, None, None))
            else:
                answers.append(self.verdict(cell, match.values.get(cell.field.name, ""), None))
        return answers

    def _child(self, row: Judged, group: ChildGroup, match: Match | None) -> tuple[Child | None, ChildRef | None]:
        """Say which child the cells of a group speak of; no reference where they say nothing."""
        cells = [cell for cell in row.cells if cell and cell.field.child == group.name]
        values = {cell.field.name: cell.value for cell in cells if cell.state == "value"}
        children = match.children.get(group.name, ()) if match else ()
        key = values.get(group.key, "")
        if key:
            forms = self.keys(group.key, key)
            others = [other for other in self.stored if not match or other.id != match.id]
            known = [child.key for other in others for child in other.children.get(group.name, ())]
            if any(self.keys(group.key, other) == forms for other in known):
                _end("reject", problem_of(row, "child.taken", "reject", group.key))
            child = next((child for child in children if self.keys(group.key, child.key) == forms), None)
            if match and not child:
                _end("reject", problem_of(row, "child.unknown", "reject", group.key))
            return child, ChildRef(group.name, child.key if child else str(key), new=child is None)
        for child in children:
            if all(child.values.get(name, "") == value for name, value in values.items()):
                return child, None
        return None, ChildRef(group.name, "", new=True) if values else None

    def _child_verdict(self, cell: Cell, child: Child | None, ref: ChildRef | None) -> tuple[str, Edit | None]:
        if ref is None:  # equal to a stored child, or nothing said
            return ("=", None) if cell.state == "value" else self.verdict(cell, "", None)
        if child is None:  # another one
            return self.verdict(cell, None, ref)
        keys = [group.key for group in self.profile.children]
        return self.verdict(cell, child.key if cell.field.name in keys else child.values.get(cell.field.name, ""), ref)

    # 6. Unique values

    def _unique(self, row: Judged, match: Match | None, edits: Sequence[Edit]) -> list[Problem]:
        problems = []
        for edit in edits:
            field = self.profile.field(edit.field)
            if field.name not in self.profile.unique_fields or edit.child:
                continue
            new = self.keys(field.name, edit.after) - self.keys(field.name, edit.before)
            if any(not match or owner.id != match.id for owner in self._owners(field.name, new)):
                level = "reject" if field.on_taken == "reject" else "remark"
                problems.append(problem_of(row, "value.taken", level, field.name))
        return problems

    # 7. Identity

    def _mismatch(self, row: Judged, match: Match, written: set[str]) -> bool:
        pairs: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {}
        for field in self.profile.fields:
            if field.identity and field.name not in self.profile.key_fields:
                pair = _folded(match.values.get(field.name, "")), _folded(row.values.get(field.name, ""))
                pairs |= {field.name: pair} if all(pair) else {}
        answers = [self.answers.get(code) for code in ("identity.mismatch", f"identity.mismatch.{row.source.number}")]
        differ = len(pairs) >= 2 and all(old != new for old, new in pairs.values())
        return differ and bool(pairs.keys() & written) and "accept" not in answers

    # 9. Credits

    def _credit(
        self, row: Judged, before: list[Judged], match: Match | None
    ) -> tuple[Credit | None, Posted | None, Problem | None]:
        rule, values = self.profile.credit, row.values
        if rule is None or rule.amount not in values:
            return None, None, None
        amount, account = str(values[rule.amount]), str(values.get(rule.account, ""))
        unit = str(values.get(rule.unit, "")) or rule.default_unit
        cells = [row.cell(name) for name in rule.fields]
        if any(cell and cell.state in ("invalid", "unknown") for cell in cells):
            return None, None, problem_of(row, "credit.incomplete", "drop", rule.amount)
        if Decimal(amount) == 0 and not rule.allow_zero and rule.operation == "add":
            return None, None, problem_of(row, "credit.zero", "remark", rule.amount)
        if not unit and (not account or rule.account_needs_unit):
            return None, None, problem_of(row, "credit.no_unit", "drop", rule.unit or rule.amount)
        customer = self._forms(rule.customer, row)
        if not customer:
            _end("reject", problem_of(row, "credit.no_customer", "reject", rule.customer))
        reference = values.get(rule.reference)
        last: tuple[str, ...] = (f"r:{reference}" if reference else f"n:{self._ordinal(row, before)}",)
        if rule.operation == "set":
            last = (f"b:{unit}", account)
        key = _digest("ci-credit-1", *self.scope, *customer, *last)
        expires, why = str(values.get(rule.expires, "")), str(values.get(rule.description, ""))
        if rule.operation == "set":
            balance = self.balances.get((match.id if match else "", unit, account), Decimal(0))
            return self._set(row, Credit(key, amount, unit, account, expires, why), balance)
        for entry in self.ledger:
            if entry.key == key:
                same = (unit, account, expires) == (entry.unit, entry.account, entry.expires)
                if not same or Decimal(amount) != Decimal(entry.amount):
                    _end("reject", problem_of(row, "credit.conflict", "reject", rule.amount))
                return None, entry, problem_of(row, "credit.already", "remark", rule.amount)
        credit = Credit(key, amount, unit, account, expires, why)
        if not reference and self._doubled(row, before, credit, next(iter(customer))):
            _end("reject", problem_of(row, "credit.possible_double", "reject", rule.amount))
        return credit, None, None

    def _doubled(self, row: Judged, before: list[Judged], credit: Credit, customer: str) -> bool:
        """Count the entries that may be this row under another ordinal, and the rows that explain them."""
        if "accept" in [self.answers.get(f"credit.possible_double{row_}") for row_ in ("", f".{row.source.number}")]:
            return False
        ordinal, rule = self._ordinal(row, before), self.profile.credit
        token, tokens = self.marks.token(row.source), self.marks.column("token") is not None
        if tokens and ordinal < CORRECTED:
            return False
        ordinals = [2**52 + row.source.number, *range(max(0, ordinal - 8), ordinal)]
        if tokens:
            ordinals = list(range(8))
        keys = [_digest("ci-credit-1", *self.scope, customer, f"n:{other}") for other in ordinals]
        equal = [
            entry
            for entry in self.ledger
            if entry.key in keys
            and (not tokens or (token and entry.row == int(token[1])))
            and Decimal(entry.amount) == Decimal(credit.amount)
            and (entry.unit, entry.account, entry.expires) == (credit.unit, credit.account, credit.expires)
        ]
        assert rule
        cells = [rule.amount, rule.unit, rule.account, rule.expires]
        told = [row.cell(name) for name in cells]
        earlier = 0
        for other in before if not tokens else ():
            if _amount_spoken(other, rule) and customer in self._forms(rule.customer, other):
                there = [other.cell(name) for name in cells]
                earlier += [c and c.text.strip() for c in told] == [c and c.text.strip() for c in there]
        return len(equal) > earlier

    def _set(
        self, row: Judged, credit: Credit, balance: Decimal
    ) -> tuple[Credit | None, Posted | None, Problem | None]:
        """Post what a balance lacks, once."""
        field = self.profile.credit.amount if self.profile.credit else ""
        there = next((entry for entry in self.ledger if entry.key == credit.key), None)
        if Decimal(credit.amount) == balance:
            return None, there, problem_of(row, "credit.already" if there else "balance.same", "remark", field)
        if there:
            return None, there, problem_of(row, "balance.moved", "drop", field)
        missing = Decimal(credit.amount) - balance
        return attrs.evolve(credit, amount=f"{missing:f}", before=f"{balance:f}"), None, None

    def _ordinal(self, row: Judged, before: list[Judged]) -> int:
        """Count the earlier rows that speak of an amount for the same customer."""
        rule = self.profile.credit
        customer = self._forms(rule.customer, row) if rule and _amount_spoken(row, rule) else None
        if not rule or not customer:
            return 0
        if self.marks.column("token") is not None:
            earlier = [one for one in before if _amount_spoken(one, rule) and self._forms(rule.customer, one)]
            return self.marks.ordinal(row.source, next(iter(customer)), [one.source for one in earlier])
        return sum(_amount_spoken(other, rule) and customer == self._forms(rule.customer, other) for other in before)

    # 8. Rules and 10. The outcome

    def outcome(self, row: Judged, before: list[Judged], after: list[Judged]) -> Outcome:
        """Lead a row past all stations."""
        try:
            _end_if("reject", [problem for problem in row.problems if problem.level == "reject"])
            if any(problem.code == "row.example" for problem in row.problems):
                _end("skip", *row.problems)
            self._duplicates(row, before, after)
            return attrs.evolve(self._decided(row, before, *self._match(row)), ordinal=self._ordinal(row, before))
        except End as end:
            letters = {"invalid": "!", "unknown": "!", "missing": "!", "disabled": "D"}
            signature = "".join(letters.get(cell.state, "x") if cell else "-" for cell in row.cells)
            problems = row.problems + [problem for problem in end.problems if problem not in row.problems]
            ended = {"signature": signature, "problems": tuple(problems), "ordinal": self._ordinal(row, before)}
            return self._finished(row, end.kind, end.target, **ended)

    def _decided(self, row: Judged, before: list[Judged], match: Match | None, key: str) -> Outcome:
        target = Target(match.id, match.version, key) if match else None
        verdicts = self._verdicts(row, match)
        edits = [edit for letter, edit in verdicts if edit and letter in "SC"] + ([] if match else self._defaults(row))
        if match and match.version and edits and "row_version" in self.labels:
            at = self.labels.index("row_version")
            exported = row.source.cells[at].strip() if at < len(row.source.cells) else ""
            if exported and exported != match.version:
                _end("reject", problem_of(row, "customer.changed", "reject"), target=target)
        taken = self._unique(row, match, edits)
        if taken:
            _end("reject" if any(p.level == "reject" for p in taken) else "skip", *taken, target=target)
        written = {edit.field for letter, edit in verdicts if edit and letter == "S" and not edit.child}
        if match and self._mismatch(row, match, written):
            _end("reject", problem_of(row, "identity.mismatch", "reject"), target=target)
        record = Record(row.source.number, {c.field.name: row.incoming.get(c.field.name, "") for c in row.cells if c})
        ruled = [problem for rule in self.profile.rules for problem in rule(record)]
        row.problems += ruled
        _end_if("reject", [problem for problem in ruled if problem.level == "reject"])
        credit, posted, remark = self._credit(row, before, match)
        return self._finished(
            row,
            "create" if match is None else "update" if edits or credit else "unchanged",
            target,
            edits=tuple(edits),
            credits=(credit,) if credit else (),
            posted=(posted,) if posted else (),
            held={edit.field: edit.before for letter, edit in verdicts if edit and letter == "H"},
            signature="".join(letter for letter, _ in verdicts),
            problems=(*row.problems, *([remark] if remark else [])),
        )

    def _defaults(self, row: Judged) -> list[Edit]:
        """List what a create sets besides its cells."""
        edits = []
        for field in self.profile.fields:
            value = field.default or self.profile.constants.get(field.name, "")
            if value and field.name not in row.values and not self.credits(field) and self.enabled(field):
                edits.append(Edit(field.name, "", value))
        return edits

    def _finished(self, row: Judged, kind: Any, target: Target | None, **rest: Any) -> Outcome:
        source = row.source
        bad = [cell for cell in row.cells if cell and cell.state in ("invalid", "unknown")]
        raw = {cell.column: cell.text for cell in bad if cell.text} if row.counts else dict(enumerate(source.cells))
        return Outcome(kind, source.number, target, incoming=row.incoming, raw=raw, **rest)


def _digest(*parts: str) -> str:
    return blake2b(b"".join(b"%d:" % len(p.encode()) + p.encode() for p in parts), digest_size=16).hexdigest()


def _amount_spoken(row: Judged, rule: CreditRule) -> bool:
    cell = row.cell(rule.amount) if row.counts else None
    return cell is not None and cell.state not in ("absent", "blank", "empty", "missing", "disabled")


def _end(kind: str, *problems: Problem, target: Target | None = None) -> NoReturn:
    raise End(kind, problems, target)


def _end_if(kind: str, problems: Sequence[Problem]) -> None:
    if problems:
        _end(kind, *problems)


def _folded(value: Value) -> tuple[str, ...]:
    items = value if isinstance(value, tuple) else (value,) if value else ()
    return tuple(sorted(" ".join(item.split()).casefold() for item in items))
