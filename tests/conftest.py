"""What every test may rely on: Hypothesis profiles, chosen with HYPOTHESIS_PROFILE, or `ci` where CI is set."""

import os

from hypothesis import HealthCheck, Phase, settings

# No deadlines: a busy machine is no bug. Slow generation is judged by the person who waits for it.
settings.register_profile("default", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile(
    "ci",
    parent=settings.get_profile("default"),
    derandomize=True,
    database=None,
    print_blob=True,
    phases=[phase for phase in Phase if phase is not Phase.explain],  # a failure is told soon, not at length
)
settings.register_profile("thorough", parent=settings.get_profile("default"), max_examples=2_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") else "default"))
