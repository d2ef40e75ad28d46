"""Sweeping: the members of a plan lived on all processors, kept as they come, and gone on with after a break."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, wait
from pathlib import Path

from creditarium.analysis.ensembles.members import Live, Outcome, live_member
from creditarium.analysis.ensembles.plan import WRITTEN, Plan, plan_of
from creditarium.analysis.ensembles.result import Sweep
from creditarium.analysis.ensembles.store import opened, save, table_of
from creditarium.analysis.hands import hands
from creditarium.analysis.pairs.measures import MEASURES
from creditarium.analysis.pairs.together import MEASURE_BYTES
from creditarium.model.digest import digest_of
from creditarium.model.resolve import resolve
from creditarium.model.scenario import Scenario
from creditarium.results.capacity import check_memory
from creditarium.results.compiling import check_compiles
from creditarium.results.folder import RUNS
from creditarium.results.living import NEW
from creditarium.results.locking import alone

PEOPLE = 20_000
"""How many people a member has at most, unless the caller says otherwise."""
NOBODY = "none"
"""As a baseline: the same people without any scheme."""
SAVE_SECONDS, SAVE_SHARE = 2.0, 20
"""How long the table of members waits to be written while they are lived: so many seconds, and so many times as long
as it took to write."""

Tell = Callable[[int, int], None]
"""Hears after each member how many are lived, and of how many."""


def sweep(
    *scenarios: str | Path | Scenario,
    members: int = 200,
    design: str = "lhs",
    against: str | Path | Scenario = NOBODY,
    people: int | None = None,
    days: int | None = None,
    seed: int | None = None,
    threads: int | None = None,
    workers: str | int | None = None,
    out: str | Path | None = None,
    tell: Tell | None = None,
) -> Sweep:
    """Live what the record allows: members under numbers drawn from every declared range, each against a baseline.

    Every member has its own seed, its own assumptions and its own baseline under these: the same people and
    occasions without any scheme, or in the scenario that `against` names. Several scenarios are lived beside one
    baseline. `design` is "lhs" or "sobol". `out` names a folder that the sweep grows in, and goes on with if it is
    there; `NEW` takes one under `runs/`. `workers` are as for `run`: they live a member each. A member that fails is
    recorded with stage and reason, and ends nothing.

    >>> import creditarium as cr
    >>> made = cr.sweep("rongcheng", members=4, people=256, days=7)
    >>> made.bands()["headline"].to_list()[:2]
    ['refused_persons', 'blameless_persons']
    """
    worlds = tuple(taken(one, people, days, seed) for one in scenarios or ("reported-2020",))
    first = worlds[0]
    nobody = isinstance(against, str) and against == NOBODY
    base = None if nobody else taken(against, first.people, first.clock.days, first.seed)
    plan = plan_of(worlds, base, design=design, members=members)
    folder = new_folder(plan) if out is not None and Path(out) == NEW else Path(out) if out is not None else None
    return swept(plan, folder, threads=threads, workers=workers, tell=tell)


def swept(
    plan: Plan, folder: Path | None = None, *, threads: int | None = None, workers: str | int | None = None,
    tell: Tell | None = None, live: Live = live_member,
) -> Sweep:  # fmt: skip
    """Live a plan's members, as many at a time as threads or workers; what the folder holds is not lived again.

    A member's numbers depend on the plan and its own place in it alone: not on threads, breaks or other members.
    """
    began = time.perf_counter()
    with alone(folder), hands(threads, workers, plan.members + 1) as (pool, count, here):
        check_memory(plan.scenario, worlds=2 * max(here, 1), more=MEASURE_BYTES * (len(MEASURES) + 1))
        outcomes = opened(folder, plan) if folder is not None else []
        waiting = _unlived(plan, outcomes)
        outcomes = [one for one in outcomes if one.member not in waiting]
        lived, saved, took = len(waiting), 0.0, 0.0
        going: set[Future[tuple[Outcome, ...]]] = set()
        try:
            while waiting or going:
                # Members begin in their order, as neighbours share the fit of their population.
                going |= {pool.submit(live, plan, waiting.pop(0)) for _ in range(min(count - len(going), len(waiting)))}
                done, going = wait(going, return_when=FIRST_COMPLETED)
                for one in done:
                    outcomes.extend(one.result())
                if tell is not None:
                    tell(plan.members + 1 - len(waiting) - len(going), plan.members + 1)
                now = time.perf_counter()
                due = now - saved > max(SAVE_SECONDS, SAVE_SHARE * took)
                if folder is not None and due and (waiting or going):
                    save(folder, plan, outcomes)
                    saved = time.perf_counter()
                    took = saved - now
        except KeyboardInterrupt as stop:
            if folder is not None and outcomes:
                stop.add_note(_kept(folder, plan, outcomes))
            raise
        finally:
            if folder is not None and lived:
                save(folder, plan, outcomes)
    return Sweep(plan, table_of(plan, outcomes), folder, time.perf_counter() - began, lived)


def new_folder(plan: Plan, base: Path = RUNS) -> Path:
    """Give the folder of a sweep under `runs/`; the same plan has the same, so that the same command goes on."""
    return base / f"sweep-{'-'.join(plan.names)}-{digest_of(plan.facts())[:8]}"


def _kept(folder: Path, plan: Plan, outcomes: list[Outcome]) -> str:
    """Say what a folder holds of a sweep that is broken off, and how it goes on."""
    held = len({one.member for one in outcomes})
    return f"{folder} holds {held} of {plan.members + 1} members: the same command goes on from there"


def _unlived(plan: Plan, outcomes: list[Outcome]) -> list[int]:
    """Give the members of whose worlds one is missing, in their order."""
    held = {(one.member, one.world) for one in outcomes}
    numbers = range(WRITTEN, plan.members + 1)
    return [number for number in numbers if not all((number, name) in held for name in plan.names)]


def taken(one: str | Path | Scenario, people: int | None, days: int | None, seed: int | None) -> Scenario:
    """Give a scenario at the size of a member: a named one has at most as many people as a sweep takes.

    One that cannot be compiled is a `Problem` here, and not in each of its members.
    """
    whole = resolve(one if isinstance(one, Scenario) else str(one), people=people, days=days, seed=seed)
    check_compiles(whole)
    named = not isinstance(one, Scenario) and people is None
    return whole.model_copy(update={"people": min(whole.people, PEOPLE)}) if named else whole
