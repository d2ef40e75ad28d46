"""The search for a less discriminatory alternative finds less harm at equal utility, and refuses anything else."""

import polars as pl
import pytest

from creditarium.analysis.alternatives.candidates import Candidate, declared, from_ranges
from creditarium.analysis.alternatives.declared import UTILITIES, Harms, Utility, harms_of
from creditarium.analysis.alternatives.search import LESS, NO_LESS, UNEQUAL, Search, less_harmful
from creditarium.model.problem import Problem
from creditarium.model.scenario import Scenario
from creditarium.results.living import run
from tests.engine.worlds import scenario_of

LEAST = "scoring.register.bands.fine.least"
POINTS = "scoring.register.rules.offence.points"
CHANCE = "consequences.rules.no_ticket.chance"


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return scenario_of("less_harm", people=2_000, days=84)


@pytest.fixture(scope="module")
def found(scenario: Scenario) -> Search:
    return less_harmful(scenario, Utility("recorded"), people=2_000)


def test_the_candidates_are_the_ends_of_the_schemes_own_ranges(scenario: Scenario) -> None:
    made = {candidate.changes for candidate in from_ranges(scenario)}
    assert made == {
        ((LEAST, 955),), ((LEAST, 990),), ((POINTS, -40),), ((POINTS, -10),), ((CHANCE, 0.5),),
    }  # fmt: skip
    assert from_ranges(scenario_of("no-scheme")) == ()


def test_it_finds_the_milder_rules_and_keeps_the_utility_exactly(found: Search) -> None:
    """Nobody responds: what is recorded cannot change, and a milder threshold refuses fewer by arithmetic."""
    verdicts = {one.candidate.changes: one.verdict for one in found.tried}
    milder = {(LEAST, 955), (POINTS, -10), (CHANCE, 0.5)}
    for changes, verdict in verdicts.items():
        if len(changes) == 1:
            assert verdict == (LESS if changes[0] in milder else NO_LESS), changes
    for one in found.tried:
        assert one.utility == found.base_utility
    assert any(len(one.candidate.changes) == 2 for one in found.tried), "those that lessen harm are tried in pairs"


def test_the_frontier_is_what_nothing_has_less_harm_than(found: Search) -> None:
    assert found.frontier
    for one in found.frontier:
        assert not any(other.total.less_than(one.total) for other in found.less_harm)
        assert len(one.candidate.changes) == 2
    table = found.table()
    assert table["alternative"][0] == "as it is"
    assert len(table) == 1 + len(found.tried)
    assert set(table.filter("frontier")["verdict"]) == {LESS}
    base = table.row(0, named=True)
    for row in table.filter(pl.col("verdict") == LESS).iter_rows(named=True):
        assert all(row[harm] <= base[harm] for harm in ("blameless", "denials", "wrong_days", "disparity"))
    assert found.worlds == 2 * (1 + len(found.tried))
    assert "less harm at equal utility" in repr(found)


def test_harms_are_the_runs_own(scenario: Scenario) -> None:
    lived = run(scenario)
    harms = harms_of(lived, ["stratum"])
    assert harms.denials == lived.total("denied") > 0
    assert 0 < harms.blameless < harms.denials
    refused, people = (dict(lived.tally(what, by="stratum").iter_rows()) for what in ("refused_persons", "people"))
    rates = [refused.get(name, 0) / count for name, count in people.items() if count]
    assert harms.disparity == pytest.approx(max(rates) - min(rates))


def test_more_utility_counts_for_nothing_and_less_is_refused(scenario: Scenario) -> None:
    """A list that forgets is judged by harm alone; one that loses what was declared is no alternative."""
    base, other = Harms(3, 9, 5.0, 0.2), Harms(2, 9, 5.0, 0.2)
    assert other.less_than(base)
    assert not Harms(2, 10, 5.0, 0.2).less_than(base), "one harm lessened at the cost of another is none"
    kept = Utility("recorded", tolerance=0.1)
    assert kept.keeps(0.46, 0.5)
    assert kept.keeps(0.9, 0.5)
    assert not kept.keeps(0.44, 0.5)
    assert Utility("lawful", 0.1).keeps(-109, -100)
    assert not Utility("lawful", 0.1).keeps(-111, -100)
    for name, measure in UTILITIES.items():
        value = measure(run(scenario), ["offence"])
        assert (value < 0) == (name == "lawful")


def test_a_scheme_that_deters_unlawful_acts_may_not_be_softened_for_nothing() -> None:
    """Where people respond to what a scheme punishes, one that punishes nothing has more unlawful acts."""
    scenario, scheme = scenario_of("glass_town"), "national-2020-as-reported"
    gone = {
        f"scoring.{scheme}.rules.{kind}.points": 0
        for kind, rule in scenario.scoring[scheme].rules.items()
        if rule.points is not None and rule.points.value < 0
    }
    mild = declared({"it punishes nothing": gone})
    (tried,) = less_harmful(scenario, Utility("lawful"), mild, people=1_024, seeds=(1,)).tried
    assert tried.verdict == UNEQUAL
    (tolerated,) = less_harmful(scenario, Utility("lawful", 0.9), mild, people=1_024, seeds=(1,)).tried
    assert tolerated.utility == tried.utility
    assert tolerated.verdict != UNEQUAL


def test_rules_that_make_no_scheme_are_told_and_not_lived(scenario: Scenario) -> None:
    (tried,) = less_harmful(
        scenario, Utility("recorded"), declared({"a share of two": {CHANCE: 2}}), people=500, seeds=(1,)
    ).tried
    assert tried.verdict.startswith("no scheme:")
    assert tried.harms == ()


@pytest.mark.parametrize(
    "path",
    [
        "observation.sensors.clerk.sees.offence",
        "conduct.kinds.offence.chance",
        "scoring.register.covers",
        "scoring.register.feeds",
        "response.reactions.fear.weight",
        "people",
        "scoring.register.rules.offence.points.more",
    ],
)
def test_nothing_but_a_schemes_rules_may_move(path: str) -> None:
    with pytest.raises(Problem, match="no rule of a scheme"):
        Candidate("other", ((path, 1),))


@pytest.mark.parametrize("name", ["denials", "control", "held_back", "acts", "fear", "points"])
def test_control_is_no_utility(name: str) -> None:
    with pytest.raises(Problem, match="is no utility that a search for less harm may keep"):
        Utility(name)


def test_an_empty_search_is_refused(scenario: Scenario) -> None:
    with pytest.raises(Problem, match="without schemes"):
        less_harmful(scenario_of("no-scheme"), Utility("recorded"))
    with pytest.raises(Problem, match="changes nothing"):
        Candidate("nothing", ())
    with pytest.raises(Problem, match="declares a range"):
        less_harmful(scenario, Utility("recorded"), ())
    with pytest.raises(Problem, match="at least one of each"):
        less_harmful(scenario, Utility("recorded"), seeds=())
    with pytest.raises(Problem, match="no share"):
        Utility("recorded", tolerance=1.5)
