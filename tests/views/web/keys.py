"""A visitor who has a keyboard and nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Download, Locator, Page, expect

PATIENCE = 240_000
MOST_STEPS = 60
FOCUSED = """
(() => { const at = document.activeElement, label = at.labels?.[0]?.innerText
         return label || at.getAttribute('aria-label') || at.innerText || '' })()
"""


class Keys:
    """Keys pressed on a page, and where they have led to."""

    def __init__(self, page: Page, says: dict[str, str]) -> None:
        self.page, self.says = page, says

    def press(self, *keys: str) -> None:
        """Press keys, one after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def at(self) -> str:
        """Give the name of what has the focus, as a reader would say it."""
        return " ".join(str(self.page.evaluate(FOCUSED)).split())

    def reach(self, text: str, key: str = "Tab", *, start: bool = False) -> None:
        """Step by Tab to what bears this name, or one that starts so; what has the focus must be seen to have it."""
        named = " ".join(text.split())
        for _ in range(MOST_STEPS):
            self.press(key)
            said = self.at()
            if said == named or (start and said.startswith(named)):
                seen = self.page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
                assert seen != "none", f"nothing shows that “{text}” has the focus"
                return
        pytest.fail(f"{MOST_STEPS} steps of {key} do not lead to “{text}”")

    def become(self, text: str) -> None:
        """Wait until what has the focus bears this name; the focus may go to it by itself."""
        expect(self.page.locator(":focus")).to_have_accessible_name(text, timeout=PATIENCE)

    def see(self, shown: Locator) -> None:
        """Wait until something is shown."""
        expect(shown.first).to_be_visible(timeout=PATIENCE)

    def heading(self, name: str) -> None:
        """Wait until a heading is shown."""
        self.see(self.page.get_by_role("heading", name=name))

    def fill(self, text: str) -> None:
        """Write over what a field holds."""
        self.press("Control+A")
        self.page.keyboard.type(text)

    def download(self, key: str = "Enter") -> Download:
        """Press what gives a file."""
        with self.page.expect_download(timeout=PATIENCE) as waiting:
            self.press(key)
        return waiting.value

    def told(self, key: str, **places: Any) -> str:
        """Give what the page says, its places filled."""
        text = self.says[key]
        for name, value in places.items():
            text = text.replace(f"{{{name}}}", str(value))
        return text
