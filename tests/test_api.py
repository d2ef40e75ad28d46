"""The public names, and the examples in the documentation of the package, which must run."""

import doctest
import importlib
import pkgutil
from pathlib import Path
from typing import Any

import pytest

import creditarium as cr

MODULES = sorted(
    module.name for module in pkgutil.walk_packages(cr.__path__, "creditarium.") if not module.name.endswith("__main__")
)


@pytest.mark.parametrize("name", ["creditarium", *MODULES])
def test_examples_run(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    module = importlib.import_module(name)
    failed = doctest.testmod(module, optionflags=doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS).failed
    assert failed == 0


def test_every_public_name_is_there() -> None:
    assert sorted(cr.__all__) == dir(cr)
    for name in cr.__all__:
        assert getattr(cr, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'rnu'"):
        _ = cr.rnu  # type: ignore[attr-defined]


def test_the_example_of_the_readme_runs() -> None:
    run = cr.run("reported-2020", people=2_000, days=28, seed=1)
    assert run.tally("denied", by=["consequence", "income"]).columns == ["consequence", "income", "count"]
    other = cr.run(run.scenario.without("sharing"))
    assert other.scenario.sharing.agreements == {}
    assert other.manifest.fate == run.manifest.fate
    assert cr.replay(run, person=471).matches


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"people": -4}, "--people: 'people' should be greater than or equal to 1, not -4"),
        ({"days": 0}, "--days: 'days' should be greater than or equal to 1, not 0"),
        ({"set": {"scoring.rongcheng-2018.start": "many"}}, "--set scoring.rongcheng-2018.start: 'many' is no number"),
        ({"reform": {"scoring.rongcheng-2018.start": 900}}, "give values by path as set"),
        ({"without": "scoring.nothing"}, "choose from rongcheng-2018"),
    ],
)
def test_what_is_wrong_with_an_argument_is_said_of_the_argument(given: dict[str, Any], says: str) -> None:
    for make in (cr.scenario, cr.run):
        with pytest.raises(cr.Problem) as caught:
            make("rongcheng", **given)
        assert says in str(caught.value)


def test_a_scenario_takes_what_a_run_takes() -> None:
    changed = {"people": 640, "days": 28, "seed": 5, "set": {"clock.tally": 1}, "without": "sharing"}
    assert cr.scenario("rongcheng", **changed) == cr.run("rongcheng", **changed).scenario
    with pytest.raises(TypeError, match="settings"):
        cr.scenario("rongcheng", settings=())  # type: ignore[call-arg]
