"""A real browser for tests: Chromium without a window."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright


@contextmanager
def chromium(*arguments: str) -> Iterator[Browser]:
    """Chromium as Debian has it, run with further `arguments`.

    While it is there, an event loop of Playwright's runs in this thread, so no other test should share it.
    """
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=list(arguments))
        yield browser
        browser.close()
