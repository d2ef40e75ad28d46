"""Corners of the engine that once went wrong, each with the smallest world that shows it."""

from datetime import date

import numpy as np
import pytest

from creditarium.engine import trace
from creditarium.model.problem import Problem
from creditarium.model.resolve import resolve
from creditarium.results.digests import fate_of
from tests.engine.worlds import OTHER, Life, X, engine_of, live, lived, scenario_of, traced


def test_what_is_not_asked_of_one_is_no_omission() -> None:
    """Without a loan nothing can be paid, so no arrear is cleared."""
    life = lived("corners", seed=81)
    arrears, loan = life.of("arrears"), life.of("loan")
    assert set(arrears[loan == 0].tolist()) == {2}
    assert arrears[loan == 1].max() < 2


def test_one_act_is_one_entry_however_many_see_it() -> None:
    life = lived("corners", seed=81)
    acts = life.count("acts", "sin")
    assert acts == 4 * 500
    assert life.count("seen", "sin") == 2 * acts
    assert life.count("entered", "blacklist", "sin") == acts


def test_an_upheld_appeal_leaves_nobody_better_off() -> None:
    """From 10 the entry of -20 takes 10 to the floor; all that was taken, and no more, is given back."""
    life = lived("corners", seed=81)
    assert life.count("upheld", "points") == 2000
    assert set(life.of("score.points").tolist()) == {10}


def test_a_band_reached_at_a_weeks_start_counts_in_that_week() -> None:
    """Nothing else happens to anybody, so a life that was passed over for its band of the week before would show."""
    life = lived("reached", seed=82)
    assert [int(bands.sum(axis=0)[0, 1]) for bands in life.history.bands] == [0] * 3 + [500] * 4
    mine = row_of(life, "acts", "bill")
    bills = [int(one.rows["count"][one.rows["row"] == mine].sum()) for one in life.history.tallies]
    assert bills == [0] * 3 + [500] * 4


def row_of(life: Life, measure: str, item: str) -> int:
    [row] = [j for j, row in enumerate(life.engine.compiled.rows) if (row.measure, row.item) == (measure, item)]
    return row


def test_a_fourth_listing_still_stands_when_the_first_is_over() -> None:
    """Sins on days 0, 7, 14 and 21 stand 49 days each: all are listed from day 0 to day 70, and nobody after."""
    life = live(scenario_of("corners", seed=82))
    listed = [int(bands.sum(axis=0)[1, 0]) for bands in life.history.bands]
    assert listed == [500] * 10 + [0] * 6
    assert life.count("expired", "blacklist") == 2000


@pytest.mark.parametrize("community", [32, 256, 1024])
def test_entries_sent_astray_land_as_often(community: int) -> None:
    """N = 2,048 people: as many entries land on somebody as were sent before the last window."""
    sensors = scenario_of("glass_town").observation.sensors
    mistaken = [f"observation.sensors.{name}.mistaken=0.1" for name in sensors]
    town = traced(scenario_of("glass_town", *mistaken, people=2048, community=community, seed=83))
    last = town.life.engine.compiled.windows - 1
    astray = town.of(trace.ASTRAY)
    sent, landed = int((astray[:, 0] < last).sum()), len(town.of(trace.LANDED))
    # A landing waits for a candidate of its community, which takes several entries at once where it is small.
    once = max(1.0, 1 / (0.3 * community * 7 / 365.25))
    assert sent > 300
    assert landed == pytest.approx(sent, abs=4 * (2 * once * sent) ** 0.5)


def test_strangers_of_the_first_window_are_those_who_are_there() -> None:
    engine = engine_of(scenario_of("glass_town", seed=84))
    bands = engine.fresh().before.bands.sum(axis=0)
    members = live(engine, until=1).history.bands[0].sum(axis=0)
    assert np.array_equal(bands.sum(axis=1), members.sum(axis=1))
    assert (np.abs(bands - members).sum(axis=1) < 0.2 * members.sum(axis=1)).all()


def test_what_the_docket_cannot_name_is_refused() -> None:
    with pytest.raises(Problem, match="more than once a day"):
        engine_of(scenario_of("corners", "conduct.kinds.sin.every=0.1"))
    with pytest.raises(Problem, match="scheduled"):
        engine_of(scenario_of("corners", "conduct.kinds.sin.every=1", "conduct.kinds.late.every=1", days=91, window=91))
    with pytest.raises(Problem, match="windows"):
        engine_of(scenario_of("corners", days=5000, window=1))
    with pytest.raises(Problem):
        scenario_of("corners", days=17_000)


def test_a_reform_of_a_groups_factor_moves_no_ceiling() -> None:
    """Ceilings come from the catalogue as declared: a reform that voids a later dated factor leaves them."""
    dated = "{dated: {2020-01-01: 1, 2020-03-02: 3}, range: [0.5, 3], because: case}"
    own = scenario_of("glass_town", "conduct.kinds.littering.by={sex: {male: " + dated + "}}", seed=86)
    path = "conduct.kinds.littering.by.sex.male"
    change = {"path": path, "value": 1, "from": date(2020, 2, 3), "because": "case"}
    other = resolve(own, reform={"title": "The later factor is void", "changes": [change]})
    assert np.array_equal(engine_of(own).compiled.ceilings, engine_of(other).compiled.ceilings)


def test_a_setting_within_the_range_moves_no_ceiling() -> None:
    """A ceiling covers the whole range of a rate, so that every world that the record allows shares candidates."""
    base = engine_of(scenario_of("glass_town", seed=87))
    high = engine_of(scenario_of("glass_town", "conduct.kinds.speeding.rate=5", seed=87))
    assert np.array_equal(base.compiled.ceilings, high.compiled.ceilings)
    with pytest.raises(Problem, match="ceiling"):
        engine_of(scenario_of("glass_town", "conduct.kinds.speeding.rate=50", seed=87))


def test_acceptance_above_one_is_clipped_and_counted() -> None:
    """A factor of 4 on what may grow by less cannot be lived in full; the tally tells how often it was cut."""
    life = live(scenario_of("glass_town", "response.reactions.gaming.terms.0.times=4", days=56, seed=88))
    kinds = life.engine.compiled.kinds
    assert sum(life.count("clipped", kind) for kind in kinds) > 0
    usual = lived("glass_town", days=56, seed=88)
    assert sum(usual.count("clipped", kind) for kind in kinds) == 0


def test_a_trace_names_the_consequence_of_every_refusal() -> None:
    start = "scoring.national-2020-as-reported.start=849"
    town = traced(scenario_of("glass_town", start, days=56, seed=89))
    asked = town.of(trace.ANSWERED)
    lost = asked[(asked[:, X] == 1) & (asked[:, OTHER] == 0)]
    denials = town.of(trace.CONSEQUENCE)
    denied = denials[(denials[:, X] == 0) & (denials[:, 7] == 1)]
    assert len(lost) == len(denied) > 0
    assert np.array_equal(lost[:, [0, 1, 2, 4]], denied[:, [0, 1, 2, 4]])
    assert np.array_equal(lost[:, 7], denied[:, OTHER])


def test_small_fears_fade_to_what_is_expected() -> None:
    """States move by keyed stochastic rounding: truncation would take a fear of 30 to 0 long before a year is out."""
    fade, weeks, people = 0.04, 26, 4000
    start = "[{share: {fixed: 1, because: case}, value: {fixed: 30, because: case}}]"
    settings = (f"response.states.risk.start={start}", f"response.states.risk.fade={fade}")
    missing = ("scoring", "consequences", "sharing", "response")
    life = live(scenario_of("glass_town", *settings, people=people, community=4064, seed=95, missing=missing))
    expected = 30 * (1 - fade) ** weeks
    # Each rounding adds a variance below 1/4, which fades with the state.
    error = (0.25 * sum((1 - fade) ** (2 * j) for j in range(weeks)) / people) ** 0.5
    assert float(life.of("risk").mean()) == pytest.approx(expected, abs=3 * error + 0.01)
    assert life.of("risk").std() > 0.5


@pytest.mark.parametrize("requires", ["{band.points: [1, 1]}", "{score.points: [900, 1000]}"])
def test_a_requirement_reads_the_score_that_the_window_opened_with(requires: str) -> None:
    """Clean time lifts everybody over 900 as the third window opens; what requires that is lived in the same window."""
    never = "conduct.kinds.wish.requires={score.points: [0, 0]}"
    recovery = "{points: {fixed: 400, because: case}, after: {fixed: 21, unit: days, because: case}"
    recovery = f"scoring.points.recovery={recovery}, up_to: {{fixed: 1000, because: case}}}}"
    step = ("conduct.kinds.step.chance=1", f"conduct.kinds.step.requires={requires}", "conduct.kinds.step.every=7")
    life = live(scenario_of("dated", never, recovery, "scoring.points.rules.step.points=0", *step, seed=98))
    windows = [int(one.rows["count"][one.rows["row"] == _acts_of(life, "step")].sum()) for one in life.history.tallies]
    lifted = next(j for j, bands in enumerate(life.history.bands) if bands.sum(axis=0)[0, 1] == 600)
    assert lifted > 0
    assert windows == [0] * lifted + [600] * (len(windows) - lifted)


def _acts_of(life: Life, kind: str) -> int:
    rows = life.engine.compiled.rows
    return next(j for j, row in enumerate(rows) if (row.measure, row.item) == ("acts", kind))


# What makes two runs a pair -------------------------------------------------------------------------------


def test_rules_are_no_fate() -> None:
    """Schemes, responses, reforms and settings leave the digest of fate; seed, people, calendar and rates move it."""
    base = fate_of(engine_of(scenario_of("glass_town", seed=96)))
    same = [
        scenario_of("glass_town", seed=96, missing=("scoring", "consequences", "sharing", "response")),
        scenario_of("glass_town", "conduct.kinds.speeding.rate=5", seed=96, days=364, transparent=True),
    ]
    assert [fate_of(engine_of(scenario))["whole"] for scenario in same] == [base["whole"]] * len(same)
    base = fate_of(engine_of(scenario_of("corners", seed=96)))
    others = {
        "seed": scenario_of("corners", seed=97),
        "people": scenario_of("corners", seed=96, people=1000),
        "start": scenario_of("corners", seed=96, start=date(2020, 1, 2)),
        "window": scenario_of("corners", seed=96, window=14),
        "community": scenario_of("corners", seed=96, community=512),
    }
    for part, scenario in others.items():
        fate = fate_of(engine_of(scenario))
        assert fate["whole"] != base["whole"]
        assert fate[part] != base[part]
