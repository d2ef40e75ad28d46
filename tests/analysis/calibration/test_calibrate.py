"""A calibration of a lived scenario: what it refuses, keeps, leaves alone and writes."""

import copy
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import creditarium as cr
from creditarium.analysis.calibration.behind import behind
from creditarium.analysis.calibration.calibrate import chosen
from creditarium.analysis.calibration.narrowing import narrowed
from creditarium.analysis.calibration.posterior import Posterior
from creditarium.analysis.calibration.store import WORLDS, Store
from creditarium.analysis.ensembles.free import FreeNumber
from creditarium.analysis.ensembles.space import space_of
from creditarium.analysis.observables import check_observable
from creditarium.model.catalogue import preset_names
from creditarium.model.observable import Observable
from creditarium.model.overlay import read_reform
from creditarium.model.parameter import Parameter
from creditarium.model.problem import Problem
from creditarium.model.resolve import resolve
from creditarium.model.scenario import Scenario
from creditarium.model.source import sources
from creditarium.model.target import read_targets
from creditarium.results.locking import sole

from .conftest import NOTICE, OBSERVABLES, POINTS, RATE, SEES, target

PASTIME = "conduct.kinds.pastime.rate"


@pytest.fixture(scope="module")
def town(published: Callable[..., dict[str, Any]]) -> dict[str, Any]:
    """Targets of a town, with one that is kept to test and far from what any world has."""
    content = published((0.4, 0.6), 77)
    content["targets"]["kept"] = target({"count": "acts", "kind": "pastime"}, 5e6, 10.0, "test")
    return content


@pytest.fixture(scope="module")
def made(planted: Scenario, town: dict[str, Any]) -> cr.Calibration:
    return cr.calibrate(planted, town, free=[RATE, SEES, NOTICE], trials=30, seed=5)


# What is free ---------------------------------------------------------------------------------------------


def test_a_schemes_rule_is_refused_however_it_is_named(planted: Scenario, town: dict[str, Any]) -> None:
    for named in (POINTS, "scoring.*", "*.points", "scoring.register.rules"):
        with pytest.raises(Problem, match=f"'{POINTS}' is a scheme's rule, and no search moves one"):
            cr.calibrate(planted, town, free=[RATE, named])


def test_what_has_a_source_or_is_not_there_is_refused(planted: Scenario, town: dict[str, Any]) -> None:
    with pytest.raises(Problem, match="is certain, so it is not free"):
        cr.calibrate(planted, town, free=["scoring.register.floor"])
    with pytest.raises(Problem, match=r"no number is called 'conduct\.kinds\.ofence\.rate'\. Mend: did you mean"):
        cr.calibrate(planted, town, free=["conduct.kinds.ofence.rate"])
    with pytest.raises(Problem, match="no free number is called 'x'"):
        cr.calibrate(planted, town, hold=["x"])
    with pytest.raises(Problem, match="is held"):
        cr.calibrate(planted, town, free=[RATE], hold=["conduct.*"])


def test_without_names_the_numbers_behind_the_fitted_targets_are_free(planted: Scenario, town: dict[str, Any]) -> None:
    aimed = read_targets(town)
    assert set(chosen(planted, aimed, ()).names) == {RATE, SEES, NOTICE}
    assert set(chosen(planted, aimed, (), ["observation"]).names) == {RATE, NOTICE}
    assert set(chosen(planted, aimed, ["conduct.kinds.*"]).names) == {RATE, PASTIME}


def test_behind_a_refusal_stand_need_scheme_sensor_acts_and_their_states() -> None:
    scenario = resolve("national-lists")
    parts = behind(scenario, [Observable(count="denied", consequence="court_no_flight")])
    found = {name for name in space_of(scenario).names if parts.holds(name)}
    assert {
        "conduct.kinds.flight.depends.0.times", "conduct.kinds.judgment_evaded.rate",
        "conduct.kinds.court_judgment.rate",
        "conduct.states.judgment.start.0.share",
        "observation.sensors.court_register.sees.judgment_obstructed",
        "consequences.rules.court_no_flight.chance",
    } < found  # fmt: skip
    assert not any("theft" in name or "fast_train" in name or "misconduct" in name for name in found)
    assert behind(scenario, [Observable(count="acts")]).holds("response.anything")


# The fit and the test -------------------------------------------------------------------------------------


def test_what_is_kept_to_test_changes_nothing_of_the_fit(
    planted: Scenario, town: dict[str, Any], made: cr.Calibration
) -> None:
    other = copy.deepcopy(town)
    other["targets"]["kept"]["value"]["recalled"] = 1.0
    again = cr.calibrate(planted, other, free=[RATE, SEES, NOTICE], trials=30, seed=5)
    assert (again.posterior.points == made.posterior.points).all()
    assert again.frame()["expected"].to_list() != made.frame()["expected"].to_list()


def test_fitted_and_kept_targets_are_both_told(made: cr.Calibration) -> None:
    rows = {row["target"]: row for row in made.frame().to_dicts()}
    for name in OBSERVABLES:
        assert abs(rows[name]["off"]) < 1
        assert rows[name]["low"] < rows[name]["expected"] < rows[name]["high"]
        assert rows[name]["beyond"] == 0
        assert abs(rows[name]["before"] - rows[name]["expected"]) > abs(rows[name]["off"] * rows[name]["tolerance"])
    assert rows["kept"]["use"] == "test"
    assert rows["kept"]["beyond"] > 4e6


def test_a_number_that_the_targets_do_not_move_is_named_and_keeps_its_range(made: cr.Calibration) -> None:
    told = {one.free.path: one for one in made.told}
    assert told[NOTICE].strength == 0
    assert not told[NOTICE].identified
    assert told[RATE].identified
    assert told[SEES].identified
    assert set(dict(made.ranges())) == {RATE, SEES}
    assert any(NOTICE in text and "do not tell" in text for text in _sentences(made))


def test_a_few_draws_narrow_no_range_however_near_each_other_they_lie(made: cr.Calibration) -> None:
    """Five even draws hold two thirds of a range between them, though nothing was learned."""
    even = np.linspace(0.1, 0.9, 5)[:, None] * np.ones(len(made.kept))
    for points in (even, made.posterior.points[:5]):
        few = replace(made, posterior=Posterior(points, np.full(5, 0.2), made.posterior.answers[:5]))
        assert max(few.posterior.width) < 0.9
        assert not any(one.identified for one in few.told)
        assert not list(few.ranges())
        assert "Draws as good as 5 of equal weight are too few to narrow a range" in " ".join(_sentences(few))
    assert "too few" not in " ".join(_sentences(made))


def test_a_world_that_misses_what_was_fitted_is_told_and_its_ranges_say_so(made: cr.Calibration) -> None:
    assert made.missed == 0
    assert not any("misses" in text for text in [*_sentences(made), made.because])
    off = made.aims.expected + np.where(made.aims.fitted, 1.1, 9.0) * made.aims.tolerance
    bad = replace(made, middle=off)
    assert bad.missed == bad.content()["missed"] == int(made.aims.fitted.sum()) == 2
    assert any(text.startswith("The calibrated world misses 2 of the 2 fitted targets") for text in _sentences(bad))
    assert ", of which it misses 2, by bayes" in bad.because
    unanswered = replace(made, middle=np.where(made.aims.fitted, np.nan, made.middle))
    assert unanswered.missed == 2


def _sentences(made: cr.Calibration) -> list[str]:
    from creditarium.views.calibrated import sentences

    return list(sentences(made))


def test_a_target_that_no_world_reaches_is_refused_with_the_nearest(planted: Scenario, town: dict[str, Any]) -> None:
    far = copy.deepcopy(town)
    far["targets"]["acts"]["value"]["recalled"] = 9_000
    with pytest.raises(
        Problem, match=r"'acts', 9,000 times, lies outside .* the nearest has [\d,.]+, [\d,.]+ away"
    ) as told:
        cr.calibrate(planted, far, free=[RATE, SEES], trials=5)
    nearest = float(str(told.value).split("nearest has ")[1].split(", ")[0].replace(",", ""))
    assert 1_000 < nearest < 3_000


def test_numbers_that_move_no_target_cannot_be_fitted(planted: Scenario, town: dict[str, Any]) -> None:
    bare = {**town, "targets": {"acts": town["targets"]["acts"]}}
    with pytest.raises(Problem, match="nothing that the targets depend on is free"):
        cr.calibrate(planted, bare, hold=[RATE], trials=5)
    bare["targets"]["acts"] = {**bare["targets"]["acts"], "observable": OBSERVABLES["entered"]}
    with pytest.raises(Problem, match="no free number moves any fitted target"):
        cr.calibrate(planted, bare, hold=[RATE, SEES], trials=5)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"observable": {"count": "acts", "kind": "ofence"}}, "counts no 'acts' of kind 'ofence'"),
        ({"observable": {"count": "acts", "until": 90}}, "lies outside the run"),
        ({"value": {"recalled": 3, "range": [5, 9], "memory": "m"}}, "misses its value 3"),
        ({"value": {"assume": 3, "range": [1, 9], "because": "b"}}, "a target's value is a published number"),
        ({"value": {"value": 3, "source": "BL-999"}}, "no source is called 'BL-999'"),
        ({"tolerance": {"fixed": 0, "because": "none"}}, "a tolerance is more than 0"),
        ({"use": "train"}, "'use'|fit"),
    ],
)
def test_a_bad_target_is_one_line(planted: Scenario, town: dict[str, Any], change: dict[str, Any], says: str) -> None:
    bad = copy.deepcopy(town)
    bad["targets"]["acts"] |= change
    with pytest.raises(Problem, match=says):
        cr.calibrate(planted, bad, free=[RATE], trials=5)


def test_targets_without_one_to_fit_and_bad_numbers_are_refused(planted: Scenario, town: dict[str, Any]) -> None:
    bare = {**town, "targets": {"kept": town["targets"]["kept"]}}
    with pytest.raises(Problem, match="nothing to fit"):
        cr.calibrate(planted, bare)
    for options, says in (
        ({"method": "bays"}, "did you mean 'bayes'"),
        ({"trials": 0}, "--trials"),
        ({"seeds": 0}, "--seeds"),
    ):
        with pytest.raises(Problem, match=says):
            cr.calibrate(planted, town, **options)


# What is kept ---------------------------------------------------------------------------------------------


def test_a_calibration_goes_on_where_it_was_broken_off(
    planted: Scenario, town: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    options: dict[str, Any] = {"free": [RATE, SEES], "trials": 12, "seed": 5}
    whole = cr.calibrate(planted, town, **options)
    done = []

    def stopped(points: int, of: int) -> None:
        done.append(points)
        if points == 9:
            raise KeyboardInterrupt

    folder = tmp_path / "fit"
    with pytest.raises(KeyboardInterrupt) as stop:
        cr.calibrate(planted, town, out=folder, tell=stopped, **options)
    assert stop.value.__notes__ == [f"{folder} holds the 18 worlds lived so far: the same command goes on from there"]
    assert [file.name for file in folder.iterdir()] == [WORLDS]
    kept = (folder / WORLDS).read_text(encoding="utf-8").splitlines()
    assert len(kept) == 1 + 2 * 9
    (folder / WORLDS).write_text("\n".join(kept[:-1]) + '\n{"at": {"cond', encoding="utf-8")
    lived = []
    keep = Store.put
    monkeypatch.setattr(Store, "put", lambda self, *rest: (lived.append(rest), keep(self, *rest))[1])
    again = cr.calibrate(planted, town, out=folder, **options)
    assert (again.posterior.points == whole.posterior.points).all()
    assert len(lived) == 2 * again.lived - (2 * 9 - 1)
    assert len((folder / WORLDS).read_text(encoding="utf-8").splitlines()) == 1 + 2 * again.lived
    content = json.loads((folder / "calibration.json").read_text(encoding="utf-8"))
    assert content["points"] == again.lived
    assert {file.name for file in folder.iterdir()} == {WORLDS, "calibration.json", "points.parquet", "ranges.yaml"}


def test_two_calibrations_do_not_share_a_folder(planted: Scenario, town: dict[str, Any], tmp_path: Path) -> None:
    with sole(tmp_path / "fit"), pytest.raises(Problem, match="another process is working on this folder"):
        cr.calibrate(planted, town, free=[RATE], trials=1, out=tmp_path / "fit")


def test_ranges_of_an_earlier_fit_do_not_stay_beside_one_that_narrows_none(
    made: cr.Calibration, tmp_path: Path
) -> None:
    few = replace(made, posterior=Posterior(made.posterior.points[:5], np.full(5, 0.2), made.posterior.answers[:5]))
    made.write(tmp_path)
    assert (tmp_path / "ranges.yaml").is_file()
    few.write(tmp_path)
    assert {file.name for file in tmp_path.iterdir()} == {"calibration.json", "points.parquet"}


def test_worlds_of_other_rules_are_refused(planted: Scenario, town: dict[str, Any], tmp_path: Path) -> None:
    folder = tmp_path / "fit"
    options: dict[str, Any] = {"free": [RATE], "trials": 1, "out": folder}
    cr.calibrate(planted, town, **options)
    with pytest.raises(Problem, match="worlds of other rules, people or observables"):
        cr.calibrate(planted, town, settings=["scoring.register.rules.offence.points=-30"], **options)
    (folder / WORLDS).write_text("no line of ours\n", encoding="utf-8")
    with pytest.raises(Problem, match="cannot be read"):
        cr.calibrate(planted, town, **options)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "file").write_text("", encoding="utf-8")
    with pytest.raises(Problem, match="the folder is not empty"):
        cr.calibrate(planted, town, free=[RATE], trials=1, out=tmp_path / "full")


# What is left ---------------------------------------------------------------------------------------------


def test_the_narrower_ranges_are_a_reform_with_their_provenance(planted: Scenario, made: cr.Calibration) -> None:
    reform = made.reform()
    changed = resolve(planted, reform=reform)
    for name in (RATE, SEES):
        [old], [new] = ([one for one in space_of(s).free if one.path == name] for s in (planted, changed))
        assert old.low < new.low < new.at(new.home) < new.high < old.high
        assert new.kind == "assumed"
        assert made.digest in new.reason
        assert "bayes" in new.reason
        assert made.made in new.reason
        assert old.reason in new.reason
        assert new.unit == old.unit
    assert read_reform(reform).changes[0].path in (RATE, SEES)
    untouched = set(space_of(planted).names) - {RATE, SEES}
    both = [{one.path: one.parameter for one in space_of(s).free if one.path in untouched} for s in (planted, changed)]
    assert both[0] == both[1]


def free(whole: bool = False, **form: Any) -> FreeNumber:
    return FreeNumber("a.b", Parameter.of({"because": "nobody knows", **form}), whole)


def test_every_form_of_a_free_number_is_narrowed() -> None:
    recalled = FreeNumber("a", Parameter.of({"recalled": 4, "range": [0, 10], "memory": "heard"}), whole=True)
    said = narrowed(recalled, 0.2, 0.3, 0.6, "calibrated")
    assert (said.kind, said.value, said.range, said.memory) == ("assumed", 3, (2, 6), "")
    assert "heard" in said.because
    series = narrowed(free(dated={"2013-10-01": 0.9, "2016-12-10": 1}, range=[0.7, 1]), 0.1, 0.25, 0.4, "c")
    assert [value for _, value in series.rows] == [0.8, 0.85]
    assert series.range == pytest.approx((0.74, 0.94), abs=1e-3)
    assert Parameter.of(series.form()) == series
    table = narrowed(free(assume=[1, 2, 4], range=[1, 5]), 0.5, 0.75, 1, "c")
    assert table.value == (3, 3.5, 4.5)
    assert table.range == (1, 5)
    variant = narrowed(free(assume="a", variants=["a", "b", "c"]), 0.4, 0.5, 0.6, "c")
    assert (variant.value, variant.variants) == ("b", (("b", "b"),))


# The shipped targets --------------------------------------------------------------------------------------

SCENARIOS = {"court-blacklist": "national-lists", "tax-ratings": "firm-ratings"}


@pytest.mark.parametrize("name", preset_names("targets"))
def test_shipped_targets_are_answered_and_say_what_their_source_says(name: str) -> None:
    aimed = read_targets(name)
    span = {"start": aimed.span.start, "days": aimed.span.days} if aimed.span else {}
    scenario = resolve(SCENARIOS[name], people=2_000, **span)
    for one in aimed.targets.values():
        check_observable(one.observable, scenario)
        published = [figure.value for figure in sources()[one.source].values if isinstance(figure.value, int | float)]
        scale = 100 if one.unit.startswith("share") else 1
        assert any(abs(float(value) / scale - one.value.value) < 1e-12 for value in published), one.title
    assert aimed.used("fit")
    assert aimed.used("test")


def test_the_shipped_targets_move_no_rule() -> None:
    aimed = read_targets("court-blacklist")
    assert aimed.span is not None
    scenario = resolve("national-lists", people=2_000, start=aimed.span.start, days=aimed.span.days)
    names = chosen(scenario, aimed, ()).names
    assert not any(one.rule for one in space_of(scenario).only(names).free)
    assert "conduct.kinds.judgment_evaded.rate" in names
