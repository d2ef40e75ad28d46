"""Files to begin with: commented, sound as they are, and with the schema by which an editor completes them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from creditarium.model.catalogue import PRESETS, find_preset
from creditarium.model.derived import read_preset
from creditarium.model.json_schema import shipped_schema
from creditarium.model.problem import Problem
from creditarium.model.reading import load, text_of
from creditarium.model.rule_tests import MOST_TESTS
from creditarium.model.scoring import Rule, Scheme
from creditarium.model.validation import VALIDATION

TEMPLATES = PRESETS / "templates"
SCHEME = "rongcheng-2018"
"""The scheme of a new scenario, if none is named."""
_TRIED = date(2020, 3, 1)
"""The day on which a new test's occasion comes, where the scheme is in force by then."""


def template(kind: str, scheme: str | None, target: Path) -> str:
    """Give the text of a new file at ``target``; a scenario, or tests, may be about a scheme (a preset or a file)."""
    path = VALIDATION / "template.yaml" if kind == "case" else TEMPLATES / f"{kind}.yaml"
    text = text_of(path, "a template")
    if kind == "scenario":
        text = _about(text, scheme or SCHEME, target)
    if kind == "tests" and scheme is not None:
        text = "".join(_tests_of(scheme, target))
    return f"# yaml-language-server: $schema={shipped_schema(kind).as_uri()}\n{text}"


def _about(text: str, name: str, target: Path) -> str:
    """Put a scheme into a new scenario: by its name or its file's path, with the lowest that it can say of somebody."""
    path = find_preset("schemes", name)
    scheme = load(Scheme, read_preset("schemes", path))
    when = "{listed: true}" if scheme.sort == "list" else f'{{band_at_most: "{scheme.bands[0].name}"}}'
    return text.replace("{file}", _named(name, path, target)).replace("{scheme}", path.stem).replace("{when}", when)


def _named(name: str, path: Path, target: Path) -> str:
    """Name a scheme in a file at ``target``: a preset by its name, another by its path from there."""
    if path.is_relative_to(PRESETS):
        return name
    near = os.path.relpath(path.resolve(), target.resolve().parent)
    return near if near.startswith("..") else f"./{near}"


def _tests_of(name: str, target: Path) -> Iterator[str]:
    """Write a test for each line of a scheme that says plainly what it enters; the others are named in a comment."""
    path = find_preset("schemes", name)
    scheme = load(Scheme, read_preset("schemes", path))
    entered = {kind: points for kind, rule in scheme.rules.items() if (points := _entered(scheme, rule))}
    if not entered:
        what = "no line of this scheme gives points or lists, so no test can be begun for it"
        raise Problem(what, place=name, mend="leave --scheme out, and write the tests by the shipped example")
    yield "# A test for each plain line of the table: what happens in an imaginary life, and what must follow.\n"
    yield "# One that fails shows a line that asks for more than its act. Say in each title what the line should do,\n"
    yield "# and let whoever made the rules read them.\n"
    yield f"title: {scheme.title.replace(': ', ', ')}, line by line\nscheme: {_named(name, path, target)}\n"
    since = min(place.since for place in scheme.covers.places)
    if since > _TRIED - timedelta(days=60):
        yield f"begins: {since}\n"
    yield "tests:\n"
    day = max(_TRIED, since + timedelta(days=60))
    waits = round(scheme.grace.value) if scheme.grace is not None else 0
    until = f"until: {day + timedelta(days=waits)}, " if waits else ""
    for kind, points in list(entered.items())[:MOST_TESTS]:
        happens = f"{{date: {day}, occasion: {kind}}}"
        yield f"  - title: What a {kind} does\n    given: [{happens}]\n"
        yield f"    then: {{{until}entries: [{happens[:-1]}, points: {points}}}]}}\n"
    left = [kind for kind in scheme.rules if kind not in entered]
    if left:
        yield f"# Still without a test, as their lines do something else: {', '.join(left)}.\n"


def _entered(scheme: Scheme, rule: Rule) -> float:
    """Give the points that a first entry moves (a listing is 1), or 0 where the line says something else."""
    if scheme.sort == "list":
        return 1 if rule.term is not None else 0
    if scheme.sort != "points" or rule.points is None or scheme.floor is None or scheme.ceiling is None:
        return 0
    start = (scheme.start or scheme.floor).value
    moved = min(max(start + rule.points.value, scheme.floor.value), scheme.ceiling.value) - start
    return int(moved) if float(moved).is_integer() else moved
