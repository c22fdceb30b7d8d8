"""JSON-able values → declarations, strictly, with all faults at once.

cattrs walks the classes; every hook here is stricter than its own, which turn None into "None" and 5.9 into 5.
"""

from __future__ import annotations

import difflib
import functools
import typing
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import attrs

from customer_import import kinds
from customer_import.errors import ProfileError
from customer_import.profile import ChildGroup, Field, Key, Profile, Rule

if TYPE_CHECKING:
    from cattrs import Converter

Hook: TypeAlias = Callable[[Any, Any], Any]

NAMED = (Field, ChildGroup)  # may stand as a table of tables, each under its name
WORDS: dict[type, str] = {
    str: "text",
    bool: "true or false",
    int: "a number",
    float: "a number",
    list: "a list",
    dict: "a table",
    type(None): "nothing",
}


def structure(raw: Mapping[str, Any]) -> Profile:
    """Make the profile, or raise all its faults in one error.

    Raises:
        ProfileError: ``params["faults"]`` holds one line a fault, each with its path.
    """
    from cattrs import transform_error
    from cattrs.errors import BaseValidationError

    try:
        return _converter().structure(raw, Profile)
    except BaseValidationError as group:
        for error in group.exceptions:
            if isinstance(error, ProfileError):  # well formed but impossible: the profile itself says why
                raise error from None
        lines = [line.rpartition(" @ $") for line in transform_error(group, format_exception=_fault)]
    faults = tuple(f"{path.removeprefix('.')}: {text}" if path else text for text, _, path in lines)
    name = raw.get("name", "")
    raise ProfileError(f"profile {name!r}: " + "; ".join(faults), code="profile.impossible", faults=faults)


def shown_type(value: object) -> str:
    """Name a value's type in the words of TOML."""
    return WORDS.get(type(value), f"a {type(value).__name__}")


def _fault(error: BaseException, _: object) -> str:
    """Say what is wrong with one entry."""
    from cattrs.errors import ForbiddenExtraKeysError

    if isinstance(error, ForbiddenExtraKeysError):
        known = [attribute.name for attribute in attrs.fields(error.cl)]
        return "; ".join(_unknown_option(name, known) for name in sorted(error.extra_fields))
    if isinstance(error, KeyError):
        return "is missing"
    return str(error)


def _unknown_option(name: str, known: Sequence[str]) -> str:
    near = difflib.get_close_matches(name, known, n=1)
    return f"there is no option {name!r}" + (f", did you mean {near[0]!r}?" if near else "")


@functools.cache
def _converter() -> Converter:
    """Make the strict converter, once."""
    from cattrs import Converter

    converter = Converter(forbid_extra_keys=True)
    for type_, word in ((str, "text"), (int, "a whole number"), (bool, "true or false")):
        converter.register_structure_hook(type_, _exactly(type_, word))
    converter.register_structure_hook(float, _number)
    factories: tuple[tuple[Callable[[Any], bool], Callable[[Any, Converter], Hook]], ...] = (
        (lambda type_: typing.get_origin(type_) is Literal, _one_of),
        (lambda type_: typing.get_origin(type_) is tuple, _many),
        (lambda type_: typing.get_origin(type_) is Mapping, _table),
        (attrs.has, _declaration),
    )
    for predicate, factory in factories:
        converter.register_structure_hook_factory(predicate, factory)
    converter.register_structure_hook_func(lambda type_: type_ == Rule, _rule)
    return converter


def _exactly(type_: type, word: str) -> Hook:
    def hook(value: Any, _: Any) -> Any:
        if type(value) is not type_:  # a bool is an int to isinstance
            raise TypeError(f"must be {word}, not {shown_type(value)}")
        return value

    return hook


def _number(value: Any, _: Any) -> float:
    # JSON has one type of numbers: what was 1.0 in Python comes back as 1 from many writers.
    if type(value) not in (int, float):
        raise TypeError(f"must be a number, not {shown_type(value)}")
    if value - value != 0:  # TOML knows inf and nan
        raise ValueError("must be a finite number")
    return float(value)


def _one_of(type_: Any, _: Converter) -> Hook:
    words = typing.get_args(type_)

    def hook(value: Any, _: Any) -> Any:
        if not isinstance(value, str) or value not in words:
            shown = repr(value) if isinstance(value, (str, int, float)) else shown_type(value)
            raise ValueError(f"{shown} is not one of {', '.join(word or repr(word) for word in words)}")
        return value

    return hook


def _many(type_: Any, converter: Converter) -> Hook:
    """Structure a tuple: a list, one text where texts are wanted, a table of tables where the items have names."""
    from cattrs import errors as c

    item = typing.get_args(type_)[0]

    def hook(value: Any, _: Any) -> tuple[Any, ...]:
        if item is str and isinstance(value, str):
            return (value,)
        if item in NAMED and isinstance(value, Mapping):
            _check_table(value)
            found, errors = _each(value.items(), lambda place, part: converter.structure(_named(place, part), item))
            if errors:
                raise c.ClassValidationError("", _noted(errors, c.AttributeValidationNote), type_)
            return tuple(found.values())
        if not isinstance(value, (list, tuple)):
            raise TypeError(f"must be a list{' or a table' if item in NAMED else ''}, not {shown_type(value)}")
        found, errors = _each(enumerate(value), lambda _, part: converter.structure(part, item))
        if errors:
            raise c.IterableValidationError("", _noted(errors, c.IterableValidationNote), type_)
        return tuple(found.values())

    return hook


def _table(type_: Any, converter: Converter) -> Hook:
    """Structure a mapping from names to values of one type."""
    from cattrs import errors as c

    item = typing.get_args(type_)[1]

    def hook(value: Any, _: Any) -> dict[str, Any]:
        _check_table(value)
        found, errors = _each(value.items(), lambda _, part: converter.structure(part, item))
        if errors:
            raise c.IterableValidationError("", _noted(errors, c.IterableValidationNote), type_)
        return found

    return hook


def _each(
    pairs: Iterable[tuple[Any, Any]], make: Callable[[Any, Any], Any]
) -> tuple[dict[Any, Any], list[tuple[Any, Exception]]]:
    """Structure every part; collect what fails, with its place."""
    found: dict[Any, Any] = {}
    errors: list[tuple[Any, Exception]] = []
    for place, part in pairs:
        try:
            found[place] = make(place, part)
        except Exception as error:  # noqa: BLE001 - collected as cattrs does, and raised together by the caller
            errors.append((place, error))
    return found, errors


def _noted(errors: list[tuple[Any, Exception]], note: Callable[[str, Any, Any], Any]) -> list[Exception]:
    """Leave the place in each error's notes, where `transform_error` looks for it."""
    for place, error in errors:
        error.__notes__ = [*getattr(error, "__notes__", []), note("", place, None)]
    return [error for _, error in errors]


def _named(name: str, declaration: Any) -> Any:
    """Give a table the name under which it stands."""
    if not isinstance(declaration, Mapping):
        return declaration
    if declaration.get("name", name) != name:
        raise ValueError("has another name inside than outside; leave out the one inside")
    return {"name": name, **declaration}


def _declaration(type_: Any, converter: Converter) -> Hook:
    """Structure one of the profile's classes; values that Python code made pass as they are."""
    from cattrs.gen import make_dict_structure_fn

    if type_ is kinds.Kind:
        return _own_kind
    inner: Hook = make_dict_structure_fn(type_, converter, _cattrs_forbid_extra_keys=True)

    def hook(value: Any, _: Any) -> Any:
        if isinstance(value, type_):
            return value
        if type_ is Key and isinstance(value, str):
            return Key(value)
        _check_table(value)
        return inner(value, type_)

    return hook


def _own_kind(value: Any, _: Any) -> Any:
    if not isinstance(value, kinds.Kind):
        raise TypeError("own kinds are Python objects: give load_profile(…, own_kinds=[Kind(…)])")
    return value


def _rule(value: Any, _: Any) -> Any:
    if not callable(value):
        raise TypeError("rules are Python functions: give load_profile(…, rules=[function])")
    return value


def _check_table(value: Any) -> None:
    if not isinstance(value, Mapping):
        raise TypeError(f"must be a table, not {shown_type(value)}")
    if not all(isinstance(name, str) for name in value):
        raise TypeError("the names in a table must be text")
