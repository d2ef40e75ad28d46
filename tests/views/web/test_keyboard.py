"""Every page in both languages by keyboard alone: no mouse is moved, and nothing is pressed that has not the focus."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.views.browsing import Opened
from tests.views.web.keys import PATIENCE, Keys
from tests.views.web.server import Served
from tests.views.web.words import strings

LOCALES = {"en": "en-GB", "sv": "sv-SE"}
Go = Callable[[str], Keys]


@pytest.fixture(scope="module", params=LOCALES)
def go(request: pytest.FixtureRequest, opened: Callable[..., Opened], served: Served) -> Go:
    """One tab in each language, sent to an address; the heading has the focus there."""
    language: str = request.param
    page = opened("library", locale=LOCALES[language]).page
    keys = Keys(page, strings(language))

    def go_to(shown: str) -> Keys:
        page.goto(f"{served.address}#/{shown}")
        expect(page.locator("html")).to_have_attribute("lang", language)
        heading = page.get_by_role("heading", level=1)
        expect(heading).to_have_text(keys.says[f"{shown.partition('?')[0]}.title"])
        heading.focus()
        return keys

    return go_to


SWEDISH_IS_HEAVY = pytest.mark.parametrize("go", ["en", pytest.param("sv", marks=pytest.mark.heavy)], indirect=True)
"""The keys of these pages are the same in both languages, and what they ask takes long."""


def title(keys: Keys, served: Served, among: str, name: str) -> str:
    """Give the title of a lever or scenario, in the language of the page."""
    held = served.get("api/catalog").json()[among]
    english: str = next(one["title"] for one in held if one["name"] == name)
    words: dict[str, str] = served.get("api/words/sv").json()["words"] if keys.says == strings("sv") else {}
    return words.get(english, english)


def test_start(go: Go) -> None:
    keys = go("start?people=1000&days=91&pace=0")
    answer = keys.page.get_by_role("region", name=keys.says["answer"])
    cameras = keys.page.get_by_role("button", name=keys.says["cameras"])
    keys.reach(f"{keys.says['bet.question']} {keys.says['bet.because']}")
    keys.fill("120")
    keys.press("Enter")
    expect(answer).to_be_focused()
    keys.see(cameras)
    keys.reach(keys.told("watch", what=keys.says["as.record"]))
    keys.press("Enter")
    expect(answer).to_be_focused()
    keys.see(cameras)
    keys.reach(keys.says["cameras"], start=True)
    keys.press("Space")
    expect(answer).to_be_focused()
    keys.heading(keys.says["cameras.title"])
    keys.reach(keys.says["bet.again"])
    keys.press("Enter")
    keys.become(f"{keys.says['bet.question']} {keys.says['bet.because']}")


def test_lab(go: Go, served: Served) -> None:
    keys = go("lab?people=500&days=63&seed=2&pace=8")
    lever = title(keys, served, "levers", "coverage")
    keys.reach(keys.says["run.paused"])
    keys.press("Enter")
    keys.become(keys.says["resume"])
    keys.reach(keys.says["step"])
    keys.press("Enter")
    keys.see(keys.page.get_by_text(re.compile(rf"{keys.says['day']} 7 / 63")))
    keys.reach(lever, start=True)
    keys.press("ArrowLeft")
    keys.see(keys.page.get_by_text(re.compile(rf"1\. {lever}: .+ → ")))
    keys.reach(keys.says["resume"], "Shift+Tab")
    keys.press("Enter")
    keys.become(keys.says["pause"])
    keys.press("Enter")
    keys.become(keys.says["resume"])
    keys.press("Enter")
    keys.become(keys.says["run"])
    keys.reach(keys.says["again"])
    keys.press("Enter")
    keys.become(keys.says["pause"])
    keys.become(keys.says["run"])
    keys.reach(keys.says["scrub"], start=True)
    keys.press("Home")
    expect(keys.page.locator("#scrub")).to_have_attribute("aria-valuetext", re.compile("-01-01"))
    keys.reach(keys.says["save.reform"])


@SWEDISH_IS_HEAVY
def test_compare(go: Go, served: Served) -> None:
    keys = go("compare?people=300&days=28")
    bare = title(keys, served, "scenarios", "no-scheme")
    expect(keys.page.locator("option", has_text=bare)).to_have_count(2)
    keys.reach(keys.says["compare.other"])
    keys.press("ArrowDown")
    expect(keys.page).to_have_url(re.compile(r"\?scenario=reported-2020-lean&"))
    keys.press("ArrowUp")
    expect(keys.page).to_have_url(re.compile(r"\?scenario=reported-2020&"))
    keys.reach(keys.says["compare.first"])
    # Only as far as the title is ASCII: Chromium 150 crashes where another letter is put into a list.
    keys.page.keyboard.type(bare.encode("ascii", "replace").decode().partition("?")[0])
    expect(keys.page).to_have_url(re.compile(r"first\.scenario=no-scheme"))
    keys.reach(keys.says["compare.go"])
    keys.press("Enter")
    keys.heading(keys.says["compare.who"])
    expect(keys.page.locator("progress")).to_have_count(0, timeout=PATIENCE)
    assert keys.at() == keys.says["compare.go"]
    keys.reach(keys.says["compare.effects"])


def test_city(go: Go) -> None:
    keys = go("city?people=1000&days=91")
    keys.heading(keys.says["districts"])
    keys.reach("1", start=True)
    assert keys.page.evaluate("document.activeElement.tagName") == "CANVAS"
    keys.press("ArrowRight", "ArrowDown", "ArrowLeft")
    keys.see(keys.page.get_by_text(keys.told("walk.at", person=16, what="")))
    keys.see(keys.page.locator("dt", has_text=keys.says["col.because"]))
    keys.press("Home", "PageDown")
    expect(keys.page.get_by_text(keys.told("walk.at", person=0, what=""), exact=True)).to_have_count(0)
    keys.reach(keys.says["colour.by"])
    keys.press("ArrowDown")
    keys.see(keys.page.get_by_role("application", name=keys.says["layer.band"]))
    keys.reach(keys.says["districts.caption"])
    keys.press("Tab")
    first = keys.at()
    keys.press("ArrowDown")
    assert keys.at() != first
    keys.press("Tab")
    assert not keys.page.evaluate("Boolean(document.activeElement.closest('table'))")
    keys.press("Shift+Tab", "Enter")
    expect(keys.page.get_by_role("heading", level=1)).to_be_focused()
    keys.heading(keys.says["diary"])


def test_live_a_year(go: Go) -> None:
    keys = go("live?people=1000&days=182")
    draw = keys.page.get_by_role("button", name=keys.says["draw"])
    expect(draw).to_have_attribute("aria-disabled", "false", timeout=PATIENCE)
    keys.reach(keys.says["draw.refused"])
    keys.press("Space", "Space")
    expect(keys.page.get_by_role("checkbox")).not_to_be_checked()
    keys.reach(keys.says["draw"])
    keys.press("Enter")
    keys.heading(keys.says["choices"])
    keys.become(keys.says["draw.next"])
    while keys.page.evaluate("document.activeElement.ariaPressed") != "false":
        keys.press("Tab")
    turned = keys.at()
    assert turned in [keys.says[name] for name in ("do", "leave", "appeal", "accept")]
    keys.press("Enter")
    keys.see(keys.page.get_by_text(keys.says["turned"]))
    assert keys.at() == turned
    keys.see(keys.page.locator(".diary .twin"))
    keys.reach(keys.says["diary.all"])
    keys.press("Space")
    keys.reach(keys.says["share"])
    assert keys.says["imaginary.long"] in Path(keys.download().path()).read_text(encoding="utf-8")


@SWEDISH_IS_HEAVY
def test_audit(go: Go) -> None:
    keys = go("audit?scenario=rongcheng&people=300&days=28")
    keys.reach(keys.says["audit.seeds"])
    keys.fill("2")
    keys.reach(keys.says["audit.go"])
    keys.press("Enter")
    keys.heading(keys.says["audit.cannot"])
    assert keys.at() == keys.says["audit.go"]
    keys.reach(f"? {keys.says['state.cannot tell']}", start=True)
    keys.press("Enter")
    expect(keys.page.locator("details.answer").filter(has_text=keys.says["state.told"])).to_have_count(0)
    while keys.page.evaluate("document.activeElement.tagName") != "SUMMARY":
        keys.press("Tab")
    keys.press("Enter")
    assert keys.page.evaluate("document.activeElement.parentElement.open") is True


def test_library(go: Go) -> None:
    keys = go("library")
    keys.reach(keys.says["sources"])
    keys.press("Enter")
    assert keys.at() == keys.says["sources"]
    keys.reach(keys.says["sources.seek"])
    keys.page.keyboard.type("SD-002")
    keys.reach("SD-002")
    keys.press("Enter")
    expect(keys.page.get_by_role("heading", level=1)).to_be_focused()
    keys.heading("SD-002")
    keys.reach(keys.says["library.back"])
    keys.press("Enter")
    expect(keys.page.get_by_role("heading", level=1)).to_be_focused()

    keys.reach(keys.says["schemes"])
    keys.press("Enter", "Tab", "Enter")
    expect(keys.page.get_by_role("heading", level=1)).to_be_focused()
    keys.see(keys.page.get_by_role("region", name=keys.says["library.rules"]))
    keys.reach(keys.says["library.back"])
    keys.press("Enter")
    expect(keys.page.get_by_role("heading", level=1)).to_be_focused()

    keys.reach(keys.says["stories"])
    keys.press("Enter", "Tab", "Enter")
    keys.reach(keys.says["story.open"])
    keys.press("Enter")
    expect(keys.page.get_by_role("heading", level=1)).to_be_focused()
    assert "#/library" not in keys.page.url


def test_report(go: Go) -> None:
    keys = go("report?scenario=rongcheng&people=300&days=28")
    boxes = keys.page.get_by_role("checkbox")
    boxes.first.wait_for()
    keys.reach(str(boxes.first.evaluate("box => box.labels[0].innerText")))
    for _ in range(boxes.count() - 1):
        keys.press("Tab", "Space")
    expect(boxes.first).to_be_checked()
    expect(boxes.last).not_to_be_checked()
    keys.reach(keys.says["report.go"])
    keys.press("Enter")
    expect(keys.page.frame_locator("iframe").get_by_role("heading", level=1)).to_be_visible(timeout=PATIENCE)
    assert keys.at() == keys.says["report.go"]
    keys.reach(keys.says["report.save"].partition("{")[0].strip(" ("), start=True)
    assert keys.download().suggested_filename.endswith(".html")
    keys.press("Tab")
    expect(keys.page.locator("iframe")).to_be_focused()
