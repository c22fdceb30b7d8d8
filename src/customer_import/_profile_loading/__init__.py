"""Text becomes a `Profile`, and a `Profile` becomes text again.

Strict: no number is read from a string, no unknown option is passed over, and all faults are reported at once with
their path into the file. `structuring` is the one place where cattrs is used on profiles.
"""

from __future__ import annotations

import hashlib
import json
import os
import tomllib
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Any

import attrs

from customer_import._profile_loading.plain import plain
from customer_import._profile_loading.structuring import shown_type, structure
from customer_import.errors import ProfileError
from customer_import.profile import Profile

# Tables that a change is merged into; every other entry is replaced by it.
MERGED = ("file", "guards", "credit")


def built_in_names() -> tuple[str, ...]:
    """Return the names of the built-in profiles, sorted."""
    files = resources.files("customer_import.profiles").iterdir()
    return tuple(sorted(file.name.removesuffix(".toml") for file in files if file.name.endswith(".toml")))


def load(source: str | os.PathLike[str] | Mapping[str, Any], changes: Mapping[str, Any]) -> Profile:
    """Load a profile by name, from a TOML or JSON file, or from a mapping of the same shape.

    Args:
        source: A built-in name, a path that ends in ``.toml`` or ``.json``, or a mapping.
        changes: Entries that replace those of the source. Mappings for ``file``, ``guards`` and ``credit`` are merged;
            a dotted name reaches one entry below: ``{"fields.email.policy": "fill_if_empty"}``.

    Raises:
        ProfileError: With every fault and its place, e.g. ``fields.phone.policy: …``.
    """
    return structure(_changed(_raw(source), changes))


def profile_to_dict(profile: Profile) -> dict[str, Any]:
    """Return the profile as a JSON-able mapping without defaults, which `load` reads back as an equal profile.

    Fields are a list, so that their order survives a JSON writer that sorts names. Of own kinds and rules only names
    and versions are recorded: `load` wants the objects again, as changes.
    """
    recorded: dict[str, Any] = plain(profile)
    return recorded


def profile_digest(profile: Profile) -> str:
    """Return the SHA-256 of the declaration, names and versions of own kinds and rules included, as 64 hex digits."""
    canonical = json.dumps(profile_to_dict(profile), sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _raw(source: str | os.PathLike[str] | Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the declaration as it stands in its source."""
    if isinstance(source, Mapping):
        return source
    if isinstance(source, str) and source in built_in_names():
        text = resources.files("customer_import.profiles").joinpath(f"{source}.toml").read_text(encoding="utf-8")
        return tomllib.loads(text)
    if not isinstance(source, (str, os.PathLike)):
        raise ProfileError(
            f"a profile is a name, a path or a mapping, not {shown_type(source)}", code="profile.unknown"
        )
    path = Path(source)
    if path.suffix not in (".toml", ".json"):
        names = built_in_names()
        raise ProfileError(
            f"there is no profile {os.fspath(source)!r}: take one of {', '.join(names)}, "
            "or a path that ends in .toml or .json",
            code="profile.unknown",
            names=names,
        )
    return _file(path)


def _file(path: Path) -> Mapping[str, Any]:
    """Read a TOML or JSON file."""
    try:
        text = path.read_text(encoding="utf-8-sig")  # editors on Windows write a byte order mark
        found = tomllib.loads(text) if path.suffix == ".toml" else _json(text)
    except OSError as error:
        raise ProfileError(f"{path.name}: {error.strerror or 'cannot be read'}", code="profile.unreadable") from None
    except UnicodeDecodeError:
        raise ProfileError(f"{path.name}: is not UTF-8 text", code="profile.unreadable") from None
    except (ValueError, RecursionError) as error:  # TOMLDecodeError and JSONDecodeError are ValueErrors
        raise ProfileError(f"{path.name}: {error}", code="profile.syntax") from None
    if not isinstance(found, dict):
        raise ProfileError(f"{path.name}: the whole file must be one table", code="profile.syntax")
    return found


def _json(text: str) -> object:
    """Read JSON as strictly as tomllib reads TOML: no name twice, no NaN."""

    def table(pairs: list[tuple[str, object]]) -> dict[str, object]:
        names = [name for name, _ in pairs]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"given twice: {', '.join(twice)}")
        return dict(pairs)

    def refuse(constant: str) -> object:
        raise ValueError(f"{constant} is no number")

    return json.loads(text, object_pairs_hook=table, parse_constant=refuse)


def _changed(raw: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return the declaration with the changes in it; neither argument is altered."""
    merged = dict(raw)
    for name, value in changes.items():
        if "." in name:
            merged = _with(merged, name.split("."), value, name)
        elif name in MERGED and isinstance(value, Mapping):
            below = plain(merged.get(name)) or {}
            merged[name] = {**below, **value} if isinstance(below, dict) else value
        else:
            merged[name] = value
    return merged


def _with(tree: Any, path: list[str], value: object, name: str) -> Any:
    """Return a copy of the tree in which the entry at the path has the value."""
    head, *rest = path
    if attrs.has(type(tree)):
        return _with(plain(tree), path, value, name)
    if isinstance(tree, (list, tuple)) and rest:  # fields as a list are found by their names
        tables = [plain(item) for item in tree]
        here = [isinstance(table, dict) and table.get("name") == head for table in tables]
        if any(here):
            return [_with(t, rest, value, name) if hit else t for t, hit in zip(tables, here, strict=True)]
    elif isinstance(tree, Mapping) and not rest:
        return {**tree, head: value}
    elif isinstance(tree, Mapping) and (head in tree or head in MERGED):
        return {**tree, head: _with(tree.get(head, {}), rest, value, name)}
    raise ProfileError(f"{name}: there is nothing named {head!r} to change", code="profile.impossible")
