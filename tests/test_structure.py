"""The five limits of design, the arrows between packages and the habits of the house, read from the code itself."""

import ast
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from pydantic import BaseModel

import creditarium
from creditarium.cli import main
from creditarium.model import tables
from creditarium.model.base import Spec
from creditarium.model.population import ATTRIBUTES, FURTHER_ATTRIBUTES, Population
from creditarium.model.problem import Problem
from creditarium.model.scenario import Scenario

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "creditarium"
FILES = sorted(PACKAGE.rglob("*.py"))
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


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def room(path: Path) -> str:
    parts = path.relative_to(PACKAGE).parts
    return parts[0] if len(parts) > 1 else ""


def imports(path: Path) -> Iterator[str]:
    """Give the dotted names of the modules that a file imports, wherever in it."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: name the whole module"
            yield node.module or ""
            yield from (f"{node.module}.{name.name}" for name in node.names)


def named(node: ast.expr) -> str:
    """Give the dotted name of what is called, as far as it is written out."""
    if isinstance(node, ast.Attribute):
        return f"{named(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def calls(path: Path) -> Iterator[str]:
    yield from (named(node.func) for node in ast.walk(tree(path)) if isinstance(node, ast.Call))


# Limit 1: a closed list of small attributes ---------------------------------------------------------------


def test_the_attributes_of_a_person_are_a_closed_list() -> None:
    assert list(ATTRIBUTES) == [
        "age", "sex", "education", "income", "licence", "internet", "gamer", "credit_file", "migrant", "stratum",
    ]  # fmt: skip
    assert list(FURTHER_ATTRIBUTES) == ["band", "role", "household_size", "parent"]
    bits = [bit for a in ATTRIBUTES.values() for bit in range(a.shift, a.shift + a.bits)]
    assert sorted(bits) == list(range(16))
    for name, attribute in ATTRIBUTES.items():
        assert len(attribute.categories) <= 1 << attribute.bits, name


def test_no_attribute_is_one_that_nobody_may_ask_for() -> None:
    words = {word.lower() for a in ATTRIBUTES.values() for word in a.categories} | {*ATTRIBUTES, *FURTHER_ATTRIBUTES}
    forbidden = ("ethnic", "race", "relig", "orientation", "party", "name", "address", "phone", "photo", "account")
    assert not [word for word in words for part in forbidden if part in word]


def specs(base: type[BaseModel] = Spec) -> Iterator[type[BaseModel]]:
    for spec in base.__subclasses__():
        yield spec
        yield from specs(spec)


def test_every_model_type_is_closed_and_cannot_change() -> None:
    found = list(specs())
    assert len(found) > 30
    for spec in found:
        assert spec.model_config["extra"] == "forbid", spec
        assert spec.model_config["frozen"], spec
    words = {"person", "persons", "people_rows", "individuals", "citizens", "records"}
    assert not [(spec, name) for spec in found for name in spec.model_fields if name in words]


# Limit 2: nothing scores what comes from outside ----------------------------------------------------------

BROUGHT = re.compile(
    r"event|entries|entry|ledger|rows?$|records?$|persons$|people_data|individual|citizen|frame|table$|history|csv"
    r"|series|array|dataset|profile"
)
"""Names of parameters by which rows of persons could be brought in."""
CARRIERS = re.compile(r"DataFrame|NDArray|ndarray|Sequence\[(?!str)|Iterable\[(?!str)|list\[(?!str)|Table\b")
ALLOWED_PARAMETERS = {
    ("resolve", "settings"), ("resolve", "missing"), ("scenario", "settings"), ("scenario", "missing"),
    ("run", "settings"), ("run", "missing"),
}  # fmt: skip


def public() -> Iterator[tuple[str, inspect.Signature]]:
    """Give every public callable, and the public methods of every public class but the spec's own."""
    for name in creditarium.__all__:
        item = getattr(creditarium, name)
        if inspect.isclass(item):
            inherited = set(dir(Exception)) | set(dir(BaseModel))
            for method, value in inspect.getmembers(item, inspect.isfunction):
                if not method.startswith("_") and method not in inherited:
                    yield f"{name}.{method}", inspect.signature(value)
        elif callable(item):
            yield name, inspect.signature(item)


def test_no_public_callable_takes_events_or_rows_of_persons() -> None:
    seen = []
    for name, signature in public():
        seen.append(name)
        for parameter in signature.parameters.values():
            if (name, parameter.name) in ALLOWED_PARAMETERS:
                continue
            assert not BROUGHT.search(parameter.name.lower()), f"{name}({parameter.name})"
            assert not CARRIERS.search(str(parameter.annotation)), f"{name}({parameter})"
    assert {"run", "replay", "scenario"} <= set(seen)


def test_no_command_takes_events_or_rows_of_persons() -> None:
    commands = typer.main.get_command(main.app_of())
    assert isinstance(commands, typer.core.TyperGroup)
    assert len(commands.commands) > 5
    for name, command in commands.commands.items():
        for parameter in command.params:
            if not getattr(parameter, "is_flag", False):  # a flag brings nothing
                assert not BROUGHT.search((parameter.name or "").lower()), f"{name} --{parameter.name}"


def test_no_public_callable_returns_a_score_of_what_it_is_given() -> None:
    """A score, band or denial comes out of a run or a replay alone: objects that hold a scenario or its folder."""
    homes = {"Run", "Life"}
    for name, signature in public():
        if name.split(".")[0] in homes:
            continue
        words = str(signature.return_annotation).lower()
        assert not re.search(r"score|band|denial|entry", words), f"{name} -> {words}"


# Limit 3: the readers of input, and small cells -----------------------------------------------------------

READERS = {
    "model/reading.py": "specs: scenarios, schemes, reforms (YAML)",
    "model/catalogue.py": "titles of the shipped presets",
    "model/tables.py": "cells of a population's tables (CSV)",
    "results/storage.py": "the folders of its own runs",
    "analysis/calibration/store.py": "the worlds that a calibration of its own has lived",
    "results/locking.py": "nothing: it opens the lock beside a run's folder",
    "results/capacity.py": "the memory of the machine",
    "cluster/joining.py": "nothing: it opens the place where what Ray prints is lost",
    "cli/measuring.py": "the name of the machine's processor",
    "engine/jit.py": "the stamp of its own compiled code",
    "views/report/document.py": "the beginning of a file that a report is to replace, to see whether it is one",
    "views/report/html.py": "the style sheet of its own reports",
    "views/web/app.py": "the files of its own page",
    "engine/people_kept.py": "the fits of shipped populations that it kept itself",
}
"""Every file of the program that reads one; a new reader belongs on this list, with what it reads."""
READING = re.compile(
    r"(^|\.)(open|fdopen|read_text|read_bytes|read_csv|read_json|read_parquet|read_table|read_excel|scan_\w+"
    r"|loadtxt|genfromtxt|fromfile|memmap|safe_load|load_all|read_ndjson|read_ipc|DictReader)$"
)


def test_the_readers_of_input_are_one_declared_list() -> None:
    found = set()
    for path in FILES:
        ours = {name.rpartition(".")[2] for name in imports(path) if name.startswith("creditarium.")}
        names = {name for name in calls(path) if READING.search(name) or name in ("np.load", "json.load")}
        if names - ours:
            found.add(path.relative_to(PACKAGE).as_posix())
    assert found == set(READERS)


@pytest.mark.parametrize(("count", "refused"), [("0", False), ("1", True), ("9", True), ("10", False)])
def test_a_cell_of_fewer_than_ten_people_is_refused(count: str, refused: bool) -> None:
    assert tables.LEAST_CELL == 10
    if refused:
        with pytest.raises(Problem, match="pool"):
            tables._check_count(count, "male", "here")
    else:
        tables._check_count(count, "male", "here")


def test_the_shipped_tables_count_ten_or_more_in_every_cell() -> None:
    seen = 0
    for path in sorted((PACKAGE / "presets" / "populations").rglob("*.csv")):
        head, *rows = path.read_text(encoding="utf-8").splitlines()
        columns = [
            j for j, name in enumerate(head.split(",")) if name in ("male", "female", "population", "households")
        ]
        for row in rows:
            cells = row.split(",")
            for j in columns:
                seen += 1
                assert cells[j] == "0" or int(cells[j]) >= 10, f"{path.name}: {row}"
    assert seen > 1000


# Limit 4: no sockets (every test runs with them closed) ---------------------------------------------------

NETWORK = ("socket", "http", "urllib", "requests", "httpx", "aiohttp", "ftplib", "smtplib", "telnetlib", "websockets")
JOINING = {("cluster/joining.py", "socket")}
"""What asks whether a Ray answers at the address that a user gave: nothing else goes anywhere."""


def test_nothing_imports_the_network_or_a_pickle() -> None:
    for path in FILES:
        for name in imports(path):
            first = name.split(".")[0]
            assert first not in NETWORK or (path.relative_to(PACKAGE).as_posix(), first) in JOINING, f"{path}: {name}"
            assert first not in ("pickle", "shelve", "marshal", "dill", "cloudpickle"), f"{path}: {name}"


# Limit 5: no optimiser of control -------------------------------------------------------------------------


STATISTICS = ("scipy", "statsmodels", "fairlearn", "lifelines", "pandas")
"""What the audit reads with; for measuring alone, so in the analysis alone."""
OPTIMISERS = re.compile(
    r"^(sklearn|optuna|pyabc|torch|tensorflow|scipy\.(optimize|_lib)|fairlearn\.(reductions|postprocessing|preprocessing))"
)
CALIBRATING = {
    "analysis/calibration/annealing.py",
    "analysis/calibration/approximate.py",
    "analysis/calibration/searching.py",
}
"""What moves assumptions until worlds answer what was published; a scheme's rules are refused it, see its own tests."""


def test_nothing_but_calibration_optimises() -> None:
    found = set()
    for path in FILES:
        for name in imports(path):
            if OPTIMISERS.match(name):
                found.add(path.relative_to(PACKAGE).as_posix())
            assert name.split(".")[0] not in STATISTICS or room(path) == "analysis", f"{path}: {name}"
    assert found == CALIBRATING


LESS_HARM = {"analysis/alternatives/candidates.py"}
"""The one exception: the search for a less discriminatory alternative, which moves rules only towards less harm."""


def test_only_the_search_for_less_harm_moves_a_schemes_rules() -> None:
    """Any other reform is one that a user wrote: nothing else in the program makes one of its own."""
    found = set()
    for path in FILES:
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call):
                given = [keyword.value for keyword in node.keywords if keyword.arg == "reform"]
                given += node.args if named(node.func).endswith("with_reform") else []
                if any(isinstance(value, ast.Dict | ast.DictComp) for value in given):
                    found.add(path.relative_to(PACKAGE).as_posix())
    assert found == LESS_HARM


UNSEEKING = {
    "analysis/ensembles/plan.py",
    "analysis/ensembles/blameless.py",
    "analysis/calibration/calibrate.py",
}
"""Who may ask for a space with a scheme's own unsourced rules among its axes: what samples it, and seeks no point.

A calibration asks for their names alone, to refuse them.
"""


def test_no_search_moves_a_schemes_rules() -> None:
    found = set()
    for path in FILES:
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and named(node.func) == "space_of":
                found |= {path.relative_to(PACKAGE).as_posix() for keyword in node.keywords if keyword.arg == "rules"}
    assert found == UNSEEKING


# The house ------------------------------------------------------------------------------------------------


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
