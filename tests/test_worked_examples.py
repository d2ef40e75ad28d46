"""The worked examples of docs/ are what the program says: `docs/make_examples.py` would write them no differently."""

import re
from pathlib import Path

import pytest

from tests.scripts import script

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = "results.md"
"""The page that is made again in every test run; --heavy makes all of them."""


MAKER = script("docs/make_examples.py")
PAGES = MAKER.pages()


def remade(page: Path, folder: Path) -> None:
    assert MAKER.settled(MAKER.made(page, folder)) == MAKER.settled(page.read_text(encoding="utf-8"))
    for drawn, shown in MAKER.pictures(page, folder):
        assert shown.read_bytes() == drawn.read_bytes(), shown.name


def test_the_sampled_page_says_what_the_program_says(tmp_path: Path) -> None:
    remade(ROOT / "docs" / SAMPLE, tmp_path)


@pytest.mark.heavy
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_page_says_what_the_program_says(page: Path, tmp_path: Path) -> None:
    remade(page, tmp_path)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_example_is_filled_and_no_number_stands_in_a_block_of_its_own(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    steps = list(MAKER.STEP.finditer(text))
    for step in steps:
        if step["sort"] == "made":
            assert (step["block"] or "").startswith(f"```console\n$ {step['command']}\n"), step["command"]
    assert len(re.findall(r"^```console$", text, re.MULTILINE)) == sum(step["sort"] == "made" for step in steps)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_block_from_a_file_of_the_project_says_what_that_file_says(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for one in MAKER.FILE.finditer(text):
        if one["origin"]:
            assert one["text"] == (page.parent / one["origin"]).read_text(encoding="utf-8"), one["name"]
    assert len(re.findall(r"^<!-- file: ", text, re.MULTILINE)) == len(MAKER.FILE.findall(text))


def test_speeds_and_line_breaks_are_left_out_of_the_comparison() -> None:
    one, other = (
        "2.7 million person-days a second (settling 2.3 s,\nthe rest)",
        "11 million person-days a second (settling\n1 s, the rest)",
    )
    assert MAKER.settled(one) == MAKER.settled(other)
    assert MAKER.settled("27 people, 3 schemes") != MAKER.settled("28 people, 3 schemes")
