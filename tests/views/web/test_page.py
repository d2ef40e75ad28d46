"""The page in a real browser against the real server: the story of thirty seconds, and every page with its numbers."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

import creditarium as cr
from tests.views.browsing import TELEPHONE, Opened, turned
from tests.views.web.server import Served
from tests.views.web.words import strings

PAGES = ("start", "lab", "compare", "city", "live", "audit", "library", "report")
PATIENCE = 240_000
SMALL = "people=2000&days=364&seed=1"
Open = Callable[..., Opened]
Walk = Callable[[str], Page]


SAYS = strings()


def turn(page: Page, name: str) -> None:
    """Follow the link of a page in the head, and wait until it is shown."""
    page.get_by_role("link", name=SAYS[f"page.{name}"], exact=True).click()
    turned(page, name)


def over(page: Page) -> None:
    """Wait until nothing goes on."""
    page.locator("progress").first.wait_for(state="detached", timeout=PATIENCE)


def count(page: Page, name: str) -> int:
    """Read a number of the table behind the two cities, of the one with the score."""
    page.locator("details", has_text=SAYS["city.caption"]).locator("summary").click()
    row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name=name, exact=True))
    text = row.get_by_role("cell").first.inner_text()
    page.locator("details", has_text=SAYS["city.caption"]).locator("summary").click()
    return int(text.replace(",", ""))


def bet(page: Page, number: int) -> None:
    """Place a bet, and live the year to its end."""
    page.get_by_label(SAYS["bet.question"]).fill(str(number))
    page.get_by_role("button", name=SAYS["bet.go"]).click()
    expect(page.get_by_role("button", name=SAYS["cameras"])).to_be_visible(timeout=PATIENCE)


def test_the_story_of_thirty_seconds(walk: Walk) -> None:
    page = walk(f"start?{SMALL}&pace=0")
    expect(page.get_by_role("heading", level=1)).to_have_text(SAYS["start.title"])
    bet(page, 20)
    answer = page.get_by_role("region", name=SAYS["answer"])
    expect(answer).to_contain_text(SAYS["your.bet"])
    expect(answer).to_contain_text(SAYS["as.record"])
    first = count(page, SAYS["key.only"])
    assert first > 0

    page.get_by_role("button", name=SAYS["off"].replace("{day}", "180")).click()
    expect(page.get_by_role("heading", name=SAYS["off.title"].replace("{day}", "180"))).to_be_visible(timeout=PATIENCE)
    left = page.get_by_role("row", name="requests refused because of a scheme")
    expect(left).to_contain_text(SAYS["off.gone"])
    assert 0 < count(page, SAYS["key.only"]) < first

    page.get_by_role("button", name=SAYS["cameras"]).click()
    expect(page.get_by_role("heading", name=SAYS["cameras.title"])).to_be_visible(timeout=PATIENCE)

    page.get_by_role("button", name=SAYS["watch"].replace("{what}", SAYS["as.record"])).click()
    expect(page.get_by_role("button", name=SAYS["cameras"])).to_be_visible(timeout=PATIENCE)
    expect(answer).to_contain_text("0 of these")

    page.get_by_role("button", name=SAYS["watch"].replace("{what}", SAYS["as.press"])).click()
    expect(page.get_by_role("button", name=SAYS["cameras"])).to_be_visible(timeout=PATIENCE)
    page.get_by_role("button", name=SAYS["meet"]).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(SAYS["live.title"])
    expect(page.get_by_role("heading", name=SAYS["refusals"])).to_be_visible(timeout=PATIENCE)


def test_a_bet_is_there_again_on_return_and_after_a_reload(walk: Walk) -> None:
    page = walk("start?people=1000&days=91&seed=5&pace=0")
    bet(page, 41)
    page.get_by_role("button", name=SAYS["off"].replace("{day}", "45")).click()
    expect(page.get_by_role("heading", name=SAYS["off.title"].replace("{day}", "45"))).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_role("row", name="requests refused because of a scheme")).to_be_visible()
    turn(page, "library")
    turn(page, "start")
    answer = page.get_by_role("region", name=SAYS["answer"])
    expect(answer.get_by_text("41", exact=True)).to_be_visible()
    expect(page).to_have_url(re.compile("people=1000&days=91&seed=5&pace=0&bet=41"))
    page.reload()
    expect(page.get_by_role("button", name=SAYS["cameras"])).to_be_visible(timeout=PATIENCE)
    expect(answer.get_by_text("41", exact=True)).to_be_visible()
    page.get_by_role("button", name=SAYS["bet.again"]).click()
    expect(page.get_by_role("button", name=SAYS["bet.go"])).to_be_visible()
    assert "bet=" not in page.url


def test_numbers_on_the_page_are_the_engines_to_the_digit(walk: Walk) -> None:
    run = cr.run("reported-2020", people=2_000, days=91, seed=3)
    page = walk("start?people=2000&days=91&seed=3&pace=0")
    bet(page, 0)
    refused, blameless = (int(run.tally(name)["count"].sum()) for name in ("refused_persons", "blameless_persons"))
    assert count(page, SAYS["key.only"]) == refused
    said = page.get_by_text("adults did nothing that the score counts")
    expect(said).to_contain_text(f"because of it: {blameless} of these, and {refused} of all adults")


def test_the_lab_moves_levers_and_keeps_them_in_its_address(walk: Walk) -> None:
    page = walk("lab?people=1000&days=182&seed=2")
    page.get_by_role("button", name=SAYS["run.paused"]).click()
    resume = page.get_by_role("button", name=SAYS["resume"])
    resume.wait_for(timeout=PATIENCE)
    page.get_by_role("button", name=SAYS["step"]).click()
    page.get_by_role("slider", name=re.compile("^The score")).fill("0")
    moved = page.get_by_text(SAYS["lab.marks"])
    expect(moved).to_be_visible(timeout=PATIENCE)
    page.get_by_role("slider", name=re.compile("^The score")).fill("1")
    expect(moved).to_have_count(0)
    expect(page).not_to_have_url(re.compile("levers="))
    page.get_by_label("How much is seen").fill("0")
    seen = "1. How much is seen: as it is → nothing is seen (Day 7)"
    expect(page.get_by_text(seen)).to_have_count(1)
    expect(page.get_by_role("slider", name="lawful acts held back").first).to_have_accessible_description(
        re.compile(re.escape(seen))
    )
    resume.click()
    page.get_by_role("button", name=SAYS["again"]).wait_for(timeout=PATIENCE)
    expect(page).to_have_url(re.compile("levers=coverage%3A0%407"))
    numbers = page.locator(".numbers").inner_text()
    slider = page.get_by_label(SAYS["scrub"])
    before = slider.get_attribute("aria-valuetext")
    slider.press("Home")
    expect(slider).not_to_have_attribute("aria-valuetext", str(before))
    chart = page.get_by_role("slider", name="lawful acts held back").first
    chart.press("End")
    expect(chart).to_have_attribute("aria-valuetext", re.compile("182"))
    for name, begins in (
        ("save.reform", "# creditarium run reported-2020"),
        ("save.scenario", "# creditarium run reported"),
    ):
        with page.expect_download(timeout=PATIENCE) as waiting:
            page.get_by_role("button", name=SAYS[name]).click()
        assert Path(waiting.value.path()).read_text(encoding="utf-8").startswith(begins)
    page.get_by_role("button", name=SAYS["again"]).click()
    page.get_by_role("button", name=SAYS["pause"]).wait_for(timeout=PATIENCE)
    page.get_by_role("button", name=SAYS["save.reform"]).wait_for(timeout=PATIENCE)
    expect(page.locator(".numbers")).to_have_text(numbers, use_inner_text=True)
    expect(page.get_by_text(seen)).to_have_count(1)
    audit = page.get_by_role("link", name=SAYS["rests.audit"])
    expect(audit).to_have_attribute("href", re.compile("levers=coverage%3A0%407"))
    page = walk("lab?scenario=rongcheng&people=1000&days=182")
    expect(page.get_by_role("button", name=SAYS["run"], exact=True)).to_be_visible()
    expect(page).to_have_url(re.compile("scenario=rongcheng&people=1000&days=182&seed=1$"))


def test_money_is_in_the_currency_of_the_scenario(walk: Walk) -> None:
    for scenario, currency in (("reported-2020", "CNY"), ("sweden-2021", "SEK")):
        page = walk(f"lab?scenario={scenario}&people=500&days=28&pace=0")
        page.get_by_role("button", name=SAYS["run"], exact=True).click()
        expect(page.get_by_role("button", name=SAYS["again"])).to_be_visible(timeout=PATIENCE)
        money = f"money from the consequences ({SAYS[f'say.{currency}']})"
        expect(page.locator("figcaption", has_text=money)).to_be_visible()
        expect(page.get_by_label(SAYS["measure"])).to_contain_text(money)


def test_the_city_has_a_table_from_which_a_year_opens(walk: Walk) -> None:
    page = walk("city?people=1000&days=91")
    district = page.get_by_role("region", name=SAYS["districts.caption"]).get_by_role("button").first
    district.wait_for(timeout=PATIENCE)
    for name in ("layer.band", "layer.held_back", "layer.wrong"):
        page.get_by_label(SAYS["colour.by"]).select_option(label=SAYS[name])
        expect(page.get_by_role("application", name=SAYS[name])).to_be_visible()
    expect(page.get_by_text("1,000 people, 91 days, seed 1")).to_be_visible()
    district.press("Enter")
    expect(page.get_by_role("heading", name="The year of imaginary person")).to_be_visible(timeout=PATIENCE)


def test_a_year_is_lived_with_choices_and_saved_as_a_file(walk: Walk) -> None:
    page = walk("live?people=1000&days=182")
    draw = page.get_by_role("button", name=SAYS["draw"])
    expect(draw).to_be_enabled(timeout=PATIENCE)
    draw.click()
    chosen = page.get_by_role("group").filter(has=page.get_by_role("button", name=SAYS["do"], exact=True)).first
    chosen.wait_for(timeout=PATIENCE)
    other = chosen.locator('button[aria-pressed="false"]')
    other.click()
    expect(page.get_by_text(SAYS["turned"]).first).to_be_visible(timeout=PATIENCE)
    expect(
        page.get_by_text(re.compile(rf"{SAYS['choices.outcome']} .+ → .+|{SAYS['choices.nothing']}"))
    ).to_be_visible()
    page.get_by_role("button", name="Svenska").click()
    with page.expect_download() as waiting:
        page.get_by_role("button", name=strings("sv")["share"]).click()
    assert waiting.value.suggested_filename.startswith("aret-for-pahittad-person-")
    page.get_by_role("button", name="English").click()
    with page.expect_download() as waiting:
        page.get_by_role("button", name=SAYS["share"]).click()
    shared = Path(waiting.value.path()).read_text(encoding="utf-8")
    assert SAYS["imaginary.long"] in shared
    assert "http" not in shared
    assert "<script" not in shared
    first = page.get_by_role("article").get_attribute("aria-label")
    page.get_by_role("button", name=SAYS["draw.next"]).click()
    expect(page.get_by_role("article")).not_to_have_attribute("aria-label", str(first), timeout=PATIENCE)
    expect(page.get_by_text(SAYS["turned"])).to_have_count(0)
    number = re.sub(r"\D", "", str(page.get_by_role("article").get_attribute("aria-label")))
    expect(page).to_have_url(re.compile(rf"person={number}\b"))


def test_pages_that_ask_about_a_world_show_the_answer(walk: Walk) -> None:
    page = walk("compare?people=500&days=28")
    page.get_by_role("button", name=SAYS["compare.go"], exact=True).click()
    expect(page.get_by_role("heading", name=SAYS["compare.who"])).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_text("from lowest to highest over 8 fates (seeds 1 to 8), 500 people each")).to_be_visible(
        timeout=PATIENCE
    )
    exact = page.get_by_role("region", name=SAYS["compare.effects"], exact=True).get_by_role("row", name="lawful acts")
    apart = page.get_by_role("region", name=SAYS["compare.parts.for"]).get_by_role("row", name="lawful acts")
    change = exact.filter(has=page.get_by_role("rowheader", name="lawful acts", exact=True)).get_by_role("cell").nth(2)
    expect(apart.get_by_role("cell").last).to_have_text(change.inner_text())
    assert page.get_by_role("columnheader", name=SAYS["col.seeds"].replace("{n}", "8")).count() == 2
    ways = page.get_by_role("region", name=SAYS["compare.ways"].replace("{n}", "8"))
    expect(ways.get_by_role("cell").nth(1)).to_have_text(re.compile(r"%\s*\([\d.]+% to [\d.]+%\)"))
    turn(page, "audit")
    for name, value in (("size.people", 500), ("size.days", 28), ("audit.seeds", 2)):
        page.get_by_label(SAYS[name], exact=True).fill(str(value))
    page.get_by_role("button", name=SAYS["audit.go"]).click()
    expect(page.get_by_role("heading", name=SAYS["audit.cannot"])).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_text("2 seeds of 500 people each")).to_be_visible()
    expect(page.get_by_role("link", name="The tax office's rating of firms")).to_be_visible()
    assert page.locator("details.answer", has_text="tie of credit file to the band").count() == 1
    page.get_by_role("button", name="Svenska").click()
    swedish = strings("sv")
    expect(page.get_by_role("heading", name=swedish["audit.cannot"])).to_be_visible()
    expect(page.get_by_text("Vad personen kan få veta är vad systemet lämnar ut")).to_have_count(1)
    assert page.locator("details.answer > p [lang=en], details.answer summary [lang=en]").all_inner_texts() == []
    page.get_by_role("button", name="English").click()
    turn(page, "report")
    for name, value in (("size.people", 500), ("size.days", 28)):
        page.get_by_label(SAYS[name], exact=True).fill(str(value))
    page.get_by_label("The audit").uncheck()
    page.get_by_role("button", name=SAYS["report.go"]).click()
    inside = page.frame_locator("iframe")
    expect(inside.get_by_role("heading", name="In short")).to_be_visible(timeout=PATIENCE)
    page.get_by_role("button", name="Svenska").click()
    expect(inside.get_by_role("heading", name="I korthet")).to_be_visible(timeout=PATIENCE)
    with page.expect_download() as saved:
        page.get_by_role("link", name=swedish["report.save"].partition(" (")[0]).click()
    assert '<html lang="sv">' in saved.value.path().read_text(encoding="utf-8")
    page.get_by_role("button", name="English").click()  # the tab is walked on by the tests after this one


def test_the_library_tells_of_each_scheme(walk: Walk) -> None:
    page = walk("library")
    expect(page.get_by_role("region", name=SAYS["claims"]).first).to_contain_text("SD-001")
    page.get_by_role("link", name="Rongcheng's personal credit points").first.click()
    expect(page.get_by_role("region", name=SAYS["library.rules"])).to_contain_text("RC-")


def test_what_was_sought_in_the_library_is_there_again_on_return(walk: Walk) -> None:
    page = walk("library")
    page.get_by_label(SAYS["sources.seek"]).fill("RC-010")
    page.get_by_role("button", name="RC-010", exact=True).click()
    expect(page.get_by_role("heading", name="RC-010")).to_be_visible()
    page.go_back()
    expect(page.get_by_label(SAYS["sources.seek"])).to_have_value("RC-010")


@pytest.mark.parametrize("language", ["en", "sv"])
def test_a_search_without_a_hit_says_so_and_leads_back(walk: Walk, language: str) -> None:
    says = strings(language)
    page = walk("library")
    if language == "sv":
        page.get_by_role("button", name="Svenska").click()
    sought = page.get_by_label(says["sources.seek"])
    page.get_by_role("button", name="RC-010", exact=True).wait_for()
    sought.fill("qwerty")
    expect(page.get_by_text(says["sources.none"].replace("{sought}", "qwerty"))).to_be_visible()
    page.locator("#sources ~ p").get_by_role("button").click()
    expect(sought).to_be_focused()
    expect(page.get_by_role("button", name="RC-010", exact=True)).to_be_visible()
    assert "seek" not in page.url
    if language == "sv":
        page.get_by_role("button", name="English").click()


@pytest.mark.heavy
def test_the_parts_of_the_harm_fall_from_one_to_the_next(walk: Walk) -> None:
    page = walk("compare?people=3000&days=91")
    page.get_by_role("button", name=SAYS["parts.go"]).click()
    expect(page.get_by_role("heading", name=SAYS["parts.title"])).to_be_visible(timeout=PATIENCE)
    page.get_by_label(SAYS["measure"]).select_option(label="lawful acts held back")
    bars = [(box["x"], box["width"]) for one in page.locator(".bar").all() if (box := one.bounding_box())]
    ends = [{round(start), round(start + width)} for start, width in bars]
    assert len(bars) == 7
    assert all(any(abs(a - b) <= 2 for a in one for b in next_) for one, next_ in pairwise(ends))


def test_what_is_refused_is_said_in_the_language_chosen_and_another_world_can_be_lived(opened: Open) -> None:
    says = strings("sv")
    page = opened("city?people=9999999", locale="sv-SE").page
    expect(page.get_by_role("alert")).to_have_text(
        re.compile(r"^9\D999\D999 människor är fler än .+ange högst 200\D000;")
    )
    page.get_by_role("link", name=says["world.other"]).click()
    turned(page, "lab")
    page.get_by_label("Människor").fill("500")
    page.get_by_label("Dagar").fill("28")
    page.get_by_role("button", name=says["run"], exact=True).click()
    expect(page.get_by_role("button", name=says["again"])).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_role("alert")).to_have_count(0)


def test_closing_the_tab_frees_its_worker(opened: Open, served: Served) -> None:
    seen = opened("lab?people=1000&days=364")
    seen.page.get_by_role("button", name=SAYS["run"], exact=True).click()
    seen.page.locator(".numbers").wait_for(timeout=PATIENCE)  # a tab that is closed before it is heard has no worker
    living = served.workers()
    seen.page.close()
    deadline = time.monotonic() + PATIENCE / 1000
    while not living - served.workers():
        assert time.monotonic() < deadline, "no worker went with its tab"
        time.sleep(0.2)


@pytest.mark.parametrize("name", PAGES)
def test_a_telephone_need_not_scroll_sideways(opened: Open, name: str) -> None:
    page = opened(name, viewport=TELEPHONE).page
    page.get_by_role("heading", level=1).wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= TELEPHONE["width"]


def test_dark_is_dark_and_may_be_chosen(opened: Open) -> None:
    page = opened("library", color_scheme="dark").page
    colour = "getComputedStyle(document.body).backgroundColor"
    dark = page.evaluate(colour)
    page.get_by_label(SAYS["theme"]).select_option("light")
    assert page.evaluate(colour) != dark
    page.get_by_label(SAYS["theme"]).select_option("dark")
    assert page.evaluate(colour) == dark
