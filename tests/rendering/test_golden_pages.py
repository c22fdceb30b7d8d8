"""The preview pages of the demo's platforms, word for word: who changes a page sees what people will see."""

import os
import re
from pathlib import Path

import pytest

import customer_import as ci
from customer_import.rendering.style import STYLE
from tests.browser.plans import PLANS

GOLDEN = Path(__file__).parent / "golden"
PLATFORMS = ("epos", "incust", "raleon", "shoptet", "tixly")


def laid_out(page: str) -> str:
    """Return a page with an element a line, and without what every change of style, version or day changes."""
    plain = page.replace(STYLE, "").replace(ci.PREVIEW_POLICY, "policy")
    plain = re.sub(r"\b[0-9a-f]{64}\b", "seal", plain)
    return re.sub(r"(?=<(?:tr|td|th|div|li|section|h[12]|details|fieldset|label|table|ul|p|footer)\b)", "\n", plain)


@pytest.mark.parametrize("name", PLATFORMS)
def test_golden_pages_are_as_they_were(name: str) -> None:
    """The page of each platform's demo file is the one that was looked at last."""
    with PLANS[name]() as plan:
        page = laid_out("".join(ci.render_html(plan, locale=plan.profile.locale)))
    golden = GOLDEN / f"{name}.html"
    if os.environ.get("UPDATE_GOLDEN"):
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(page, encoding="utf-8")
    assert page == golden.read_text(encoding="utf-8")
