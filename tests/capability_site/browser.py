"""Debian's Chromium, driven by Playwright, with a page that notes everything that must not happen."""

from __future__ import annotations

import hashlib
import shutil
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

from importer.packages import text_from_npm

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

AXE = "axe-core@4.14.1"
AXE_SHA256 = "29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c"


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start the browser of the system; the test is skipped where there is none."""
    pytest.importorskip("playwright", reason="needs playwright, to drive a browser")
    from playwright.sync_api import sync_playwright

    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        pytest.skip("needs Chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield browser
        browser.close()


@contextmanager
def watched(browser: Browser, **options: Any) -> Iterator[Page]:
    """Open a page; no error on the console, no exception, no dialog and no request to another host may come of it."""
    context = browser.new_context(**options)
    page = context.new_page()
    wrong: list[str] = []
    homes: set[str] = set()

    def requested(request: Any) -> None:
        home = request.url.partition("/")[0] + "//" + request.url.split("/")[2]
        homes.add(home)

    page.on("console", lambda message: wrong.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("dialog", lambda dialog: (wrong.append(f"dialog {dialog.message}"), dialog.dismiss()))
    page.on("request", requested)
    yield page
    context.close()
    if wrong or len(homes) > 1:
        pytest.fail(f"on the way: {wrong}, hosts asked: {sorted(homes)}")


@cache
def axe() -> str:
    """Give the script that looks for what shuts people out."""
    script = text_from_npm(AXE, "axe.min.js")
    assert hashlib.sha256(script.encode()).hexdigest() == AXE_SHA256, "another script than the one that was looked at"
    return script


def violations(page: Page) -> list[str]:
    """Look for what shuts people out, by all rules and best practices."""
    page.evaluate(axe())
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{one['id']}: {node['html'][:200]}: {node['failureSummary']}"
        for one in found["violations"]
        for node in one["nodes"]
    ]
