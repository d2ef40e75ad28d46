"""The same life in another world: known exactly where it is not lived, refused where it would have to be."""

import pytest

import creditarium as cr
from creditarium.analysis.explain import explain
from creditarium.analysis.other_world import outcome_of, same_life, unschemed, without_schemes
from creditarium.engine.lives import live
from creditarium.results.digests import fate_of
from creditarium.views.persons import somebody


@pytest.mark.parametrize("name", ["rongcheng", "reported-2020", "documented-2020"])
def test_the_world_without_schemes_is_the_one_that_is_lived(name: str, heavy: bool) -> None:
    """Every draw, chance and act of a life in it is that of the world lived whole."""
    run = cr.run(name, people=1_500, days=182, seed=8)
    whole = cr.run(without_schemes(run.scenario))
    assert whole.manifest.fate == run.manifest.fate == fate_of(unschemed(run).engine)
    for array, kept in unschemed(run).fields.arrays.items():
        assert (whole.fields.arrays[array] == kept).all(), array
    for person in range(0, 1_500, 30 if heavy else 150):
        known = same_life(cr.replay(run, person), unschemed(run))
        lived = cr.replay(whole, person)
        assert lived.matches
        assert known.diary.equals(lived.diary)


def test_nothing_is_recorded_of_a_world_that_was_not_lived(lived: cr.Run) -> None:
    life = same_life(cr.replay(lived, 5), unschemed(lived))
    assert repr(life).endswith("nothing is recorded")
    with pytest.raises(cr.Problem, match="was not lived whole"):
        _ = life.matches


def test_explaining_compiles_nothing_that_a_run_did_not(lived: cr.Run) -> None:
    compiled = live.signatures
    explain(lived, 11)
    assert live.signatures == compiled


def test_both_lives_share_their_occasions(lived: cr.Run) -> None:
    moved = 0
    for person in range(0, 6_000, 300):
        other = explain(lived, person).other
        assert other is not None
        for one in other.beside:
            if one.here is not None and one.there is not None:
                assert (one.here.date, one.here.kind, one.here.u) == (one.there.date, one.there.kind, one.there.u)
        moved += len(other.differences)
        assert other.sums["entries"][1] == other.sums["refused because of a scheme"][1] == 0
        assert other.life.scores == {}
    assert moved > 20


def test_what_a_scheme_answered_is_said_once(lived: cr.Run) -> None:
    told = explain(lived, somebody(lived).person)
    said = [outcome_of(line) for line in told.lines if any(step.happening == "consequence" for step in line.steps)]
    assert any(text.endswith(" refused") for texts in said for text in texts)
    assert [texts for texts in said if len(texts) != len(set(texts))] == []
    assert [text for texts in map(outcome_of, told.lines) for text in texts if text != text.strip()] == []


def test_a_world_like_its_own_differs_in_nothing(lived: cr.Run) -> None:
    for person in (0, 77, 4_000):
        other = explain(lived, person, against=lived).other
        assert other is not None
        assert other.differences == ()
        assert all(here == there for here, there in other.sums.values())


def test_a_scenario_is_lived_and_a_reform_tells(lived: cr.Run) -> None:
    other = explain(lived, 9, against=lived.scenario.without("sharing")).other
    assert other is not None
    assert other.life.matches
    assert other.life.run.scenario.sharing.agreements == {}


def test_a_run_without_schemes_has_no_other_world() -> None:
    run = cr.run("no-scheme", people=600, days=28)
    told = explain(run, 5)
    assert told.other is None
    assert told.accounts == told.ways == told.denials == ()
    with pytest.raises(cr.Problem, match="under no scheme"):
        told.plot()


def test_a_world_that_hands_something_on_must_be_lived() -> None:
    field = {"title": "Others out of work", "level": "circle", "of": "unemployed"}
    change = {"path": "response.fields.idle", "value": field, "because": "a test"}
    run = cr.run("rongcheng", people=600, days=14, reform={"title": "A field of a state", "changes": [change]})
    with pytest.raises(cr.Problem, match="'idle' hands something on in a world without schemes"):
        explain(run, 5)
    assert explain(run, 5, against=run).other is not None


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"people": 640}, "no pair: they differ in the number of people"),
        ({"seed": 4}, "no pair: they differ in the seed"),
        ({"days": 28}, "has 14 days and"),
    ],
)
def test_what_is_no_pair_is_refused(other: dict, said: str) -> None:
    run = cr.run("rongcheng", people=600, days=14)
    apart = cr.run("rongcheng", **{"people": 600, "days": 14, **other})
    with pytest.raises(cr.Problem, match=said):
        explain(run, 5, against=apart)
