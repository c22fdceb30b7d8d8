"""What the laws say of every verdict is said of verdicts that occur: each is reached by the cases that are drawn."""

from collections import Counter

from hypothesis import HealthCheck, Phase, given, settings

from customer_import.policy import LETTERS, VERDICT_OF_LETTER, VERDICTS
from customer_import.testing.strategies import Scenario, scenarios
from tests.laws.world import filled, outcomes_of, table_of

# The same cases in every run; nothing is made smaller, as nothing fails.
FIXED = settings(
    max_examples=400,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
CASES = scenarios(wide=True)
# Every verdict that a policy can give to a value, and those that need no policy.
WANTED = {
    *(f"{policy}: {verdict}" for policy, row in VERDICTS.items() for verdict in row.values()),
    *LETTERS,
    *("create", "update", "unchanged", "skip", "reject"),
}
# Problems of each station that are common enough to be met by chance.
CODES = {
    *("row.short", "field.required", "cell.blank", "cell.clear_refused", "kind.invalid"),
    *("key.duplicate", "key.missing", "key.taken", "key.exists"),
    *("customer.not_found", "customer.locked", "customer.changed", "value.taken"),
}


def reached(scenario: Scenario) -> set[str]:
    """Return the verdicts, kinds and codes of a case."""
    outcomes = outcomes_of(table_of(scenario), scenario, filled(scenario))
    policies = {field.name: field.policy for field in scenario.profile.fields}
    policies.update((override.field, override.policy) for override in scenario.overrides)
    found: set[str] = set()
    for outcome in outcomes:
        found.add(outcome.kind)
        found.update(problem.code for problem in outcome.problems)
        for letter, field in zip(outcome.signature, scenario.sheet.fields, strict=False):
            verdict = VERDICT_OF_LETTER[letter]
            found |= {verdict, f"{policies[field]}: {verdict}"} if field else {verdict}
    return found


def test_every_verdict_and_every_code_is_reached() -> None:
    """The cases are the same in every run: one that nobody meets any more is a hole in the strategies."""
    seen: Counter[str] = Counter()

    @FIXED
    @given(CASES)
    def draw(scenario: Scenario) -> None:
        seen.update(reached(scenario))

    draw()
    left = (WANTED | CODES) - seen.keys()
    assert not left
