"""The ODD description: all elements and concepts, every number once, and nothing that the page would load."""

import re
from functools import cache

import pytest

from creditarium.cli.presets import find, with_parts
from creditarium.model.catalogue import preset_names
from creditarium.model.inventory import parameters
from creditarium.model.resolve import resolve
from creditarium.model.scenario import STAGES
from creditarium.views.odd.concepts import CONCEPTS
from creditarium.views.odd.describe import odd_of
from creditarium.views.odd.facts import first_sentence
from creditarium.views.odd.numbers import HEADS
from creditarium.views.odd.process import window_steps
from creditarium.views.provenance import origins
from creditarium.views.report.content import Part, Section, Table
from creditarium.views.report.document import Report

SAMPLE = ("documented-2020", "no-scheme", "sweden-2021")
SCENARIOS = [
    pytest.param(name, marks=() if name in SAMPLE else pytest.mark.heavy) for name in preset_names("scenarios")
]


@cache
def described(name: str) -> Report:
    return odd_of(resolve(name))


def inside(parts: tuple[Part, ...]) -> list[Part]:
    found: list[Part] = []
    for part in parts:
        found.append(part)
        if isinstance(part, Section):
            found.extend(inside(part.parts))
    return found


def number_rows(made: Report) -> list[tuple[object, ...]]:
    tables = [part for part in inside(made.sections) if isinstance(part, Table)]
    return [row for table in tables if tuple(c.name for c in table.columns) == HEADS for row in table.rows]


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_number_stands_once_with_what_it_rests_on(name: str) -> None:
    rows = number_rows(described(name))
    listed = dict(parameters(resolve(name)))
    assert sorted(str(row[0]) for row in rows) == sorted(listed)
    for path, value, between, known, reason in rows:
        assert value, path
        assert reason, path
        weak = listed[str(path)].kind in ("assumed", "recalled")
        assert (known in ("assumed", "recalled")) == weak
        assert between or not weak, path


@pytest.mark.parametrize("name", SAMPLE)
def test_the_weak_numbers_are_those_of_the_assumptions(name: str) -> None:
    weak = {one.path for one in origins(with_parts(find(name))) if one.weak and not one.says.startswith("table ")}
    assert {str(row[0]) for row in number_rows(described(name)) if row[3] in ("assumed", "recalled")} == weak


def test_the_seven_elements_and_eleven_concepts_stand_in_their_order() -> None:
    made = described("documented-2020")
    titles = [section.title for section in made.sections]
    assert [title[:2] for title in titles[:7]] == ["1.", "2.", "3.", "4.", "5.", "6.", "7."]
    concepts = [part.title.lower() for part in made.sections[3].parts if isinstance(part, Section)]
    assert tuple(concepts) == CONCEPTS
    assert len(CONCEPTS) == 11
    stages = [part.key for part in made.sections[6].parts if isinstance(part, Section)]
    assert stages == [f"submodel-{stage}" for stage in STAGES]


def test_every_part_of_the_model_has_its_submodel() -> None:
    scenario = resolve("documented-2020")
    titles = {part.title for part in inside(described("documented-2020").sections) if isinstance(part, Section)}
    for names in (scenario.conduct.kinds, scenario.observation.sensors, scenario.scoring, scenario.consequences.rules,
                  scenario.sharing.agreements, scenario.response.reactions, scenario.response.fields):  # fmt: skip
        assert set(names) <= titles


def test_the_steps_are_those_of_the_kernel_in_its_order() -> None:
    steps = [step.name for step in window_steps()]
    assert "lap" not in steps, "where the time goes is no step"
    wanted = ["live", "read_circle", "read_fields", "learn_circle", "live_one", "occasion", "ask", "write_circle"]
    assert [name for name in steps if name in wanted] == wanted
    assert all(step.says.endswith(".") for step in window_steps())


def test_the_page_loads_nothing_and_its_keys_are_its_own() -> None:
    page = described("documented-2020").html()
    assert "default-src 'none'" in page
    assert not re.search(r"<script|<link|<img|<iframe|@import|url\(", page)
    keys = re.findall(r' id="([^"]+)"', page)
    assert len(keys) == len(set(keys))
    skip = re.search(r'href="#([\w-]+)" class="skip"', page)
    assert skip is not None
    assert skip[1] in keys


def test_markdown_has_the_same_numbers() -> None:
    text = described("sweden-2021").markdown()
    for path, _ in parameters(resolve("sweden-2021")):
        escaped = path.replace("_", "\\_")
        assert text.count(f"\n| {escaped} |") == 1, path


def test_a_first_sentence_is_plain() -> None:
    assert first_sentence("Do ``this`` now. And that.") == "Do this now."
    assert first_sentence(None) == ""
