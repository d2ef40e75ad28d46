"""The page loads nothing, runs nothing, and can be read by who cannot see it."""

import re
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

import pytest

import creditarium as cr
from creditarium.views.languages import SPOKEN
from creditarium.views.report.content import Paragraph, Section
from tests.views.report.reading import Node, page_of, tables_of

NAMES = ("reported", "swedish", "bare")


@pytest.fixture(scope="module")
def read(pages: dict[str, Path]) -> dict[str, Node]:
    return {name: page_of(path.read_text(encoding="utf-8")) for name, path in pages.items()}


@pytest.mark.parametrize("name", NAMES)
def test_a_report_is_under_a_megabyte(pages: dict[str, Path], name: str) -> None:
    assert pages[name].stat().st_size < 1_000_000


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_loaded_and_nothing_runs(read: dict[str, Node], name: str) -> None:
    for node in read[name].every():
        assert node.name not in (
            "script",
            "link",
            "img",
            "iframe",
            "object",
            "embed",
            "audio",
            "video",
            "image",
            "use",
            "base",
        )
        for attribute, value in node.attributes.items():
            assert not attribute.startswith("on"), f"{node.name} {attribute}"
            assert attribute not in ("src", "srcset", "style", "background", "action", "xlink:href"), (
                f"{node.name} {attribute}"
            )
            if attribute == "href":
                assert node.name == "a"
                assert value.startswith(("#", "https://")), value
    sheet = read[name].the("style").text
    assert not re.search(r"url\(|@import|@font-face|expression", sheet)


@pytest.mark.parametrize("name", NAMES)
def test_the_policy_forbids_all_but_the_one_style_sheet(read: dict[str, Node], name: str) -> None:
    metas = [node.attributes for node in read[name].every("meta")]
    policy = next(meta["content"] for meta in metas if meta.get("http-equiv") == "Content-Security-Policy")
    digest = b64encode(sha256(read[name].the("style").text.encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    first = next(read[name].the("head").every("style", "title"))
    before = [node.name for node in read[name].the("head").every()]
    assert before.index("meta") < before.index(first.name), "the policy stands before what it rules"


@pytest.mark.parametrize("name", NAMES)
def test_ids_are_unique_and_every_reference_leads_to_one(read: dict[str, Node], name: str) -> None:
    ids = [node.attributes["id"] for node in read[name].every() if "id" in node.attributes]
    assert len(ids) == len(set(ids))
    for node in read[name].every():
        for wanted in node.attributes.get("aria-labelledby", "").split():
            assert wanted in ids
        if node.attributes.get("href", "").startswith("#"):
            assert node.attributes["href"][1:] in ids


def test_every_drawing_has_a_title_a_description_and_a_table(read: dict[str, Node], report: cr.Report) -> None:
    figures = list(read["reported"].every("figure"))
    drawings = [node for node in read["reported"].every("svg") if node.attributes.get("role") == "img"]
    assert len(figures) == len(drawings) > 10
    for figure in figures:
        drawing = next(figure.every("svg"))
        first = [child for child in drawing.children if isinstance(child, Node)][:2]
        assert [child.name for child in first] == ["title", "desc"]
        assert all(len(child.text) > 5 for child in first)
        details = figure.the("details")
        assert details.the("summary").text
        assert details.the("table").rows


@pytest.mark.parametrize("name", NAMES)
def test_headings_go_down_one_step_at_a_time(read: dict[str, Node], name: str) -> None:
    depths = [int(node.name[1]) for node in read[name].every("h1", "h2", "h3", "h4")]
    assert depths[0] == 1
    assert depths.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(depths))


def test_the_page_writes_the_numbers_of_the_run_to_the_digit(read: dict[str, Node], reported: cr.Run) -> None:
    tables = tables_of(read["reported"])
    rows = {row[0]: row[1] for row in tables["Wrong entries"].rows}
    assert rows["entries without any act"] == f"{reported.total('false'):,}"
    assert rows["entries for what somebody else did"] == f"{reported.total('landed'):,}"
    assert rows["appeals decided, against right and wrong entries"] == f"{reported.total('appeals'):,}"
    by_sensor = {row[0]: row[1:] for row in tables["Wrong records by sensor"].rows}
    false = dict(reported.tally("false_records", by="sensor").rows())
    for name, sensor in reported.scenario.observation.sensors.items():
        if sensor.title in by_sensor:
            assert by_sensor[sensor.title][0] == f"{false.get(name, 0):,}"


def test_lines_that_rest_on_assumptions_are_marked_for_the_eye_and_the_ear(read: dict[str, Node]) -> None:
    marks = [node for node in read["reported"].every("span") if node.attributes.get("class") == "rests"]
    heard = [node for node in read["reported"].every("span") if node.attributes.get("class") == "heard"]
    assert len(marks) == len(heard) > 20
    for mark, words in zip(marks, heard, strict=True):
        assert mark.text.removeprefix("~\u00a0") in words.text


def test_whatever_a_scenario_is_called_stays_text(report: cr.Report) -> None:
    bad = "</title></style><script>alert(1)</script>\"'&"
    hostile = replace(report, title=bad, sections=(Section("summary", bad, (Paragraph(bad),)),))
    page = page_of(hostile.html())
    assert not list(page.every("script"))
    assert page.the("h1").text == bad
    assert page.the("title").text.startswith(bad)
    assert bad in page.the("main").text


def test_a_world_without_a_scheme_has_no_empty_parts(read: dict[str, Node]) -> None:
    assert "none is in force" in read["bare"].the("main").text
    assert not list(read["bare"].every("figure"))


@pytest.mark.heavy
@pytest.mark.parametrize("scenario", ["documented-2020", "city-scores", "sweden-2021"])
def test_the_largest_scenarios_stay_under_a_megabyte(scenario: str) -> None:
    run = cr.run(scenario, people=20_000, days=365)
    made = cr.report(run)
    for language in SPOKEN:
        page = made.spoken(language).html()
        assert len(page.encode()) < 1_000_000
        page_of(page)
