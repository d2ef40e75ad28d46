"""The five limits of design, read from the code itself."""

import ast
import inspect
import re
from collections.abc import Iterator

import pytest
import typer
from pydantic import BaseModel

import creditarium
from creditarium.cli import main
from creditarium.model import tables
from creditarium.model.base import Spec
from creditarium.model.population import ATTRIBUTES, FURTHER_ATTRIBUTES
from creditarium.model.problem import Problem
from tests.reading import FILES, PACKAGE, calls, imports, named, room, tree

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
