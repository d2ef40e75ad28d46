"""Contagion: organisations of one responsible person share a lowest band, as their workers' institutions see it."""

import itertools
from dataclasses import dataclass

import numpy as np
import pytest
from numpy.typing import NDArray

from creditarium.engine import trace
from creditarium.engine.purposes import EMPLOYER
from creditarium.engine.randomness import agent_key, draw
from creditarium.engine.run import Engine
from creditarium.model.problem import Problem
from tests.engine.worlds import AGENT, OTHER, decoded, engine_of, scenario_of, traced

RATED, OTHER_RATING = "tax-rating", "environment"
ONE_WINDOW = {"people": 5120, "community": 512, "days": 91, "window": 91, "seed": 84}


def settings(contagion: str, environment: str = "") -> list[str]:
    """Give rules by which a bank refuses loans to the workers of firms in D, and a second rating of firms."""
    leaf = "{{fixed: {}, because: case}}"
    bands = f"[{{name: low}}, {{name: high, least: {leaf.format(50)}}}]"
    worst = f"[{{share: {leaf.format(0.3)}, value: {leaf.format(10)}, who: {{organisation: true}}}}]"
    rating = (
        f"scoring.{OTHER_RATING}={{title: An environmental rating, sort: rating, owner: office, feeds: [tax_office], "
        f"covers: {{who: {{organisation: true}}, places: [{{since: 2014-01-01}}]}}, start: {leaf.format(90)}, "
        f"floor: {leaf.format(0)}, ceiling: {leaf.format(100)}, bands: {bands}, rules: {{}}, stock: {worst}, "
        f"contagion: [{environment}]}}"
    )
    return [
        "consequences.rules.bad_employer_loan.chance=1",
        "consequences.rules.bad_employer_loan.need=consumer_loan",
        f"sharing.agreements.grades={{title: Grades go to banks, scheme: {RATED}, to: [bank]}}",
        f"scoring.{RATED}.contagion=[{contagion}]",
        rating,
    ]


@dataclass
class Firms:
    """The bands of all organisations at the beginning, under both ratings, and where their communities begin."""

    engine: Engine

    def bands(self, scheme: str) -> NDArray[np.int64]:
        row = self.engine.compiled.world.schemes[0, self.engine.compiled.schemes.index(scheme)]
        first = int(row["cut"])
        cuts = self.engine.compiled.world.cuts[first : first + int(row["bands"]) - 1]
        scores = decoded(self.engine, self.engine.fresh().records, f"score.{scheme}")
        return np.searchsorted(cuts, scores[self.engine.scenario.people :], side="right")

    def shared(self, bands: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Tell of each organisation whether it or its neighbour in the pair is in the lowest band."""
        ends = self.engine.settled.society.organisations
        lowest = bands == 0
        for first, end in itertools.pairwise(ends.tolist()):
            for j in range(first, end - 1, 2):
                lowest[j : j + 2] = lowest[j : j + 2].any()
        return lowest

    def employer_of(self, person: int) -> int:
        society = self.engine.settled.society
        community = int(np.searchsorted(society.start, person, side="right")) - 1
        first, end = (int(society.organisations[community + j]) for j in (0, 1))
        return first + (int(draw(np.uint64(agent_key(self.engine.seed, person)), EMPLOYER)) * (end - first) >> 32)


@pytest.mark.parametrize("sources", ["", RATED, OTHER_RATING, f"{OTHER_RATING}, {RATED}"])
def test_a_worker_is_refused_for_what_befell_another_firm_of_the_same_person(sources: str) -> None:
    """In the first window, where all ratings are those of the beginning."""
    engine = engine_of(scenario_of("glass_towns", *settings(sources), **ONE_WINDOW))
    firms = Firms(engine)
    low = firms.bands(RATED) == 0
    if OTHER_RATING in sources:
        low |= firms.shared(firms.bands(OTHER_RATING))
    if RATED in sources:
        low = firms.shared(np.where(low, 0, 1))
    t = traced(engine)
    ruled = t.of(trace.CONSEQUENCE)
    ruled = ruled[ruled[:, OTHER] == engine.compiled.consequences.index("bad_employer_loan")]
    assert len(ruled) > 3
    assert all(low[firms.employer_of(int(person))] for person in ruled[:, AGENT])
    refused = {int(person) for person in ruled[:, AGENT]}
    asked = set(t.of(trace.ANSWERED, "consumer_loan")[:, AGENT].tolist()) - refused
    age = engine.settled.profiles & 7
    grown = [person for person in asked if person < engine.scenario.people and 2 <= age[person] <= 5]
    assert grown
    assert not [person for person in grown if low[firms.employer_of(person)]]


def test_contagion_in_a_circle_is_refused() -> None:
    with pytest.raises(Problem, match=f"contagion goes in a circle: {RATED} → {OTHER_RATING} → {RATED}"):
        engine_of(scenario_of("glass_towns", *settings(f"{RATED}, {OTHER_RATING}", RATED)))


def test_contagion_from_what_is_no_scheme_is_refused() -> None:
    with pytest.raises(Problem, match=r"'tax-ratin', which is no scheme here\. Mend: did you mean 'tax-rating'"):
        engine_of(scenario_of("glass_towns", *settings(f"{RATED}, tax-ratin")))
