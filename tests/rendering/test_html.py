"""The preview page says what will happen, to everybody, and nothing in it comes alive."""

import base64
import hashlib
import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

import customer_import as ci
from customer_import.rendering.words import WORDS
from tests.sample import PROFILE, plan

OURS = {
    "html", "head", "meta", "title", "style", "body", "header", "main", "h1", "h2", "p", "b", "i", "strong", "span",
    "ul", "li", "section", "div", "table", "caption", "thead", "tbody", "tr", "th", "td", "details", "summary",
    "fieldset", "legend", "label", "input", "bdi", "br", "del", "ins", "a", "code", "footer",
}  # fmt: skip


class Structure(HTMLParser):
    """Collects the elements and the attributes of a page, and checks that they nest."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.open: list[str] = []
        self.text: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links += [value or "" for name, value in attrs if name == "href"]
        if tag not in ("meta", "br", "input"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close an element, which must be the one that was opened last."""
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Note text."""
        self.text.append(data)


def parsed(page: str) -> Structure:
    """Parse a page."""
    found = Structure()
    found.feed(page)
    found.close()
    assert found.open == []
    return found


def page(made: ci.Plan, **options: object) -> str:
    """Render a plan."""
    return "".join(ci.render_html(made, **options))  # type: ignore[arg-type] # options of render_html


def changing() -> ci.Plan:
    """Plan a file that changes, holds, creates, credits and rejects."""
    store = ci.MemoryStore(PROFILE)
    store.add({"email": "ann@example.org", "name": "Annika", "city": "Bergen"})
    return plan(store)


def test_the_head_says_what_will_happen() -> None:
    """One sentence and boxes with every count, and the check that they sum to the rows."""
    text = " ".join("".join(parsed(page(changing())).text).split())
    assert (
        "If you confirm: new customers 1, customers that change 1, unchanged 0, skipped rows 0, rejected rows 2."
        in text
    )
    assert "2 + 1 + 1 + 0 + 0 = 4 rows of the file." in text
    assert "Nothing has been written yet." in text


def test_cells_say_what_changes_and_what_stays_and_why() -> None:
    """A change shows both values, a held cell its policy and the profile's reason, a credit its amount."""
    text = " ".join("".join(parsed(page(changing())).text).split())
    assert "changes City: Bergen → Oslo" in text
    assert "stays Name: Annika. The file says Ann. Why: is only filled where it is empty. theirs to change" in text
    assert "credit 5 points" in text
    assert "New credits: 1, 5 points in all" in text


def test_a_rejected_row_says_what_to_do() -> None:
    """The same problem is one line with a count, and each row says what to do."""
    text = " ".join("".join(parsed(page(changing())).text).split())
    assert text.count("This is no e-mail address.") == 2
    assert "Write it as name@example.org." in text


def test_the_page_allows_nothing_but_its_own_style() -> None:
    """The Content-Security-Policy names the hash of the style sheet and nothing else; there is no script."""
    made = page(changing())
    style = re.search("<style>(.*?)</style>", made, re.DOTALL)
    assert style
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'sha256-{digest}'" in made
    assert "script" not in parsed(made).tags


HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</style></title><svg/onload=alert(1)>",
    "&lt;b&gt; &amp; &#60;",
    "javascript:alert(1)",
    "\u202etxt.exe",
    "a\x00b\x1b[31m",
    "{count} {rows}",
    "'; --",
]


@pytest.mark.parametrize("value", HOSTILE)
def test_hostile_values_are_inert(value: str) -> None:
    """Whatever stands in labels, values and problems, the page has only elements and attributes of ours."""
    quoted = '"' + value.replace('"', '""') + '"'
    data = f"E-mail,Name,City,Points,{quoted}\nann@example.org,{quoted},{quoted},5,{quoted}\n{quoted},{quoted},,,\n"
    store = ci.MemoryStore(PROFILE)
    store.add({"email": "ann@example.org", "name": value, "city": value})
    found = parsed(page(plan(store, data.encode()), title=value))
    assert set(found.tags) <= OURS
    assert not {name for name in found.attributes if name.startswith("on") or name in ("src", "style")}
    assert all(link.startswith("#row-") for link in found.links)
    assert not any(c in "".join(found.text) for c in "\x00\x1b\u202e")


@given(st.text(max_size=30), st.text(max_size=300))
def test_any_value_leaves_the_page_whole(city: str, name: str) -> None:
    """Law: a page nests correctly and has our elements only, whatever the store holds."""
    store = ci.MemoryStore(PROFILE)
    store.add({"email": "ann@example.org", "name": name, "city": city})
    found = parsed(page(plan(store)))
    assert set(found.tags) <= OURS


def test_values_can_be_hidden() -> None:
    """For people who may approve but not see, no value of file or store is on the page."""
    made = page(changing(), masked=True)
    for secret in ("ann@example.org", "Annika", "Bergen", "Oslo", "not an address"):
        assert secret not in made
    assert "hidden" in made


@pytest.mark.parametrize("locale", ["en", "sv", "cs", "cs-CZ", "xx"])
def test_the_page_speaks_three_languages(locale: str) -> None:
    """Every phrase is there in English, Swedish and Czech; others get English."""
    made = page(changing(), locale=locale)
    language = locale[:2] if locale[:2] in WORDS else "en"
    assert f'<html lang="{language}">' in made
    assert WORDS[language]["title"] in made


def test_catalogues_are_complete() -> None:
    """Each language has the same phrases with the same parameters."""
    for language in WORDS.values():
        assert language.keys() == WORDS["en"].keys()
        for key, text in language.items():
            assert set(re.findall(r"{\w+}", text)) == set(re.findall(r"{\w+}", WORDS["en"][key])), key


def test_long_plans_show_some_rows_of_each_kind_or_all_in_folds() -> None:
    """A limit says how many rows are left out; without one every row is on the page, in folds."""
    data = "E-mail;Name;City;Points;Shoe size\n" + "".join(f"c{i}@example.org;N;;;\n" for i in range(600))
    made = plan(ci.MemoryStore(PROFILE), data.encode())
    some = page(made, rows=10)
    assert len(re.findall(r'<tr class="create', some)) == 10
    assert "not shown here: 590." in some
    everything = page(made, rows=None)
    assert len(re.findall(r'<tr class="create', everything)) == 600
    assert everything.count("<summary>Rows") == 2


def test_long_plans_are_pages_that_link_to_each_other() -> None:
    """Every row is on exactly one page, in order; each page links to others by their names, and stands alone."""
    data = "E-mail;Name;City;Points;Shoe size\n" + "".join(f"c{i}@example.org;N;;;\n" for i in range(25))
    made = plan(ci.MemoryStore(PROFILE), (data + "bad;;;;\n").encode())
    pages = {name: "".join(pieces) for name, pieces in ci.render_pages(made, name="long list", rows=10)}
    assert list(pages) == ["long list.html", "long list-2.html", "long list-3.html"]
    rows = [int(row) for text in pages.values() for row in re.findall(r"<tr [^>]*id=row-(\d+)", text)]
    assert sorted(rows) == list(range(2, 28))
    for text in pages.values():
        found = parsed(text)
        assert set(found.tags) <= OURS
        linked = {link for link in found.links if not link.startswith("#")}
        assert linked <= {name.replace(" ", "%20") for name in pages}
        assert linked
    assert [name for name, _ in ci.render_pages(made)] == ["preview.html"]


def test_plans_without_changes_say_so() -> None:
    """A plan that would do nothing says that nothing will change."""
    store = ci.MemoryStore(PROFILE)
    ci.apply(plan(store), store)
    assert "Nothing will change." in page(plan(store))


def test_an_undo_plan_can_be_shown() -> None:
    """A plan that removes customers is shown like any other."""
    store = ci.MemoryStore(PROFILE)
    made = plan(store)
    back = ci.undo(made, ci.apply(made, store), store)
    assert "Customers that are removed: 2." in page(back)


def test_guards_stand_at_the_top() -> None:
    """A tripped guard is shown with its evidence before the rows."""
    store = ci.MemoryStore(PROFILE)
    for i in range(150):
        store.add({"email": f"c{i}@example.org", "city": "Oslo"})
    data = "E-mail;City\n" + "".join(f"c{i}@example.org;Rome\n" for i in range(150))
    made = page(plan(store, data.encode()))
    assert made.index("150 of 150") < made.index('<section class="rows')
