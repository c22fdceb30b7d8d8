"""Applying writes exactly the plan, once, whatever is repeated, interrupted or changed meanwhile."""

import datetime
import time

import pytest

import customer_import as ci
from customer_import.applying.batching import Pace
from tests.sample import FILE, PROFILE, plan


def balances(store: ci.MemoryStore) -> dict[str, str]:
    """Return what the ledger holds, by amount and unit."""
    return {entry.posted.key: entry.posted.amount for entry in store.ledger()}


def test_applying_twice_changes_nothing() -> None:
    """Calling apply again returns the same receipt and writes nothing."""
    store = ci.MemoryStore(PROFILE)
    made = plan(store)
    first = ci.apply(made, store)
    before = (list(store.customers()), balances(store))
    assert ci.apply(made, store) == first
    assert (list(store.customers()), balances(store)) == before
    assert first.complete
    assert first.counts["created"] == 2
    assert first.credited == 1


@pytest.mark.parametrize("size", [1, 2, 3, 100])
def test_batch_size_changes_no_result(size: int) -> None:
    """Any batch size ends in the same store."""
    store, other = ci.MemoryStore(PROFILE), ci.MemoryStore(PROFILE)
    assert ci.apply(plan(store, plan_id="p"), store, batch_size=size).counts == ci.apply(plan(other), other).counts
    assert list(store.customers()) == list(other.customers())


def test_batches_follow_the_speed_of_the_store() -> None:
    """Quick batches are followed by larger ones, slow ones by smaller ones, both within bounds."""
    pace = Pace(500)
    sizes = []
    for seconds in (0.01, 0.01, 0.5, 0.01, 0.01, 0.01, 3.0, 3.0):
        pace.took(seconds)
        sizes.append(pace())
    assert sizes == [1000, 2000, 2000, 4000, 5000, 5000, 2500, 1250]
    for _ in range(20):
        pace.took(9.0)
    assert pace() == 50


def test_the_size_is_asked_before_each_batch() -> None:
    """A size that changes on the way is followed, and every outcome is covered once."""
    store = ci.MemoryStore(PROFILE)
    data = "E-mail;City\n" + "".join(f"c{i}@example.org;Rome\n" for i in range(10))
    made = plan(store, data.encode())
    sizes = iter([1, 2, 4, 8])
    cut = list(ci.batches(made, store.journal(made.ref), size=lambda: next(sizes)))
    assert [(batch.first, batch.next) for batch in cut] == [(0, 1), (1, 3), (3, 7), (7, 10)]


def test_max_batches_stops_and_the_next_call_resumes() -> None:
    """A worker that stops early leaves the rest to the next call."""
    store = ci.MemoryStore(PROFILE)
    made = plan(store)
    first = ci.apply(made, store, batch_size=1, max_batches=1)
    assert (first.complete, first.counts["created"], first.counts["left"]) == (False, 1, 1)
    second = ci.apply(made, store)
    assert (second.complete, second.counts["created"], second.counts["left"]) == (True, 2, 0)


def test_counts_of_a_receipt_sum_to_the_rows() -> None:
    """Every row of the plan is in exactly one count of the receipt, at every moment."""
    store = ci.MemoryStore(PROFILE)
    made = plan(store)
    for _ in range(3):
        receipt = ci.apply(made, store, batch_size=1, max_batches=1)
        assert sum(receipt.counts.values()) == receipt.rows == 4


def test_another_store_is_refused_before_the_first_write() -> None:
    """A plan is applied only where it was made."""
    made = plan(ci.MemoryStore(PROFILE, store_id="a"))
    other = ci.MemoryStore(PROFILE, store_id="b")
    with pytest.raises(ci.StalePlan) as caught:
        ci.apply(made, other)
    assert caught.value.code == "plan.other_store"
    assert not list(other.customers())


def test_an_expired_plan_is_refused() -> None:
    """After its day a plan is refused, and until then it is not."""
    store = ci.MemoryStore(PROFILE)
    end = datetime.datetime(2026, 11, 23, 12, tzinfo=datetime.UTC)
    made = plan(store, expires=end)
    with pytest.raises(ci.StalePlan) as caught:
        ci.apply(made, store, now=end + datetime.timedelta(seconds=1))
    assert caught.value.code == "plan.expired"
    assert ci.apply(made, store, now=end).complete


def test_all_or_nothing_refuses_a_plan_with_rejected_rows() -> None:
    """S1-A: one rejected row refuses everything."""
    store = ci.MemoryStore(PROFILE)
    with pytest.raises(ci.UsageError) as caught:
        ci.apply(plan(store), store, all_or_nothing=True)
    assert caught.value.code == "plan.rejected_rows"
    assert not list(store.customers())


def test_all_or_nothing_writes_nothing_when_a_row_is_stale() -> None:
    """A customer that appears between plan and apply stops the whole import."""
    store = ci.MemoryStore(PROFILE)
    good = FILE.split(b"not an address", maxsplit=1)[0]
    made = plan(store, good)
    store.add({"email": "bob@example.org"})
    with pytest.raises(ci.StalePlan) as caught:
        ci.apply(made, store, all_or_nothing=True)
    assert caught.value.code == "plan.stale_rows"
    assert len(list(store.customers())) == 1


def test_a_customer_who_changed_since_the_plan_is_left_alone() -> None:
    """A stale row is said and costs no other row; its credit is not posted either."""
    store = ci.MemoryStore(PROFILE)
    ann = store.add({"email": "ann@example.org", "city": "Bergen"})
    made = plan(store)
    store.edit(ann, {"city": "Tromsø"})
    receipt = ci.apply(made, store)
    assert (receipt.counts["stale"], receipt.counts["created"]) == (1, 1)
    assert [result.row for result in receipt.stale] == [2]
    assert balances(store) == {}


def test_the_same_file_under_the_same_occasion_credits_nobody_twice() -> None:
    """A second plan of the same file knows that its credits are posted, by which plan (S2-B)."""
    store = ci.MemoryStore(PROFILE)
    first = plan(store, plan_id="first")
    ci.apply(first, store)
    again = plan(store)
    assert again.counts.unchanged == 2
    (posted,) = again.outcome(2).posted
    assert (posted.plan_id, posted.row) == ("first", 2)
    assert plan(store, occasion="another").outcome(2).credits


@pytest.mark.parametrize("again", [" fête", "fête ", "f\u00eate", "fe\u0302te\n"])
def test_an_occasion_written_with_other_spaces_or_accents_credits_nobody_twice(again: str) -> None:
    """What looks the same to a person is the same occasion; a blank one is none."""
    store = ci.MemoryStore(PROFILE)
    ci.apply(plan(store, occasion="fête"), store)
    assert plan(store, occasion=again).outcome(2).posted
    with pytest.raises(ci.QuestionsOpen):
        plan(store, occasion=" \t")


def test_a_guard_must_be_acknowledged() -> None:
    """A plan that changes nearly everybody's city asks before it is applied."""
    store = ci.MemoryStore(PROFILE)
    for i in range(150):
        store.add({"email": f"c{i}@example.org", "city": "Oslo"})
    data = "E-mail;City\n" + "".join(f"c{i}@example.org;Rome\n" for i in range(150))
    made = plan(store, data.encode())
    assert [guard.code for guard in made.guards] == ["guard.changed_share", "guard.same_value"]
    with pytest.raises(ci.GuardTripped, match="'city': 150 of 150"):
        ci.apply(made, store, acknowledge={"guard.same_value"})
    assert ci.apply(made, store, acknowledge={guard.code for guard in made.guards}).counts["updated"] == 150


def test_an_expiry_without_offset_is_in_utc_wherever_the_host_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """A naive moment means the same on every machine."""
    store = ci.MemoryStore(PROFILE)
    made = plan(store, expires=datetime.datetime.fromisoformat("2026-11-22T12:00"))
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    time.tzset()
    try:
        ci.apply(made, store, now=datetime.datetime(2026, 11, 22, 11, 59, tzinfo=datetime.UTC))
        with pytest.raises(ci.StalePlan):
            ci.apply(made, store, now=datetime.datetime(2026, 11, 22, 12, 1, tzinfo=datetime.UTC))
    finally:
        monkeypatch.undo()
        time.tzset()


def test_a_store_that_says_moved_and_stands_still_is_not_asked_forever() -> None:
    """A journal that never moves is a broken promise, and said so."""

    class Stuck(ci.MemoryStore):
        def commit(self, batch: ci.Batch) -> list[ci.Result]:
            raise ci.BatchMoved

    store = Stuck(PROFILE)
    with pytest.raises(ci.StoreError) as caught:
        ci.apply(plan(store), store)
    assert caught.value.code == "store.contract"


def test_the_batches_are_data_for_async_hosts() -> None:
    """A host that commits by itself gets the same batches, and they cover every outcome."""
    store = ci.MemoryStore(PROFILE)
    made = plan(store)
    cut = list(ci.batches(made, store.journal(made.ref), size=1))
    assert [(batch.first, batch.next, len(batch.operations)) for batch in cut] == [(0, 1, 1), (1, 4, 1)]


def test_progress_is_told_and_may_stop_between_batches() -> None:
    """An observer hears of every batch; what it raises stops the run, and the next call goes on."""

    class Enough(Exception):
        """Somebody pressed stop."""

    def stop(stage: str, settled: int) -> None:
        assert (stage, settled) == ("apply", 1)
        raise Enough

    store = ci.MemoryStore(PROFILE)
    made = plan(store)
    with pytest.raises(Enough):
        ci.apply(made, store, batch_size=1, on_progress=stop)
    assert ci.apply(made, store).counts["created"] == 2
