"""The arrows between packages and the habits of the house, read from the code itself."""

import ast
import re
from pathlib import Path

import pytest

from creditarium.model.population import Population
from creditarium.model.scenario import Scenario
from tests.reading import FILES, PACKAGE, calls, imports, named, room, tree

BELOW = {
    "model": set(),
    "presets": set(),
    "engine": {"model"},
    "cluster": {"engine", "model"},
    "results": {"cluster", "engine", "model"},
    "analysis": {"results", "cluster", "engine", "model"},
    "views": {"analysis", "results", "engine", "model"},
    "cli": {"views", "analysis", "results", "engine", "model"},
}
"""What each package may import besides itself."""


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_arrows_point_one_way(path: Path) -> None:
    mine = room(path)
    if not mine:
        return
    assert mine in BELOW, f"a new package {mine!r}: say what it may import"
    for name in imports(path):
        parts = name.split(".")
        if parts[0] == "creditarium" and len(parts) > 1 and parts[1] in BELOW:
            assert parts[1] == mine or parts[1] in BELOW[mine], f"{mine} must not import {name}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_a_file_is_one_idea(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) < 350
    for word in ("TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"):
        assert not re.search(rf"\b{word}\b", text)
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.ExceptHandler):
            assert node.type is not None, f"{path}:{node.lineno}: a bare except"
            assert named(node.type) not in ("Exception", "BaseException"), f"{path}:{node.lineno}"
        if isinstance(node, ast.ImportFrom):
            assert not any(name.name == "*" for name in node.names)
        if isinstance(node, ast.Call):
            assert named(node.func) not in ("eval", "exec"), f"{path}:{node.lineno}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_a_file_says_what_it_is(path: Path) -> None:
    assert ast.get_docstring(tree(path)), path


VARYING = re.compile(
    r"^(np|numpy|math)\.(exp|expm1|exp2|log|log2|log10|log1p|power|float_power|sin|cos|tan\w*|sinh|cosh|cbrt|hypot"
    r"|dot|matmul|einsum|inner|outer|tensordot|vdot|linalg\.\w+|fft\.\w+|random\.\w+)$"
)


@pytest.mark.parametrize("path", [p for p in FILES if room(p) == "engine"], ids=lambda p: p.name)
def test_the_engine_uses_nothing_whose_last_bit_varies(path: Path) -> None:
    """No maths library, linear algebra or other generator: bits must not depend on the machine."""
    assert not [name for name in calls(path) if VARYING.match(name)]
    for node in ast.walk(tree(path)):
        assert not (isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult)), f"{path}:{node.lineno}"
        if isinstance(node, ast.Call):
            assert not [k for k in node.keywords if k.arg == "fastmath"], f"{path}:{node.lineno}"


FREE = {0.0, 0.5, 0.9999, 1.0, 2.0, 5.0, 365.25, 4294967296.0}
"""Floats that are no model's: nothing, half, odds kept finite, one, two, five fifths, a year's days, 2**32."""
NUMERICAL = {"_TINY", "_CLOSE", "_ODDS_CLOSE", "_WORST", "_MOST_STEP"}
"""Named tolerances of the fit of a population."""
BENEATH = 1e-100


@pytest.mark.parametrize("path", [p for p in FILES if room(p) == "engine"], ids=lambda p: p.name)
def test_no_number_of_the_model_lives_in_the_engine(path: Path) -> None:
    """A heuristic: no float but the free ones, numerical tolerances by name, and guards against division by 0."""
    free: set[int] = set()
    module = tree(path)
    for node in ast.walk(module):
        if isinstance(node, ast.Assign) and any(named(target) in NUMERICAL for target in node.targets):
            free |= {id(part) for part in ast.walk(node)}
    for node in ast.walk(module):
        if isinstance(node, ast.Constant) and isinstance(node.value, float) and id(node) not in free:
            assert node.value in FREE or 0 < node.value < BENEATH, f"{path}:{node.lineno}: {node.value}"


def test_the_scenario_has_the_seven_stages() -> None:
    stages = ["population", "conduct", "observation", "scoring", "sharing", "consequences", "response"]
    assert [name for name in Scenario.model_fields if name in stages] == stages
    for stage in stages:
        assert (PACKAGE / "model" / f"{stage}.py").is_file()
    assert Population.model_config["extra"] == "forbid"
