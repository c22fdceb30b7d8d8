"""The commands that need no store: which profiles there are, and what a file is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import attrs

import customer_import as ci
from customer_import.cli import FINE, PROBLEMS, inputs, showing
from customer_import.cli.output import document, paper, write
from customer_import.cli.progress import Progress
from customer_import.rendering.text import Paper, plural, printable


def profiles(arguments: Any) -> int:
    """List the built-in profiles, or show one."""
    if arguments.name is None:
        known = [ci.load_profile(name) for name in ci.profile_names()]
        if arguments.format == "json":
            document("profiles", FINE, profiles=[_profile_data(profile) for profile in known])
        else:
            rows = [
                [p.name, p.title, ", ".join(p.key_fields), p.on_match, p.on_no_match, str(len(p.fields))] for p in known
            ]
            head = ("name", "title", "keys", "found", "not found", "fields")
            write(paper().table(head, rows, right=(5,)))
        return FINE
    arguments.profile = arguments.name
    profile = inputs.profile_of(arguments)
    if arguments.format == "json":
        from customer_import._profile_loading import profile_to_dict

        document("profiles", FINE, profile=profile_to_dict(profile))
    else:
        write(_profile_lines(paper(), profile))
    return FINE


def _profile_data(profile: ci.Profile) -> dict[str, Any]:
    return {
        "name": profile.name,
        "version": profile.version,
        "title": profile.title,
        "keys": list(profile.key_fields),
        "on_match": profile.on_match,
        "on_no_match": profile.on_no_match,
        "formats": list(profile.file.formats),
        "fields": [field.name for field in profile.fields],
    }


def _profile_lines(on: Paper, profile: ci.Profile) -> Iterator[str]:
    """Yield what a profile says of the file, of the rows and of each field."""
    yield on.heading(f"{profile.title or profile.name} (profile {profile.name}, version {profile.version})")
    marks = " or ".join(repr(mark) for mark in profile.file.delimiters) or "any"
    facts = [
        ["files", f"{', '.join(profile.file.formats)}; delimiter {marks}"],
        ["keys", ", ".join(profile.key_fields) or "none"],
        ["customer found", profile.on_match],
        ["not found", profile.on_no_match],
        ["same key twice", profile.duplicates],
        ["phone numbers", f"of region {profile.region}" if profile.region else "international; --set region=SE"],
        ["calendar", profile.zone],
    ]
    if profile.credit:
        facts.append(["credits", f"{profile.credit.amount}, to the customer found by {profile.credit.customer}"])
    if profile.all_or_nothing:
        facts.append(["all or nothing", "one rejected row refuses the whole plan"])
    yield from on.table((), facts)
    yield ""
    rows = [
        [f.name, f.kind, "" if f.required == "no" else f.required, f.policy, f.blank, ", ".join(f.labels) or f.name]
        for f in profile.fields
    ]
    yield from on.table(("field", "kind", "required", "policy", "blank", "labels"), rows)


@attrs.frozen
class Inspected:
    """What is known of a file.

    Args:
        name: Its name.
        table: Its labels and rows.
        survey: What one pass under a profile found out, if there is a profile.
        fitting: Else the built-in profiles that fit, with the columns that each of them knows.
    """

    name: str
    table: ci.Table
    survey: ci.Survey | None
    fitting: Sequence[tuple[str, int]] = ()

    @property
    def questions(self) -> Sequence[ci.Question]:
        """What is open: how the file is written, and what its columns say."""
        return (*self.table.dialect.questions, *(self.survey.questions if self.survey else ()))

    @property
    def problems(self) -> Sequence[ci.Problem]:
        """Remarks about the file as a whole."""
        return self.survey.problems if self.survey else self.table.problems


def inspect(arguments: Any) -> int:
    """Say how a file is written and what its columns are."""
    profile = inputs.profile_of(arguments) if arguments.profile else None
    with inputs.table_of(arguments, profile) as table, Progress() as progress:
        survey = None
        if profile is not None:
            day = inputs.day(arguments.today)
            survey = ci.survey(
                table,
                profile,
                today=day.isoformat() if day else "",
                on_progress=progress,
                **inputs.survey_options(arguments, table, profile),
            )
        found = Inspected(inputs.file_name(arguments), table, survey, [] if profile else _fitting(table))
        code = PROBLEMS if found.questions else FINE
        if arguments.format == "json":
            document("inspect", code, **_data(found))
        else:
            write(_lines(paper(), found))
    return code


def _fitting(table: ci.Table) -> list[tuple[str, int]]:
    """Return the built-in profiles that the labels satisfy, with the columns that each of them knows; best first."""
    found: list[tuple[str, int]] = []
    for name in ci.profile_names() if table.labels else ():
        try:
            known = ci.map_labels(table, ci.load_profile(name)).evidence
        except ci.CustomerImportError:  # a column that it needs is missing
            continue
        found.append((name, sum(why in ("alias", "name") for why in known)))
    most = max((columns for _, columns in found), default=0)
    return sorted((item for item in found if item[1] * 2 >= most), key=lambda item: (-item[1], item[0]))


def _data(found: Inspected) -> dict[str, Any]:
    table, survey = found.table, found.survey
    return {
        "dialect": table.dialect.to_json(),
        "tally": attrs.asdict(table.tally),
        "source": table.digest,
        "labels": list(table.labels),
        "label_map": survey.label_map.to_json() if survey else None,
        "fitting_profiles": [{"profile": name, "columns": columns} for name, columns in found.fitting],
        "findings": showing.plain(survey.findings) if survey else [],
        "duplicates": {field: len(rows) for field, rows in survey.duplicates.items()} if survey else {},
        "problems": [{"code": problem.code, "level": problem.level} for problem in found.problems],
        "questions": showing.question_data(found.questions),
    }


def _lines(on: Paper, found: Inspected) -> Iterator[str]:
    table, survey = found.table, found.survey
    tally = table.tally
    yield on.heading(f"{found.name}: {plural(tally.rows, 'row')}, {plural(table.width, 'column')}")
    parts = [
        plural(count, "row") if part == "rows" else f"{count} {part}"
        for part, count in attrs.asdict(tally).items()
        if count
    ]
    yield f"  {' + '.join(parts)} = {plural(tally.physical, 'record')}"
    yield from showing.section(on, "How it is written", _dialect_lines(on, table.dialect))
    if len(table.dialect.sheets) > 1:
        yield from on.table((), [["sheets", ", ".join(map(printable, table.dialect.sheets))]])
    yield from showing.section(on, "Columns", _column_lines(on, table, survey))
    if survey:
        yield from showing.section(on, "Findings", showing.finding_lines(survey.findings, table.labels))
        repeated = (f"  {field}: {plural(len(rows), 'row')}" for field, rows in survey.duplicates.items())
        yield from showing.section(on, "Rows that repeat an earlier one", repeated)
        words = showing.Words(survey.profile)
        yield from showing.section(on, "Remarks", (f"  {words.problem(problem)}" for problem in found.problems))
    if found.fitting:
        best = ", ".join(f"{name} ({columns} of {table.width})" for name, columns in found.fitting)
        yield from ("", f"profiles that fit (columns they know): {best}")
    yield from showing.section(on, "Open questions", showing.question_lines(on, found.questions))


def _dialect_lines(on: Paper, dialect: ci.Dialect) -> Iterator[str]:
    rows = [
        [
            evidence.what.replace("_", " "),
            repr(evidence.value) if evidence.what in ("delimiter", "quote", "escape") else evidence.value or "none",
            f"{evidence.confidence:.0%}",
            evidence.why + (f" (rows {', '.join(map(str, evidence.rows))})" if evidence.rows else ""),
        ]
        for evidence in dialect.evidence
    ]
    if rows:
        yield from on.table(("what", "found", "sure", "because"), rows, right=(2,))


def _column_lines(on: Paper, table: ci.Table, survey: ci.Survey | None) -> Iterator[str]:
    labels = list(table.labels) or [""] * table.width
    if survey is None:
        rows = [[str(i + 1), label or "–"] for i, label in enumerate(labels)]
        yield from on.table(("column", "label"), rows, right=(0,)) if rows else ()
        return
    found = survey.label_map
    rows = [
        [str(i + 1), label or "–", field or "–", _known_by(found, i)]
        for i, (label, field) in enumerate(zip(found.labels, found.fields, strict=True))
    ]
    yield from on.table(("column", "label", "field", "known by"), rows, right=(0,))


def _known_by(found: ci.LabelMap, i: int) -> str:
    """Say how a column's field is known, and how sure that is where it was inferred."""
    field, why, sure = found.fields[i], found.evidence[i], found.confidence[i]
    if field is None:
        return why or "not imported"
    return f"{why} ({sure:.0%})" if 0 < sure < 1 else why
