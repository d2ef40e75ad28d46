"""The shipped presets under the engine's rules: nothing clips, nothing is a stub, no difference without a source."""

from collections import defaultdict
from datetime import date
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from creditarium.engine.compile.conduct import ceiling
from creditarium.model.catalogue import find_preset, preset_names
from creditarium.model.conduct import Kind
from creditarium.model.reading import load
from creditarium.model.scenario import Scenario
from creditarium.model.scoring import Scheme
from creditarium.model.source import is_weak, sources
from tests.engine.worlds import Life, live, lived, scenario_of

SCENARIOS = preset_names("scenarios")
SOME = ("rongcheng", "sesame-2018")
GROUPS = {"sex", "age", "education", "income", "stratum", "region", "migrant"}
"""What people may differ by in conduct only with a source."""


def shipped(name: str) -> Life:
    return lived(name, people=20_000, days=365, seed=91)


@pytest.mark.parametrize("name", SCENARIOS)
def test_no_acceptance_is_clipped(name: str, heavy: bool) -> None:
    if name not in SOME and not heavy:
        pytest.skip("heavy: runs under --heavy (make test-all)")
    life = shipped(name)
    clipped = {kind: n for kind in life.engine.compiled.kinds if (n := life.count("clipped", kind))}
    assert not clipped


@pytest.mark.parametrize("name", SCENARIOS)
def test_schemes_that_cover_nobody_change_no_act(name: str, heavy: bool) -> None:
    """Rules on paper alone: what everybody does and is granted is what it would be without a scheme."""
    if name not in SOME and not heavy:
        pytest.skip("heavy: runs under --heavy (make test-all)")
    small: dict[str, Any] = {"people": 4_000, "days": 70, "seed": 92}
    scoring = scenario_of(name, **small).scoring
    paper = [f"scoring.{scheme}.covers={{places: [{{since: 2200-01-01}}]}}" for scheme in scoring]
    covered, bare = live(scenario_of(name, *paper, **small)), live(scenario_of(name, **small, missing=("scoring",)))
    for kind in bare.engine.compiled.kinds:
        for measure in ("candidates", "acts", "granted", "refused", "held_back", "induced"):
            assert covered.count(measure, kind) == bare.count(measure, kind), (kind, measure)


@pytest.mark.parametrize("name", SCENARIOS)
def test_groups_of_people_do_not_differ_without_a_source(name: str) -> None:
    """Rates, chances, beginnings and answers to others: a factor by group has a source with an address."""
    scenario = scenario_of(name)
    bad = []
    for kind_name, kind in scenario.conduct.kinds.items():
        bad += [f"{kind_name} by {group}" for group, factor in by_group(kind.by) if not sourced(factor)]
        for term in kind.depends:
            if term.view in GROUPS and not sourced(term.table or term.times):
                bad.append(f"{kind_name} on {term.view}")
    for states in (scenario.conduct.states, scenario.response.states):
        for state_name, state in states.items():
            for start in state.start:
                bad += [f"{state_name} by {group}" for group, factor in by_group(start.by) if not sourced(factor)]
    for reaction_name, reaction in scenario.response.reactions.items():
        views = [term.view for term in reaction.terms] + [coupling.view for coupling in reaction.couplings]
        bad += [f"{reaction_name} on {view}" for view in views if view in GROUPS]
    assert not bad


def by_group(by: Any) -> list[tuple[str, Any]]:
    return [(f"{name} {word}", factor) for name, words in by.items() for word, factor in words.items()]


def sourced(parameter: Any) -> bool:
    return parameter.kind == "sourced" and not is_weak(sources()[parameter.source])


def signature(kind: Kind) -> tuple[Any, ...] | None:
    """Give what a kind's frequency consists of, or nothing where it is a clock's or another state's."""
    if kind.rate is None or kind.role != "ordinary":
        return None
    return (kind.rate.value, kind.rate.range, ceiling(kind), repr(kind.by), repr(kind.who), repr(kind.depends))


@pytest.mark.parametrize("name", preset_names("occasions"))
def test_no_kind_copies_anothers_rate(name: str) -> None:
    scenario = scenario_of(
        {"china-2020": "no-scheme", "china-2020-lean": "reported-2020-lean", "sweden-2021": "sweden-2021"}[name]
    )
    same = defaultdict(list)
    for kind_name, kind in scenario.conduct.kinds.items():
        if (mark := signature(kind)) is not None:
            same[mark].append(kind_name)
    assert not [names for names in same.values() if len(names) > 1]


def test_no_scheme_is_another_with_other_points() -> None:
    """Two schemes differ in more than their numbers: in sort, bands, coverage, rules, caps or disclosure."""
    marks = defaultdict(list)
    for name in SCENARIOS:
        for scheme_name, scheme in scenario_of(name).scoring.items():
            mark = (
                scheme.sort, scheme.disclosure, tuple(sorted(scheme.rules)), tuple(scheme.caps), len(scheme.bands),
                scheme.recovery is None, scheme.appeal is None, scheme.consent is None, tuple(scheme.dimensions),
            )  # fmt: skip
            if scheme_name not in marks[mark]:
                marks[mark].append(scheme_name)
    assert not [names for names in marks.values() if len(names) > 1]


# Stubs ----------------------------------------------------------------------------------------------------


def moves(name: str, item: str, people: int) -> bool:
    """Tell whether taking an item out of a scenario changes any tally."""
    base = lived(name, people=people, days=182, seed=92)
    other = live(scenario_of(name, people=people, days=182, seed=92, missing=(item,)))
    named = []
    for life in (base, other):
        rows = [(row.stage, row.measure, row.item, row.other) for row in life.engine.compiled.rows]
        named.append(dict(zip(rows, life.table().tolist(), strict=True)))
    return any(n != named[0].get(row, 0) for row, n in named[1].items())


def all_reactions() -> dict[str, list[str]]:
    """Give for each reaction the shipped scenarios that have it."""
    found = defaultdict(list)
    for name in SCENARIOS:
        for reaction in scenario_of(name).response.reactions:
            found[reaction].append(name)
    return found


def test_every_reaction_moves_some_tally(heavy: bool) -> None:
    stubs = []
    reactions = all_reactions()
    for reaction in reactions if heavy else ["chilling", "withdrawal"]:
        order = sorted(reactions[reaction], key=lambda name: (name != "reported-2020", name != "rongcheng", name))
        if not any(moves(name, f"response.{reaction}", 20_000 if heavy else 2000) for name in order):
            stubs.append(reaction)
    assert not stubs


SWITCHES = ("observation", "scoring", "sharing", "consequences", "response")


@pytest.mark.parametrize("stage", SWITCHES)
def test_every_stage_that_can_be_left_out_moves_some_tally(stage: str) -> None:
    assert moves("reported-2020", stage, 2000)


def test_open_rules_move_some_tally() -> None:
    secret, opened = (
        live(scenario_of("reported-2020", people=2000, days=182, seed=92, transparent=transparent))
        for transparent in (False, True)
    )
    assert not np.array_equal(secret.table(), opened.table())


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_sensor_sees_what_some_scheme_lists(name: str) -> None:
    """A sensor that feeds a scheme here sees an act that the scheme has a rule for, or makes records of its own."""
    scenario = scenario_of(name)
    idle = []
    for scheme_name, scheme in scenario.scoring.items():
        for feed in scheme.feeds:
            sensor = scenario.observation.sensors[feed]
            claimed = {sensor.false.claims} if sensor.false is not None else set()
            if not {*sensor.sees, *claimed} & {*scheme.rules}:
                idle.append((scheme_name, feed))
    assert not idle


def test_what_the_record_dates_changes_on_its_date() -> None:
    """Grace before listing since January 2020 (BL-073), no passport past the ban since 10 December 2016 (BL-033)."""
    scenario = scenario_of("documented-2020")
    grace = scenario.scoring["court-blacklist"].grace
    assert grace is not None
    assert (grace.at(date(2019, 12, 31)), grace.at(date(2020, 1, 1))) == (0, 30)
    flight = scenario.consequences.rules["court_no_flight"].chance
    assert flight.at(date(2016, 12, 9)) < flight.at(date(2016, 12, 10)) == 1
    joint = scenario.sharing.agreements["joint_punishment"]
    assert {rule.institution for rule in scenario.consequences.rules.values() if rule.scheme == joint.scheme} == {
        *joint.to
    }


def larger(name: str) -> Life:
    """Live a year of a million people, for what is too rare among 20,000."""
    return live(scenario_of(name, people=1_000_000, days=365, seed=93), threads=2)


def largest(name: str) -> Life:
    """Live a year of three million, for what is too rare among one."""
    return live(scenario_of(name, people=3_000_000, days=365, seed=94), threads=2)


@pytest.mark.heavy
def test_every_consequence_is_applied_somewhere() -> None:
    """In a year of 20,000 people, or of a million where that is too few."""
    applied: dict[str, int] = defaultdict(int)
    for name in SCENARIOS:
        life = shipped(name)
        for rule in life.engine.compiled.consequences:
            applied[rule] += life.count("applied", rule)
    rules = {name: set(scenario_of(name).consequences.rules) for name in SCENARIOS}
    rare = {rule for of_one in rules.values() for rule in of_one if not applied[rule]}
    for name in SCENARIOS:
        if rare & rules[name]:
            life = larger(name)
            rare -= {rule for rule in rare & set(life.engine.compiled.consequences) if life.count("applied", rule)}
    assert not rare


@pytest.mark.heavy
def test_every_rule_of_every_scheme_enters_something_somewhere() -> None:
    """In a year of 20,000 people, or of a million where that is too few, or of three million of another seed."""
    schemes = {name: scenario_of(name).scoring for name in SCENARIOS}
    silent_rules = {
        (scheme_name, kind)
        for name in SCENARIOS
        for scheme_name, scheme in schemes[name].items()
        for kind in scheme.rules
    }
    for lives in (shipped, larger, largest):
        for name in SCENARIOS:
            here = {rule for rule in silent_rules if rule[0] in schemes[name]}
            if here:
                life = lives(name)
                silent_rules -= {rule for rule in here if life.count("entered", *rule)}
    assert not silent_rules


@pytest.mark.heavy
@pytest.mark.parametrize("name", SCENARIOS)
def test_every_agreement_is_read(name: str) -> None:
    scenario = scenario_of(name)
    assert not [agreement for agreement in scenario.sharing.agreements if not used(scenario, agreement)]


def used(scenario: Scenario, agreement: str) -> bool:
    """Tell whether an institution that an agreement tells has a consequence on its scheme."""
    told = scenario.sharing.agreements[agreement]
    rules = scenario.consequences.rules.values()
    return any(rule.scheme == told.scheme and rule.institution in told.to for rule in rules)


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_scheme_enters_something(name: str, heavy: bool) -> None:
    if name not in SOME and not heavy:
        pytest.skip("heavy: runs under --heavy (make test-all)")
    idle = silent(shipped(name))
    if idle and heavy:
        idle &= silent(larger(name))
    assert not idle


def silent(life: Life) -> set[str]:
    """Give the schemes that wrote nothing down."""
    scoring = life.engine.scenario.scoring
    entered = {name: sum(life.count("entered", name, kind) for kind in scoring[name].rules) for name in scoring}
    return {name for name, n in entered.items() if n == 0 and scoring[name].rules}


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_person_is_few_bytes(name: str) -> None:
    """Record and docket: 12 bytes under one scheme, 24 in any scenario, at the peak of a window."""
    scenario = scenario_of(name, people=4000, days=91, seed=94)
    life = live(scenario)
    size = life.history.peak_bytes / life.engine.settled.agents
    assert size <= (12 if len(scenario.scoring) <= 1 else 24), size


@pytest.mark.parametrize("name", preset_names("schemes"))
def test_no_two_bands_change_places_whatever_their_ranges_allow(name: str) -> None:
    """A member of an ensemble whose bands do not ascend stops, as at the corners that a sensitivity analysis lives."""
    leasts = [band.least for band in load(Scheme, find_preset("schemes", name)).bands if band.least is not None]
    spans = [one.range or (one.value, one.value) for one in leasts]
    for lower, higher in pairwise(spans):
        assert lower[1] < higher[0]
