"""V11: what must hold of any scenario, lived: nothing changes nothing, one change reaches one, explanations add up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from creditarium.analysis.explain import citations_of
from creditarium.analysis.fairness import error_rates
from creditarium.analysis.pairs.given import Given
from creditarium.analysis.pairs.together import World, live_together
from creditarium.analysis.reasons import account_of
from creditarium.model.inventory import parameters
from creditarium.model.population import ATTRIBUTES
from creditarium.model.problem import Problem
from creditarium.model.resolve import resolve
from creditarium.model.scenario import Scenario
from creditarium.results.decoding import states_of
from creditarium.results.living import run as live
from creditarium.results.replay import replay

_RATES = ("marked", "fpr", "fnr")


def null_reform(scenario: Scenario) -> dict[str, float]:
    """Live a world and the same under a reform of nothing: the largest differences between any two same persons.

    The reform sets a number of a scheme to the value that it has; the second world is compiled anew.
    """
    path, held = next(
        (path, one) for path, one in parameters(scenario) if path.startswith("scoring.") and isinstance(one.value, int)
    )
    first, other = _both(scenario, resolve(scenario, settings=(f"{path}={held.value}",)))
    states = _differing(first, other)
    measures = np.abs(first.measures.sums.astype(np.int64) - other.measures.sums.astype(np.int64))
    return {
        "persons_that_differ": float(states.sum()),
        "largest_difference": float(measures.max()),
        "something_happened": float(np.count_nonzero(first.measures.sums) > 0),
    }


def spillover(scenario: Scenario, treat: Mapping[str, Any], sex: str) -> dict[str, float]:
    """Live a world without ties and the same with a change that concerns one sex: how many of each end differently."""
    treated = resolve(scenario, settings=tuple(f"{path}={value}" for path, value in treat.items()))
    first, other = _both(scenario, treated)
    words = ATTRIBUTES["sex"]
    codes = (first.run.engine.settled.profiles.astype(np.int64) >> words.shift) & ((1 << words.bits) - 1)
    mine = codes == words.categories.index(sex)
    differ = _differing(first, other)
    return {
        "others_that_differ": float(differ[~mine].sum()),
        "some_of_them_differ": float(differ[mine].any()),
    }


def _both(one: Scenario, other: Scenario) -> tuple[World, World]:
    first, second = live_together([Given("one", one), Given("other", other)])
    return first, second


def _differing(first: World, other: World) -> NDArray[np.bool_]:
    """Tell which persons end in another state."""
    people = first.run.scenario.people
    mine, theirs = (states_of(world.run.engine.compiled, world.run.state.records[:people]) for world in (first, other))
    if mine.keys() != theirs.keys():
        raise Problem("the two worlds have not the same states", mend="change numbers only")
    differ: NDArray[np.bool_] = np.any([mine[name] != theirs[name] for name in mine], axis=0)
    return differ


def explained(scenario: Scenario, every: int) -> dict[str, float]:
    """Live a world, explain every so-manieth life, and give the largest gap between contributions and score."""
    lived = live(scenario)
    gaps, entries = [0.0], 0
    for person in range(0, scenario.people, every):
        life = replay(lived, person)
        cites = citations_of(life)
        for name in scenario.scoring:
            one = account_of(life, cites, name)
            gaps.append(abs(sum(part.points for part in one.contributions) - (one.score - one.base)))
            entries += sum(len(part.entries) for part in one.contributions)
    return {"largest_gap": max(gaps), "entries_explained": float(entries > 0)}


def relabelled(cells: tuple[int, ...]) -> dict[str, float]:
    """Give by how much error rates move when groups are renamed, and when the favourable label is swapped.

    `cells` are eight counts of people: by group, by truth and by decision. Swapped, the share marked among those
    who did it (true positives) is the share not marked among those who did not, and the other way round.
    """
    places = np.indices((2, 2, 2)).reshape(3, -1)
    counts = pl.DataFrame(
        {"group": places[0], "did": places[1] == 1, "marked": places[2] == 1, "people": [int(n) for n in cells]}
    )
    renamed = counts.with_columns((1 - pl.col("group")).alias("group"))
    swapped = counts.with_columns(~pl.col("did"), ~pl.col("marked"))
    base, other, turned = (_rates(frame) for frame in (counts, renamed, swapped))
    moved = max(abs(base[name][g] - other[name][1 - g]) for name in _RATES for g in (0, 1))
    # The true positives are 1 - fnr, the true negatives 1 - fpr.
    mapped = max(abs(base[one][g] - turned[two][g]) for one, two in (("fnr", "fpr"), ("fpr", "fnr")) for g in (0, 1))
    return {"moved_by_renaming": moved, "moved_by_swapping": mapped}


def _rates(counts: pl.DataFrame) -> dict[str, list[float]]:
    table = error_rates(counts, ["group"], "did", "marked").sort("group")
    return {name: table[name].to_list() for name in _RATES}
