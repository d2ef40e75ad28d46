"""Asking a scenario which of its assumptions its conclusions hinge on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from creditarium.analysis.ensembles.design import check_design
from creditarium.analysis.ensembles.headlines import HEADLINES, check_headline
from creditarium.analysis.ensembles.members import what_stopped
from creditarium.analysis.ensembles.plan import Plan, plan_of
from creditarium.analysis.ensembles.result import Sweep
from creditarium.analysis.ensembles.store import SWEEP, opened, table_of
from creditarium.analysis.ensembles.sweep import NOBODY, swept, taken
from creditarium.analysis.sensitivity.doubt import doubt_of
from creditarium.analysis.sensitivity.ends import Ends, at_ends
from creditarium.analysis.sensitivity.factors import SEEDS, Factor, rest_of
from creditarium.analysis.sensitivity.flipping import Reversal, reversal_of
from creditarium.analysis.sensitivity.living import Begin, Living
from creditarium.analysis.sensitivity.morris import check_trajectories
from creditarium.analysis.sensitivity.ranks import ranked, thirds
from creditarium.analysis.sensitivity.result import WEIGHTS, Bars, Sensitivity
from creditarium.analysis.sensitivity.screening import leading, screen
from creditarium.analysis.sensitivity.sobol import check_base, sobol_design, sobol_indices
from creditarium.model.digest import digest_of
from creditarium.model.problem import Problem, suggestion
from creditarium.model.resolve import resolve
from creditarium.model.scenario import Scenario
from creditarium.results.folder import RUNS
from creditarium.results.living import NEW
from creditarium.results.storage import read_json

PEOPLE, DAYS = 2_000, 91
"""How large a world is unless the caller says otherwise: an analysis lives hundreds of them."""
FLIPS = "flips"
"""The folder, in that of a sweep, of the worlds that its flips took."""
_SAID = {"people": "{:,} people", "days": "{} days", "seed": "seed {}"}


@dataclass(frozen=True)
class Asked:
    """How an analysis goes about it; ``keep`` assumptions are looked at one by one."""

    method: str
    headlines: tuple[str, ...]
    trajectories: int
    base: int
    keep: int
    flips: bool


def sensitivity(
    scenario: str | Path | Scenario = "reported-2020",
    *,
    method: str = "morris",
    headlines: Sequence[str] = (),
    against: str | Path | Scenario = NOBODY,
    trajectories: int = 4,
    base: int = 32,
    members: int = 200,
    keep: int = 6,
    flips: bool = False,
    sweep: str | Path | None = None,
    people: int | None = None,
    days: int | None = None,
    seed: int | None = None,
    threads: int | None = None,
    out: str | Path | None = None,
    begin: Begin | None = None,
) -> Sensitivity:
    """Ask which assumption drives which headline of a scenario against a baseline, and how surely.

    `method` is "morris" (elementary effects: parts first, then their pieces, then the `keep` assumptions that move a
    headline most), "sobol" (the same, then shares of variance of those few, of the rest as one, and of the seed), or
    "sweep" (rank correlations over `members`; `sweep` names a folder that `creditarium sweep` filled, with its people,
    days and seed, and nothing is lived but for flips). `flips` looks for the smallest move of assumptions that reverses
    each headline. `out` names a folder in which worlds are kept, so that the same call goes on after a break; `NEW`
    takes one under `runs/`. The worlds of a `sweep`'s flips are kept in its folder.

    >>> import creditarium as cr
    >>> cr.sensitivity("no-scheme", method="moris")
    Traceback (most recent call last):
    ...
    creditarium.model.problem.Problem: --method: no method is called 'moris'. Mend: did you mean 'morris'?
    """
    method = "sweep" if sweep is not None else method
    asked = _asked(method, headlines, trajectories, base, keep, flips)
    if sweep is not None:
        held = Path(sweep)
        plan = _kept(scenario, against, held, {"people": people, "days": days, "seed": seed}, out)
        living = Living(plan, held / FLIPS, threads, begin, several=True)
        return _ranked(living, asked, Sweep(plan, table_of(plan, opened(held, plan)), held, 0.0, 0))
    check_design("lhs", members)
    world = taken(scenario, people, days, seed)
    if method != "sweep":
        fewer, shorter = min(world.people, PEOPLE), min(world.clock.days, DAYS)
        world = resolve(world, people=people or fewer, days=days or shorter)
    plan = _planned(world, against, members)
    folder = _folder(plan, asked, out)
    living = Living(plan, folder, threads, begin)
    if method == "sweep":
        return _ranked(living, asked, _swept(living, folder))
    return analysed(living, asked)


def _asked(
    method: str, headlines: Sequence[str], trajectories: int, base: int, keep: int, flips: bool
) -> Asked:  # fmt: skip
    if method not in WEIGHTS:
        raise Problem(f"no method is called '{method}'", place="--method", mend=suggestion(method, WEIGHTS))
    check_trajectories(trajectories)
    check_base(base)
    if keep < 1:
        raise Problem(f"{keep} is less than 1", place="--keep", mend="give 1 or more")
    names = tuple(dict.fromkeys(check_headline(name).name for name in headlines))
    return Asked(method, names or tuple(one.name for one in HEADLINES), trajectories, base, keep, flips)


def _planned(world: Scenario, against: str | Path | Scenario, members: int, design: str = "lhs") -> Plan:
    nobody = isinstance(against, str) and against == NOBODY
    baseline = None if nobody else taken(against, world.people, world.clock.days, world.seed)
    return plan_of((world,), baseline, design=design, members=members)


def _kept(
    scenario: str | Path | Scenario, against: str | Path | Scenario, folder: Path, size: Mapping[str, int | None],
    out: str | Path | None,
) -> Plan:  # fmt: skip
    """Give the plan of a sweep's folder; that it is a sweep of this scenario, its store says when it is opened.

    Another ``size`` than the sweep's, and a folder besides its own, are a `Problem`.
    """
    if not (folder / SWEEP).is_file():
        raise Problem("there is no sweep here", place=str(folder), mend="name a folder that creditarium sweep wrote")
    held = read_json(folder / SWEEP)
    if len(held.get("worlds", ())) != 1:
        raise Problem("the sweep is of several scenarios", place=str(folder), mend="sweep the one alone")
    for name, given in size.items():
        if given not in (None, held[name]):
            what = f"the sweep in {folder} has {_SAID[name].format(held[name])}"
            raise Problem(what, place=f"--{name} {given}", mend=f"leave out --{name}, or live a sweep of that size")
    if out is not None and Path(out) not in (NEW, folder):
        what = "what is asked of a sweep is kept in the sweep's folder"
        raise Problem(what, place=f"--out {out}", mend="leave out --out or --from")
    world = taken(scenario, held["people"], held["days"], held["seed"])
    return _planned(world, against, held["members"], held["design"])


def analysed(living: Living, asked: Asked) -> Sensitivity:
    """Screen by Morris, go on by Sobol if that is asked, then live the leading assumptions at their ends."""
    plan = living.plan
    names, seed = [one.path for one in plan.axes], plan.scenario.seed
    with living.reasoned():
        rounds = screen(
            names, living, headlines=asked.headlines, trajectories=asked.trajectories, keep=asked.keep, seed=seed
        )
    drawn, effects = rounds[-1].drawn, dict(rounds[-1].effects)
    best = leading(drawn, effects, asked.keep)
    doubts: dict[str, str] = {}
    if asked.method == "sobol":
        drawn = sobol_design((*best, *rest_of(best, names), SEEDS), names, asked.base, seed)
        found = living("sobol", drawn.points, drawn.seeds)
        with living.reasoned():
            effects = {name: sobol_indices(drawn, names, found[name], seed) for name in asked.headlines}
        doubts = {name: said for name in asked.headlines if (said := doubt_of(effects[name], asked.base))}
    home = [one.home for one in plan.axes]
    ends = at_ends(home, [factor.axes[0] for factor in best], living)
    if not all(np.isfinite(ends[name].written) for name in asked.headlines):
        raise _stopped(living)
    bars = {name: _bars(best, ends[name]) for name in asked.headlines}
    flips = _flips(living, asked, {name: leading(drawn, {name: effects[name]}, asked.keep, WEIGHTS[asked.method])
                                   for name in asked.headlines})  # fmt: skip
    return _result(living, asked, effects, bars, {}, doubts, flips, living.folder)


def _stopped(living: Living) -> Problem:
    """Say that the scenario stops as it is written, under every seed, and where and why it did last."""
    row = living.failed[-1].row(0, named=True)
    why = what_stopped(row["reason"])
    what = f"the scenario stops as it is written, under every seed: at {row['stage']}, {why}"
    return Problem(what, mend="mend the scenario; then see what its ranges do")


def _swept(living: Living, folder: Path | None) -> Sweep:
    """Live a sweep, in the folder of the analysis."""
    tell = living.begin("sweep") if living.begin is not None else None
    made = swept(living.plan, folder, threads=living.threads, tell=tell)
    living.worlds, living.lived, living.seconds = living.plan.members + 1, made.lived, made.seconds
    return made


def _ranked(living: Living, asked: Asked, made: Sweep) -> Sensitivity:
    """Rank the assumptions of a sweep."""
    plan = living.plan
    if made.failed.height:
        living.failed.append(made.failed.select(pl.lit("sweep").alias("batch"), pl.all()))
    found = {name: ranked(made, name) for name in asked.headlines}
    effects = {name: one.effects for name, one in found.items()}
    bars = {name: _bars_of(made, name, effects[name], asked.keep) for name in asked.headlines}
    place = {one.path: j for j, one in enumerate(plan.axes)}
    best = {
        name: [Factor(path, (place[path],)) for path in frame["factor"].head(asked.keep).to_list()]
        for name, frame in effects.items()
    }
    flips = _flips(living, asked, best)
    explained = {name: one.explained for name, one in found.items()}
    return _result(living, asked, effects, bars, explained, {}, flips, made.path)


def _flips(living: Living, asked: Asked, best: Mapping[str, Sequence[Factor]]) -> dict[str, Reversal]:
    if not asked.flips:
        return {}
    free = living.plan.axes
    made = {}
    for name in asked.headlines:
        candidates = [factor.axes[0] for factor in best[name] if factor.single and not free[factor.axes[0]].rule]
        made[name] = reversal_of(name, free, candidates, living)
    return made


def _bars(best: Sequence[Factor], ends: Ends) -> Bars:
    frame = pl.DataFrame({"factor": [factor.name for factor in best], "low": ends.low, "high": ends.high})
    return Bars(frame, ends.written, (float(np.nanmin(ends.seeds)), float(np.nanmax(ends.seeds))))


def _bars_of(made: Sweep, headline: str, effects: pl.DataFrame, keep: int) -> Bars:
    paths = effects["factor"].head(keep).to_list()
    low, high = thirds(made, headline, paths)
    _, values = made.values(headline)
    return Bars(pl.DataFrame({"factor": paths, "low": low, "high": high}), float(np.median(values)), None)


def _folder(plan: Plan, asked: Asked, out: str | Path | None) -> Path | None:
    if out is None or Path(out) != NEW:
        return Path(out) if out is not None else None
    facts = [plan.facts(), asked.method, asked.headlines, asked.trajectories, asked.base, asked.keep]
    return RUNS / f"sensitivity-{plan.names[0]}-{digest_of(facts)[:8]}"


def _result(
    living: Living,
    asked: Asked,
    effects: Mapping[str, pl.DataFrame],
    bars: Mapping[str, Bars],
    explained: Mapping[str, float],
    doubts: Mapping[str, str],
    flips: Mapping[str, Reversal],
    folder: Path | None,
) -> Sensitivity:
    failed = pl.concat(living.failed) if living.failed else pl.DataFrame()
    return Sensitivity(
        living.plan, asked.method, asked.headlines, effects, bars, explained, doubts, flips, living.worlds,
        living.lived, living.seconds, failed, folder,
    )  # fmt: skip
