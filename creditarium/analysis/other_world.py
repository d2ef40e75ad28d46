"""The same life in another world: without any scheme, or in a run that shares its fate, side by side.

Community and region hand fields from window to window, so a life in another world needs that world's fields. Of a
run they are read. Of the world without a scheme they are known exactly: what the shipped fields count (being marked
down, doing what is listed, being refused by a scheme, entries sent astray) cannot happen there, so all of them are 0.
Where some field counts more than that, or a sensor adapts, that world must be lived first, and this says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from weakref import WeakKeyDictionary

import numpy as np
import polars as pl
from numpy.lib.stride_tricks import as_strided

from creditarium.analysis.lines import Line
from creditarium.analysis.pairs.given import Named, check_pair, given
from creditarium.engine.compile.response import ENGINE_STATES
from creditarium.engine.reduce import nothing_before
from creditarium.engine.run import Engine, State
from creditarium.model.problem import Problem
from creditarium.model.scenario import Scenario
from creditarium.results.decoding import Ints
from creditarium.results.digests import fate_of
from creditarium.results.fields import Fields
from creditarium.results.living import run as live
from creditarium.results.manifest import Manifest
from creditarium.results.replay import Life, live_again
from creditarium.results.run import Run

UNSCHEMED = "no scheme"
"""What the world without any scheme is called."""


@dataclass(frozen=True)
class Beside:
    """One occasion in both worlds, a line each; in a world where it could not come there is none."""

    here: Line | None
    there: Line | None

    @property
    def either(self) -> Line:
        """The line in the first world in which it came."""
        line = self.here or self.there
        assert line is not None
        return line

    @property
    def differs(self) -> bool:
        """Whether the act, or what was answered or refused, came out otherwise."""
        return self.here is None or self.there is None or outcome_of(self.here) != outcome_of(self.there)


@dataclass(frozen=True)
class OtherWorld:
    """The same life in another world, with both lives' lines side by side."""

    name: str
    life: Life
    beside: tuple[Beside, ...]
    sums: dict[str, tuple[float, float]]

    @property
    def differences(self) -> tuple[Beside, ...]:
        """The occasions that came out otherwise."""
        return tuple(one for one in self.beside if one.differs)


def without_schemes(scenario: Scenario) -> Scenario:
    """Give the same scenario with no scheme, nothing shared and no consequence."""
    nothing = {
        "scoring": {},
        "sharing": scenario.sharing.model_copy(update={"agreements": {}}),
        "consequences": scenario.consequences.model_copy(update={"rules": {}}),
    }
    return scenario.model_copy(update=nothing)


_twins: WeakKeyDictionary[Run, Run] = WeakKeyDictionary()
"""The world without a scheme of each run, compiled once."""


def unschemed(run: Run) -> Run:
    """Give the world of a run without any scheme, so far as a life needs it; where it must be lived, a `Problem`."""
    if run not in _twins:
        _check_known(run.scenario)
        engine = Engine.of(without_schemes(run.scenario), run.engine.settled)
        _twins[run] = Run(Unlived(engine, run.fields.windows))
    return _twins[run]


def _check_known(scenario: Scenario) -> None:
    """Refuse a world without schemes that would still hand something on."""
    odd = handed_on(scenario)
    if odd:
        what = f"'{odd[0]}' hands something on in a world without schemes too, so that world must be lived first"
        raise Problem(what, place="--against", mend="run it, and give its folder: --against RUN")


def handed_on(scenario: Scenario) -> list[str]:
    """Name the fields and sensors that hand something on in a world without schemes too."""
    odd = [name for name, field in scenario.response.fields.items() if field.of not in ENGINE_STATES]
    return odd + [name for name, sensor in scenario.observation.sensors.items() if sensor.adaptive is not None]


def named(run: Run, against: Named) -> tuple[str, Run]:
    """Give name and run of the other world that a user names; a scenario or a reform is lived, with the same people.

    What is no pair with the run is a `Problem` that names the first difference.
    """
    mine, other = given(run, [against])
    if other.run is not None:
        check_pair(mine, other, _fate(run), _fate(other.run))
        return other.name, other.run
    check_pair(mine, other, _fate(run), fate_of(Engine.of(other.scenario)))
    return other.name, live(other.scenario)


def _fate(run: Run) -> Mapping[str, str]:
    return run.contents.head.fate or fate_of(run.engine)


def same_life(life: Life, other: Run) -> Life:
    """Live the same person in another world."""
    return live_again(other, life.relived.place, recorded=not isinstance(other.contents, Unlived))


def side_by_side(here: tuple[Line, ...], there: tuple[Line, ...]) -> tuple[Beside, ...]:
    """Pair the lines of two lives that share their fate; what an occasion is keyed by is the same in both."""
    mine, theirs = _keyed(here), _keyed(there)
    both = [Beside(mine.get(key), theirs.get(key)) for key in {**mine, **theirs}]
    return tuple(sorted(both, key=lambda one: one.either.date))


def _keyed(lines: tuple[Line, ...]) -> dict[tuple[object, ...], Line]:
    keyed: dict[tuple[object, ...], Line] = {}
    for line in lines:
        key = (line.window, line.ordinal, line.sort, line.kind, line.title)
        keyed[(*key, sum(known[:5] == key for known in keyed))] = line
    return keyed


def outcome_of(line: Line) -> tuple[str, ...]:
    """Say how an occasion came out: the act, then what was answered and refused, and what was written down."""
    told = ("answered", "consequence", "entered", "appeal", "settled")
    ruled = {(step.by, step.outcome) for step in line.steps if step.happening == "consequence"}
    steps = [
        step for step in line.steps
        if step.happening in told and not (step.happening == "answered" and (step.by, step.outcome) in ruled)
    ]  # fmt: skip
    return (line.outcome, *(f"{step.by} {step.outcome}".strip() for step in steps))


def sums_of(life: Life) -> dict[str, float]:
    """Add up a life: acts, requests and their answers, what schemes refused, gave and wrote down."""
    diary = life.diary

    def count(*tests: pl.Expr) -> float:
        return float(diary.filter(*tests).height)

    happening, outcome = pl.col("happening"), pl.col("outcome")
    money = diary.filter(happening == "consequence")["money"].sum()
    return {
        "acts and requests": count(happening == "occasion", outcome == "done"),
        "requests granted": count(happening == "answered", outcome == "granted"),
        "requests refused": count(happening == "answered", outcome == "refused"),
        "refused because of a scheme": count(happening == "consequence", outcome == "refused"),
        "money through schemes": float(money or 0),
        "entries": count(happening == "entered"),
    }


class Unlived:
    """A world that nobody lived whole: its engine, fields in which nothing is handed on, and no results."""

    keeps_states = False

    def __init__(self, engine: Engine, windows: int) -> None:
        self.engine, self.scenario = engine, engine.scenario
        self.path: Path | None = None
        self.timings: dict[str, float] = {}
        communities = engine.settled.communities
        nothing = nothing_before(engine, np.zeros((len(engine.compiled.adaptive), communities), dtype=np.int64))
        self.fields = Fields(
            {name: _every(array, windows) for name, array in nothing._asdict().items()},
            np.zeros(0, dtype=np.uint64),
            np.zeros(communities + 1, dtype=np.int64),
        )

    @property
    def state(self) -> State:
        """Nobody's end is recorded."""
        raise _not_lived()

    @property
    def manifest(self) -> Manifest:
        """There is none."""
        raise _not_lived()

    @property
    def head(self) -> Manifest:
        """There is none."""
        raise _not_lived()

    def table(self, name: str) -> pl.LazyFrame:
        """There are none."""
        raise _not_lived()


def _every(array: Ints, windows: int) -> Ints:
    """Give one array for every window, held once.

    It may be written to, as those of a run: for arrays that may not, the whole kernel would be compiled once more.
    """
    return as_strided(array, (windows, *array.shape), (0, *array.strides))


def _not_lived() -> Problem:
    return Problem("this world was not lived whole", mend="run it: it has lives, and no results")


def totals(here: Life, there: Life) -> Iterator[tuple[str, tuple[float, float]]]:
    """Give what both lives add up to, the first world first."""
    mine, theirs = sums_of(here), sums_of(there)
    return ((name, (mine[name], theirs[name])) for name in mine)
