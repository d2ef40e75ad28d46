"""Decomposing a scenario's harm: the seven parts, every set of them lived, and Shapley's share of each."""

from __future__ import annotations

import time
from pathlib import Path

from creditarium.analysis.hands import hands
from creditarium.analysis.parts.decomposition import Decomposition
from creditarium.analysis.parts.switches import PARTS, switches
from creditarium.analysis.parts.worlds import Tell, Worlds, live_all
from creditarium.engine.society import settle
from creditarium.model.resolve import resolve
from creditarium.model.scenario import Scenario
from creditarium.results.capacity import check_memory
from creditarium.results.compiling import engine_of


def decompose(
    scenario: str | Path | Scenario = "reported-2020",
    *,
    people: int | None = None,
    days: int | None = None,
    seed: int | None = None,
    threads: int | None = None,
    workers: str | int | None = None,
    tell: Tell | None = None,
) -> Decomposition:
    """Say which part of a scenario's harm comes from what, by living it without every set of its seven parts.

    The parts are what people did, uneven coverage, errors, sharing, secrecy, the loop from a low score to what
    lowers it, and appeals that are missing or fail (`creditarium.analysis.parts.switches`). All worlds share
    their people and occasions, so a difference is exact within the model, and few people suffice. `workers`
    are as for `run`: they live a world each.

    >>> import creditarium as cr
    >>> made = cr.decompose("suining-2010", people=256, days=7)
    >>> made.exact("denied")["conduct"]
    Fraction(0, 1)
    """
    began = time.perf_counter()
    name = str(scenario) if isinstance(scenario, Path) else scenario
    whole = resolve(name, people=people, days=days, seed=seed)
    check_memory(whole)
    whole = whole.model_copy(update={"clock": whole.clock.model_copy(update={"tally": whole.clock.windows})})
    with hands(threads, workers, 1 << len(PARTS)) as (pool, _, _):
        settled = settle(whole)
        engine = engine_of(whole, settled)
        worlds = Worlds(whole, switches(engine))
        values, lived = live_all(worlds, settled, pool, tell)
    return Decomposition(engine, worlds, values, lived, time.perf_counter() - began)
