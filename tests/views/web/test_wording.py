"""What the program says in another language: every sentence of an audit, with nothing lost on the way."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import creditarium as cr
from creditarium.analysis.extra import analysis_extra
from creditarium.analysis.pairs.effects import TOUCHED
from creditarium.analysis.pairs.given import PARTS as FATE
from creditarium.analysis.pairs.given import Given, check_pair
from creditarium.analysis.pairs.measures import MEASURES
from creditarium.analysis.parts.harm import HARMS
from creditarium.analysis.parts.switches import PARTS, WITHOUT
from creditarium.model.catalogue import find_preset, preset_names
from creditarium.model.inventory import parameters
from creditarium.model.problem import Problem
from creditarium.model.reading import load
from creditarium.model.resolve import resolve
from creditarium.model.scoring import Scheme
from creditarium.model.source import sources
from creditarium.views.languages import LANGUAGES, sentences, wording, words
from creditarium.views.web.cards import fields
from creditarium.views.web.limits import check_size
from creditarium.views.web.reading import Caps
from creditarium.views.web.sections import SECTIONS
from creditarium.views.web.wording import learnt

ROOT = Path(__file__).resolve().parents[3]
SAMPLED = ("rongcheng", "firm-ratings")
"""The scenarios that are audited in a run of all tests; the others are heavy."""
PLACES = re.compile(r"\{[=#]?(\w+)\}")
CODES = re.compile(r"[\w.:+-]+( [\d:.]+)?(, [\w.:+-]+( \d+)?)*")
"""Names of kinds, schemes, bands and records, dates and numbers: the same in every language."""
PHRASE = re.compile(r"[a-z]{2,} [a-z]{2,}")
"""Two English words, as no name has them."""
OWN = ("source", "region")
"""Columns of what has a name of its own: cited works, provinces."""


def shown(audit: dict[str, Any]) -> Iterator[str]:
    """Give each sentence of an audit that the page shows."""
    yield from (audit["said"], audit["of"]["spans"])
    for answer in (one for section in audit["sections"] for one in section["answers"]):
        yield from (answer["ask"], answer["words"], answer["cannot_tell"])
        for finding in answer["findings"]:
            yield from (finding["what"], finding["unit"], finding["of"], finding["cannot_tell"], str(finding["value"]))
        for table in answer["evidence"]:
            yield table["title"]
            yield from (column.replace("_", " ") for column in table["columns"])
            for row in table["rows"]:
                cells = zip(table["columns"], row, strict=True)
                yield from (cell for column, cell in cells if isinstance(cell, str) and column not in OWN)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_template_keeps_its_places(language: str) -> None:
    held = sentences(language)
    assert len(held) > 500
    assert [text for text, said in held.items() if sorted(PLACES.findall(text)) != sorted(PLACES.findall(said))] == []
    assert [text for text in held if text in words(language) and words(language)[text] != held[text]] == []


@pytest.mark.parametrize("name", [
    pytest.param(name, marks=() if name in SAMPLED else pytest.mark.heavy) for name in preset_names("scenarios")
])  # fmt: skip
def test_an_audit_is_whole_in_each_language(name: str) -> None:
    run = cr.run(name, people=1_000, days=56, seed=1)
    try:
        audit = cr.audit(run, seeds=2, seed_people=400).finite()
    except Problem:
        assert not run.scenario.scoring
        return
    told = learnt(audit)
    for language in LANGUAGES:
        known = wording(language).whole | told[language]
        left = [text for text in dict.fromkeys(shown(audit)) if text and text not in known]
        assert [text for text in left if not CODES.fullmatch(text)] == []
        told_whole = [wording(language).told(text) for text in dict.fromkeys(shown(audit))]
        assert [word for one in told_whole if one for word in one.kept if PHRASE.search(word)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_why_numbers_are_assumed_is_said_in_each_language(language: str) -> None:
    schemes = [load(Scheme, find_preset("schemes", name)) for name in preset_names("schemes")]
    rest_on = [*schemes, *(resolve(name) for name in preset_names("scenarios"))]
    told = {parameter.because for one in rest_on for _, parameter in parameters(one) if parameter.because}
    assert len(told) > 100
    known = {text: wording(language).told(text) for text in sorted(told)}
    assert [text for text, said in known.items() if said is None] == []
    kept = {word: text for text, said in known.items() if said for word in said.kept if PHRASE.search(word)}
    assert kept == {}, "a template that fits by chance leaves English in its places"


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_scenario_says_of_itself_is_said_in_each_language(language: str) -> None:
    cards = [scenario for name in preset_names("scenarios") if (scenario := resolve(name))]
    told = [text for one in cards for text in (one.title, one.population.title, *one.notes, *one.absent)]
    assert [text for text in told if text not in wording(language).whole] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_forms_and_headings_are_said_in_each_language(language: str) -> None:
    form = [text for one in fields({}) for text in (one.title, one.why, *one.options)]
    parts = [*PARTS.values(), *WITHOUT.values(), *(text for harm in HARMS for text in (harm.title, harm.unit))]
    measured = [text for one in MEASURES for text in (one.title, one.unit)]
    held = words(language)
    assert [text for text in (*form, *parts, *measured, *SECTIONS.values(), *TOUCHED) if text not in held] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_figures_of_the_sources_are_said_in_each_language(language: str) -> None:
    held = [figure for source in sources().values() for figure in source.values]
    told = {text.replace("_", " ") for figure in held for text in (figure.name, figure.unit)}
    assert len(told) > 400
    left = told - wording(language).whole.keys()
    assert left == {"CNY", "SEK"}, "which the page's own strings have"


def test_what_a_server_does_not_allow_is_said_in_each_language_and_in_no_options() -> None:
    caps = Caps(people=1_000, days=100, runs=1, queue=1)
    told = []
    for people, days in ((2_000, 10), (10, 200)):
        with pytest.raises(Problem) as refused:
            check_size(people, days, caps)
        told += [refused.value.what, refused.value.mend]
    worlds = [Given(name, resolve("rongcheng", seed=seed, days=7)) for name, seed in (("one", 1), ("two", 2))]
    fates = [dict.fromkeys(FATE, "the same") | {"seed": str(world.scenario.seed)} for world in worlds]
    with pytest.raises(Problem) as refused:
        check_pair(*worlds, *fates)
    told += [refused.value.what, refused.value.mend]
    longer = Given("three", resolve("rongcheng", seed=1, days=14))
    with pytest.raises(Problem) as refused:
        check_pair(worlds[0], longer, fates[0], fates[0])
    told += [refused.value.what, refused.value.mend]
    assert [text for text in told if "--" in text] == []
    with pytest.raises(Problem) as refused, analysis_extra():
        raise ModuleNotFoundError(name="scipy")
    told += [refused.value.what, refused.value.mend]
    for language in LANGUAGES:
        assert [text for text in told if wording(language).said(text) is None] == []
        assert [text for text in FATE.values() if text not in wording(language).whole] == []


@pytest.mark.parametrize("language", ["en", *LANGUAGES])
def test_the_pages_own_strings_name_no_command(language: str) -> None:
    strings = json.loads((ROOT / "web" / "src" / f"{language}.json").read_text(encoding="utf-8"))
    command = re.compile(r"creditarium [a-z]|(?<!\w)--\w|command line|kommandorad")
    assert {name: text for name, text in strings.items() if command.search(text)} == {}


def test_a_sentence_is_put_into_swedish_with_what_fills_it() -> None:
    said = wording("sv").said
    assert said("entries of sesame from public order") == "anteckningar i sesame från allmän ordning"
    assert said("there are no wrong entries in the seeds") == "det finns inga felaktiga anteckningar i fröna"
    assert said("court (The courts' list of judgment defaulters)").startswith("domstolen (")
    assert said("lowest ratio by sex (above the median score of sesame): male over female") == (
        "lägsta kvot efter kön (över medianpoängen i sesame): man mot kvinna"
    )
    assert said("secret (in the model 0.5 to 1,600)") == "hemligt (i modellen 0,5 till 1\N{NO-BREAK SPACE}600)"
    assert said("what nobody has translated") is None
