"""Whoever comes by keyboard, in Swedish, in the dark or with a reader: every page, and nothing against AA."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from creditarium.model.checklist import checklist
from tests.views.browsing import violations
from tests.views.web.keys import Keys
from tests.views.web.server import Served
from tests.views.web.test_page import PAGES, bet
from tests.views.web.words import strings

LANGUAGES = ("en", "sv")
OPEN_ALL = "for (const one of document.querySelectorAll('details')) one.open = true"
FEW_ROWS = "for (const one of document.querySelectorAll('tbody')) while (one.rows.length > 3) one.deleteRow(-1)"
FIRST = {
    "start": "bet.again", "lab": "run", "compare": "compare.other", "city": "world.other", "live": "world.other",
    "audit": "world", "library": "stories", "report": "world",
}  # fmt: skip
"""What the keyboard comes to from each page's heading, in a tab that has lived a year; on Start the second."""
Walk = Callable[[str], Page]


def speak(page: Page, language: str) -> None:
    """Switch the tab, which the tests share, to a language unless it has it already."""
    other = page.get_by_role("button", name={"en": "English", "sv": "Svenska"}[language], exact=True)
    if page.locator("html").get_attribute("lang") != language:
        other.click()
    expect(page.locator("html")).to_have_attribute("lang", language)


@pytest.fixture(scope="module")
def lived(walk: Walk) -> Page:
    """A tab in which a small year was lived, so that every page has something to show."""
    page = walk("start?people=1000&days=182&pace=0")
    bet(page, 120)
    return page


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_reached_and_read_by_keyboard_alone(walk: Walk, lived: Page, language: str) -> None:
    page = walk("library")
    keys = Keys(page, strings(language))
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    if page.locator("html").get_attribute("lang") != language:
        keys.reach({"en": "English", "sv": "Svenska"}[language], "Shift+Tab")
        keys.press("Enter")
    expect(page.locator("html")).to_have_attribute("lang", language)
    for name in PAGES:
        keys.reach(keys.says[f"page.{name}"], "Shift+Tab")
        keys.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text(keys.says[f"{name}.title"])
        expect(page.get_by_role("heading", level=1)).to_be_focused()
        keys.press(*["Tab"] * (2 if name == "start" else 1))
        assert keys.at() == keys.says[FIRST[name]], name
    keys.reach(keys.says["skip"], "Shift+Tab")
    keys.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_be_focused()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_against_wcag_aa(walk: Walk, lived: Page, name: str, scheme: str) -> None:
    page = walk(name)
    speak(page, "en")
    page.emulate_media(color_scheme=scheme)
    expect(page.get_by_role("heading", level=1)).to_have_text(strings()[f"{name}.title"])
    page.wait_for_load_state("networkidle")
    page.evaluate(OPEN_ALL)
    page.evaluate(FEW_ROWS)
    assert violations(page) == ""


def test_swedish_is_whole(walk: Walk) -> None:
    swedish, english = strings("sv"), strings()
    page = walk("lab")
    speak(page, "sv")
    for name in PAGES:
        page = walk(name)
        expect(page.get_by_role("heading", level=1)).to_have_text(swedish[f"{name}.title"])
        shown = page.locator("main").inner_text()
        apart = [text for key, text in english.items() if len(text) > 20 and text != swedish[key] and text in shown]
        assert apart == []


def test_the_questions_of_the_audit_are_in_swedish(served: Served) -> None:
    words = served.get("api/words/sv").json()["words"]
    held = checklist()
    asked = [one.title for one in held.sections.values()] + [question.ask for _, _, question in held.each()]
    assert len(asked) > 50
    assert [text for text in asked if text not in words] == []
