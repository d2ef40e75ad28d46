"""`creditarium check`: load a scenario, reform or preset, compile it, and say what it holds."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Annotated, Any

import typer

from creditarium.cli.options import AsJson
from creditarium.cli.output import console, print_json
from creditarium.cli.presets import Found, find, whole
from creditarium.model.problem import Problem

if TYPE_CHECKING:
    from creditarium.engine.run import Engine
    from creditarium.model.scenario import Scenario

LABEL = 20
FEW = 4000
"""People enough to compile a world with; ceilings do not depend on how many there are."""
MOST_SHOWN = 5
REFORMED = "reported-2020"
BARE = "no-scheme"


def check(
    file: Annotated[str, typer.Argument(help="A scenario, reform or preset: a file, or a shipped one by name.")],
    on: Annotated[
        str | None, typer.Option(help="The scenario to try a reform or a preset on.", metavar="SCENARIO")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Load and compile a file, and say "fine" with what it holds, or in one line what is wrong and where."""
    found = find(file)
    if found.kind in ("cases", "tests"):
        report = _asking(found)
    else:
        from creditarium.engine.run import Engine

        report = _report(found, Engine.of(_scenario(found, on)))
    if as_json:
        print_json(report)
        return
    out = console()
    out.print(f"{found.name}: fine ({found.kind[:-1]}: {report['title']})")
    for label, text in _lines(report):
        rows = textwrap.wrap(text, max(out.width - LABEL - 2, 40))
        for row, line in enumerate(rows):
            out.print(f"  {label if row == 0 else '':<{LABEL}}{line}")


def _scenario(found: Found, on: str | None) -> Scenario:
    """Give the whole scenario to compile: the file itself, or the one that it is tried on."""
    from creditarium.model.resolve import resolve

    if found.kind == "scenarios":
        return resolve(str(found.path), people=FEW)
    if found.kind == "reforms":
        return resolve(on or REFORMED, reform=found.path, people=FEW)
    return _with_preset(found, on)


def _with_preset(found: Found, on: str | None) -> Scenario:
    """Put a preset in its place in a scenario; a scheme stands there alone."""
    from creditarium.model.reading import load
    from creditarium.model.resolve import FOLDERS, scenario_tree
    from creditarium.model.scenario import Scenario
    from creditarium.model.tree import tree_of

    if found.kind not in ("schemes", *FOLDERS.values()):
        raise Problem(f"{found.kind} cannot be checked", place=str(found.path), mend="give a scenario or a reform")
    part = whole(found.path)
    tree = scenario_tree(on or BARE).with_item("people", FEW)
    if found.kind == "schemes":
        return load(Scenario, tree.with_item("scoring", tree_of({found.name: part})))
    stage = next(stage for stage, folder in FOLDERS.items() if folder == found.kind)
    if stage == "population" and "name" not in part:
        part = part.with_item("name", found.name)
    return load(Scenario, tree.with_item(stage, part))


def _report(found: Found, engine: Engine) -> dict[str, Any]:
    """Gather what a compiled file says of itself."""
    from creditarium.cli.ceilings import ceilings_of
    from creditarium.cli.presets import with_parts
    from creditarium.views.provenance import counted, origins

    compiled, people = engine.compiled, engine.scenario.people
    segments = compiled.segment_of[engine.settled.profiles[:people]]
    ceilings = ceilings_of(compiled)
    often = sorted(ceilings, key=lambda one: -one.highest)[:MOST_SHOWN]
    return {
        "name": found.name,
        "kind": found.kind,
        "title": str(whole(found.path).get("title", "")),
        "schemes": list(compiled.schemes),
        "kinds": len(compiled.kinds),
        "candidates_per_person_year": round(float(compiled.ceilings.sum(axis=0)[segments].mean()), 1),
        "most_candidates": {one.kind: round(one.highest, 2) for one in often},
        "clipped": {one.kind: round(one.acceptance, 3) for one in ceilings if one.acceptance > 1},
        "record_bytes_per_person": 2 * compiled.words,
        "eras": int(compiled.world.base.shape[0]),
        "numbers": counted(origins(with_parts(found))),
    }


def _asking(found: Found) -> dict[str, Any]:
    """Compile the worlds of a validation case, or of the tests of a scheme, and live none of them."""
    from creditarium.engine.run import Engine

    if found.kind == "tests":
        from creditarium.analysis.rules.judging import check_tests

        tests = check_tests(str(found.path))
        holds = {"schemes": [tests.scheme], "tests": len(tests.tests)}
        return {"name": found.name, "kind": found.kind, "title": tests.title, **holds}
    from creditarium.analysis.validation.worlds import scenario_of
    from creditarium.model.validation import CaseFile

    case = CaseFile.read(str(found.path)).case
    for world in case.worlds.values():
        Engine.of(scenario_of(world.model_copy(update={"people": FEW}), found.path))
    expected = sum(len(one.values) or 1 for one in case.expect)
    return {"name": found.name, "kind": found.kind, "title": case.title, "worlds": [*case.worlds], "expected": expected}


def _lines(report: dict[str, Any]) -> list[tuple[str, str]]:
    """Say the report in words."""
    if report["kind"] == "tests":
        return [("scheme", ", ".join(report["schemes"])), ("tests", f"{report['tests']}: creditarium test tries them")]
    if report["kind"] == "cases":
        numbers = f"{report['expected']}: creditarium validate lives through them"
        return [("worlds", ", ".join(report["worlds"]) or "none"), ("numbers expected", numbers)]
    from creditarium.views.provenance import count_text

    often = ", ".join(f"{kind} {rate:g}" for kind, rate in report["most_candidates"].items())
    clipped = ", ".join(f"{kind} up to ×{times:g}" for kind, times in report["clipped"].items())
    return [
        ("schemes", ", ".join(report["schemes"]) or "none"),
        (
            "ceilings",
            f"{report['candidates_per_person_year']:g} candidates a person-year; most often {often}",
        ),
        ("above its ceiling", f"{clipped}: such acts are clipped and tallied" if clipped else "no kind"),
        ("record", f"{report['record_bytes_per_person']} bytes a person, and the matters in hand"),
        ("rules change", "never" if report["eras"] == 1 else f"on {report['eras'] - 1} dates"),
        ("numbers", count_text(report["numbers"])),
    ]
