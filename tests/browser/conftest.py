"""Debian's Chromium, started once for all tests with a browser."""

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--use-fake-device-for-media-stream",
]  # fmt: skip


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The browser; each test opens pages of its own."""
    chromium = shutil.which("chromium")
    expect.set_options(timeout=30_000)  # whoever waits for something goes on as soon as it is there
    assert chromium, "install Debian's package chromium for the browser tests"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield started
        started.close()
