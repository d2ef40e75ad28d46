"""Living the tests of a scheme's rules, and judging what followed.

A verdict says yes or no, and on a no which entries the rules wrote. It never tells a score, a band or a refusal that
the test did not name: this tries rules, and is no calculator.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from creditarium.analysis.other_world import Unlived
from creditarium.analysis.rules.comparing import states, written
from creditarium.analysis.rules.trial import Trial
from creditarium.engine.run import Engine
from creditarium.engine.trace import CONSEQUENCE, OCCASION
from creditarium.model.conduct import Who
from creditarium.model.population import ATTRIBUTES
from creditarium.model.problem import Problem, suggestion
from creditarium.model.rule_tests import Given, RuleTest, RuleTests, Then, Told, read_tests
from creditarium.model.scenario import Scenario
from creditarium.model.scoring import Scheme, band_names
from creditarium.results.compiling import engine_of
from creditarium.results.decoding import Ints
from creditarium.results.diary import diary_of
from creditarium.results.overrides import Override
from creditarium.results.reliving import Place, place_of, place_of_organisation
from creditarium.results.replay import Life, live_again
from creditarium.results.run import Run

_CENT = 0.005
_MONEY_STEPS = 1 << 16
"""The engine works a price out in steps of so many to the whole, and counts money in whole units."""


@dataclass(frozen=True)
class RuleVerdict:
    """Whether one test of a scheme's rules holds, and if not, what of it does not, a line each.

    `lines` are the occasions of the scheme's table whose entries it expects; `place` is where it stands.
    """

    title: str
    place: str
    misses: tuple[str, ...]
    lines: frozenset[str]

    @property
    def holds(self) -> bool:
        """Whether all that is expected came about."""
        return not self.misses

    def __repr__(self) -> str:
        return "\n  ".join([f"{'holds' if self.holds else 'FAILS'}: {self.title}", *self.misses])


@dataclass(frozen=True, repr=False)
class RulesTried:
    """The verdicts on the tests of a scheme, and the lines of its table that no test asks about.

    `file` is the tests' own, `lines` all occasions that the scheme has a rule for, in its order.
    """

    title: str
    scheme: str
    file: Path
    verdicts: tuple[RuleVerdict, ...]
    lines: tuple[str, ...]

    @property
    def hold(self) -> bool:
        """Whether every test holds."""
        return all(verdict.holds for verdict in self.verdicts)

    @property
    def untested(self) -> tuple[str, ...]:
        """The lines of the scheme's table that no test expects an entry of."""
        tested = {line for verdict in self.verdicts for line in verdict.lines}
        return tuple(line for line in self.lines if line not in tested)

    def __repr__(self) -> str:
        held = sum(verdict.holds for verdict in self.verdicts)
        tested = len(self.lines) - len(self.untested)
        tests, lines = len(self.verdicts), len(self.lines)
        return f"{held} of {tests} tests of {self.scheme} hold; {tested} of {lines} lines are tested"


def try_rules(file: str | Path) -> RulesTried:
    """Try a scheme's rules by the tests in a file (or those of a shipped scheme, by its name), one life a test.

    Each life is a synthetic person's, lived by the engine in a world of the scheme alone; nothing about anybody is
    read. A file that cannot be read, and an occasion that the scheme does not know, are a `Problem`.

    >>> try_rules("rongcheng-2018").untested
    ()
    """
    tests, path = read_tests(str(file))
    prepared = _prepared(tests, path)
    verdicts = tuple(world.verdict(test) for test, world in prepared)
    _, world = prepared[0]
    return RulesTried(tests.title, world.name, path, verdicts, tuple(world.scheme.rules))


def check_tests(file: str | Path) -> RuleTests:
    """Read the tests in a file, compile what they are lived in, and live none; what is not sound is a `Problem`."""
    tests, path = read_tests(str(file))
    _prepared(tests, path)
    return tests


def _prepared(tests: RuleTests, path: Path) -> list[tuple[RuleTest, _World]]:
    """Give each test with the world that it is lived in; those whose lives begin alike share one."""
    trial = Trial.of(tests, path)
    worlds: dict[Any, _World] = {}
    prepared = []
    for test in tests.tests:
        key = (test.begins.score, tuple(sorted(test.begins.states.items())), test.begins.takes_part)
        if key not in worlds:
            worlds[key] = _World(trial.scenario(test.begins))
        worlds[key].check(test)
        prepared.append((test, worlds[key]))
    return prepared


@dataclass
class _World:
    """The world of those tests whose lives begin alike, compiled once."""

    scenario: Scenario
    ordinals: dict[int, dict[str, int]] = field(default_factory=dict)

    @cached_property
    def engine(self) -> Engine:
        return engine_of(self.scenario)

    @property
    def name(self) -> str:
        """The scheme's name."""
        return next(iter(self.scenario.scoring))

    @property
    def scheme(self) -> Scheme:
        """The scheme."""
        return self.scenario.scoring[self.name]

    def verdict(self, test: RuleTest) -> RuleVerdict:
        """Live a test's life, and judge what followed."""
        place = self._place(test)
        run = self._run(test.then.until or test.last or self._start)
        overrides = tuple(one for given in test.given for one in self._overrides(place, given))
        life = live_again(run, place, overrides, recorded=False)
        misses = (*written(test.then, life.ledger), *self._standing(test.then, life), *states(test.then, life))
        misses = (*misses, *self._consequences(test.then, life.relived.trace))
        lines = frozenset(entry.occasion for entry in test.then.entries or ())
        return RuleVerdict(test.title, str(test.place), misses, lines)

    def _run(self, until: dt.date) -> Run:
        """Give the world up to the end of a day."""
        return Run(Unlived(self.engine, (until - self._start).days + 1))

    @property
    def _start(self) -> dt.date:
        return self.scenario.clock.start

    def check(self, test: RuleTest) -> None:
        """Refuse a test that names what is not there."""
        known = self.scenario.conduct.kinds
        told: list[tuple[Any, str]] = [(given, given.occasion) for given in test.given]
        told += [(one, one.occasion) for one in test.then.entries or ()]
        told += [(one, one.occasion) for one in test.then.consequences or ()]
        for one, occasion in told:
            if occasion not in known:
                what = f"'{self.name}' and its consequences know no occasion '{occasion}'"
                raise Problem(what, place=str(one.place), mend=suggestion(occasion, known))
        days: list[tuple[Any, dt.date]] = [(one, one.date) for one, _ in told]
        days += [(one, one.date) for one in test.then.of_itself or ()]
        for one, day in [*days, (test.then, test.then.until or self._start)]:
            if day < self._start or (isinstance(one, Given) and day == self._start):
                mend = f"begin the tests earlier ('begins:'), or take a day after {self._start}"
                raise Problem(f"{day} comes before the tests have begun", place=str(one.place), mend=mend)
        bands = band_names(self.scheme)
        if test.then.band is not None and test.then.band not in bands:
            what = f"'{self.name}' has no band '{test.then.band}'"
            raise Problem(what, place=str(test.then.place), mend=suggestion(test.then.band, bands))
        held = (self.engine.compiled.layout.variables, test.then.states, test.then.place)
        for known_states, asked, place in (held, (self.scenario.conduct.states, test.begins.states, test.place)):
            for state in asked:
                if state not in known_states:
                    raise Problem(
                        f"no state is called '{state}'", place=str(place), mend=suggestion(state, known_states)
                    )

    # Whose life -------------------------------------------------------------------------------------------

    def _place(self, test: RuleTest) -> Place:
        """Find the first synthetic person whom the scheme covers and the test allows."""
        engine, covered = self.engine, self.scheme.covers.who
        if covered.organisation:
            return place_of_organisation(engine, 0)
        fits = _fitting(engine, covered) & _fitting(engine, test.who)
        if not fits.any():
            raise Problem("the scheme covers nobody of this sort", place=str(test.place), mend="let 'who' say less")
        return place_of(engine, int(np.flatnonzero(fits)[0]))

    def _overrides(self, place: Place, given: Given) -> list[Override]:
        if place.number not in self.ordinals:
            self.ordinals[place.number] = self._ordinals(place)
        ordinal = self.ordinals[place.number].get(given.occasion)
        if ordinal is None:
            what = f"'{given.occasion}' never comes to those whom '{self.name}' covers"
            raise Problem(what, place=str(given.place), mend="give an occasion of theirs")
        made = [Override(day, ordinal, "act", True) for day in given.days]
        if given.itself == "refuses":
            made += [Override(day, ordinal, "answer", False) for day in given.days]
        return made

    def _ordinals(self, place: Place) -> dict[str, int]:
        """Give the place of each occasion in a day, which is the same every day."""
        trace = live_again(self._run(self._start), place, recorded=False).relived.trace
        kinds = self.engine.compiled.kinds
        return {kinds[row[2]]: row[7] for row in trace[trace[:, 1] == OCCASION].tolist()}

    # What followed ----------------------------------------------------------------------------------------

    def _standing(self, then: Then, life: Life) -> list[str]:
        """Judge the score, which is the fold of the ledger, and the band."""
        misses, score = [], life.scores[self.name]
        if then.score is not None and abs(score - then.score) > _CENT:
            way = "more" if score > then.score else "less"
            misses.append(f"score: {then.score:g} is expected, and the entries come to {way}")
        if then.band is not None and then.band != self._band(score):
            misses.append(f"band: {then.band} is expected, and it is another")
        return misses

    def _band(self, score: float) -> str:
        bands = band_names(self.scheme)
        if self.scheme.sort == "list":
            return bands[0] if score > 0 else bands[1]
        passed = [b.name for b in self.scheme.bands[1:] if b.least is not None and score > b.least.value - _CENT]
        return str(passed[-1] if passed else bands[0])

    def _consequences(self, then: Then, trace: Ints) -> list[str]:
        """Judge what the consequences did: each that is expected must come about, and no other."""
        if then.consequences is None:
            return []
        diary = diary_of(self.engine, trace[trace[:, 1] == CONSEQUENCE])
        found = [
            Told(date=moment.date(), occasion=kind, outcome=outcome.split(",")[0], by=by, money=money)
            for moment, kind, by, outcome, money in diary.select("date", "kind", "by", "outcome", "money").iter_rows()
        ]
        misses = []
        for told in then.consequences:
            same = [one for one in found if self._alike(told, one)]
            if same:
                found.remove(same[0])
            else:
                amount = f" {told.money:+g}" if told.money is not None else ""
                said = f"{told.date} {told.occasion} {told.outcome}{amount} by {told.by}"
                misses.append(f"consequence: {said} does not come about")
        return misses + [
            f"consequence: {one.date} {one.occasion}: something follows that the test does not name" for one in found
        ]

    def _alike(self, told: Told, one: Told) -> bool:
        if (told.date, told.occasion, told.outcome, told.by) != (one.date, one.occasion, one.outcome, one.by):
            return False
        price = self.scenario.conduct.kinds[told.occasion].money
        step = 1 + (price.value if price is not None else 0) / _MONEY_STEPS
        return told.money is None or (one.money is not None and abs(told.money - one.money) <= step)


def _fitting(engine: Engine, who: Who) -> Any:
    """Tell which persons a class admits."""
    profiles = engine.settled.profiles[: engine.scenario.people].astype(np.int64)
    fits = np.ones(len(profiles), dtype=bool)
    for name, attribute in ATTRIBUTES.items():
        wanted = getattr(who, name)
        places = (profiles >> attribute.shift) & ((1 << attribute.bits) - 1)
        if isinstance(wanted, bool):
            fits &= places == int(wanted)
        elif wanted is not None:
            for word in wanted:
                if word not in attribute.categories:
                    raise Problem(f"'{word}' is no {name}", mend=suggestion(word, attribute.categories))
            fits &= np.isin(places, [attribute.categories.index(word) for word in wanted])
    return fits
