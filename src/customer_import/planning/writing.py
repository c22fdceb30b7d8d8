"""Writing a plan: header first, blocks while rows are decided, the footer with the seal last."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import attrs

from customer_import.planning.block_writing import BlockWriter
from customer_import.planning.guards import TrippedGuard
from customer_import.planning.sealed import Plan, seal_of
from customer_import.planning.wire import FORMAT, FORMAT_VERSION, Rows, dumps
from customer_import.spool import Spool

if TYPE_CHECKING:
    from customer_import.planning.layout import Layout, Override

# What names or dates a plan without being its content: left out of the digest.
_NOT_CONTENT = ("id", "expires", "actor")


def header_of(
    layout: Layout,
    *,
    plan_id: str,
    today: str,
    store_id: str,
    tenant: str,
    occasion: str,
    answers: Mapping[str, str],
    features: Collection[str],
    overrides: Sequence[Override],
    notify: bool,
    actor: str,
    expires: str,
) -> dict[str, Any]:
    """Return the header of a plan: everything that it was made from."""
    from customer_import._profile_loading import profile_digest, profile_to_dict

    survey = layout.survey
    return {
        "format": FORMAT,
        "version": FORMAT_VERSION,
        "id": plan_id,
        "expires": expires,
        "actor": actor,
        "today": today,
        "store_id": store_id,
        "tenant": tenant,
        "occasion": occasion,
        "notify": notify,
        "source": survey.source,
        "dialect": dict(survey.dialect),
        "tally": attrs.asdict(survey.tally),
        "label_map": survey.label_map.to_json(),
        "columns": [column.name for column in layout.columns],
        "fillers": [[name, layout.filler(name, value)] for name, value in layout.fillers],
        "hints": dict(survey.hints),
        "findings": [attrs.asdict(finding) for finding in survey.findings],
        "problems": [attrs.asdict(problem) for problem in survey.problems],
        "answers": dict(sorted(answers.items())),
        "features": sorted(features),
        "overrides": [attrs.asdict(override) for override in overrides],
        "references": {
            name: sha256(dumps(list(values))).hexdigest() for name, values in sorted(survey.references.items())
        },
        "profile": profile_to_dict(layout.profile),
        "profile_digest": profile_digest(layout.profile),
        "libraries": _libraries(layout),
    }


class PlanWriter:
    """Writes a plan while it is decided."""

    def __init__(self, header: Mapping[str, Any]) -> None:
        self.header = dict(header)
        self._file = Spool()
        first = dumps(self.header)
        self._file.write(first)
        self._blocks = BlockWriter(self._file, self.header["columns"], len(first))
        self._kinds: Counter[str] = Counter()
        self._signatures: Counter[str] = Counter()

    def add(self, rows: Rows) -> None:
        """Write decided rows."""
        self._kinds.update(rows.kinds)
        self._signatures.update(rows.signatures)
        self._blocks.add(rows)

    def add_block(self, line: bytes, kinds: Mapping[str, int], signatures: Mapping[str, int]) -> None:
        """Write a block that was decided elsewhere: its line, and how often it has each kind and signature."""
        self._kinds.update(kinds)
        self._signatures.update(signatures)
        self._blocks.add_line(line)

    def finish(self, guards: Sequence[TrippedGuard]) -> Plan:
        """Write the footer with the seal and return the plan."""
        self._blocks.finish()
        content = {name: value for name, value in self.header.items() if name not in _NOT_CONTENT}
        footer: dict[str, Any] = {
            "kinds": dict(sorted(self._kinds.items())),
            "signatures": dict(sorted(self._signatures.items())),
            "guards": [attrs.asdict(guard) for guard in guards],
            "blocks": self._blocks.hash.hexdigest(),
        }
        footer["digest"] = sha256(dumps(content) + dumps(footer)).hexdigest()
        footer["seal"] = seal_of(dumps(self.header), footer)
        self._file.write(dumps(footer))
        self._file.flush()
        return Plan.just_written(self._file, json.loads(dumps(self.header)), footer, self._blocks.index)


def _libraries(layout: Layout) -> dict[str, str]:
    """Return the versions of the libraries that decide what a value is, as they say themselves: no file is opened."""
    from customer_import._version import __version__

    versions = {"customer-import": __version__}
    if any(column.field.kind == "phone" or column.field.item == "phone" for column in layout.columns):
        from customer_import.normalizing.phone import library_version

        versions["phonenumbers"] = library_version()
    return versions
