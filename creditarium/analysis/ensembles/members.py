"""One member of a sweep: its worlds lived beside their baseline, or where it stopped and why."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from creditarium.analysis.ensembles.headlines import groups_of, headlines_of
from creditarium.analysis.ensembles.plan import Plan
from creditarium.analysis.pairs.given import Given, check_pair
from creditarium.analysis.pairs.measures import measures_of
from creditarium.analysis.pairs.together import World
from creditarium.engine.run import Engine, History
from creditarium.engine.society import Settled, settle
from creditarium.model.problem import Problem
from creditarium.model.scenario import Scenario
from creditarium.results.compiling import engine_of
from creditarium.results.contents import Lived
from creditarium.results.digests import fate_of
from creditarium.results.run import Run

CLIPPED = "clipped"
"""The acts that lay above their kind's ceiling and were not counted, of 1,000 acts in the world."""
FAILURES = (ValueError, ArithmeticError, LookupError, RuntimeError, MemoryError)
"""What may end a member and no sweep: a `Problem` among them. Anything else is a fault of the program."""


@dataclass(frozen=True)
class Outcome:
    """What one world of a member came to: its numbers by name, or the stage at which it stopped and the reason."""

    member: int
    world: str
    seed: int
    values: dict[str, float]
    stage: str = ""
    reason: str = ""


Live = Callable[[Plan, int], tuple[Outcome, ...]]
"""Lives a member: one outcome for each world of the plan."""


def live_member(plan: Plan, member: int) -> tuple[Outcome, ...]:
    """Live one member's baseline and worlds over the same people, a thread for all of them."""
    seed = plan.seed_of(member)
    stage = "loading"
    try:
        base_scenario, *scenarios = plan.scenarios(member)
        stage = "settling"
        settled = settle(base_scenario)
        stage = "baseline"
        base, _ = _lived(engine_of(base_scenario, settled))
    except FAILURES as error:
        return tuple(Outcome(member, name, seed, {}, stage, _said(error)) for name in plan.names)
    fate = fate_of(base.run.engine)
    return tuple(_outcome(plan, member, scenario, settled, base, fate) for scenario in scenarios)


def _outcome(
    plan: Plan, member: int, scenario: Scenario, settled: Settled, base: World, fate: Mapping[str, str]
) -> Outcome:
    stage = "compiling"
    try:
        engine = engine_of(scenario, settled)
        stage = "pairing"
        mine, other = Given(scenario.name, scenario), Given(plan.against, base.run.scenario)
        check_pair(mine, other, fate_of(engine, (base.run.engine, fate)), fate)
        stage = "living"
        world, history = _lived(engine)
        values = headlines_of(base, world) | groups_of(base, world) | {CLIPPED: clipped_of(engine, history)}
    except FAILURES as error:
        return Outcome(member, scenario.name, scenario.seed, {}, stage, _said(error))
    return Outcome(member, scenario.name, scenario.seed, values)


def _lived(engine: Engine) -> tuple[World, History]:
    """Live a world with every person measured; the kernel leaves other threads alone."""
    measures, history, fresh = measures_of(engine), History(), engine.fresh()
    lived = Lived(engine, fresh, fresh, history)
    for state in engine.windows(fresh, history, threads=1, measures=measures):
        lived.state = state
        history.before.clear()  # nobody replays a life of a member
    return World(engine.scenario.name, Run(lived), measures), history


def clipped_of(engine: Engine, history: History) -> float:
    """Give how many of 1,000 acts of a world lay above their kind's ceiling."""
    measured = np.array([row.measure for row in engine.compiled.rows])
    sums = {
        name: sum(int(one.rows["count"][measured[one.rows["row"]] == name].sum()) for one in history.tallies)
        for name in ("acts", CLIPPED)
    }
    return 1_000 * sums[CLIPPED] / max(sums["acts"], 1)


def what_stopped(reason: str) -> str:
    """Give what a reason says without its mend, which is one of the file, not of an ensemble.

    >>> what_stopped("a.yaml:6: the bands do not ascend. Mend: list the lowest first.")
    'a.yaml:6: the bands do not ascend'
    """
    return reason.partition(" Mend: ")[0].rstrip(".")


def _said(error: BaseException) -> str:
    """Give the reason in one line."""
    return str(error) if isinstance(error, Problem) else f"{type(error).__name__}: {' '.join(str(error).split())}"
