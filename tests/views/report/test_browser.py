"""The report in a real browser: silent, alone, accessible in light and dark, on a telephone and on paper."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.views.browsing import TELEPHONE, Opened, violations

SHEET = {"width": 673, "height": 1009}
"""A page of A4 within the margins of the style sheet (178 × 267 mm), in pixels of CSS."""
PAGES = ("reported", "swedish", "bare")
OPEN_ALL = "for (const one of document.querySelectorAll('details')) one.open = true"
FEW_ROWS = "for (const one of document.querySelectorAll('tbody')) while (one.rows.length > 4) one.deleteRow(-1)"
"""The rows of a table are made alike; axe takes its time with five hundred."""


@pytest.fixture
def opened(browser: Browser, pages: dict[str, Path]) -> Iterator[Any]:
    contexts = []

    def open_page(name: str, **options: Any) -> Opened:
        context = browser.new_context(**options)
        contexts.append(context)
        return Opened(context.new_page(), pages[name].as_uri())

    yield open_page
    for context in contexts:
        context.close()


@pytest.mark.parametrize("name", PAGES)
def test_it_opens_without_a_word_and_asks_for_nothing(opened, pages: dict[str, Path], name: str) -> None:
    seen = opened(name, java_script_enabled=False)
    assert seen.said == []
    assert seen.asked == [pages[name].as_uri()]
    assert seen.page.locator("h1").is_visible()


def test_the_style_sheet_is_let_through_by_the_policy(opened) -> None:
    page = opened("reported").page
    assert page.evaluate("getComputedStyle(document.body).maxWidth") == "784px"
    assert page.evaluate("getComputedStyle(document.querySelector('.fill-blue')).fill") == "rgb(0, 114, 178)"


def test_a_script_would_not_run(opened) -> None:
    seen = opened("reported")
    seen.page.evaluate(
        """() => {
            const added = document.createElement('script')
            added.textContent = 'window.ran = 1'
            document.body.append(added)
        }"""
    )
    assert seen.page.evaluate("window.ran") is None
    assert any("Content Security Policy" in said for said in seen.said)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_against_wcag_aa(opened, name: str, scheme: str) -> None:
    page = opened(name, color_scheme=scheme).page
    page.evaluate(OPEN_ALL)
    page.evaluate(FEW_ROWS)
    assert violations(page) == ""


def test_dark_is_dark(opened) -> None:
    colours = [
        opened("reported", color_scheme=scheme).page.evaluate("getComputedStyle(document.body).backgroundColor")
        for scheme in ("light", "dark")
    ]
    assert colours == ["rgb(253, 252, 249)", "rgb(21, 23, 27)"]


@pytest.mark.parametrize("name", PAGES)
def test_a_telephone_need_not_scroll_sideways(opened, name: str) -> None:
    page = opened(name, viewport=TELEPHONE).page
    page.evaluate(OPEN_ALL)
    assert page.evaluate("document.documentElement.scrollWidth") <= TELEPHONE["width"]


def test_letters_in_charts_keep_their_size_on_a_telephone(opened) -> None:
    sizes = []
    for width in (360, 1200):
        page = opened("reported", viewport={"width": width, "height": 800}).page
        sizes.append(page.evaluate("document.querySelector('.chart .axis').getBoundingClientRect().height"))
    assert sizes[0] == pytest.approx(sizes[1])


def test_folded_tables_open_without_a_script(opened) -> None:
    page = opened("reported", java_script_enabled=False).page
    figure = page.locator("figure").first
    assert not figure.locator("table").is_visible()
    figure.locator("summary").click()
    assert figure.locator("table").is_visible()


@pytest.mark.parametrize("name", ["reported", "swedish"])
def test_the_summary_is_one_printed_page(opened, name: str) -> None:
    page = opened(name, viewport=SHEET).page
    page.emulate_media(media="print")
    assert page.evaluate("document.querySelector('#summary').getBoundingClientRect().bottom") <= SHEET["height"]
    assert not page.locator("nav").is_visible()


def test_it_prints(opened, tmp_path: Path) -> None:
    page = opened("reported").page
    paper = page.pdf(format="A4")
    assert paper.startswith(b"%PDF")
    assert paper.count(b"/Type /Page\n") + paper.count(b"/Type /Page ") > 5
