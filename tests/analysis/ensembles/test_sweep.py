"""A sweep: pairs member by member, a store that survives being killed, and members that fail as data."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import polars as pl
import pytest

import creditarium as cr
from creditarium.analysis.ensembles import members
from creditarium.analysis.ensembles.headlines import GROUP_COLUMNS, HEADLINES, headlines_of
from creditarium.analysis.ensembles.members import FAILURES, Outcome, live_member
from creditarium.analysis.ensembles.plan import WRITTEN, Plan, plan_of
from creditarium.analysis.ensembles.space import space_of
from creditarium.analysis.ensembles.store import MEMBERS, SWEEP
from creditarium.analysis.ensembles.sweep import swept
from creditarium.analysis.other_world import without_schemes
from creditarium.analysis.pairs.given import Given
from creditarium.analysis.pairs.together import live_together
from creditarium.model.problem import Problem
from creditarium.model.resolve import resolve
from creditarium.model.scenario import Scenario
from creditarium.results.scenario_file import write_scenario

ROOT = Path(__file__).resolve().parents[3]
SIZE = {"people": 512, "days": 56}
COUNT = 6
OFFENCE, POST = "conduct.kinds.offence.chance", "conduct.kinds.post.chance"


@pytest.fixture(scope="module")
def town() -> Scenario:
    """A small town in which nobody knows how often people offend, and how often they post."""
    unknown = {OFFENCE: {"assume": 0.3, "range": [0.1, 0.6]}, POST: {"assume": 0.8, "range": [0.5, 0.9]}}
    because = {"because": "a case"}
    changes = [{"path": path, "value": {**leaf, **because}, **because} for path, leaf in unknown.items()]
    reform = {"title": "what nobody knows", "changes": changes}
    return resolve(str(ROOT / "tests" / "fixtures" / "theory" / "parts.yaml"), reform=reform, **SIZE)


@pytest.fixture(scope="module")
def plan(town: Scenario) -> Plan:
    return plan_of((town,), members=COUNT)


@pytest.fixture(scope="module")
def whole(plan: Plan, tmp_path_factory: pytest.TempPathFactory) -> cr.Sweep:
    """A sweep lived at one go, in a folder."""
    return swept(plan, tmp_path_factory.mktemp("sweep") / "whole", threads=2)


# Pairs ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["rongcheng", "reported-2020"])
def test_a_member_is_the_pair_that_compare_would_make(name: str) -> None:
    plan = plan_of((resolve(name, people=1_000, days=35),), members=2)
    base, world = plan.scenarios(2)
    [outcome] = live_member(plan, 2)
    first, other = live_together([Given("base", base), Given("world", world)], threads=1)
    expected = headlines_of(first, other)
    assert {headline: outcome.values[headline] for headline in expected} == expected
    assert outcome.seed == plan.scenario.seed + 2 == world.seed == base.seed
    assert any(expected.values())


def test_the_baseline_has_the_members_own_assumptions_and_no_scheme(plan: Plan) -> None:
    base, world = plan.scenarios(2)
    assert base == without_schemes(world)
    assert base.conduct != plan.scenario.conduct


def test_the_member_as_written_is_the_scenario(plan: Plan, town: Scenario, whole: cr.Sweep) -> None:
    _, world = plan.scenarios(WRITTEN)
    assert world.model_copy(update={"clock": town.clock}) == town
    denied = whole.written("denied")
    assert denied == cr.run(town).tally("denied")["count"][0] * 1_000 / town.people
    assert whole.bands()["members"].unique().to_list() == [COUNT]


def test_a_member_can_be_lived_again_from_its_reform(plan: Plan, whole: cr.Sweep) -> None:
    reform = whole.reform(4)
    plain = {"title": reform.title, "changes": [change.model_dump(by_alias=True) for change in reform.changes]}
    again = resolve(plan.scenario, reform=plain, seed=plan.seed_of(4))
    assert again.model_copy(update={"clock": plan.scenarios(4)[1].clock}) == plan.scenarios(4)[1]
    with pytest.raises(Problem, match="no member 7"):
        whole.reform(7)


def test_worlds_beside_one_baseline_are_compared_member_by_member(town: Scenario) -> None:
    bare = town.without("consequences").model_copy(update={"name": "bare"})
    made = swept(plan_of((town, bare), members=3), threads=2)
    alone = swept(plan_of((town,), bare, members=3), threads=2)
    for name in ("denied", "granted"):
        apart = [
            band.filter(headline=name)["median"][0] for band in (made.bands(town.name, less="bare"), alone.bands())
        ]
        assert apart[0] == pytest.approx(apart[1])
        assert apart[0] != 0
    assert made.frame().height == 2 * (3 + 1)


def test_worlds_of_another_people_stop_every_member_with_the_reason(town: Scenario) -> None:
    other = town.model_copy(update={"name": "other", "community": 256})
    made = swept(plan_of((town,), other, members=2))
    assert made.failed["stage"].unique().to_list() == ["pairing"]
    with pytest.raises(Problem, match=r"no member came to its end.*the size of a community"):
        made.bands()


def test_groups_add_up_to_all(plan: Plan, whole: cr.Sweep) -> None:
    _, world = plan.scenarios(1)
    counts = cr.run(world).tally("people", by="sex")["count"].to_list()
    row = whole.frame().filter(member=1).row(0, named=True)
    for name in ("refused_persons", "worse"):
        parts = [row[f"{name}.sex.{word}"] for word in ("male", "female")]
        total = sum(part * count for part, count in zip(parts, counts, strict=True)) / sum(counts)
        assert total == pytest.approx(row[name])
        assert total > 0
    assert whole.groups("income")["income"].to_list() == ["1", "2", "3", "4", "5"]
    with pytest.raises(Problem, match="not told by group"):
        whole.groups("income", "money")


# The store ------------------------------------------------------------------------------------------------


def test_a_member_a_row_readable_by_duckdb(plan: Plan, whole: cr.Sweep) -> None:
    assert whole.path is not None
    table = whole.path / MEMBERS
    axis = next(one for one in plan.axes if one.path == OFFENCE)
    rows = duckdb.sql(f"select member, seed, stage, \"{axis.path}\" from '{table}' order by member").fetchall()
    assert [row[:3] for row in rows] == [(j, 1 + j, None) for j in range(COUNT + 1)]
    assert rows[WRITTEN][3] == axis.parameter.value
    assert all(axis.low <= row[3] <= axis.high for row in rows)
    assert len({row[3] for row in rows}) == COUNT + 1
    assert len(pl.read_parquet(table).columns) == 5 + len(HEADLINES) + 1 + len(GROUP_COLUMNS) + len(plan.axes)


def test_threads_leave_no_trace(plan: Plan, whole: cr.Sweep, tmp_path: Path) -> None:
    again = swept(plan, tmp_path / "again", threads=1)
    assert again.frame().equals(whole.frame())
    assert whole.path is not None
    for name in (MEMBERS, SWEEP):
        assert (tmp_path / "again" / name).read_bytes() == (whole.path / name).read_bytes()


def test_a_finished_sweep_is_read_and_not_lived_again(plan: Plan, whole: cr.Sweep) -> None:
    def nobody(plan: Plan, member: int) -> tuple[Outcome, ...]:
        raise AssertionError(f"member {member} is lived again")

    again = swept(plan, whole.path, live=nobody)
    assert (again.lived, whole.lived) == (0, COUNT + 1)
    assert again.frame().equals(whole.frame())
    assert again.bands().equals(whole.bands())


def test_a_broken_sweep_goes_on_and_ends_alike(plan: Plan, whole: cr.Sweep, tmp_path: Path) -> None:
    def breaking(plan: Plan, member: int) -> tuple[Outcome, ...]:
        if member == 3:
            raise KeyboardInterrupt
        return live_member(plan, member)

    with pytest.raises(KeyboardInterrupt):
        swept(plan, tmp_path / "broken", threads=1, live=breaking)
    held = pl.read_parquet(tmp_path / "broken" / MEMBERS)
    assert held["member"].to_list() == [0, 1, 2]
    again = swept(plan, tmp_path / "broken", threads=1)
    assert again.lived == COUNT + 1 - 3
    assert whole.path is not None
    assert (tmp_path / "broken" / MEMBERS).read_bytes() == (whole.path / MEMBERS).read_bytes()


def test_a_killed_sweep_goes_on_with_the_same_command_and_ends_alike(town: Scenario, tmp_path: Path) -> None:
    write_scenario(tmp_path / "town.yaml", town)
    words = ["sweep", "town.yaml", "--members", "400", "--people", "512", "--threads", "1", "--json", "--out", "killed"]
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    going = subprocess.Popen(
        [sys.executable, "-m", "creditarium.cli.main", *words],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": path},
        stdout=subprocess.DEVNULL,
    )
    table = tmp_path / "killed" / MEMBERS
    while going.poll() is None and not table.exists():
        time.sleep(0.01)
    going.kill()
    assert going.wait() == -signal.SIGKILL, "it was killed in the middle"
    held = set(pl.read_parquet(table)["member"])
    plan = plan_of((resolve(str(tmp_path / "town.yaml")),), members=400)
    rest = range(len(held), len(held) + 3)

    def some(plan: Plan, member: int) -> tuple[Outcome, ...]:
        if member == rest.stop:
            raise KeyboardInterrupt
        return live_member(plan, member)

    for folder in ("killed", "whole"):
        with pytest.raises(KeyboardInterrupt):
            swept(plan, tmp_path / folder, threads=1, live=some)
    assert set(pl.read_parquet(table)["member"]) == {*held, *rest}
    assert table.read_bytes() == (tmp_path / "whole" / MEMBERS).read_bytes()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"members": COUNT + 1}, "another number of members"),
        ({"design": "sobol"}, "another design"),
    ],
)
def test_a_folder_of_another_sweep_is_refused(town: Scenario, whole: cr.Sweep, change: dict, says: str) -> None:
    assert whole.path is not None
    before = (whole.path / MEMBERS).read_bytes()
    with pytest.raises(Problem, match=says):
        swept(plan_of((town,), **{"members": COUNT, **change}), whole.path)
    assert (whole.path / MEMBERS).read_bytes() == before


def test_a_folder_of_other_rules_is_refused_by_its_digest(town: Scenario, whole: cr.Sweep) -> None:
    other = resolve(town, settings=["conduct.kinds.ticket.every=14"])
    with pytest.raises(Problem, match="other rules or ranges"):
        swept(plan_of((other,), members=COUNT), whole.path)


def test_a_folder_of_something_else_is_refused(plan: Plan, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(Problem, match="not empty"):
        swept(plan, tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["letter.txt"]


# Members that fail ----------------------------------------------------------------------------------------


def test_a_bad_member_is_recorded_and_the_others_go_on(plan: Plan, whole: cr.Sweep, monkeypatch) -> None:
    made = members.Engine.of

    def stopping(scenario: Scenario, settled: object = None) -> object:
        if scenario.seed == plan.seed_of(2) and scenario.scoring:
            raise Problem("an agent has more than 192 candidates in a window", mend="shorten the window")
        return made(scenario, settled)

    monkeypatch.setattr(members.Engine, "of", staticmethod(stopping))
    found = swept(plan, threads=2)
    [row] = found.failed.to_dicts()
    assert (row["member"], row["stage"]) == (2, "compiling")
    assert row["reason"] == "an agent has more than 192 candidates in a window. Mend: shorten the window."
    assert found.bands()["members"].unique().to_list() == [COUNT - 1]
    rest = pl.col("member") != 2
    assert found.frame().filter(rest).equals(whole.frame().filter(rest))


def test_a_point_that_does_not_load_is_recorded(plan: Plan, monkeypatch) -> None:
    def refusing(self: Plan, member: int) -> tuple[Scenario, ...]:
        raise Problem("the shares add up to 1.2", mend="lower one of them")

    monkeypatch.setattr(Plan, "scenarios", refusing)
    [outcome] = live_member(plan, 1)
    assert (outcome.stage, outcome.values) == ("loading", {})
    assert "add up to 1.2" in outcome.reason


def test_a_fault_of_the_program_is_no_data(plan: Plan) -> None:
    def faulty(plan: Plan, member: int) -> tuple[Outcome, ...]:
        raise TypeError("a fault")

    assert not issubclass(TypeError, FAILURES)
    with pytest.raises(TypeError):
        swept(plan, live=faulty)


# Bad input ------------------------------------------------------------------------------------------------


def test_a_scenario_without_assumptions_is_refused(town: Scenario) -> None:
    names = space_of(town, rules=True)
    certain = resolve(town, settings=[f"{axis.path}={_plain(axis.parameter.value)}" for axis in names.free])
    with pytest.raises(Problem, match="no number that is assumed or recalled"):
        plan_of((certain,), members=4)


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


def test_a_world_named_twice_and_an_unknown_one_are_refused(town: Scenario, whole: cr.Sweep) -> None:
    with pytest.raises(Problem, match="named twice"):
        plan_of((town, town), members=4)
    with pytest.raises(Problem, match="no world 'nowhere'"):
        whole.bands("nowhere")
    with pytest.raises(Problem, match="did you mean 'denied'"):
        whole.values("denyed")
