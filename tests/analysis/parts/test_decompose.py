"""Decomposing: small worlds where it is known which part does the harm, and what holds of every decomposition."""

import contextlib
import json
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import polars as pl
import pytest

import creditarium as cr
from creditarium.analysis.parts.harm import HARMS, harm_of
from creditarium.analysis.parts.switches import PARTS
from creditarium.engine.compile.world import cell_count
from creditarium.engine.run import Engine, History, live_through
from creditarium.engine.tallies import COUNT
from creditarium.model.resolve import resolve
from creditarium.model.scenario import Scenario
from creditarium.results.digests import rules_of

ROOT = Path(__file__).resolve().parents[3]
FIXTURE = ROOT / "tests" / "fixtures" / "theory" / "parts.yaml"
DEAR = {
    "title": "A loan is dear for those listed",
    "institution": "carrier",
    "need": "loan",
    "scheme": "blacklist",
    "when": {"listed": True},
    "does": "price",
    "chance": {"fixed": 1, "because": "case"},
    "by": {"fixed": 0.1, "because": "case"},
    "then": [{"on": "grant", "state": "dear", "set": {"fixed": 1, "because": "case"}}],
}
TOLD = {"title": "The list goes to the carrier", "scheme": "blacklist", "to": ["carrier"]}


def town(**changes: Any) -> Scenario:
    """Give the town with some paths changed; in a name `__` stands for a dot."""
    listed = [{"path": path.replace("__", "."), "value": value, "because": "case"} for path, value in changes.items()]
    with contextlib.chdir(ROOT):
        return resolve(str(FIXTURE), reform={"title": "case", "changes": listed} if listed else None)


def only(shares: dict[str, Fraction]) -> set[str]:
    return {part for part, share in shares.items() if share}


def shared(whole: dict[str, Fraction], *parts: str) -> None:
    """Check that some parts share a harm evenly, and no other has any of it."""
    assert only(whole) == set(parts)
    assert len({whole[part] for part in parts}) == 1


@pytest.fixture(scope="module")
def plain() -> cr.Decomposition:
    return cr.decompose(town())


@pytest.fixture(scope="module")
def busy() -> cr.Decomposition:
    """Take a town apart in which every part does something."""
    changes = {
        "observation__sensors__register__coverage__rural": 0.2,
        "observation__sensors__register__false__rate": 2,
        "observation__sensors__register__mistaken": 0.2,
        "scoring__blacklist__owner": "court",
        "scoring__blacklist__disclosure": "secret",
        "sharing__agreements": {"list": TOLD},
        "consequences__rules__dear_loan": DEAR,
    }
    return cr.decompose(town(**changes))


def test_where_people_alone_make_the_harm_it_is_all_theirs(plain: cr.Decomposition) -> None:
    assert plain.total("denied") > 100
    assert plain.exact("denied") == {**dict.fromkeys(PARTS, Fraction(0)), "conduct": plain.total("denied")}
    assert plain.harm("denied", "conduct") == plain.harm("denied", *plain.parts) == 0
    row = plain.shares("denied").row(by_predicate=pl.col("part") == "conduct", named=True)
    assert row["share"] == row["alone"] == row["gone"] == plain.total("denied")


def test_worlds_of_the_same_rules_are_lived_once(plain: cr.Decomposition) -> None:
    idle = [part for part, reform in plain.switches.items() if not reform.changes]
    assert idle == ["coverage", "errors", "sharing", "secrecy", "loan_loop"]
    assert (len(plain.values), plain.lived) == (128, 4)


def test_a_rule_of_which_its_institution_hears_nothing_makes_no_other_world() -> None:
    changes = {"scoring__blacklist__owner": "court", "sharing__agreements": {"list": TOLD}}
    made = cr.decompose(town(**changes, consequences__rules__dear_loan=DEAR))
    assert (
        made.lived == 12
    )  # conduct and appeals make 4, sharing 8; the loop is another only where the list is told: 12
    settled = made.engine.settled
    for parts in (["sharing"], ["sharing", "conduct"], ["sharing", "loan_loop"], ["sharing", "conduct", "loan_loop"]):
        engine = Engine.of(made.worlds.without(*parts), settled)
        index = sum(1 << j for j, part in enumerate(PARTS) if part not in parts)
        assert np.array_equal(made.values[index], harm_of(engine, *live_through(engine))), parts


def test_where_fear_of_secret_rules_alone_holds_back_it_is_all_secrecy() -> None:
    made = cr.decompose(town(scoring__blacklist__disclosure="secret"))
    assert made.total("held_back") > 100
    assert made.exact("held_back") == {**dict.fromkeys(PARTS, Fraction(0)), "secrecy": made.total("held_back")}


def test_what_is_done_and_told_shares_evenly(plain: cr.Decomposition) -> None:
    made = cr.decompose(town(scoring__blacklist__owner="court", sharing__agreements={"list": TOLD}))
    shared(made.exact("denied"), "conduct", "sharing")
    assert made.total("denied") == plain.total("denied")


def test_false_records_that_nobody_hears_of_share_evenly() -> None:
    false = {"observation__sensors__register__false__rate": 3, "conduct__kinds__offence__chance": 0}
    made = cr.decompose(town(**false))
    shared(made.exact("denied"), "errors", "appeals")
    assert made.total("blameless") == made.total("denied") > 0
    assert made.total("wrong_days") > 0


def test_mistaken_identity_needs_somebody_who_did_it() -> None:
    made = cr.decompose(town(observation__sensors__register__mistaken=0.5))
    exact = made.exact("blameless")
    assert only(exact) == {"conduct", "errors", "appeals"}
    assert exact["errors"] > 0
    assert made.exact("denied")["conduct"] > exact["conduct"]


def test_a_loop_needs_a_first_cause() -> None:
    made = cr.decompose(town(consequences__rules__dear_loan=DEAR))
    row = made.shares("denied").row(by_predicate=pl.col("part") == "loan_loop", named=True)
    assert row["alone"] == 0
    assert row["gone"] > 0
    assert row["share"] == row["gone"] / 2
    assert only(made.exact("denied")) == {"conduct", "loan_loop"}
    assert only(made.exact("money")) == {"conduct", "loan_loop"}


def test_uneven_coverage_moves_harm_from_group_to_group() -> None:
    uneven = {f"observation__sensors__register__coverage__{place}": share
              for place, share in (("city", 1), ("town", 0.5), ("rural", 0))}  # fmt: skip
    made = cr.decompose(town(**uneven))
    by = dict(made.shares("denied", by="stratum").filter(part="coverage").select("stratum", "share").rows())
    assert by["city"] > 0
    assert by["rural"] < 0
    settled = made.engine.settled
    stratum = settled.profiles >> 14
    mean = float(np.mean([(1, 0.5, 0)[s] for s in stratum]))
    values = [change.value for change in made.switches["coverage"].changes if ".coverage." in change.path]
    assert values == [round(mean, 6)] * 3


def test_shares_add_up_over_parts_and_groups(busy: cr.Decomposition) -> None:
    assert busy.lived == 96  # without sharing nobody hears of the list, and the loan loop has nothing to work on
    for measure in busy.measures():
        exact = busy.exact(measure)
        assert busy.total(measure) > 0, measure
        assert sum(exact.values()) == busy.total(measure), measure
        for by in ("sex", ["age", "stratum"], "income"):
            frame = busy.shares(measure, by=by)
            for part, share in exact.items():
                assert frame.filter(part=part)["share"].sum() == pytest.approx(float(share), abs=1e-6), (measure, by)
    assert only(busy.exact("denied")) == set(PARTS) - {"secrecy"}
    assert "secrecy" in only(busy.exact("held_back"))


@pytest.mark.parametrize("name", ["reported-2020", "rongcheng"])
def test_without_all_parts_nobody_is_refused_anything(name: str) -> None:
    scenario = resolve(name, people=3_000, days=182, seed=3)
    engine = Engine.of(scenario)
    from creditarium.analysis.parts.switches import switches

    for reform in switches(engine).values():
        scenario = scenario if not reform.changes else resolve(scenario, reform=_written(reform))
    run = cr.run(scenario)
    assert run.total("denied") == run.total("wrong_days") == run.total("appeals") == 0
    assert run.total("acts") > 0


def _written(reform: Any) -> dict[str, Any]:
    changes = [change.model_dump(mode="python", by_alias=True, exclude_none=False) for change in reform.changes]
    return {"title": reform.title, "changes": changes}


def test_the_harm_is_that_of_the_scenario_itself(plain: cr.Decomposition) -> None:
    run = cr.run(town())
    assert plain.harm("denied") == run.total("denied")
    assert plain.harm("refused_persons") == run.total("refused_persons")
    assert plain.harm("blameless_persons") == run.total("blameless_persons")
    grouped = dict(run.tally("denied", by="sex").rows())
    by = dict(plain.shares("denied", by="sex").filter(part="conduct").select("sex", "share").rows())
    assert by == {str(name): count for name, count in grouped.items()}


def test_what_organisations_were_refused_is_no_harm_to_people(plain: cr.Decomposition) -> None:
    engine, firms = plain.engine, cell_count() - 1
    (denied, *_) = (j for j, row in enumerate(engine.compiled.rows) if row.measure == "denied")
    rows = np.array([(3, denied, 0, 0), (5, denied, firms, 0)], dtype=COUNT)
    history = cast(History, SimpleNamespace(tallies=[SimpleNamespace(rows=rows)]))
    harm = harm_of(engine, engine.fresh(), history)
    assert harm[[one.name for one in HARMS].index("denied")].sum() == 3


def test_threads_change_nothing(plain: cr.Decomposition) -> None:
    assert np.array_equal(cr.decompose(town(), threads=1).values, plain.values)


def test_the_written_reforms_make_the_same_worlds(busy: cr.Decomposition, tmp_path: Path) -> None:
    folder = busy.write(tmp_path / "parts")
    content = json.loads((folder / "decomposition.json").read_text(encoding="utf-8"))
    assert (content["worlds"], content["lived"]) == (128, 96)
    worlds = pl.read_parquet(folder / "worlds.parquet")
    whole = worlds.filter(pl.all_horizontal(*PARTS))
    assert whole["denied"].to_list() == [busy.harm("denied")]
    for parts in (["coverage"], ["conduct", "appeals"], ["loan_loop"], list(PARTS)):
        other = busy.engine.scenario
        for part in parts:
            other = resolve(other, reform=folder / "switches" / f"{part}.yaml")
        assert rules_of(other) == rules_of(busy.worlds.without(*parts)), parts


def test_unknown_names_are_a_problem(plain: cr.Decomposition) -> None:
    with pytest.raises(cr.Problem, match="denied"):
        plain.exact("denyed")
    with pytest.raises(cr.Problem, match="stratum"):
        plain.shares("denied", by="strata")
    with pytest.raises(cr.Problem, match="sharing"):
        plain.harm("denied", "shareing")


def test_the_repr_is_a_tree(plain: cr.Decomposition) -> None:
    lines = repr(plain).splitlines()
    assert lines[0] == "Decomposition of “parts”"
    assert lines[-1].startswith("└── appeals: 0.0")
