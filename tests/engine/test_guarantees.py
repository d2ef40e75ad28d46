"""The guarantees, through the engine: fate apart from choice, no trace of the machine, the books balance."""

import numpy as np
import pytest

from creditarium.engine import trace
from creditarium.engine.partition import cuts
from creditarium.engine.run import History, State
from creditarium.engine.world import BOUT_ORDINAL, covers
from tests.engine.worlds import (
    AGENT,
    KIND,
    ORDINAL,
    OTHER,
    TICK,
    WINDOW,
    Life,
    Trace,
    X,
    Y,
    Z,
    decoded,
    engine_of,
    last_of,
    live,
    scenario_of,
    spans,
    traced,
)

ACT, SEEN, ANSWER = 0, 1, 2
BARE = ("response", "consequences", "sharing")


def assert_same(one: Life, other: Life) -> None:
    """Compare everything that a run leaves, to the bit."""
    assert np.array_equal(one.state.records, other.state.records)
    assert np.array_equal(one.state.docket, other.state.docket)
    assert np.array_equal(one.state.docket_start, other.state.docket_start)
    assert np.array_equal(one.state.adaptive_records, other.state.adaptive_records)
    for mine, theirs in zip(one.state.before, other.state.before, strict=True):
        assert np.array_equal(mine, theirs)
    for name in ("bands", "bins"):
        for mine, theirs in zip(getattr(one.history, name), getattr(other.history, name), strict=True):
            assert np.array_equal(mine, theirs)
    for mine_at, theirs_at in zip(one.history.tallies, other.history.tallies, strict=True):
        assert mine_at[:2] == theirs_at[:2]
        assert np.array_equal(mine_at.rows, theirs_at.rows)


# 2. The machine leaves no trace ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def many() -> Life:
    """Ten communities of 256 and a short one, one thread; seed 41."""
    return live(scenario_of("glass_town", community=256, people=2700, seed=41))


@pytest.mark.parametrize("threads", [2, 3, 5, 11])
def test_any_split_of_the_communities_gives_the_same_tables(many: Life, threads: int) -> None:
    with spans(threads):
        assert len(cuts(many.engine, threads)) == threads
        assert_same(many, live(many.engine, threads=threads))


def test_two_threads_give_the_same_tables_for_a_shipped_scenario() -> None:
    engine = engine_of(scenario_of("reported-2020", people=12_000, days=91, seed=42))
    assert len(cuts(engine, 2)) == 2
    assert_same(live(engine, threads=1), live(engine, threads=2))


@pytest.mark.parametrize("cut", [4, 13])
def test_a_run_that_is_cut_and_goes_on_is_the_run(many: Life, cut: int) -> None:
    """What `State` holds is all that must survive: the first part is lived, and a new engine lives the rest."""
    history = History()
    state = last_of(many.engine.windows(many.engine.fresh(), history, until=cut, threads=1))
    kept = State(
        state.window,
        state.records.copy(),
        state.docket.copy(),
        state.docket_start.copy(),
        state.before,
        state.adaptive_records.copy(),
    )
    again = engine_of(many.engine.scenario)
    kept = last_of(again.windows(kept, history, threads=1))
    resumed = Life(again, kept, history)
    assert np.array_equal(many.state.records, resumed.state.records)
    assert np.array_equal(many.state.docket, resumed.state.docket)
    assert np.array_equal(many.table(), resumed.table())
    if cut % many.engine.scenario.clock.tally == 0:
        assert_same(many, resumed)


def test_a_longer_run_begins_with_the_shorter() -> None:
    short = live(scenario_of("glass_town", days=56, people=512, seed=43))
    long = live(scenario_of("glass_town", days=112, people=512, seed=43), until=8)
    assert_same(short, long)


# 1. Fate is apart from choice -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def town() -> Trace:
    """One community of 1,024 for 26 weeks with everything on; seed 44."""
    return traced(scenario_of("glass_town", seed=44))


def raw(t: Trace, agents: range | list[int]) -> dict[tuple[int, ...], tuple[int, ...]]:
    """Give what is drawn before anything is decided: (agent, window, ordinal) to tick, kind and luck.

    Occasions for which a life does not qualify leave no row, so two lives are compared where both have one, and
    whole where the kind asks for nothing.
    """
    rows = t.of(trace.OCCASION)
    rows = rows[(rows[:, ORDINAL] < BOUT_ORDINAL) & np.isin(rows[:, AGENT], agents)]
    return {tuple(row[:3]): tuple(row[3:]) for row in rows[:, [AGENT, WINDOW, ORDINAL, TICK, KIND, X]].tolist()}


def assert_same_fate(one: Trace, other: Trace, agents: range | list[int]) -> None:
    mine, theirs = raw(one, agents), raw(other, agents)
    kinds = one.life.engine.scenario.conduct.kinds
    free = {k for k, name in enumerate(one.life.engine.compiled.kinds) if not kinds[name].requires}
    assert all(mine[key] == theirs[key] for key in mine.keys() & theirs.keys())
    missing = [mine.get(key, theirs.get(key)) for key in mine.keys() ^ theirs.keys()]
    assert not [row for row in missing if row and row[1] in free]
    assert len(mine.keys() & theirs.keys()) > 0.5 * len(mine)


def flips(town: Trace, count: int) -> list[tuple[int, int, int, int, int]]:
    """Choose decisions of persons, of each sort, to be turned round."""
    generator = np.random.default_rng(1)
    acts = town.of(trace.OCCASION)
    acts = acts[(acts[:, AGENT] < 1024) & (acts[:, ORDINAL] < BOUT_ORDINAL)]
    seen = town.of(trace.SEEN)
    seen = seen[(seen[:, AGENT] < 1024) & (seen[:, X] == 0)]
    asked = town.of(trace.ANSWERED)
    chosen = []
    for rows, decision, column in ((acts, ACT, OTHER), (seen, SEEN, None), (asked, ANSWER, X)):
        for row in rows[generator.choice(len(rows), count, replace=False)].tolist():
            new = 0 if column is None else 1 - row[column]
            chosen.append((row[AGENT], row[WINDOW], row[ORDINAL], decision, new))
    return chosen


def test_one_decision_turned_round_moves_no_draw_of_the_life(town: Trace, heavy: bool) -> None:
    changed = 0
    for pin in flips(town, 30 if heavy else 4):
        other = traced(town.life.engine, [pin])
        person, window = pin[0], pin[1]
        mine, theirs = (t.rows[t.rows[:, AGENT] == person] for t in (town, other))
        assert_same_fate(town, other, [person])
        changed += not np.array_equal(mine, theirs)
        # In its own window nobody else can tell; before it nothing at all differs.
        before = [t.rows[(t.rows[:, WINDOW] < window)] for t in (town, other)]
        assert np.array_equal(*before)
        others = [t.rows[(t.rows[:, WINDOW] == window) & (t.rows[:, AGENT] != person)] for t in (town, other)]
        assert np.array_equal(*others)
    assert changed >= 8, "a decision that is turned round must show in the life"


def test_a_whole_people_turned_round_moves_no_draw(town: Trace) -> None:
    """Every tenth decision of everybody at once: the candidates of all lives stay where they were."""
    acts = town.of(trace.OCCASION)
    acts = acts[(acts[:, ORDINAL] < BOUT_ORDINAL) & (acts[:, AGENT] < 1024)][::10]
    pins = [(r[AGENT], r[WINDOW], r[ORDINAL], ACT, 1 - r[OTHER]) for r in acts.tolist()]
    other = traced(town.life.engine, pins)
    assert_same_fate(town, other, range(1024))
    assert not np.array_equal(town.life.state.records, other.life.state.records)


def test_a_scheme_without_consequences_and_responses_changes_no_act() -> None:
    """Conduct's states of everybody and all tallies of conduct are those of no scheme at all."""
    watched, bare = (
        live(scenario_of("glass_town", seed=45, missing=missing)) for missing in (BARE, (*BARE, "scoring"))
    )
    assert watched.count("entered", "ticket-ban-as-reported") + watched.table().sum() > bare.table().sum()
    for name in watched.engine.scenario.conduct.states:
        assert np.array_equal(watched.of(name), bare.of(name)), name
    for kind in watched.engine.compiled.kinds:
        for measure in ("candidates", "acts", "granted", "refused", "held_back", "induced"):
            assert watched.count(measure, kind) == bare.count(measure, kind), (kind, measure)


def test_a_reform_that_changes_nothing_leaves_every_person_as_he_was() -> None:
    """V11: zero effect. A consequence that never applies is as good as none."""
    low = "scoring.national-2020-as-reported.start=849"  # one point below a band, so that much is refused
    rules = scenario_of("glass_town").consequences.rules
    base = live(scenario_of("glass_town", low, seed=46))
    for name in ("no_large_loan", "no_web_order"):
        assert base.count("applied", name) > 0
        path = f"consequences.rules.{name}.chance"
        same = live(scenario_of("glass_town", low, f"{path}={rules[name].chance.value}", seed=46))
        assert_same(base, same)
        never = live(scenario_of("glass_town", low, f"{path}=0", seed=46))
        gone = live(scenario_of("glass_town", low, seed=46, missing=(f"consequences.{name}",)))
        for state in gone.engine.compiled.layout.variables:
            assert np.array_equal(never.of(state), gone.of(state)), (name, state)


# V11: without a network, only the one who is treated ------------------------------------------------------

ALONE = (
    "response.fear_of_circle", "response.fear_of_community", "response.conformity", "response.sorting",
    "response.opinion",
)  # fmt: skip


def without_mistakes(name: str) -> list[str]:
    """Give settings by which no entry lands on somebody else and no sensor follows its records."""
    sensors = scenario_of(name).observation.sensors
    settings = [f"observation.sensors.{sensor}.mistaken=0" for sensor in sensors]
    return [*settings, "observation.sensors.police_patrol.adaptive=null"]


def test_without_a_network_a_treated_person_is_the_only_one_to_change() -> None:
    scenario = scenario_of("glass_town", *without_mistakes("glass_town"), seed=47, missing=ALONE)
    base = traced(scenario)
    acts = base.of(trace.OCCASION)
    acts = acts[(acts[:, WINDOW] == 2) & (acts[:, AGENT] < 1024) & (acts[:, ORDINAL] < BOUT_ORDINAL)]
    changed = 0
    for row in acts[::200].tolist():
        pin = (row[AGENT], row[WINDOW], row[ORDINAL], ACT, 1 - row[OTHER])
        other = traced(base.life.engine, [pin])
        differs = np.flatnonzero((other.life.state.records != base.life.state.records).any(axis=1))
        assert set(differs.tolist()) <= {row[AGENT]}
        mine = base.rows[base.rows[:, AGENT] != row[AGENT]]
        assert np.array_equal(mine, other.rows[other.rows[:, AGENT] != row[AGENT]])
        changed += len(differs)
    assert changed > 0


# 4. The books balance -------------------------------------------------------------------------------------


def test_a_score_is_the_fold_of_its_ledger(town: Trace) -> None:
    """Start plus every entry, correction, expiry and recovery in the trace is the score that the run recorded."""
    compiled = town.life.engine.compiled
    for c, scheme in enumerate(compiled.schemes):
        name = f"score.{scheme}"
        score = decoded(town.life.engine, town.life.engine.fresh().records, name).copy()
        for happening in (trace.ENTERED, trace.APPEAL, trace.SETTLED):
            rows = town.of(happening)
            rows = rows[rows[:, OTHER] == c]
            np.add.at(score, rows[:, AGENT], rows[:, X])
        assert np.array_equal(score, decoded(town.life.engine, town.life.state.records, name)), scheme


def test_tallies_count_what_the_trace_shows(town: Trace) -> None:
    life, compiled = town.life, town.life.engine.compiled
    for kind in compiled.kinds:
        rows = town.of(trace.OCCASION, kind)
        assert life.count("acts", kind) == int(rows[:, OTHER].sum()), kind
        asked = town.of(trace.ANSWERED, kind)
        assert life.count("granted", kind) == int(asked[:, OTHER].sum()), kind
        assert life.count("refused", kind) == int((asked[:, X] == 0).sum()), kind
        for c, scheme in enumerate(compiled.schemes):
            entered = town.of(trace.ENTERED, kind)
            entered = entered[entered[:, OTHER] == c]
            if kind in life.engine.scenario.scoring[scheme].rules:
                assert life.count("entered", scheme, kind) == len(entered)
                assert life.count("points", scheme, kind) == int(entered[:, X].sum())
    applied = town.of(trace.CONSEQUENCE)
    for j, name in enumerate(compiled.consequences):
        rows = applied[applied[:, OTHER] == j]
        assert life.count("applied", name) == len(rows), name
        denied = rows[rows[:, X] == 0]
        assert life.count("denied", name) == int(denied[:, Y].sum())


def test_groups_add_up_to_the_total(many: Life) -> None:
    whole = many.table()
    cells = np.zeros_like(whole)
    for sex in ("male", "female"):
        cells += many.table(sex=sex)
    organisations = np.zeros_like(whole)
    for one in many.history.tallies:
        mine = one.rows[one.rows["cell"] == 120]
        np.add.at(organisations, mine["row"], mine["count"])
    assert np.array_equal(cells + organisations, whole)
    assert organisations.sum() > 0


def test_members_of_the_bands_are_the_members(many: Life) -> None:
    """Bands and bins count every member once, and the bins hold the recorded scores."""
    compiled = many.engine.compiled
    bands, bins = many.history.bands[-1].sum(axis=0), many.history.bins[-1].sum(axis=0)
    for c, name in enumerate(compiled.schemes):
        scheme = compiled.world.schemes[0, c]
        if many.engine.scenario.scoring[name].sort == "list":
            listed = int((many.of(f"score.{name}") > 0).sum())
            assert bands[c, 0] == listed
            continue
        assert bands[c].sum() == bins[c].sum()
        if many.engine.scenario.scoring[name].covers.who.organisation:
            continue
        member = covers(compiled.world, c, compiled.segment_of[many.engine.settled.profiles])
        score = many.of(f"score.{name}")[member]
        place = (score - int(scheme["floor"])) >> int(scheme["bin_shift"])
        assert np.array_equal(np.bincount(place, minlength=64), bins[c])


def test_days_wrongly_listed_are_those_between_entry_and_mend() -> None:
    """Wrong entries stand from their tick to an upheld appeal, an expiry or the end (fewer than eight a person)."""
    town = traced(scenario_of("glass_town", seed=48))
    life, ends = town.life, town.life.engine.compiled.windows * 7 * 65536
    entered = town.of(trace.ENTERED)
    standing = entered[(entered[:, Z] & 1) == 1]
    ticks = int((ends - standing[:, TICK]).sum())
    mended = town.of(trace.APPEAL)
    upheld = mended[mended[:, Z] == 1]
    wrong = {(r[AGENT], r[KIND], r[OTHER], r[ORDINAL]) for r in standing.tolist()}
    for row in upheld.tolist():
        if (row[AGENT], row[KIND], row[OTHER], row[ORDINAL]) in wrong:
            ticks -= ends - row[TICK]
    days = life.count("wrong_days") / 1024
    assert days > 0
    assert days == pytest.approx(ticks / 65536, rel=0.02)
