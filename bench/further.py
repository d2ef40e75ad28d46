"""What else is measured, each in a process of its own: `python -m bench.further NAME` prints JSON.

`pair`: a second world of the same people beside the first, with the effects on everybody, in runs of one world.
`decision_…`: one decision for 100 of a million people, so that every other draw of the run stays as it was.
`others_…`: how many other lives change when one person is another from the first day on, at the same seed.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from statistics import median
from typing import Any

import numpy as np

AGENTS, DECIDE, TURNS = 1_000_000, 100, 11
PAIR_AGENTS, PAIR_DAYS, PAIR_TURNS = 100_000, 84, 5
OTHERS, OTHERS_DAYS = 20_000, 56
WHO = np.linspace(0, AGENTS - 1, DECIDE).astype(np.int64)


def seconds_of(what: Callable[[], Any], turns: int = TURNS) -> float:
    """Give the median time of what is done, after once in which it is loaded."""
    what()
    times = []
    for _ in range(turns):
        begun = time.perf_counter()
        what()
        times.append(time.perf_counter() - begun)
    return median(times)


def pair() -> float:
    """Creditarium: R0 with and without its chill, person by person, over R0 alone; turn by turn."""
    from bench.peers.creditarium_data import SCENARIO
    from creditarium.analysis.pairs.comparison import compare
    from creditarium.model.resolve import resolve
    from creditarium.results.living import run

    first = resolve(str(SCENARIO), people=PAIR_AGENTS, days=PAIR_DAYS, settings=("clock.slices=1",))
    other, alone, both = first.without("response.chill"), [], []
    for _ in range(PAIR_TURNS + 1):
        begun = time.perf_counter()
        run(first)
        between = time.perf_counter()
        assert len(compare(first, other).effects) > 0
        alone.append(between - begun)
        both.append(time.perf_counter() - between)
    return median(both[1:]) / median(alone[1:])


def decision_creditarium() -> float:
    """Creditarium: each draw has a key of its own, so 100 people need 100 draws."""
    from numba import njit

    from creditarium.engine.randomness import agent_key, draw

    @njit  # type: ignore[untyped-decorator]
    def decide(seed: Any, who: Any, purpose: Any, answers: Any) -> None:
        for j in range(who.shape[0]):
            answers[j] = draw(agent_key(seed, who[j]), purpose) < (1 << 31)

    answers, seed, purpose = np.zeros(DECIDE, np.bool_), np.uint64(1), np.uint64(1) << np.uint64(40)
    return seconds_of(lambda: decide(seed, WHO, purpose, answers))


def decision_numpy() -> float:
    """NumPy: a place in the stream is a person's draw, so everybody's must be drawn to keep the places."""
    generator = np.random.default_rng(1)
    return seconds_of(lambda: generator.random(AGENTS)[WHO] < 0.5)


def decision_starsim() -> float:
    """Starsim: a distribution asked for 100 agents among a million, in a step of the simulation."""
    import starsim as ss

    times = []

    class Decides(ss.Module):
        def __init__(self) -> None:
            super().__init__(name="decides")
            self.chance = ss.bernoulli(0.5)

        def step(self) -> None:
            who = ss.uids(WHO)
            begun = time.perf_counter()
            self.chance.rvs(who)
            times.append(time.perf_counter() - begun)

    ss.Sim(n_agents=AGENTS, modules=Decides(), start="2020-01-01", dur=ss.days(TURNS), dt=ss.days(1), verbose=0).run()
    return median(times[1:])


def others_creditarium() -> int:
    """Creditarium: the first person begins with somebody else's state."""
    from bench.peers.creditarium_data import Data

    def touch(model: Data) -> None:
        records = model.state.records
        records[0] = records[np.flatnonzero((records != records[0]).any(axis=1))[0]]

    return _others(lambda: Data(OTHERS, OTHERS_DAYS, 1, 1, 28), touch)


def others_numpy() -> int:
    """NumPy, plain: the first agent acts fifty times as often."""
    from bench.peers.numpy_plain import Plain

    def touch(model: Plain) -> None:
        model.people.neg[0] *= 50

    return _others(lambda: Plain(OTHERS, OTHERS_DAYS, 1), touch)


def others_starsim() -> int:
    """Starsim: the first agent acts fifty times as often."""
    import starsim as ss

    from bench.peers.starsim_model import Ready

    def touch(model: Ready) -> None:
        model.scored.neg[ss.uids([0])] *= 50

    return _others(lambda: Ready(OTHERS, OTHERS_DAYS, 1), touch)


def _others(build: Callable[[], Any], touch: Callable[[Any], None]) -> int:
    """Count the others whose last score differs between a model and one of the same seed that is touched."""
    plain, touched = build(), build()
    touch(touched)
    one, other = (np.asarray(model.run().last()) for model in (plain, touched))
    assert one[0] != other[0], "nothing was touched"
    return int(np.count_nonzero(one[1:] != other[1:]))


def importing(package: str) -> float:
    """Time the import of a package by an interpreter that has it on disk."""
    import subprocess

    def ask(line: str) -> float:
        begun = time.perf_counter()
        subprocess.run([sys.executable, "-c", line], check=True, capture_output=True)
        return time.perf_counter() - begun

    line, turns = f"import {package}", 3
    ask(line)
    return median(ask(line) for _ in range(turns)) - median(ask("pass") for _ in range(turns))


if __name__ == "__main__":
    name, *given = sys.argv[1:]
    print(json.dumps({"value": globals()[name](*given)}))
