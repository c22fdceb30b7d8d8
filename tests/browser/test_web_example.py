"""The example application works in a real browser, from upload to report."""

from __future__ import annotations

import importlib.util
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from werkzeug.serving import make_server

import customer_import as ci
from tests.browser.accessibility import violations

if TYPE_CHECKING:
    from playwright.sync_api import Browser

APP = Path(__file__).parents[2] / "docs" / "examples" / "web" / "app.py"
PROFILE = ci.load_profile("incust", region="LT")
FILE = """\
Phone number;Customer Name;Birthday;Bonus points;Bonus currency;Shoe size
+37061234567;Ona <script>alert(1)</script>;1990-01-31;125;EUR;38
+37061234568;Jonas Jonaitis;1985-05-17;;;44
12;Rasa Rasaitė;;5;EUR;39
"""


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """Serve the application, and return its address."""
    spec = importlib.util.spec_from_file_location("web_example", APP)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    server = make_server("127.0.0.1", 0, module.create_app(tmp_path, PROFILE), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


def test_from_upload_to_report(browser: Browser, address: str, tmp_path: Path) -> None:
    """Upload, choose columns, answer, look, confirm, read the report, correct the error file, upload it again."""
    upload = tmp_path / "customers.csv"
    upload.write_text(FILE, encoding="utf-8")
    context = browser.new_context(accept_downloads=True)
    context.set_default_timeout(15_000)
    page = context.new_page()
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: dialogs.append(dialog.message))
    page.goto(address)
    assert violations(page) == []
    page.get_by_label("A CSV file or workbook").set_input_files(upload)
    page.get_by_role("button", name="Upload").click()
    assert page.locator("[name='column:Customer Name']").input_value() == "name"
    assert violations(page) == []
    page.locator("[name='column:Shoe size']").select_option("")
    page.locator("[name='answer:credit.occasion']").fill("opening balances")
    page.get_by_role("button", name="Preview").click()
    preview = page.frame_locator("iframe")
    assert preview.locator(".box.create b").inner_text() == "2"
    assert preview.locator(".box.reject b").inner_text() == "1"
    assert "<script>" in preview.locator("tr#row-2").inner_text()
    assert violations(page) == []
    page.get_by_role("button", name="Import this").click()
    assert page.get_by_role("listitem").filter(has_text="created: 2").count() == 1
    assert violations(page) == []
    with page.expect_download() as download:
        page.get_by_role("link", name="The rows that need work").click()
    errors = download.value.path().read_text(encoding="utf-8-sig")
    again = tmp_path / "corrected.csv"
    again.write_text(errors.replace('"12"', '"+37061234569"'), encoding="utf-8-sig")
    page.get_by_role("link", name="Import another file").click()
    page.get_by_label("A CSV file or workbook").set_input_files(again)
    page.get_by_role("button", name="Upload").click()
    page.locator("[name='answer:credit.occasion']").fill("opening balances")
    page.get_by_role("button", name="Preview").click()
    page.get_by_role("button", name="Import this").click()
    assert page.get_by_role("listitem").filter(has_text="created: 1").count() == 1
    page.go_back()
    page.get_by_role("button", name="Import this").click()  # once more: nothing happens twice
    assert page.get_by_role("listitem").filter(has_text="created: 1").count() == 1
    context.close()
    store = ci.SQLiteStore(tmp_path / "customers.db", PROFILE)
    found = list(store.find({"phone": ["+37061234567", "+37061234568", "+37061234569"]}))
    assert len(found) == 3
    assert not any(store.verify().values())
    store.close()
    assert dialogs == []
