"""`creditarium check`: load a scenario, reform or preset, compile it, and say what it holds."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Annotated, Any

import typer

from creditarium.cli.asking import ASKING, report_of
from creditarium.cli.asking import lines_of as asking_lines
from creditarium.cli.options import AsJson
from creditarium.cli.output import console, print_json
from creditarium.cli.presets import Found, find, mapping, whole
from creditarium.model.catalogue import shown
from creditarium.model.problem import Problem

if TYPE_CHECKING:
    from creditarium.model.scenario import Scenario
    from creditarium.model.tree import Table

LABEL = 20
MOST_SHOWN = 5
FEW = 4000
"""People enough to compile a world with; ceilings do not depend on how many there are."""
_LISTED = {"conduct": ("states", "kinds"), "observation": ("sensors",)}
"""The stages of which a scenario may list several catalogues, and the mappings that are united then."""
_SINGLE = {kind: kind[:-1] for kind in ("reforms", "scenarios", "populations", "schemes", "cases")}
"""The kinds of which a file holds one; each of the others holds several."""


def check(
    file: Annotated[str, typer.Argument(help="A scenario, reform or preset: a file, or a shipped one by name.")],
    on: Annotated[
        str | None, typer.Option(help="The scenario to try it on; left out, one it belongs to.", metavar="SCENARIO")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Load and compile a file, and say "fine" with what it holds, or in one line what is wrong and where."""
    found = find(file)
    try:
        report = report_of(found, on) if found.kind in ASKING else _report(found, on)
    except Problem as problem:
        raise _of_file(problem, found, file, on).placed(file) from problem
    lines_of = asking_lines if found.kind in ASKING else _lines
    if as_json:
        print_json(report)
        return
    out = console()
    out.print(f"{found.name}: fine ({_SINGLE.get(found.kind, found.kind)}: {report['title']})")
    for label, text in lines_of(report):
        rows = textwrap.wrap(text, max(out.width - LABEL - 2, 40))
        for row, line in enumerate(rows):
            out.print(f"  {label if row == 0 else '':<{LABEL}}{line}")


def _scenario(found: Found, on: str | None) -> Scenario:
    """Give the whole scenario to compile: the file itself, or the one that it is tried on."""
    from creditarium.model.resolve import resolve

    if on is None:
        return resolve(str(found.path), people=FEW)
    return resolve(on, reform=found.path, people=FEW) if found.kind == "reforms" else _with_preset(found, on)


def _of_file(problem: Problem, found: Found, file: str, on: str | None) -> Problem:
    """Say of a part that what ships does not fit: the file at fault is then the one that was given."""
    ships = problem.place.startswith("presets") and not problem.place.startswith(shown(found.path))
    if found.kind in ("scenarios", "reforms") or not ships:
        return problem
    mend = f"creditarium check {file} --on SCENARIO tries it on the scenario that it belongs to"
    return Problem(f"{problem.what} ({problem.place})", mend=mend if on is None else problem.mend)


def _with_preset(found: Found, on: str) -> Scenario:
    """Put a preset in its place in a scenario; a scheme stands there alone."""
    from creditarium.model.derived import read_preset, without_the_left_out
    from creditarium.model.reading import load
    from creditarium.model.resolve import FOLDERS, scenario_tree
    from creditarium.model.scenario import Scenario
    from creditarium.model.tree import tree_of

    part = mapping(read_preset(found.kind, found.path), found.path)
    tree = scenario_tree(on).with_item("people", FEW)
    if found.kind == "schemes":
        return load(Scenario, tree.with_item("scoring", tree_of({found.name: part})))
    stage = next(stage for stage, folder in FOLDERS.items() if folder == found.kind)
    if stage == "population" and "name" not in part:
        part = part.with_item("name", found.name)
    joined = _joined(tree[stage], part, _LISTED.get(stage, ()))
    return load(Scenario, without_the_left_out(tree.with_item(stage, joined)))


def _joined(held: Table, part: Table, listed: tuple[str, ...]) -> Table:
    """Put a catalogue beside the one that a scenario has, as a scenario that lists both does; in its place if a name
    stands for something else in each.
    """
    for key in listed:
        own, others = part.get(key, {}), held.get(key, {})
        if not isinstance(own, dict) or any(name in others and others[name] != own[name] for name in own):
            return part
    for key in listed:
        united: Any = held.get(key, part.get(key))
        for name, one in part.get(key, {}).items():
            united = united.with_item(name, one)
        part = part.with_item(key, united)
    return part


def _report(found: Found, on: str | None) -> dict[str, Any]:
    """Compile a file, in the scenario that it is tried on, and gather what it says of itself."""
    from creditarium.cli.ceilings import candidates_a_year, ceilings_of
    from creditarium.cli.presets import with_parts
    from creditarium.cli.tried_on import home_of
    from creditarium.results.compiling import engine_of
    from creditarium.views.provenance import counted, origins

    tried = home_of(found) if on is None or found.kind == "scenarios" else on
    engine = engine_of(_scenario(found, tried))
    compiled = engine.compiled
    ceilings = ceilings_of(compiled)
    often = sorted(ceilings, key=lambda one: -one.highest)[:MOST_SHOWN]
    return {
        "name": found.name,
        "kind": found.kind,
        "title": str(whole(found.path).get("title", "")),
        "on": tried,
        "schemes": list(compiled.schemes),
        "kinds": len(compiled.kinds),
        "candidates_per_person_year": round(candidates_a_year(engine), 1),
        "most_candidates": {one.kind: round(one.highest, 2) for one in often},
        "clipped": {one.kind: round(one.acceptance, 3) for one in ceilings if one.acceptance > 1},
        "record_bytes_per_person": 2 * compiled.words,
        "eras": int(compiled.world.base.shape[0]),
        "numbers": counted(origins(with_parts(found))),
    }


def _lines(report: dict[str, Any]) -> list[tuple[str, str]]:
    """Say the report in words."""
    from creditarium.views.provenance import count_text

    often = ", ".join(f"{kind} {rate:g}" for kind, rate in report["most_candidates"].items())
    clipped = ", ".join(f"{kind} up to ×{times:g}" for kind, times in report["clipped"].items())
    return [
        *([("tried on", report["on"])] if report["on"] else []),
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
