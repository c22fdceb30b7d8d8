"""The preview page in a real browser: accessible to everybody, under a strict policy, and dead to what it quotes."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, Any
from unittest import mock

import pytest

import customer_import as ci
from customer_import.rendering import html
from tests.browser.accessibility import violations
from tests.browser.conftest import Window
from tests.browser.plans import HOSTILE, PLANS

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@functools.cache
def page_of(name: str, **options: Any) -> str:
    """Render a plan once; folds hold few rows, so that there are some."""
    with PLANS[name]() as plan, mock.patch.object(html, "PAGE", 5):
        return "".join(ci.render_html(plan, **options))


@pytest.mark.parametrize("name", PLANS)
def test_pages_keep_nobody_out(browser: Browser, name: str) -> None:
    """axe-core finds no violation of WCAG 2.2 AA on any page, nor is one wider than a window of 320 px (1.4.10)."""
    with Window(browser, page_of(name, rows=4), viewport={"width": 1000, "height": 800}) as window:
        assert violations(window.page) == []
        window.page.set_viewport_size({"width": 320, "height": 640})
        assert window.page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize(
    ("options", "mode"),
    [
        ({}, {"color_scheme": "dark"}),
        ({}, {"forced_colors": "active"}),
        ({}, {"viewport": {"width": 320, "height": 640}}),
        ({"masked": True, "locale": "sv"}, {}),
    ],
    ids=["dark", "forced colours", "narrow", "masked"],
)
def test_pages_keep_nobody_out_in_any_mode(browser: Browser, options: dict[str, Any], mode: dict[str, Any]) -> None:
    """Nor in the dark, in forced colours, in a narrow window, or with hidden values in another language."""
    with Window(browser, page_of("everything", **options), **mode) as window:
        assert violations(window.page) == []


def test_further_pages_keep_nobody_out(browser: Browser) -> None:
    """The second of several pages stands by itself, accessible too, and leads to the others."""
    with PLANS["many"]() as plan:
        pages = {name: "".join(pieces) for name, pieces in ci.render_pages(plan, rows=5)}
    with Window(browser, pages["preview-2.html"], policy=ci.PREVIEW_POLICY, bypass_csp=True) as window:
        assert violations(window.page) == []
        assert window.page.locator("a[href='preview.html']").count() == 2
        assert window.page.locator("tr[id]").count() == 5


@pytest.mark.parametrize("name", ["empty", "everything", "hostile", "many"])
def test_a_strict_policy_has_nothing_to_complain_of(browser: Browser, name: str) -> None:
    """Served with the documented policy the page has its style, asks for nothing, and the console stays empty."""
    with Window(browser, page_of(name), policy=ci.PREVIEW_POLICY) as window:
        box = window.page.locator(".box").first
        assert box.evaluate("box => getComputedStyle(box).borderTopWidth") == "2px"
        assert window.asked == []
        assert window.said == []


def test_hostile_values_stay_text(browser: Browser) -> None:
    """Even without any policy no quoted value runs, asks for anything, opens a dialog or becomes an element."""
    bare = re.sub('<meta http-equiv="Content-Security-Policy"[^>]*>', "", page_of("hostile"))
    assert bare != page_of("hostile")
    with Window(browser, bare) as window:
        window.page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true })")
        for key in ("Tab", "Enter", "Tab", "Enter"):
            window.page.keyboard.press(key)
        window.page.wait_for_timeout(100)
        assert window.page.evaluate("window.hit") is None
        assert window.asked == []
        assert window.said == []
        elements = window.page.evaluate("[...new Set([...document.querySelectorAll('*')].map(e => e.localName))]")
        assert not {"script", "img", "svg", "iframe", "link", "base", "form", "button", "math", "x"} & set(elements)
        text = window.page.evaluate("document.body.textContent")
        assert all(value[:120] in text for value in HOSTILE if value.isprintable() and value.isascii())


def test_a_browser_reads_the_same_elements_as_were_written(browser: Browser) -> None:
    """No element is moved or closed by the browser's mending: what is written is what is there."""
    written = page_of("everything")
    with Window(browser, written, java_script_enabled=True) as window:
        for tag in ("tr", "td", "div", "details", "bdi", "section", "li", "label"):
            there = window.page.locator(tag).count()
            assert there == len(re.findall(rf"<{tag}[ >]", written)), tag
        assert window.page.locator("p details, p div").count() == 0


def test_everything_is_readable_without_script(browser: Browser) -> None:
    """With script switched off every row, problem and count is on the page, and folds open."""
    with Window(browser, page_of("everything"), java_script_enabled=False) as window:
        assert window.page.locator(".box.uploaded").inner_text().split()[0] == "13"
        assert window.page.locator("tr[id]").count() == 13
        assert window.page.locator("tr#row-14").is_visible()
        fold = window.page.locator("summary", has_text="What happens to each column")
        fold.click()
        assert window.page.locator("details[open] th", has_text="Shoe size").is_visible()


def test_the_keyboard_reaches_every_control(browser: Browser) -> None:
    """Tab and the arrow keys come to every link, fold and radio button, and each shows that it has the focus."""
    with Window(browser, page_of("everything")) as window:
        page = window.page
        page.evaluate("document.querySelector('details.filters').open = true")
        reached: set[str] = set()
        for _ in range(60):
            page.keyboard.press("Tab")
            where, width = page.evaluate(
                "() => {const e = document.activeElement;"
                " return [e.localName + ':' + (e.name || e.hash || e.innerText), getComputedStyle(e).outlineWidth]}"
            )
            if where in reached or where.startswith("body"):
                break
            assert width == "3px", where
            reached.add(where)
        links = {f"a:{link.get_attribute('href')}" for link in page.locator("a").all()}
        folds = {f"summary:{fold.inner_text()}" for fold in page.locator("summary").all()}
        assert links | folds | {"input:show", "input:problem", "input:field"} <= reached
        page.locator("details.filters > summary").focus()
        page.keyboard.press("Enter")
        assert page.locator("details.filters").get_attribute("open") is None
        page.locator("#show-all").focus()
        page.keyboard.press("ArrowRight")
        assert page.locator("#show-reject").is_checked()


def visible_rows(window: Window) -> set[str]:
    """Return the rows that are to be seen."""
    return set(
        window.page.evaluate(
            "[...document.querySelectorAll('tr[id]')].filter(row => row.checkVisibility()).map(row => row.id.slice(4))"
        )
    )


def test_filters_leave_the_rows_that_they_name(browser: Browser) -> None:
    """Rows are filtered by outcome, by problem and by column, alone and together."""
    with Window(browser, page_of("everything"), policy=ci.PREVIEW_POLICY) as window:
        page = window.page
        assert len(visible_rows(window)) == 13
        page.get_by_label("Customers that change", exact=True).check()
        assert visible_rows(window) == {"2", "3"}
        page.get_by_label("everything").first.check()
        page.locator("summary", has_text="Show fewer rows").click()
        page.get_by_label(re.compile("email.format")).check()
        assert visible_rows(window) == {"7"}
        page.locator("#problem-all").check()
        page.get_by_label("City", exact=True).check()
        assert visible_rows(window) == {"2", "3"}
        page.get_by_label("Name", exact=True).check()
        assert visible_rows(window) == {"2"}
        page.locator("#show-reject").check()
        assert visible_rows(window) == set()


def test_a_link_leads_to_its_row_even_in_a_fold(browser: Browser) -> None:
    """The problems' row numbers are links; those of rows that are not on the page are numbers only."""
    with Window(browser, page_of("everything")) as window:
        window.page.locator("a[href='#row-7']").first.click()
        assert window.page.evaluate("document.querySelector(':target').id") == "row-7"
    with PLANS["hostile"]() as plan:
        short = "".join(ci.render_html(plan, rows=3))
    targets = set(re.findall(r"id=row-(\d+)", short))
    assert set(re.findall(r"href=#row-(\d+)", short)) <= targets
    assert targets


def test_names_from_right_to_left_stay_apart(browser: Browser) -> None:
    """Right-to-left values are isolated: the words around them keep their order."""
    with Window(browser, page_of("right_to_left")) as window:
        name = window.page.locator("tr#row-2 .held")
        order = name.evaluate(
            "cell => [...cell.querySelectorAll('bdi')].map(b => [b.getBoundingClientRect().left,"
            " getComputedStyle(b).unicodeBidi])"
        )
        assert order[0][0] < order[1][0]  # the stored value stands before the file's, as the sentence has them
        assert {bidi for _, bidi in order} == {"isolate"}


def test_on_paper_controls_are_left_out(browser: Browser) -> None:
    """Printed, the page has its rows and no filters."""
    with Window(browser, page_of("everything")) as window:
        window.page.emulate_media(media="print")
        assert not window.page.locator("fieldset").first.is_visible()
        assert window.page.locator("tr#row-7").is_visible()


def test_a_newcomer_finds_the_three_answers(browser: Browser) -> None:
    """The page says how many customers change, which of Anna's cells stay and why, and what to do with row 7."""
    with Window(browser, page_of("everything")) as window:
        page = window.page
        assert page.locator(".box.update").inner_text().split("\n")[-2:] == ["2", "Customers that change"]
        anna = page.locator("tr", has_text="Annika Ek").locator(".held").all_inner_texts()
        assert [" ".join(text.split()) for text in anna] == [
            "‖ stays Card: C-1. The file says C-9. Why: is never changed by an import.",
            "‖ stays Name: Annika Ek. The file says Anna Ek. Why: is only filled where it is empty. "
            "They change it themselves.",
            "‖ stays Level: silver. The file says blue. Why: only moves forward. Nobody loses a level.",
            "‖ stays Balance: 3. The file says 12.5. Why: is never written by an import. The ledger knows better.",
        ]
        row = " ".join(page.locator("tr#row-7").inner_text().split())
        assert "This is no e-mail address. “not an address” → What to do: Write it as name@example.org." in row
