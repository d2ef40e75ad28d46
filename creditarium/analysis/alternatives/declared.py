"""What a user may declare to a search for less harm: a utility to keep, and the harms to lessen.

Both are closed lists. Denials, fear and acts held back are no utility here: a search that kept them up, or raised them,
would be an optimiser of control.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import polars as pl

from creditarium.engine.compile.response import listed
from creditarium.model.problem import Problem, suggestion
from creditarium.model.scenario import Scenario
from creditarium.results.run import Run


@dataclass(frozen=True)
class Utility:
    """A utility that any alternative must keep: at least the base's, less a `tolerance` (a share of it).

    `name` is one of `UTILITIES`. More than the base's counts for nothing: the search ranks by harm alone.
    """

    name: str
    tolerance: float = 0.0

    def __post_init__(self) -> None:
        if self.name not in UTILITIES:
            what = f"'{self.name}' is no utility that a search for less harm may keep"
            raise Problem(what, mend=suggestion(self.name, UTILITIES))
        if not 0 <= self.tolerance < 1:
            raise Problem(f"a tolerance of {self.tolerance:g} is no share", mend="give 0 or more, below 1")

    def of(self, run: Run, base: Scenario) -> float:
        """Measure the utility of a run, over the acts that the scheme punishes as it is in the base."""
        return UTILITIES[self.name](run, list(listed(base)[0]))

    def keeps(self, value: float, base: float) -> bool:
        """Whether a value is at least the base's within the tolerance."""
        return value >= base - self.tolerance * abs(base) - 1e-12


def _rightly_entered(run: Run, kinds: list[str]) -> tuple[float, float]:
    """Count entries of some kinds, all of them and those that are right."""
    counts = []
    for measure in ("entered", "false", "landed"):
        frame = run.tally(measure, by="kind")
        counts.append(float(frame.filter(pl.col("kind").is_in(kinds))["count"].sum()))
    entered, false, landed = counts
    return entered, entered - false - landed


def _recorded(run: Run, kinds: list[str]) -> float:
    acts = float(run.tally("acts", by="kind").filter(pl.col("kind").is_in(kinds))["count"].sum())
    return _rightly_entered(run, kinds)[1] / acts if acts else 0.0


def _precision(run: Run, kinds: list[str]) -> float:
    entered, right = _rightly_entered(run, kinds)
    return right / entered if entered else 0.0


def _lawful(run: Run, kinds: list[str]) -> float:
    acts = run.tally("acts", by="lawful")
    return -float(acts.filter(~pl.col("lawful"))["count"].sum())


UTILITIES: dict[str, Callable[[Run, list[str]], float]] = {
    "recorded": _recorded,
    "precision": _precision,
    "lawful": _lawful,
}
"""`recorded`: right entries for each listed act; `precision`: the share of entries against people that are right;
`lawful`: unlawful acts of any kind, counted downwards, so that an alternative may have no more of them."""


@dataclass(frozen=True)
class Harms:
    """The harms of a run; an alternative must lessen one of them and raise none.

    `blameless` and `denials` are requests refused because of a scheme, the first of people who did nothing
    listed; `wrong_days` the days that wrong entries stood; `disparity` the widest difference between groups in
    the share of persons ever refused.
    """

    blameless: float
    denials: float
    wrong_days: float
    disparity: float

    @property
    def values(self) -> tuple[float, float, float, float]:
        """The four in their order."""
        return self.blameless, self.denials, self.wrong_days, self.disparity

    def no_more_than(self, other: Harms) -> bool:
        """Whether none of the four is above the other's."""
        return all(mine <= theirs + 1e-12 for mine, theirs in zip(self.values, other.values, strict=True))

    def less_than(self, other: Harms) -> bool:
        """Whether one of the four is below the other's, and none above."""
        below = any(mine < theirs - 1e-12 for mine, theirs in zip(self.values, other.values, strict=True))
        return below and self.no_more_than(other)


def harms_of(run: Run, groups: Sequence[str]) -> Harms:
    """Measure the harms of a run; `groups` are the dimensions over which disparity is taken."""
    return Harms(
        blameless=float(run.total("blameless")),
        denials=float(run.total("denied")),
        wrong_days=float(run.total("wrong_days")),
        disparity=max(_disparity(run, group) for group in groups),
    )


def _disparity(run: Run, group: str) -> float:
    refused = run.tally("refused_persons", by=group).cast({group: pl.String})
    people = run.tally("people", by=group).cast({group: pl.String}).rename({"count": "people"})
    rates = people.filter(pl.col("people") > 0).join(refused, on=group, how="left")
    shares = (rates["count"].fill_null(0) / rates["people"]).to_list()
    return float(max(shares) - min(shares)) if shares else 0.0
