"""Small runs to draw and to tell, and a browser to look with."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

import creditarium as cr
from tests.views.browsing import QUIET


@pytest.fixture(scope="session")
def reported() -> cr.Run:
    """A small run with points, a list, a rating and refusals."""
    return cr.run("reported-2020", people=3_000, days=84, seed=1)


@pytest.fixture(scope="session")
def bare() -> cr.Run:
    """The same people without any scheme."""
    return cr.run("no-scheme", people=3_000, days=84, seed=1)


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """Debian's chromium, without a window."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=list(QUIET))
        yield opened
        opened.close()
