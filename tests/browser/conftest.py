"""A real browser: the system's Chromium, headless. Where there is none the tests are skipped, except in CI."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Dialog

QUIET = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Yield a browser, for this package only: Playwright's loop must not run under tests that start one."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        if os.environ.get("CI"):
            pytest.fail("no Chromium: .ci/run installs it where it may; else set CHROMIUM to its path")
        pytest.skip("no Chromium on the PATH; set CHROMIUM to its path")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        launched = driver.chromium.launch(executable_path=path, args=list(QUIET))
        yield launched
        launched.close()


class Window:
    """One page of HTML in a window of its own; notes all that it asks for and says.

    Args:
        browser: The browser.
        html: The page.
        policy: A Content-Security-Policy that the server sends, or "".
        options: Of the window: ``color_scheme``, ``forced_colors``, ``viewport``, ``java_script_enabled`` …
    """

    def __init__(self, browser: Browser, html: str, *, policy: str = "", **options: Any) -> None:
        self.asked: list[str] = []
        self.said: list[str] = []
        self.context = browser.new_context(**options)
        self.context.set_default_timeout(10_000)
        self.page = self.context.new_page()
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("dialog", self._refuse)
        headers = {"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": policy}

        def answer(route: Any) -> None:
            if route.request.url == "http://preview.test/":
                route.fulfill(status=200, body=html, headers={k: v for k, v in headers.items() if v})
            else:
                self.asked.append(route.request.url)
                route.abort()

        self.context.route("**/*", answer)
        self.page.goto("http://preview.test/")

    def _refuse(self, dialog: Dialog) -> None:
        self.said.append("dialog")
        dialog.dismiss()

    def __enter__(self) -> Window:
        return self

    def __exit__(self, *exc: object) -> None:
        self.context.close()
