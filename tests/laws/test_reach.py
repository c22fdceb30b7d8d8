"""What the laws say of every verdict and code is said of some that occur: each is reached by cases that are drawn."""

from collections import Counter
from collections.abc import Iterable

import hypothesis
from hypothesis import HealthCheck, Phase, given, settings

from customer_import.model import Outcome
from customer_import.policy import LETTERS, VERDICT_OF_LETTER, VERDICTS
from customer_import.testing.strategies import Scenario, scenarios
from tests.laws.crowded import crowded
from tests.laws.world import agree, filled, foretold, outcomes_of, table_of

# Nothing is made smaller, as nothing fails.
FIXED = settings(
    max_examples=200,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
CASES = scenarios(wide=True)
KINDS = {"create", "update", "unchanged", "skip", "reject"}
# Every verdict that a policy can give to a value.
POLICIES = {f"{policy}: {verdict}" for policy, row in VERDICTS.items() for verdict in row.values()}
SELDOM = {"cleared", "unknown_ignored"}  # each needs a rule of few fields, and the cell for it
# Problems of each station that are common enough to be met by chance, and those that are not.
CODES = {"row.short", "cell.blank", "cell.clear_refused", "customer.not_found", "customer.locked"}
RARE = {
    *("field.required", "key.duplicate", "key.missing", "key.exists"),
    *("kind.invalid", "choice.unknown", "value.duplicate", "value.taken", "possible.duplicate", "create.unchecked"),
    *("customer.changed", "key.taken", "key.ambiguous", "key.conflict", "key.lookalike", "identity.mismatch"),
    *("child.taken", "child.unknown", "rule.stop", "rule.heard", "balance.same", "balance.moved"),
    *("credit.negative", "credit.scale", "credit.incomplete", "credit.zero", "credit.no_unit", "credit.no_customer"),
    *("credit.already", "credit.conflict", "credit.possible_double", "credit.duplicate"),
}


def reached(scenario: Scenario, outcomes: Iterable[Outcome]) -> set[str]:
    """Return the verdicts, kinds and codes of a case."""
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


def test_the_common_ones_are_drawn() -> None:
    """In some hundreds of cases all of them occur: one that nobody meets any more is a hole in the strategies."""
    seen: Counter[str] = Counter()

    @FIXED
    @given(CASES)
    def draw(scenario: Scenario) -> None:
        seen.update(reached(scenario, outcomes_of(table_of(scenario), scenario, filled(scenario))))

    for number in range(5):  # what one seed draws changes with the constants that Hypothesis finds in our modules
        hypothesis.seed(number)(draw)()
        left = (set(LETTERS) - SELDOM | KINDS | CODES) - seen.keys()
        if not left:
            break
    assert not left


def test_every_verdict_and_every_code_is_that_of_the_naive_importer() -> None:
    """In crowded worlds the rarest verdicts and codes of every station occur, and the naive importer gives the same."""
    seen: Counter[str] = Counter()
    for seed in range(250 * settings().max_examples // 100):
        scenario = crowded(seed)
        table, store = table_of(scenario), filled(scenario)
        outcomes = outcomes_of(table, scenario, store)
        agree(outcomes, foretold(table, scenario, store))
        seen.update(reached(scenario, outcomes))
    left = (set(LETTERS) | KINDS | POLICIES | CODES | RARE) - seen.keys()
    assert not left
