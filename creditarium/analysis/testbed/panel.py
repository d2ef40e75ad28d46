"""A panel: outcomes by place and month as an economist would see them, and the true effects, kept apart."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from creditarium.analysis.testbed.estimate import Estimate
from creditarium.analysis.testbed.outcomes import OUTCOMES, Outcome, outcome_of
from creditarium.analysis.testbed.pairs import Pair
from creditarium.analysis.testbed.rollout import since_of
from creditarium.analysis.testbed.seen import Floats, Seen, Truths, focus_of
from creditarium.analysis.testbed.staggered import NOT_YET, Staggered
from creditarium.analysis.testbed.verdicts import estimates
from creditarium.model.problem import Problem, suggestion
from creditarium.model.resolve import resolve
from creditarium.model.scenario import Scenario
from creditarium.model.showing import tree
from creditarium.results.living import processors
from creditarium.results.run import Run

THOUSAND = 1_000.0
RATE_DAYS = 28.0
"""A rate is for a thousand people and four weeks, however long a month is."""

Tell = Callable[[int, int], None]


class Panel:
    """Outcomes by place and month in a scenario that rolls a scheme out, and apart from them what the scheme did.

    It comes from `creditarium.panel`. A place is the cities, the towns or the countryside of a region.
    """

    def __init__(
        self, pair: Pair, outcomes: Sequence[Outcome], both: tuple[Floats, Floats], gaps: float, comparators: str
    ) -> None:
        people, self.comparators = pair.people, comparators
        kept = people > 0
        self.scenario, self.scheme, self.months = pair.engine.scenario, pair.scheme, pair.months
        self.outcomes = {one.name: one for one in outcomes}
        self.places = [place for place, inside in zip(pair.places, kept, strict=True) if inside]
        self.people = people[kept]
        self._rates = self._rated(both[0][:, kept])
        self._effects = self._rates - self._rated(both[1][:, kept])
        self.missing = gaps_of(self.scenario.seed, (len(self.places), len(self.months.last)), gaps)

    def _rated(self, counts: Floats) -> Floats:
        rates: Floats = counts / self.people[:, None] / self.months.days * (THOUSAND * RATE_DAYS)
        return rates

    @cached_property
    def since(self) -> Any:
        """The month in which each place is first covered, int64[places]; see `Seen`."""
        return np.array(since_of(self.places, self.months), dtype=np.int64)

    @cached_property
    def frame(self) -> pl.DataFrame:
        """What is published: a row for each place and month, with a column for each outcome, empty where it is missing.

        `since` is the day on which the scheme first covers somebody there, `whole` when it covers everybody. Outcomes
        are counts for a thousand people and four weeks.
        """
        rates = {
            name: np.where(self.missing, np.nan, self._rates[j]).reshape(-1) for j, name in enumerate(self.outcomes)
        }
        treated = np.arange(len(self.months.last))[None, :] >= self.since[:, None]
        flags = {"treated": treated.reshape(-1), "missing": self.missing.reshape(-1)}
        return self._framed(flags | rates).with_columns(pl.col(list(rates)).fill_nan(None))

    @cached_property
    def truth(self) -> pl.DataFrame:
        """What nobody sees: the effect on each outcome of `frame`, from the same people without the scheme."""
        return self._framed({name: self._effects[j].reshape(-1) for j, name in enumerate(self.outcomes)})

    def _framed(self, columns: Mapping[str, Any]) -> pl.DataFrame:
        count, months = len(self.places), len(self.months.last)
        each = {
            "place": [place.name for place in self.places],
            "region": [place.region for place in self.places],
            "stratum": [place.stratum for place in self.places],
            "people": self.people.astype(np.int64).tolist(),
            "since": [place.first for place in self.places],
            "whole": [place.whole for place in self.places],
        }
        dated = {"month": list(range(1, months + 1)), "start": self.months.first, "end": self.months.last}
        head = {name: [value for value in values for _ in range(months)] for name, values in each.items()}
        tail = {name: list(values) * count for name, values in dated.items()}
        return pl.DataFrame({**head, **tail, **columns}, schema_overrides={"since": pl.Date, "whole": pl.Date})

    def seen(self, outcome: str) -> Seen:
        """Give one outcome as arrays, as an estimator takes it."""
        rates = np.where(self.missing, np.nan, self._rates[self._place(outcome)])
        return Seen(rates, self.since, self.people)

    def effect(self, outcome: str) -> Floats:
        """Give the true effects on one outcome, float64[places, months]."""
        effect: Floats = self._effects[self._place(outcome)]
        return effect

    def estimates(self, outcome: str) -> list[Estimate]:
        """Let every estimator loose on one outcome, and set each beside the truth."""
        return estimates(self.seen(outcome), self.effect(outcome), self.comparators)

    def events(self, outcome: str) -> pl.DataFrame:
        """Give the event study: event (months since a place's first), estimate, low, high, truth, places."""
        cohorts, effect = Staggered(self.seen(outcome), self.comparators), self.effect(outcome)
        rows = []
        for event in cohorts.events:
            found = cohorts.at(event)
            shown = {"estimate": found.value, "low": found.low, "high": found.high}
            rows.append({"event": event, **shown, "truth": found.truth(effect), "places": found.places})
        return pl.DataFrame(rows)

    def touched_before(self, outcome: str) -> float:
        """Give the mean true effect on the people of places not yet covered: what reaches them from the others."""
        untreated = ~self.seen(outcome).treated
        weights = np.where(untreated, self.people[:, None], 0.0)
        return float((weights * self.effect(outcome)).sum() / max(weights.sum(), 1.0))

    def plot(self, outcome: str, path: str | Path | None = None) -> Any:
        """Draw the event study and the estimates beside the truth; see `creditarium.views.estimators.plot`."""
        # The one look upward, by name, as a run does: figures are drawn above the analysis.
        return import_module("creditarium.views.estimators").plot(self, outcome, path)

    def write(self, path: str | Path) -> Path:
        """Write panel and truth into a new folder, whole or not at all; see `creditarium.analysis.testbed.writing`."""
        from creditarium.analysis.testbed.writing import write

        return write(self, Path(path))

    def _place(self, outcome: str) -> int:
        if outcome not in self.outcomes:
            raise Problem(f"this panel has no outcome '{outcome}'", mend=suggestion(outcome, self.outcomes))
        return list(self.outcomes).index(outcome)

    def __repr__(self) -> str:
        never = int((self.since >= len(self.months.last)).sum())
        rows = [
            f"scheme: {self.scheme}",
            f"places: {len(self.places)}, of which {never} are never covered",
            f"months: {len(self.months.last)}, from {self.months.first[0]} to {self.months.last[-1]}",
            f"missing: {int(self.missing.sum()):,} of {self.missing.size:,} place-months",
            f"outcomes: {', '.join(self.outcomes)}",
        ]
        head = f"Panel of “{self.scenario.name}”"
        return tree(head, rows)


def panel(
    scenario: str | Path | Scenario | Run = "pilot-rollout",
    outcome: str | None = None,
    *,
    people: int | None = None,
    days: int | None = None,
    seed: int | None = None,
    scheme: str | None = None,
    months: str = "weeks",
    gaps: float = 0.0,
    comparators: str = NOT_YET,
    threads: int | None = None,
    tell: Tell | None = None,
) -> Panel:
    """Live a scenario and the same people without the scheme that it rolls out, and give both as a panel.

    `outcome` is one of `creditarium.analysis.testbed.outcomes.OUTCOMES`, all of which are there anyway, or a kind of
    act. A finished run is lived again. `months` are `weeks` (of four) or `calendar`; `gaps` is the share of
    place-months whose records are missing, drawn by the seed. `comparators` of the staggered estimator are places
    `not-yet` or `never` covered. What no estimator could use is a `Problem` before anything is lived.

    >>> import creditarium as cr
    >>> made = cr.panel("pilot-rollout", people=3_000, days=364)
    >>> made.truth.columns[-2:], made.frame.height == len(made.places) * 13
    (['refusals', 'posts'], True)
    """
    check_gaps(gaps)
    taken = scenario.scenario if isinstance(scenario, Run) else scenario
    whole = resolve(str(taken) if isinstance(taken, Path) else taken, people=people, days=days, seed=seed)
    outcomes = outcomes_of(whole, outcome)
    pair = Pair.of(whole, scheme, months)
    done = 0

    def step() -> None:
        nonlocal done
        done += 1
        if tell is not None:
            tell(done, pair.windows)

    check_pair(pair, comparators)
    both = pair.counted(outcomes, threads or processors(), step)
    return Panel(pair, outcomes, both, gaps, comparators)


def outcomes_of(scenario: Scenario, named: str | None) -> list[Outcome]:
    """Give the outcomes of every panel, and the one that is named beside them."""
    more = [] if named is None else [outcome_of(named, scenario)]
    return [*OUTCOMES, *(one for one in more if one not in OUTCOMES)]


def check_pair(pair: Pair, comparators: str) -> None:
    """Refuse two worlds whose panel some estimator could not use, from their dates alone."""
    kept = pair.people > 0
    since = np.array(since_of(pair.places, pair.months), dtype=np.int64)[kept]
    outline = Seen(np.zeros((len(since), len(pair.months.last))), since, pair.people[kept])
    focus_of(outline)
    Staggered(outline, comparators)


def check_gaps(gaps: float) -> None:
    """Refuse what is no share of place-months, or leaves too little."""
    if not 0 <= gaps <= 0.5:
        raise Problem(f"{gaps} is no share of months to miss", place="--gaps", mend="write 0 to 0.5")


def gaps_of(seed: int, shape: tuple[int, int], share: float) -> Truths:
    """Draw which place-months have no record, bool[places, months]: each alike, by the seed alone.

    >>> int(gaps_of(1, (90, 26), 0.1).sum()), int(gaps_of(1, (90, 26), 0.0).sum())
    (233, 0)
    """
    return np.random.Generator(np.random.Philox(seed)).random(shape) < share
