"""Calibrating a scenario: its free numbers are moved, within their ranges, until its worlds answer targets."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import numpy as np

from creditarium import __version__
from creditarium.analysis.calibration.aims import Aims
from creditarium.analysis.calibration.behind import behind
from creditarium.analysis.calibration.calibration import Calibration
from creditarium.analysis.calibration.exploring import (
    LEAST_SHIFT,
    Explored,
    beyond,
    explore,
    refuse_unreachable,
    stretch,
)
from creditarium.analysis.calibration.posterior import Posterior
from creditarium.analysis.calibration.store import Store
from creditarium.analysis.calibration.worlds import Tell, Worlds, asking
from creditarium.analysis.ensembles.rules import is_rule
from creditarium.analysis.ensembles.space import Space, space_of
from creditarium.analysis.observables import check_observable
from creditarium.model.digest import digest_of
from creditarium.model.problem import Problem, suggestion
from creditarium.model.resolve import resolve
from creditarium.model.scenario import Scenario
from creditarium.model.target import Targets, read_targets
from creditarium.results.capacity import check_memory
from creditarium.results.compiling import check_compiles
from creditarium.results.living import processors
from creditarium.results.locking import alone

METHODS = ("bayes", "anneal", "abc-smc", "abc-rejection")
SEARCHES = ("bayes", "anneal")
TRIALS = {"bayes": 150, "anneal": 300, "abc-smc": 5_000, "abc-rejection": 10_000}
"""How many points are tried after looking around, at most, unless it is said."""
KEEP = 100
"""How many points are drawn from a posterior."""
MOST_FREE = 8
"""How many numbers are fitted at most where none are named."""


def calibrate(
    scenario: str | Path | Scenario,
    targets: str | Path | Mapping[str, Any] | Targets,
    *,
    method: str = "bayes",
    trials: int | None = None,
    keep: int = KEEP,
    people: int | None = None,
    seed: int | None = None,
    seeds: int = 2,
    free: Sequence[str] = (),
    hold: Sequence[str] = (),
    reform: str | Path | Mapping[str, Any] | None = None,
    settings: Sequence[str] = (),
    without: Sequence[str] = (),
    threads: int | None = None,
    out: str | Path | None = None,
    tell: Tell | None = None,
) -> Calibration:
    """Move a scenario's assumed and recalled numbers until its worlds agree with targets, and say what ranges are left.

    `targets` is a shipped file's name, a path or a dict. `free` are the numbers to fit (paths, or patterns with `*`);
    without it those behind the fitted targets that move them most. `hold` are numbers that stay as they are. A scheme's
    own rules and numbers with a source are refused. `method` is one of bayes and anneal (Optuna: the region that fits
    about as well as the best point) and abc-smc and abc-rejection (pyABC: `keep` draws from the posterior). Every point
    is lived under the same `seeds` seeds, from `seed` on. `out` is a folder that keeps each world as it is lived: with
    the same folder a calibration that was broken off goes on.
    """
    began = time.perf_counter()
    _check(method, trials, keep, seeds)
    aimed = read_targets(targets)
    whole = _scenario(scenario, aimed, people, seed, reform, settings, without)
    for one in aimed.targets.values():
        check_observable(one.observable, whole)
    check_compiles(whole)
    check_memory(whole)
    space = chosen(whole, aimed, free, hold)
    asked = _Asked(method, trials if trials is not None else TRIALS[method], keep, None if free else MOST_FREE)
    place = str(targets) if isinstance(targets, str | Path) else aimed.title
    folder = Path(out) if out is not None else None
    with alone(folder):
        listed = tuple(range(whole.seed, whole.seed + seeds))
        worlds = _worlds(space, aimed, listed, threads or processors(), folder, tell)
        try:
            made = _fitted(space, aimed, worlds, asked, place, began)
        except KeyboardInterrupt as stop:
            if worlds.store is not None:
                stop.add_note(worlds.store.left())
            raise
        if folder is not None:
            made.write(folder)
    return made


@dataclass(frozen=True)
class _Asked:
    """How a fit goes about it, and how many numbers it fits at most; None where they are named."""

    method: str
    trials: int
    keep: int
    most: int | None


def _fitted(space: Space, aimed: Targets, worlds: Worlds, asked: _Asked, place: str, began: float) -> Calibration:
    """Look around, search, and give what is left of the ranges."""
    worlds.most = 1 + 2 * len(space) + 2 * len(aimed.used("fit")) + asked.trials
    aims, explored, kept = look_around(worlds, Aims.of(aimed.targets.values()), most=asked.most)
    refuse_unreachable(worlds, aims, list(aimed.targets), [one.unit for one in aimed.targets.values()], place)
    posterior = fit(worlds, aims, kept, asked.method, asked.trials, asked.keep, space.scenario.seed)
    return Calibration(
        space, aimed, aims, kept, posterior, worlds.mean(worlds.home),
        worlds.mean(worlds.placed(kept, posterior.middle)), explored.strength(aims), beyond(worlds, aims),
        len(worlds.lived), worlds.seeds, asked.method, digest_of(aimed)[:12], f"{datetime.now(UTC):%Y-%m-%d}",
        time.perf_counter() - began,
    )  # fmt: skip


def look_around(worlds: Worlds, aims: Aims, most: int | None = None) -> tuple[Aims, Explored, tuple[int, ...]]:
    """Live the ends of every number and the worlds that reach farthest; choose what is fitted, the strongest first.

    The aims come back with the noise that the seeds show. With ``most`` only so many numbers are fitted, and none that
    moves no target by a standard deviation; without it all are.
    """
    explored = explore(worlds)
    aims = aims.with_noise(worlds.all()[1])
    strength = explored.strength(aims)
    order = [int(j) for j in np.argsort(-strength, kind="stable")]
    kept = sorted(order if most is None else [j for j in order if strength[j] >= LEAST_SHIFT][:most])
    if not kept:
        raise Problem("no free number moves any fitted target", mend="name others with --free, or fit other targets")
    stretch(worlds, explored, aims)
    return aims, explored, tuple(kept)


def fit(worlds: Worlds, aims: Aims, kept: tuple[int, ...], method: str, trials: int, keep: int, seed: int) -> Posterior:
    """Fit the axes ``kept`` by one of the methods."""
    if method in SEARCHES:
        from creditarium.analysis.calibration.searching import search

        return search(worlds, aims, kept, method, trials, seed)
    from creditarium.analysis.calibration.approximate import draw

    folder = worlds.store.path.parent if worlds.store is not None else None
    return draw(worlds, aims, kept, method, trials, keep, seed, folder)


def chosen(scenario: Scenario, targets: Targets, free: Sequence[str], hold: Sequence[str] = ()) -> Space:
    """Give the space of the numbers to move: those named, or those behind the fitted targets, less those held."""
    space = space_of(scenario)
    for pattern in hold:
        if not any(_matches(name, pattern) for name in space.names):
            raise Problem(f"no free number is called '{pattern}'", mend=suggestion(pattern, space.names))
    kept = [name for name in space.names if not any(_matches(name, pattern) for pattern in hold)]
    if not free:
        parts = behind(scenario, [one.observable for one in targets.used("fit").values()])
        found = [name for name in kept if parts.holds(name)]
        if not found:
            raise Problem("nothing that the targets depend on is free", mend="name the numbers with --free")
        return space.only(found)
    with_rules = space_of(scenario, rules=True).names
    named: list[str] = []
    for pattern in free:
        ruled = [name for name in with_rules if _matches(name, pattern) and is_rule(name)]
        if not any(_matches(name, pattern) for name in space.names) or ruled:
            return space.only([ruled[0] if ruled else pattern])
        named.extend(name for name in kept if _matches(name, pattern))
    if not named:
        raise Problem("every number that --free names is held", mend="hold fewer, or free others")
    return space.only(named)


def _matches(name: str, pattern: str) -> bool:
    """Say whether a pattern names a number, or a part that it stands under."""
    return fnmatchcase(name, pattern) or fnmatchcase(name, f"{pattern}.*")


def _check(method: str, trials: int | None, keep: int, seeds: int) -> None:
    if method not in METHODS:
        raise Problem(f"no method is called '{method}'", place="--method", mend=suggestion(method, METHODS))
    for option, value in (("--trials", trials), ("--keep", keep), ("--seeds", seeds)):
        if value is not None and value < 1:
            raise Problem(f"{value} is less than 1", place=option, mend="give 1 or more")


def _scenario(
    scenario: str | Path | Scenario,
    targets: Targets,
    people: int | None,
    seed: int | None,
    reform: str | Path | Mapping[str, Any] | None,
    settings: Sequence[str],
    without: Sequence[str],
) -> Scenario:
    """Resolve a scenario over the days of the targets."""
    name = str(scenario) if isinstance(scenario, Path) else scenario
    changes: dict[str, Any] = {"reform": reform, "settings": settings, "missing": tuple(without)}
    return over_the_days_of(targets, name, people=people, seed=seed, **changes)


def over_the_days_of(targets: Targets, name: str | Scenario, **changes: Any) -> Scenario:
    """Resolve a scenario, with what `resolve` lays over it, from the first day of some targets to their last."""
    span: dict[str, Any] = {} if targets.span is None else {"start": targets.span.start, "days": targets.span.days}
    return resolve(name, **changes, **span)


def _worlds(
    space: Space, targets: Targets, seeds: tuple[int, ...], threads: int, folder: Path | None, tell: Tell | None
) -> Worlds:
    """Make the worlds of a space, with what their folder holds of them."""
    observables = [one.observable for one in targets.targets.values()]
    store = None
    if folder is not None:
        bare = space.scenario.model_copy(update={"seed": 0})
        digest = digest_of({"version": __version__, "scenario": bare, "observables": observables})
        store = Store(folder, digest, {"scenario": space.scenario.name, "targets": list(targets.targets)})
    at_a_time = min(threads, len(seeds))
    ask = asking(space, observables, threads=max(threads // at_a_time, 1))
    return Worlds(ask, seeds, space.names, space.home, store, at_a_time, tell)
