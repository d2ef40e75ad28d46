"""The way back: the cheapest acts, among the occasions that fate offers, by which a life reaches the next band.

It is a search over the life's own occasions from a date on: acts that the scheme rewards and that were left can be
done, acts that it punishes and that were done can be left. Each set of changed decisions is lived through overrides,
and what is reported was lived. The cost is the number of changed decisions; sums of money are added where the
catalogue names them. The community and the region stay those of the run; the circle is lived again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import combinations
from math import ceil, comb
from typing import Any

import numpy as np
import polars as pl

from creditarium.analysis.obstacles import Obstacle, obstacle_of, outside
from creditarium.engine.numbers import TICKS_PER_DAY
from creditarium.engine.trace import ENTERED, FLAG_BITS
from creditarium.model.problem import Problem
from creditarium.model.scoring import Rule, Scheme
from creditarium.results.cohort import band_at
from creditarium.results.decoding import Ints
from creditarium.results.diary import BOOKED
from creditarium.results.overrides import Override, pins_of
from creditarium.results.reliving import Standing, relive
from creditarium.results.replay import Life, live_again
from creditarium.results.tables import band_names, scale_of

_ROUNDS = 4
"""How often occasions that a better life newly brings are looked through."""
_MOST_SETS = 32
"""How many smaller sets are lived one by one, to see that none of them does."""
_MOST_TRIED = 24
"""How many acts a cheapest set may have before it is no longer searched for one by one."""


@dataclass(frozen=True)
class Act:
    """A decision that would have been another: do (or leave) this act on that day; `money` as the kind names it."""

    date: datetime
    window: int
    ordinal: int
    kind: str
    title: str
    do: bool
    money: float

    @property
    def override(self) -> Override:
        """The same as an override of the life."""
        return Override(self.window, self.ordinal, "act", self.do)


@dataclass(frozen=True)
class WayBack:
    """The way to the next band of a scheme, or what bars it.

    `since` is the day from which decisions may change, `band` the band then held, `aim` the next one. `reached`
    is the day on which the cheapest `acts` reach it, `earliest` the day with every act of the `offered` ones done
    right; `fewest` says whether fewer acts are proven not to do. Without a way, `obstacle` says what binds.
    `lives` is how many lives were lived to find it; `verified` that the acts, lived from the run's first day,
    reach the band on that day.
    """

    scheme: str
    since: date
    band: str
    aim: str
    reached: date | None = None
    acts: tuple[Act, ...] = ()
    fewest: bool = False
    earliest: date | None = None
    offered: int = 0
    obstacle: Obstacle | None = None
    lives: int = 0
    verified: bool = False

    @property
    def overrides(self) -> tuple[Override, ...]:
        """The acts as overrides, for `creditarium.replay`."""
        return tuple(act.override for act in self.acts)

    @property
    def money(self) -> float:
        """What the acts cost (below 0) or bring, where the catalogue names a sum."""
        return sum(act.money if act.do else -act.money for act in self.acts)


def way_back(life: Life, scheme: str, since: date | None = None) -> WayBack:
    """Search the way to the next band of a scheme, from a date on.

    Without a date it is the day of the last change of band, or the first day if there was none since a warm-up. A
    date outside the run is a `Problem`.
    """
    clock = life.run.scenario.clock
    last = clock.start + timedelta(days=clock.days - 1)
    start = min(max(_last_change(life, scheme), clock.start), last) if since is None else since
    if not clock.start <= start <= last:
        raise Problem(f"{start} lies outside the run", place="--from", mend=f"give a date from {clock.start} to {last}")
    return _Search(life, scheme, start).found()


def _last_change(life: Life, scheme: str) -> date:
    """Give the day on which the life came into the band that it ended in."""
    rows = life.ledger.filter(pl.col("scheme") == scheme).select("date", "score").rows()
    bands = [band_at(life.run.engine, scheme, score) for _, score in rows]
    changed = [j for j in range(1, len(rows)) if bands[j] != bands[j - 1]]
    moment: datetime = rows[changed[-1] if changed else 0][0]
    return moment.date()


@dataclass
class _Search:
    """One search: the life, where it stood, and how many lives were lived."""

    life: Life
    scheme: str
    since: date
    lives: int = 0
    kept: Standing | None = None
    cut: int = 0
    sign: int = 1
    good: dict[str, bool] = field(default_factory=dict)

    def found(self) -> WayBack:
        """Give the way, or what bars it."""
        rules, engine = self.life.run.scenario.scoring[self.scheme], self.life.run.engine
        names, band = band_names(rules), band_at(engine, self.scheme, self._score_then())
        barred = outside(self.life, self.scheme)
        if barred is not None:
            return WayBack(self.scheme, self.since, "", "", obstacle=barred)
        if band == names[-1]:
            return WayBack(self.scheme, self.since, band, band, obstacle=Obstacle("top", "it is the best there is"))
        aim = names[names.index(band) + 1]
        self._aim_at(rules, aim)
        plain = WayBack(self.scheme, self.since, band, aim)
        self.good = {kind: wanted for kind, rule in rules.rules.items() if (wanted := wanted_of(rule)) is not None}
        trace = self._lived(())
        by_itself = self._reached(trace)
        if by_itself is not None:
            return self._with(plain, reached=by_itself, earliest=by_itself, fewest=True)
        acts, best = self._all_acts(trace)
        earliest = self._reached(best)
        if earliest is None:
            barred = obstacle_of(self.life, self.scheme, self.cut, best, len(acts))
            return self._with(plain, offered=len(acts), obstacle=barred)
        chosen, fewest = self._cheapest(acts, trace, best)
        reached = self._reached(self._lived(chosen))
        return self._with(plain, reached=reached, acts=chosen, fewest=fewest, earliest=earliest, offered=len(acts))

    def _with(self, way: WayBack, **found: Any) -> WayBack:
        made = WayBack(**{**vars(way), **found, "lives": self.lives})
        if made.reached is None:
            return made
        again = live_again(self.life.run, self.life.relived.place, made.overrides).relived.trace
        return WayBack(**{**vars(made), "lives": self.lives + 1, "verified": self._reached(again) == made.reached})

    # The score --------------------------------------------------------------------------------------------

    def _score_then(self) -> float:
        moment = datetime.combine(self.since, datetime.max.time())
        held = self.life.ledger.filter((pl.col("scheme") == self.scheme) & (pl.col("date") <= moment))
        score: float = held["score"][-1]
        return score

    def _aim_at(self, rules: Scheme, aim: str) -> None:
        """Keep the score that must be reached; off a list, it is none."""
        if rules.sort == "list":
            self.cut, self.sign = 0, -1
            return
        [least] = [band.least for band in rules.bands if band.name == aim]
        self.cut = round(least.value * scale_of(rules)) if least is not None else 0

    def _booked(self, trace: Ints) -> Ints:
        """Give the changes of the scheme's score from the date on."""
        place = self.life.run.engine.compiled.schemes.index(self.scheme)
        ours = trace[np.isin(trace[:, 1], BOOKED) & (trace[:, 3] == place)]
        later: Ints = ours[ours[:, 0] >= self._tick]
        return later

    @property
    def _tick(self) -> int:
        return (self.since - self.life.run.scenario.clock.first_day).days * TICKS_PER_DAY

    def _reached(self, trace: Ints) -> date | None:
        """Give the first day from the date on on which the score is good enough."""
        rows = self._booked(trace)
        enough = rows[self.sign * rows[:, 5] >= self.sign * self.cut]
        if not len(enough):
            return None
        return self.life.run.scenario.clock.first_day + timedelta(days=int(enough[0, 0]) // TICKS_PER_DAY)

    # Lives ------------------------------------------------------------------------------------------------

    def _lived(self, acts: Iterable[Act]) -> Ints:
        """Live on from the window of the date with some acts changed, and give the trace from there."""
        run, place = self.life.run, self.life.relived.place
        window = self._tick // TICKS_PER_DAY // run.scenario.clock.window
        pins = pins_of(run.scenario, place.number, (act.override for act in acts))
        lived = relive(run.engine, run.fields, place, overrides=pins, keep=window, start=self.kept)
        self.kept = self.kept or lived.kept
        self.lives += 1
        return lived.trace

    def _offers(self, trace: Ints) -> list[Act]:
        """Give the decisions of a life that could have served the score better."""
        scenario, kinds = self.life.run.scenario, self.life.run.engine.compiled.kinds
        length = scenario.clock.window * TICKS_PER_DAY
        start = datetime.combine(scenario.clock.first_day, datetime.min.time())
        acts = []
        for tick, _, k, done, _, _, _, ordinal, _ in trace[(trace[:, 1] == 0) & (trace[:, 0] >= self._tick)].tolist():
            kind = scenario.conduct.kinds[kinds[k]]
            wanted = self.good.get(kinds[k])
            if wanted is not None and wanted != bool(done) and kind.role == "ordinary":
                moment = start + timedelta(days=tick / TICKS_PER_DAY)
                money = kind.money.value if kind.money is not None else 0.0
                acts.append(Act(moment, tick // length, ordinal, kinds[k], kind.title, wanted, money))
        return acts

    def _all_acts(self, trace: Ints) -> tuple[list[Act], Ints]:
        """Give every decision that could have served better, and the life with all of them changed."""
        acts, best = self._offers(trace), trace
        for _ in range(_ROUNDS):
            best = self._lived(acts)
            more = self._offers(best)
            if not more:
                break
            acts = acts + more
        met = {(tick // (self.life.run.scenario.clock.window * TICKS_PER_DAY), ordinal)
               for tick, ordinal in best[best[:, 1] == 0][:, [0, 7]].tolist()}  # fmt: skip
        return [act for act in acts if (act.window, act.ordinal) in met], best

    # The cheapest -----------------------------------------------------------------------------------------

    def _cheapest(self, acts: list[Act], plain: Ints, best: Ints) -> tuple[tuple[Act, ...], bool]:
        """Take the acts that move most, as many as are needed; then leave out each that is not.

        Fewer are proven not to do where every smaller set is lived, if there are few, or else where as many of
        the greatest moves do not close the gap, with all that the scheme may give back by itself.
        """
        worth = {act: self._worth(act, best if act.do else plain) for act in acts}
        ranked = sorted((act for act in acts if worth[act] > 0), key=lambda act: (-worth[act], act.date))
        if len(ranked) < len(acts) and self._reached(self._lived(ranked)) is None:
            ranked = [*ranked, *(act for act in acts if not worth[act])]
        chosen = ranked
        for count in range(1, min(len(ranked), _MOST_TRIED) + 1):
            if self._reached(self._lived(ranked[:count])) is not None:
                chosen = ranked[:count]
                break
        for act in reversed(chosen[:_MOST_TRIED]):
            fewer = [other for other in chosen if other is not act]
            if fewer and self._reached(self._lived(fewer)) is not None:
                chosen = fewer
        while len(chosen) > 1 and comb(len(acts), len(chosen) - 1) <= _MOST_SETS:
            smaller = combinations(acts, len(chosen) - 1)
            fitting = next((some for some in smaller if self._reached(self._lived(some)) is not None), None)
            if fitting is None:
                return tuple(sorted(chosen, key=lambda act: act.date)), True
            chosen = list(fitting)
        gap = self._gap(plain) - self._given_back()
        short = sum(worth[act] for act in ranked[: len(chosen) - 1])
        proven = len(chosen) == 1 or (self.sign > 0 and short < gap)
        return tuple(sorted(chosen, key=lambda act: act.date)), proven

    def _worth(self, act: Act, trace: Ints) -> int:
        """Give how far the entries of an act move the score, in its fixed point."""
        k = self.life.run.engine.compiled.kinds.index(act.kind)
        rows = self._booked(trace)
        mine = (rows[:, 1] == ENTERED) & (rows[:, 2] == k) & (rows[:, 7] == act.ordinal)
        mine &= rows[:, 6] >> FLAG_BITS == act.window
        moved = int(rows[mine, 4].sum()) * self.sign
        return moved if act.do else -moved

    def _gap(self, plain: Ints) -> int:
        rows = self._booked(plain)
        held = round(self._score_then() * scale_of(self.life.run.scenario.scoring[self.scheme]))
        highest: int = max([held, *rows[:, 5].tolist()])
        return self.cut - highest

    def _given_back(self) -> int:
        """Give the most that clean time can give back in the time that is left."""
        scenario = self.life.run.scenario
        scheme, left = scenario.scoring[self.scheme], scenario.clock.lived_days - self._tick // TICKS_PER_DAY
        if scheme.recovery is None:
            return 0
        times = ceil(left / max(scheme.recovery.after.value, 1.0))
        return round(times * scheme.recovery.points.value * scale_of(scheme))


def wanted_of(rule: Rule) -> bool | None:
    """Say whether an act serves a score: True if it is rewarded, False if punished, None if it moves nothing."""
    if rule.removes:
        return True
    if rule.to_band is not None or rule.term is not None:
        return False
    moves: Sequence[float] = rule.tariff.value if rule.tariff is not None else ()
    change = next((p.value for p in (rule.points, rule.add) if p is not None), moves[0] if moves else 0)
    return None if not change else change > 0
