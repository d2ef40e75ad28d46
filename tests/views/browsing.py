"""A page in a real browser, with all that it said and asked for."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

QUIET = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
TELEPHONE = {"width": 360, "height": 740}


class Opened:
    """A page with what it said and asked for."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.said: list[str] = []
        self.asked: list[str] = []
        page.on("console", lambda message: self.said.append(message.text))
        page.on("pageerror", lambda error: self.said.append(str(error)))
        page.on("request", lambda request: self.asked.append(request.url))
        page.on("websocket", lambda socket: self.asked.append(socket.url))
        page.goto(address)


def turned(page: Page, name: str) -> None:
    """Wait until a page is shown by its name: after a link the address turns first, and then the page does.

    Until then the fields of the page before are there, some by the same labels.
    """
    expect(page.locator("nav [aria-current=page]")).to_have_attribute("href", f"#/{name}")


def violations(page: Page, **options: Any) -> str:
    """Say what axe finds against WCAG AA; nothing if it finds nothing, having looked at something."""
    found = Axe().run(page, options={"runOnly": RULES, "resultTypes": ["violations"], **options})
    assert found.response["passes"], "axe looked at something"
    return found.generate_report() if found.violations_count else ""
