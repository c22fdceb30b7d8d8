"""`pytest tests/laws --hypothesis-profile=deep` looks fifty times as long as an ordinary run."""

from hypothesis import settings

settings.register_profile("deep", parent=settings.get_profile("default"), max_examples=5_000)
