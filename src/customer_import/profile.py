"""What the host declares about its customers and its files: data, not code.

A `Profile` comes from TOML, JSON, a dict or Python; `load_profile` structures and validates it. Everything that an
import may do is written here, so the rest of the library only looks it up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

import attrs

from customer_import import kinds
from customer_import.errors import ProfileError
from customer_import.model import OutcomeKind, Problem, Record, how_many
from customer_import.policy import Policy

if TYPE_CHECKING:
    import os

Rule = Callable[[Record], Sequence[Problem]]
Required = Literal["no", "column", "create", "always"]
Blank = Literal["ignore", "clear", "reject"]
OnBadCell = Literal["reject_row", "drop_cell"]
Unknown = Literal["reject_row", "ignore_cell", "keep"]
OnMatch = Literal["update", "reject", "skip"]
OnNoMatch = Literal["create", "reject", "skip"]
OnTaken = Literal["reject", "skip"]
Duplicates = Literal["first", "reject_all", "each"]
Operation = Literal["add", "set"]
Form = Literal["name", "street", "list"]
Colour = Literal["blue", "yellow", "turquoise", "green", "red", "grey"]


def _strings(value: Sequence[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def _choices(value: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    return {name: _strings(words) for name, words in value.items()}


@attrs.frozen
class Field:
    """One attribute of a customer.

    Args:
        name: The host's name for it: lower case letters, digits, underscores.
        kind: Its type, a name of `kinds.BUILT_IN` or of one of the profile's own kinds.
        labels: Labels that mean this field; compared folded (case, accents, punctuation, spacing).
        title: What previews call it; the first label where empty.
        required: ``always`` needs a value in every row (and so the column), ``create`` on new customers, ``column``
            only that the file has the column.
        policy: What an import may do to a stored value (`policy.VERDICTS`).
        order: For `ratchet`: the values from low to high, or ("ascending",) for numbers, dates and text order.
        reason: Why the policy is as it is, for people who see a held cell.
        blank: What a blank cell in a column that is present does to a stored value; ``clear`` needs `overwritable`.
        on_bad_cell: What a cell that cannot be normalized costs; None takes the profile's answer.
        unknown: What a value costs that is not among the choices or references.
        unique: No two customers share a value. Keys are unique by being keys.
        on_taken: What a value costs that another customer owns.
        identity: Counts when asking whether a key that matched still means the same person.
        default: Value for creates where the file has none.
        requires: A feature of the host without which the column is disabled.
        child: The group of children that it belongs to, or "".
        formats: For dates, in order: ``YYYY-MM-DD``, ``DD/MM/YYYY``, ``DD.MM.YYYY HH:MM:SS`` … Empty: inferred.
        pivot: Two-digit years above it are 19xx, others 20xx; -1 refuses two-digit years.
        not_before: ``today`` refuses earlier dates.
        zone: IANA zone in which datetimes without an offset are meant.
        choices: Canonical value → words that mean it; the canonical value always counts as a word.
        words: For choices, booleans, countries and currencies: canonical value → words that mean it where nothing else
            here knows them, neither the choices nor a shipped vocabulary. What a `LabelMemory` remembers is put here.
        vocabulary: A shipped word list that adds words to the choices: ``gender``, ``yes_no``, ``country``.
        region: ISO 3166 region that national phone numbers are read in; empty takes the profile's.
        country: For phones: the field of kind ``country`` whose value in the same row says the region of national
            numbers; rows without it are read in `region`.
        digits: Phone numbers of another length get a remark; 0 asks nothing.
        international: Read ``370…`` without a plus as international where that is valid.
        separators: What separates the items in one cell of a `list`.
        item: The kind of a list's items.
        reference: Name of the host's list that values must be in (``references=`` of `plan`).
        minimum: Smallest number allowed, as decimal text.
        maximum: Largest number allowed, as decimal text.
        scale: Most digits after the decimal mark; -1 for any.
        pattern: Regular expression that the whole value must match.
        max_length: Most characters; 0 for the kind's own limit.
        fold_case: Compare without regard to case when it is a key.
    """

    name: str
    kind: str = "text"
    labels: tuple[str, ...] = attrs.field(default=(), converter=_strings)
    title: str = ""
    required: Required = "no"
    policy: Policy = "overwritable"
    order: tuple[str, ...] = attrs.field(default=(), converter=_strings)
    reason: str = ""
    blank: Blank = "ignore"
    on_bad_cell: OnBadCell | None = None
    unknown: Unknown = "reject_row"
    unique: bool = False
    on_taken: OnTaken = "reject"
    identity: bool = False
    default: str = ""
    requires: str = ""
    child: str = ""
    formats: tuple[str, ...] = attrs.field(default=(), converter=_strings)
    pivot: int = -1
    not_before: Literal["", "today"] = ""
    zone: str = ""
    choices: Mapping[str, tuple[str, ...]] = attrs.field(factory=dict, converter=_choices, hash=False)
    words: Mapping[str, tuple[str, ...]] = attrs.field(factory=dict, converter=_choices, hash=False)
    vocabulary: str = ""
    region: str = ""
    country: str = ""
    digits: int = 0
    international: bool = False
    separators: tuple[str, ...] = attrs.field(default=(), converter=_strings)
    item: str = "text"
    reference: str = ""
    minimum: str = ""
    maximum: str = ""
    scale: int = -1
    pattern: str = ""
    max_length: int = 0
    fold_case: bool = False

    @property
    def shown(self) -> str:
        """What to call it in front of people."""
        return self.title or (self.labels[0] if self.labels else self.name)


@attrs.frozen
class Key:
    """A field by which a customer is recognized. Order matters: earlier keys are stronger.

    Args:
        field: The field.
        on_match: What a row does whose customer was found by this key; None takes the profile's answer.
    """

    field: str
    on_match: OnMatch | None = None


@attrs.frozen
class CreateCommand:
    """A value of a key field that orders a new customer (Tixly's number 0, S3-06).

    Args:
        field: The key field.
        values: The raw values that mean "create".
        secondary: Fields that are looked up for such rows: a hit is the reject ``possible.duplicate``.
    """

    field: str
    values: tuple[str, ...] = attrs.field(converter=_strings)
    secondary: tuple[str, ...] = attrs.field(default=(), converter=_strings)


@attrs.frozen
class CreditRule:
    """How a row credits points or money. All names are fields of the profile; their cells are never written as values.

    Args:
        customer: The field that identifies the credited customer; its key form enters the credit's key.
        amount: The amount.
        unit: The currency or unit, or "".
        default_unit: The unit where the file names none; "" means that a credit without unit is left out.
        account: The named account that is credited instead of the bonus account.
        account_needs_unit: Whether a credit to a named account needs a unit too (S0-G).
        expires: The date on which the points end.
        description: The text that the customer sees.
        reference: A field that tells credits of one customer apart; without it they are counted.
        allow_negative: Whether amounts below zero (debits) are allowed.
        allow_zero: Whether an amount of zero is a credit; otherwise it is ignored with a remark.
        scale: Most digits after the decimal mark; -1 takes the currency's minor units, or any.
        operation: ``add`` posts the amount. ``set``, for migrations, posts the difference between the amount and the
            customer's balance in that unit and account, once for each occasion; it has no reference and no expiry.
    """

    customer: str
    amount: str
    unit: str = ""
    default_unit: str = ""
    account: str = ""
    account_needs_unit: bool = False
    expires: str = ""
    description: str = ""
    reference: str = ""
    allow_negative: bool = False
    allow_zero: bool = False
    scale: int = -1
    operation: Operation = "add"

    @property
    def sets(self) -> bool:
        """Whether the amount is a balance."""
        return self.operation == "set"

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that feed the credit and are not written to the customer."""
        names = (self.amount, self.unit, self.account, self.expires, self.description, self.reference)
        return tuple(name for name in names if name)


@attrs.frozen
class ChildGroup:
    """Children of a customer, such as delivery addresses.

    Args:
        name: The group.
        key: The field that holds the child's key. Present → that child is updated; blank or absent → another is
            added, unless every non-blank incoming cell equals one stored child.
    """

    name: str
    key: str


def _groups_of(groups: Iterable[Sequence[str]]) -> tuple[tuple[str, ...], ...]:
    return tuple(_strings(group) for group in groups)


@attrs.frozen
class Split:
    """One column of the file that feeds several fields, where no columns of their own do.

    Args:
        labels: The labels of such a column; a label of a field is that field's.
        into: The fields, in the order of the parts.
        form: ``name``: first and last name, also "Last, First". ``street``: street and house number, whichever comes
            first. ``list``: items separated by ``;``, ``,``, ``|``, " / " or a line end, as many as there are fields.
    """

    labels: tuple[str, ...] = attrs.field(converter=_strings)
    into: tuple[str, ...] = attrs.field(converter=_strings)
    form: Form = "list"


@attrs.frozen
class Combine:
    """Several columns of the file that feed one field, where no column of its own does.

    Args:
        labels: The labels of each of the columns, in the order of the parts.
        field: The field.
        form: How the parts are put together (`Split.form`).
    """

    labels: tuple[tuple[str, ...], ...] = attrs.field(converter=_groups_of)
    field: str
    form: Form = "name"


def _splits(splits: Iterable[Split]) -> tuple[Split, ...]:
    return tuple(splits)


def _combines(combines: Iterable[Combine]) -> tuple[Combine, ...]:
    return tuple(combines)


@attrs.frozen
class FileRules:
    """What the platform accepts as a file.

    Args:
        formats: ``csv``, ``xlsx``; and ``xls``, ``xlsb``, ``ods``, which need the extra ``customer-import[calamine]``.
        delimiters: The delimiters that it accepts; empty leaves it to detection.
        encodings: The encodings that it accepts, first the most likely; empty leaves it to detection.
        header: Whether a header row exists.
        positions: Fields by position for files without a header.
        splits: Columns that feed several fields.
        combines: Fields that several columns feed.
        unmapped: What a column without field does: it is listed (``ignore``) or must be answered (``ask``, S1-C).
        write_encoding: The encoding of exports and templates; "" is UTF-8 with BOM.
        write_delimiter: The delimiter of exports and templates; "" is the first of `delimiters`, or a comma.
    """

    formats: tuple[str, ...] = attrs.field(default=("csv", "xlsx"), converter=_strings)
    delimiters: tuple[str, ...] = attrs.field(default=(), converter=_strings)
    encodings: tuple[str, ...] = attrs.field(default=(), converter=_strings)
    header: Literal["auto", "yes", "no"] = "auto"
    positions: tuple[str, ...] = attrs.field(default=(), converter=_strings)
    splits: tuple[Split, ...] = attrs.field(default=(), converter=_splits)
    combines: tuple[Combine, ...] = attrs.field(default=(), converter=_combines)
    unmapped: Literal["ignore", "ask"] = "ignore"
    write_encoding: str = ""
    write_delimiter: str = ""


@attrs.frozen
class Guards:
    """Limits on the finished plan; passing one needs an explicit acknowledgement when the plan is applied.

    Shares are fractions of the rows that matched a customer; 1.0 asks nothing.

    Args:
        changed_share: Most rows that may change one and the same non-blank stored field.
        clears: Most cells that may be cleared; -1 asks nothing.
        same_value_share: One value in more than this share of a field's changed cells.
        unmatched_share: Most rows whose key finds nobody, where the profile expects updates (`on_no_match` is not
            ``create``).
        mismatch_share: Most rows rejected as another person's.
        shifted_share: Most rows in which a field is to get what the same customer has in another field, or, for names
            and texts, what looks like another field's e-mail address, telephone number or date.
        minimum_rows: Plans with fewer rows trip no share.
    """

    changed_share: float = 0.8
    clears: int = -1
    same_value_share: float = 0.9
    unmatched_share: float = 0.5
    mismatch_share: float = 0.05
    shifted_share: float = 0.2
    minimum_rows: int = 100


@attrs.frozen
class CounterRule:
    """A counter that the platform shows above a preview (S3-10).

    Args:
        name: What it counts; the words of ``uploaded``, ``changing``, ``unchanged``, ``new``, ``rejected`` and
            ``skipped`` are known in every language.
        colour: The platform's colour for it.
        kinds: The kinds of outcomes that it counts; empty counts every row.
        text: The platform's own words, with ``{count}``; empty takes the known ones.
    """

    name: str
    colour: Colour
    kinds: tuple[OutcomeKind, ...] = attrs.field(default=(), converter=_strings)
    text: str = ""


def _counters(counters: Iterable[CounterRule]) -> tuple[CounterRule, ...]:
    return tuple(counters)


def _keys(keys: Iterable[str | Key]) -> tuple[Key, ...]:
    return tuple(Key(key) if isinstance(key, str) else key for key in keys)


def _fields(fields: Iterable[Field]) -> tuple[Field, ...]:
    return tuple(fields)


def _groups(groups: Iterable[ChildGroup]) -> tuple[ChildGroup, ...]:
    return tuple(groups)


def _rules(rules: Iterable[Rule]) -> tuple[Rule, ...]:
    return tuple(rules)


def _own_kinds(own: Iterable[kinds.Kind]) -> tuple[kinds.Kind, ...]:
    return tuple(own)


@attrs.frozen
class Profile:
    """One platform's declaration.

    Args:
        name: Its name.
        fields: The fields.
        keys: How customers are recognized, strongest first; names or `Key` values.
        version: Enters the plan's digest.
        title: For people.
        locale: Language of the platform's files, e.g. ``cs``; a prior for encodings and words.
        region: ISO 3166 region of its phone numbers, e.g. ``CZ``; "" reads only international numbers.
        zone: IANA zone of its calendar: "today" is there.
        on_match: What a row does whose customer exists.
        on_no_match: What a row does whose customer does not.
        create_command: A key value that orders a new customer.
        duplicates: What happens to rows that repeat a key or unique value of an earlier row.
        on_bad_cell: What a cell that cannot be normalized costs.
        clear_tokens: Cell texts that clear a stored value where the policy is `overwritable`.
        null_tokens: Cell texts that mean blank.
        credit: How a row credits points.
        children: Groups of children.
        file: What files it accepts.
        guards: Limits on the finished plan.
        all_or_nothing: One rejected row refuses the whole plan.
        notify: Whether the host may announce credits (the person still decides for each plan).
        refuse: Labels that must never be imported, besides those that always are (passwords).
        messages: Problem code → the platform's own wording.
        constants: Field → value that every created customer gets.
        statuses: Kind of outcome → the platform's word for such a row; ``pending`` before it is decided (S1-04).
        counters: What the platform counts above a preview; empty takes the usual ones. Besides those that count every
            row, each kind of outcome is counted exactly once, so that the parts sum to the whole.
        rules: Cross-field rules of the host, in Python.
        own_kinds: Kinds of the host, in Python.
    """

    name: str
    fields: tuple[Field, ...] = attrs.field(converter=_fields)
    keys: tuple[Key, ...] = attrs.field(default=(), converter=_keys)
    version: str = "1"
    title: str = ""
    locale: str = "en"
    region: str = ""
    zone: str = "UTC"
    on_match: OnMatch = "update"
    on_no_match: OnNoMatch = "create"
    create_command: CreateCommand | None = None
    duplicates: Duplicates = "first"
    on_bad_cell: OnBadCell = "reject_row"
    clear_tokens: tuple[str, ...] = attrs.field(default=(), converter=_strings)
    null_tokens: tuple[str, ...] = attrs.field(default=(), converter=_strings)
    credit: CreditRule | None = None
    children: tuple[ChildGroup, ...] = attrs.field(default=(), converter=_groups)
    file: FileRules = attrs.field(factory=FileRules)
    guards: Guards = attrs.field(factory=Guards)
    all_or_nothing: bool = False
    notify: bool = False
    refuse: tuple[str, ...] = attrs.field(default=(), converter=_strings)
    messages: Mapping[str, str] = attrs.field(factory=dict, hash=False)
    constants: Mapping[str, str] = attrs.field(factory=dict, hash=False)
    statuses: Mapping[str, str] = attrs.field(factory=dict, hash=False)
    counters: tuple[CounterRule, ...] = attrs.field(default=(), converter=_counters)
    rules: tuple[Rule, ...] = attrs.field(default=(), converter=_rules, repr=how_many)
    own_kinds: tuple[kinds.Kind, ...] = attrs.field(default=(), converter=_own_kinds)

    def __attrs_post_init__(self) -> None:
        from customer_import._profile_checking import faults_of  # looks at the finished classes

        faults = faults_of(self)
        if faults:
            raise ProfileError(
                f"profile {self.name!r}: " + "; ".join(faults), code="profile.impossible", faults=tuple(faults)
            )

    def field(self, name: str) -> Field:
        """Return the field of that name.

        Raises:
            KeyError: There is none.
        """
        for field in self.fields:
            if field.name == name:
                return field
        raise KeyError(name)

    def kind(self, field: Field) -> kinds.Kind:
        """Return the kind of a field, the host's own kinds first."""
        for kind in self.own_kinds:
            if kind.name == field.kind:
                return kind
        return kinds.BUILT_IN[field.kind]

    @property
    def key_fields(self) -> tuple[str, ...]:
        """Names of the key fields, strongest first."""
        return tuple(key.field for key in self.keys)

    @property
    def unique_fields(self) -> tuple[str, ...]:
        """Names of the fields that are unique without being keys."""
        keys = self.key_fields
        return tuple(field.name for field in self.fields if field.unique and field.name not in keys)

    @property
    def credit_fields(self) -> frozenset[str]:
        """Names of the fields that feed credits and are never written."""
        return frozenset(self.credit.fields) if self.credit else frozenset()


def load_profile(source: str | os.PathLike[str] | Mapping[str, Any], **changes: Any) -> Profile:
    """Load a profile that is built in, stands in a TOML or JSON file, or is given as a mapping.

    Args:
        source: The name of a built-in profile (see `profile_names`), a path that ends in ``.toml`` or ``.json``, or
            a mapping of the same shape.
        changes: Top-level entries that replace those of the source, e.g. ``region="SE"``; ``own_kinds`` and
            ``rules`` (Python objects) are given here as well.

    Raises:
        ProfileError: The declaration is impossible; the message says what and where.
    """
    from customer_import._profile_loading import load  # cattrs loads only where text becomes declarations

    return load(source, changes)


def profile_names() -> tuple[str, ...]:
    """Names of the built-in profiles."""
    from customer_import._profile_loading import built_in_names

    return built_in_names()
