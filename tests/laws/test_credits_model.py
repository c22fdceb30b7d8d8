"""Credits against a bookkeeper: files, corrections, repeats and reversals leave what a ledger in a dict holds.

The bookkeeper knows two rules. An entry is told apart by occasion, customer and its place among the customer's rows of
the file; who comes second with the same entry changes nothing, and with another amount is sent away. And where a file
has more equal entries than it explains, a person is asked: nobody is credited on a doubt.
"""

import datetime
import io
from collections import Counter, defaultdict
from decimal import Decimal
from typing import Any

import attrs
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

import customer_import as ci

DAY = datetime.date(2026, 11, 22)
WHO = ("1", "2", "3")
ADDING = ci.CreditRule("no", "points", unit="unit", default_unit="points", allow_negative=True)
PROFILE = ci.Profile(
    "club",
    (
        ci.Field("no", "identifier", required="always", policy="never", pattern="[0-9]+", labels=("no",)),
        ci.Field("points", "decimal", labels=("points",)),
        ci.Field("unit", labels=("unit",)),
    ),
    ["no"],
    on_no_match="reject",
    duplicates="each",
    credit=ADDING,
)
SETTING = attrs.evolve(PROFILE, credit=attrs.evolve(ADDING, operation="set"))
ROWS = st.lists(
    st.tuples(st.sampled_from([*WHO, "99", "?"]), st.sampled_from(["5", "7", "5.0", "-2", "x", ""])), max_size=5
)
OCCASIONS = st.sampled_from(["opening", "birthday"])

Row = tuple[str, str]


def csv(rows: list[Row]) -> bytes:
    """Write rows."""
    return "".join(f"{','.join(row)}\n" for row in [("no", "points"), *rows]).encode()


def amount_of(text: str) -> Decimal | None:
    """Read an amount as the bookkeeper does."""
    return None if text in ("x", "") else Decimal(text)


class Unknowing:
    """A store that does not tell which occasions were credited, so that every key is looked up."""

    def __init__(self, store: Any) -> None:
        self.store_id, self.tenant = store.store_id, store.tenant
        self.find, self.credits, self.balances = store.find, store.credits, store.balances


class Ledger:
    """What a careful person would keep: entries under (occasion, customer, place), and balances that follow."""

    def __init__(self) -> None:
        self.entries: dict[tuple[str, str, int], Decimal] = {}
        self.balances: dict[str, Decimal] = defaultdict(Decimal)

    def take(self, occasion: str, rows: list[Row]) -> dict[int, tuple[str, Decimal]]:
        """Post what a file says; return what was posted, by row number."""
        there = dict(self.entries)
        seen: Counter[str] = Counter()
        contents: Counter[tuple[str, str]] = Counter()
        posted: dict[int, tuple[str, Decimal]] = {}
        for number, (who, text) in enumerate(rows, start=2):
            if who == "?" or not text:
                continue
            place, recurrence = seen[who], contents[who, text]
            seen[who] += 1
            contents[who, text] += 1
            amount = amount_of(text)
            if amount is None or who not in WHO or (occasion, who, place) in there:
                continue
            equal = sum(there.get((occasion, who, before)) == amount for before in range(place))
            if equal <= recurrence:
                self.entries[occasion, who, place] = amount
                self.balances[who] += amount
                posted[number] = (who, amount)
        return posted


class Credits(RuleBasedStateMachine):
    """Files come in; balances are the bookkeeper's after every one of them."""

    def new_store(self) -> Any:
        """Make a store."""
        return ci.MemoryStore(PROFILE)

    @initialize()
    def open(self) -> None:
        """Begin with three customers and no entries."""
        self.store = self.new_store()
        self.ids = {who: self.store.add({"no": who}) for who in WHO}
        self.ledger = Ledger()
        self.files: list[tuple[str, list[Row]]] = []
        self.done: list[tuple[ci.Plan, ci.Receipt, dict[int, tuple[str, Decimal]]]] = []
        self.settings: set[tuple[str, str]] = set()
        self.announced = self.pairs = 0

    def plan(self, data: bytes, occasion: str, profile: ci.Profile = PROFILE, **options: Any) -> ci.Plan:
        """Plan a file."""
        table = ci.read(data, profile=profile, dialect=ci.Dialect(header_rows=(1,)))
        made = ci.plan(table, profile, self.store, today=DAY, occasion=occasion, **options)
        asked = ci.plan(table, profile, Unknowing(self.store), today=DAY, occasion=occasion, **options)
        assert made.digest == asked.digest  # to know the occasions saves looking, and changes nothing
        return made

    def take(self, occasion: str, rows: list[Row], *, notify: bool = False, times: int = 1) -> None:
        """Import a file, as often as somebody clicks."""
        plan = self.plan(csv(rows), occasion, notify=notify)
        for _ in range(times):
            receipt = ci.apply(plan, self.store, batch_size=2)
        assert not receipt.stale
        posted = self.ledger.take(occasion, rows)
        assert {o.row: (str(o.incoming["no"]), Decimal(o.credits[0].amount)) for o in plan if o.credits} == posted
        self.files.append((occasion, rows))
        self.announced += len(posted) if notify else 0
        if posted:
            self.done.append((plan, receipt, posted))

    @rule(occasion=OCCASIONS, rows=ROWS, notify=st.booleans(), times=st.integers(1, 2))
    def new_file(self, occasion: str, rows: list[Row], notify: bool, times: int) -> None:
        """A file that nobody has seen; perhaps somebody clicks twice."""
        self.take(occasion, rows, notify=notify, times=times)

    @precondition(lambda self: self.files)
    @rule(data=st.data())
    def same_file(self, data: st.DataObject) -> None:
        """A file once more posts nothing but what was refused for a doubt, and that is a doubt again."""
        occasion, rows = data.draw(st.sampled_from(self.files))
        before = len(self.ledger.entries)
        self.take(occasion, rows)
        assert len(self.ledger.entries) == before

    @precondition(lambda self: self.files)
    @rule(data=st.data(), more=ROWS)
    def overlapping_file(self, data: st.DataObject, more: list[Row]) -> None:
        """Some rows of an earlier file and others after them, for the same occasion."""
        occasion, rows = data.draw(st.sampled_from(self.files))
        self.take(occasion, rows[: data.draw(st.integers(0, len(rows)))] + more)

    @precondition(lambda self: any(rows for _, rows in self.files))
    @rule(data=st.data(), row=ROWS.filter(bool))
    def corrected_file(self, data: st.DataObject, row: list[Row]) -> None:
        """An earlier file with one row written over, put in, or taken out."""
        occasion, rows = data.draw(st.sampled_from([file for file in self.files if file[1]]))
        place = data.draw(st.integers(0, len(rows) - 1))
        kept = place + data.draw(st.integers(0, 1))
        self.take(occasion, rows[:place] + row[: data.draw(st.integers(0, 1))] + rows[kept:])

    @precondition(lambda self: self.done)
    @rule(data=st.data())
    def reversal(self, data: st.DataObject) -> None:
        """An import is taken back, once however often that is asked; its entries stay known."""
        plan, receipt, posted = data.draw(st.sampled_from(self.done))
        back = ci.undo(plan, receipt, self.store)
        for _ in range(2):
            ci.apply(back, self.store)
        for who, amount in posted.values():
            self.ledger.balances[who] -= amount
        self.done.remove((plan, receipt, posted))

    @rule(occasion=OCCASIONS, who=st.sampled_from(WHO), amount=st.sampled_from(["0", "5", "12.5"]))
    def balance(self, occasion: str, who: str, amount: str) -> None:
        """A balance is set once for an occasion, whatever was posted before or is posted after."""
        plan = self.plan(csv([(who, amount)]), occasion, SETTING)
        known = (occasion, who) in self.settings
        if known or self.ledger.balances[who] == Decimal(amount):
            assert plan.counts.unchanged == 1
            return
        ci.apply(plan, self.store)
        self.settings.add((occasion, who))
        self.ledger.balances[who] = Decimal(amount)

    @rule(occasion=OCCASIONS, who=st.sampled_from(WHO), amount=st.sampled_from(["5", "7"]), whole_first=st.booleans())
    def both_files_corrected(self, occasion: str, who: str, amount: str, whole_first: bool) -> None:
        """A row whose customer was mistyped is corrected in the error file and in the whole file: it is posted once."""
        self.pairs += 1
        occasion = f"{occasion} {self.pairs}"
        wrong, right = csv([("99", amount)]), csv([(who, amount)])
        table = ci.read(wrong, profile=PROFILE, dialect=ci.Dialect(header_rows=(1,)))
        plan, file = self.plan(wrong, occasion), io.BytesIO()
        ci.error_file(plan, table, file, format="csv")
        corrected = file.getvalue().replace(b'"99"', f'"{who}"'.encode())
        files = [right, corrected] if whole_first else [corrected, right]
        for data in (*files, *files):
            done = ci.plan(ci.read(data, profile=PROFILE), PROFILE, self.store, today=DAY, occasion=occasion)
            ci.apply(done, self.store)
        self.ledger.balances[who] += Decimal(amount)

    @invariant()
    def balances_are_the_bookkeepers(self) -> None:
        """What the store owes each customer is what the bookkeeper has written down."""
        if hasattr(self, "ledger"):
            assert {w: self.store.balance(own, "points") for w, own in self.ids.items()} == {
                who: self.ledger.balances[who] for who in WHO
            }
            assert len([m for m in self.store.outbox() if m.topic == "credited"]) == self.announced


class CreditsInADatabase(Credits):
    """The same with SQLite."""

    def new_store(self) -> Any:
        """Make a store."""
        return ci.SQLiteStore(":memory:", PROFILE)


Credits.TestCase.settings = settings(max_examples=60, stateful_step_count=12, deadline=None)
CreditsInADatabase.TestCase.settings = settings(max_examples=15, stateful_step_count=12, deadline=None)

TestCredits: Any = Credits.TestCase
TestCreditsInADatabase: Any = CreditsInADatabase.TestCase
