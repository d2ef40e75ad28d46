"""A report in another language: nothing of the program's own stays in English, and nothing but words is changed."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import creditarium as cr
from creditarium.analysis.audit.auditing import audit
from creditarium.analysis.extra import MEND
from creditarium.model.catalogue import find_preset, preset_names
from creditarium.model.checklist import checklist
from creditarium.model.reading import load
from creditarium.model.resolve import resolve
from creditarium.model.scoring import Scheme
from creditarium.model.source import sources
from creditarium.model.tree import tree_of
from creditarium.results.axes import DIMENSIONS
from creditarium.views.languages import LANGUAGES, report_sentences, report_wording
from creditarium.views.provenance import origins
from creditarium.views.report import making
from creditarium.views.report.spoken import Speaker
from creditarium.views.wording import words
from tests.views.report.reading import Node, page_of

PLACES = re.compile(r"\{[=#]?(\w+)\}")
VIEWS = Path(making.__file__).parents[1]
TOLD = (
    "audit", "basis", "conduct", "diary", "effects", "gains", "lives", "making", "records", "refusals", "scores",
    "summary",
)  # fmt: skip
BESIDE = {
    "text.py": ("told", "_who", "_refused", "_then", "_refusal", "_people", "_wrong", "_stood", "_shifted", "_less",
                "_access", "_money", "_opinion"),
    "happenings.py": ("what_and_how", "entry_text", "gained"),
    "explained.py": ("contribution", "way"),
    "effect_lines.py": ("sentences",),
    "provenance.py": ("_table", "value_text", "range_text", "_said", "count_text"),
}  # fmt: skip
"""Functions of other files that make texts of a report."""
WRITTEN = ("report/html.py", "report/blocks.py")
"""Files that write words of their own around them."""
SHOWN = ("Column", "Series", "Line", "Said", "Section", "Meant")
"""What is made of a word that is shown."""
COMMANDS = ("command_of", "_commands")
SAMPLED = ("rongcheng", "sweden-2021", "firm-ratings", "no-scheme")
"""The scenarios that are reported in a run of all tests besides `reported-2020`; the others are heavy."""
NUMBERS = re.compile(r"[\d.,:e+−-]+|[0-9a-f]{32}|\d+\.\d+\.\d+\S*")
"""Numbers, dates, digests and versions."""


@pytest.fixture(scope="module")
def swedish(beside: cr.Report) -> Node:
    return page_of(beside.spoken("sv").html())


def names_of(run: cr.Run) -> set[str]:
    """Give what has a name of its own: presets and their parts, places, records, cases, what `--utility` takes."""
    scenario = run.scenario
    stages = (scenario.conduct.kinds, scenario.scoring, scenario.consequences.rules, scenario.sharing.agreements)
    parts = {name for stage in stages for name in stage}
    shipped = (load(Scheme, find_preset("schemes", name)) for name in preset_names("schemes"))
    bands = {band.name for scheme in (*scenario.scoring.values(), *shipped) for band in scheme.bands}
    views = {f"{kind}.{name}" for kind in ("employer", "stranger") for name in scenario.scoring}
    places = {str(name) for name, _ in run.tally("people", by="region").rows()}
    cases = {f"V{number}" for number in range(1, 100)}
    said = {scenario.name, *preset_names("scenarios"), *sources(), *cases, "recorded", "precision", "lawful"}
    return parts | bands | views | places | said


def left_in_english(report: cr.Report, language: str, named: set[str]) -> dict[str, str]:
    """Give the words for which the language has none, but names, each with the text in which it stands."""
    says = Speaker(report_wording(language))
    for text in (report.title, report.about):
        says.text(text)
    for section in report.sections:
        says.section(section)

    def is_name(part: str) -> bool:
        return part in named or part.rpartition(" ")[0] in named or bool(NUMBERS.fullmatch(part))

    found = {text: where for text, where in says.left.items() if any(map(str.isalpha, text))}
    return {text: where for text, where in found.items() if not all(map(is_name, text.split(", ")))}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_report_is_whole_in_each_language(beside: cr.Report, reported: cr.Run, language: str) -> None:
    assert left_in_english(beside, language, names_of(reported)) == {}


@pytest.mark.parametrize("name", [
    pytest.param(name, marks=() if name in SAMPLED else pytest.mark.heavy) for name in preset_names("scenarios")
])  # fmt: skip
def test_reports_of_other_worlds_are_whole_in_each_language(name: str) -> None:
    run = cr.run(name, people=1_200, days=84, seed=1)
    audited = audit(run, seeds=2, seed_people=400) if run.scenario.scoring else False
    made = cr.report(run, audit=audited)
    for language in LANGUAGES:
        assert left_in_english(made, language, names_of(run)) == {}


def test_what_nobody_has_translated_is_found(reported: cr.Run) -> None:
    odd = reported.scenario.model_copy(update={"title": "A world of our own making"})
    made = cr.report(cr.run(odd.model_copy(update={"people": 640})), audit=False)
    assert "A world of our own making" in left_in_english(made, "sv", names_of(reported))
    page = page_of(made.spoken("sv").html())
    assert page.the("h1").attributes["lang"] == "en"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_template_keeps_its_places(language: str) -> None:
    held = report_sentences(language)
    assert len(held) > 300
    assert [text for text, said in held.items() if sorted(PLACES.findall(text)) != sorted(PLACES.findall(said))] == []


# Every sentence in the code ------------------------------------------------------------------------------


def functions(path: str, names: tuple[str, ...] | None = None) -> Iterator[ast.AST]:
    """Give a file's code, or those of its functions that are named."""
    tree = ast.parse((VIEWS / path).read_text(encoding="utf-8"))
    found = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    if names is None:
        yield tree
    else:
        assert set(names) <= {node.name for node in found}
        yield from (node for node in found if node.name in names)


def named(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def pieces(node: ast.AST) -> Iterator[str]:
    """Give the fixed pieces of the texts below a node: no docstring, no complaint, no key, no name of a column."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    if isinstance(node, ast.Call) and named(node.func) in ("Problem", "ValueError", "col", "Kept", "import_module"):
        return
    if isinstance(node, ast.FunctionDef) and node.name in COMMANDS:
        return
    if isinstance(node, ast.Assign) and [named(target) for target in node.targets] == ["what"]:
        return  # what a complaint says
    for field, value in ast.iter_fields(node):
        for child in value if isinstance(value, list) else [value]:
            is_docstring = field == "body" and isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant)
            is_key = isinstance(child, ast.keyword) and child.arg in ("key", "mend", "place")
            is_type = field in ("annotation", "returns")
            if isinstance(child, ast.AST) and not (is_docstring or is_key or is_type):
                yield from pieces(child)


def words_shown(node: ast.AST) -> Iterator[str]:
    """Give the words that stand alone where something is shown: heads of columns, topics, titles."""
    for call in ast.walk(node):
        if isinstance(call, ast.Call) and named(call.func) in SHOWN:
            shown = call.args[{"Section": 1, "Meant": -1}.get(named(call.func), 0)]
            yield from ([shown.value] if isinstance(shown, ast.Constant) and shown.value else [])


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_of_the_code_is_in_the_catalogue(language: str) -> None:
    held = report_wording(language)
    keys = "\n".join((*report_sentences(language), *held.whole))
    code = [node for name in TOLD for node in functions(f"report/{name}.py")]
    code += [node for path, names in BESIDE.items() for node in functions(path, names)]
    told = {piece.strip(" .,:;()“”\n") for node in code for piece in pieces(node)}
    sentences = {text for text in told if re.search(r"[a-z]{2,} +[a-z]", text)}
    assert len(sentences) > 200
    assert sorted(text for text in sentences if text not in keys) == []
    shown = {text for node in code for text in words_shown(node)}
    assert len(shown) > 80
    assert sorted(text for text in shown if held.said(text) is None) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_around_a_report_are_in_the_catalogue(language: str) -> None:
    keys, found = "\n".join(report_sentences(language)), []
    for node in (node for path in WRITTEN for tree in functions(path) for node in ast.walk(tree)):
        if isinstance(node, ast.Call) and named(node.func) == "text":
            found += [piece.strip() for piece in pieces(node) if " " in piece.strip()]
    assert len(found) >= 4
    assert [text for text in found if text not in keys] == []


def own_text(node: Node) -> str:
    """Give the text of a node, without what is marked as English."""
    if node.attributes.get("lang") == "en" or node.name == "style":
        return ""
    return "\n".join(child if isinstance(child, str) else own_text(child) for child in node.children)


def test_no_english_of_the_catalogue_is_left_in_a_page(swedish: Node) -> None:
    held = report_sentences("sv")
    fixed = {piece.strip(" .,:;()") for text in held for piece in re.split(PLACES, text)[::2]}
    long = {piece for piece in fixed if len(piece.split()) >= 3}
    sentences = {piece for piece in long if not any(piece in said for said in held.values())}
    assert len(sentences) > 150
    text = own_text(swedish)
    assert sorted(piece for piece in sentences if piece in text) == []


# What every preset brings along ---------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_every_scenario_names_and_assumes_is_said(language: str) -> None:
    known, told = report_wording(language), set[str]()
    for scenario in map(resolve, preset_names("scenarios")):
        told |= {sensor.title for sensor in scenario.observation.sensors.values()}
        rules = scenario.consequences.rules.values()
        told |= {words(name) for rule in rules for name in (rule.institution, rule.marks) if name}
        told |= {words(kind.domain) for kind in scenario.conduct.kinds.values()}
        for scheme in scenario.scoring.values():
            for name, dimension in scheme.dimensions.items() if scheme.sort == "weighted" else ():
                told |= {f"{name}: {term.view.rpartition('.')[2]}" for term in dimension.terms}
    assert sorted(text for text in told if known.said(text) is None) == []
    assert [f"By {name}" for name in DIMENSIONS if known.said(f"By {name}") is None] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_weak_number_of_every_scenario_is_said(language: str) -> None:
    says = Speaker(report_wording(language))
    for scenario in map(resolve, preset_names("scenarios")):
        for one in origins(tree_of(scenario.model_dump(mode="python"))):
            if one.weak:
                for text in (one.says, one.between, one.reason, one.source if " " in one.source else ""):
                    says.text(text)
    texts = {text: where for text, where in says.left.items() if any(map(str.isalpha, text)) and " " in text}
    assert {text: where for text, where in texts.items() if not set(text.split(", ")) <= sources().keys()} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_questions_of_the_audit_and_their_checks_are_said(language: str) -> None:
    known = report_wording(language)
    asked = [text for *_, question in checklist().each() for text in (question.title, question.ask)]
    sections = checklist().sections.values()
    checks = [law.check for section in sections for law in section.law if law.check]
    texts = [*asked, *checks, *(section.title for section in sections), MEND]
    assert [text for text in texts if known.said(text) is None] == []


# Nothing but words ----------------------------------------------------------------------------------------


def shape(value: Any) -> Any:
    """Give plain values with every text put out of sight, but for keys and addresses."""
    if isinstance(value, dict):
        kept = ("is", "key", "tone", "form", "colour", "unit", "address", "made_by")
        return {name: part if name in kept else shape(part) for name, part in value.items()}
    if isinstance(value, list):
        return [shape(part) for part in value]
    return "text" if isinstance(value, str) else value


def test_json_keeps_its_keys_its_structure_and_its_numbers(beside: cr.Report) -> None:
    english, swedish = json.loads(beside.json()), json.loads(beside.spoken("sv").json())
    assert shape(swedish) == shape(english)
    assert swedish["sections"][0]["title"] == "I korthet"


def test_english_is_what_a_report_is_made_in(report: cr.Report) -> None:
    assert report.language == "en"
    assert report.spoken("en") is report


def test_a_language_that_nobody_speaks_is_a_problem(reported: cr.Run) -> None:
    with pytest.raises(cr.Problem, match=r"language 'sw'.*choose from en, sv"):
        cr.report(reported, audit=False, language="sw")


# How it is written ----------------------------------------------------------------------------------------


def test_the_page_says_its_language_and_marks_what_is_not_in_it(swedish: Node, beside: cr.Report) -> None:
    assert swedish.the("html").attributes["lang"] == "sv"
    marked = {node.text for node in swedish.every() if node.attributes.get("lang") == "en"}
    titles = {source.title for source in sources().values()}
    shown = {node.text for node in swedish.every("td", "a") if node.text in titles}
    assert shown
    assert shown <= marked
    assert "NIST AI RMF 1.0, MAP" in marked
    assert not any("lang" in node.attributes for node in page_of(beside.html()).every() if node.name != "html")


def test_numbers_are_written_as_the_language_writes_them(swedish: Node) -> None:
    cells = [node.text for node in swedish.every("td") if node.attributes.get("class") == "right"]
    drawn = [node.text for node in swedish.every("text", "tspan")]
    assert any(re.fullmatch(r"\d{1,3}\N{NO-BREAK SPACE}\d{3}", text) for text in cells)
    assert any(re.fullmatch(r"\d+,\d\N{NO-BREAK SPACE}%", text) for text in cells)
    assert any(re.fullmatch(r" \d+,\d\N{NO-BREAK SPACE}%", text) for text in drawn)
    assert [text for text in (*cells, *drawn) if re.search(r"\d[.,]\d{3},|\d\.\d|\d%", text)] == []
    assert any(re.fullmatch(r"(jan|feb|mars|apr|maj|juni|juli) 2020", text) for text in drawn)


def test_lists_of_numbers_with_commas_are_parted_by_semicolons() -> None:
    run = cr.run("rongcheng", people=640, days=28)
    text = cr.report(run, audit=False, language="sv").markdown()
    assert "1,0; 0,5; 0,12; 0,03; 0,01" in text


def test_swedish_reads_as_swedish(beside: cr.Report) -> None:
    text = beside.spoken("sv").markdown()
    for said in (
        "Alla i den här rapporten är påhittade: ett frö och ett nummer.",
        "Ingen här är någon.",
        "människor nekades något på grund av ett system",
        "Vem som vinner, och vem som betalar",
        "Rekvisiten är uppfyllda.",
        "Det går inte att säga: ",
        "Samma liv i den andra världen",
        "kontrollsumma för alla tabeller",
    ):
        assert said in text
