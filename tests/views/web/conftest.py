"""One server for the tests that leave it as it was, and its page in a browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.views.browsing import Opened, turned
from tests.views.web.server import Served, serving


@pytest.fixture(scope="session")
def served() -> Iterator[Served]:
    """A server for whoever needs one, with small caps."""
    with serving("--people", "200000", "--days", "400", "--runs", "6", "--queue", "2") as one:
        yield one


@pytest.fixture(scope="module")
def opened(browser: Browser, served: Served) -> Iterator[Callable[..., Opened]]:
    """Open the page at what follows the # of its address; whatever it says, or asks of others, fails the module."""
    seen: list[Opened] = []

    def open_page(shown: str = "", **options: Any) -> Opened:
        context = browser.new_context(**{"locale": "en-GB", **options})
        seen.append(Opened(context.new_page(), f"{served.address}#/{shown}"))
        return seen[-1]

    yield open_page
    for one in seen:
        one.page.context.close()
    said = [text for one in seen for text in one.said]
    assert said == []
    ours = (f"http://{served.host}/", f"ws://{served.host}/", "blob:", "data:image/")
    assert [address for one in seen for address in one.asked if not address.startswith(ours)] == []
    assert all(one.asked for one in seen)


@pytest.fixture(scope="module")
def walk(opened: Callable[..., Opened], served: Served) -> Callable[[str], Page]:
    """One tab, walked from page to page: its worker is settled once."""
    page = opened("library").page

    def walk_to(shown: str) -> Page:
        page.goto(f"{served.address}#/{shown}")
        turned(page, shown.partition("?")[0])
        return page

    return walk_to
