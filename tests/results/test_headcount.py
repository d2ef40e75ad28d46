"""Everybody counted by whole words and in stretches is everybody counted one state at a time."""

from dataclasses import dataclass

import numpy as np
import pytest
from numpy.typing import NDArray

from creditarium.engine.census import decoded
from creditarium.engine.compile.world import cell_count
from creditarium.engine.run import Engine
from creditarium.model.resolve import resolve
from creditarium.results import headcount


@dataclass
class Crowd:
    """A people whose records are drawn at random, so that every state has every value."""

    engine: Engine
    records: NDArray[np.uint16]

    @property
    def persons(self) -> NDArray[np.uint16]:
        return self.records[: self.engine.settled.people]

    @property
    def places(self) -> NDArray[np.int64]:
        """Everybody's region and group cell in one number."""
        settled = self.engine.settled
        region = np.searchsorted(settled.built.layout.region_start, np.arange(settled.people), side="right") - 1
        return region * cell_count() + self.engine.compiled.world.cell_of[settled.profiles]


@pytest.fixture
def crowd(monkeypatch: pytest.MonkeyPatch) -> Crowd:
    monkeypatch.setattr(headcount, "_STRETCH", 301)
    engine = Engine.of(resolve("reported-2020", people=6_000, seed=3))
    shape = (engine.settled.agents, engine.compiled.words)
    return Crowd(engine, np.random.default_rng(8).integers(0, 1 << 16, shape, dtype=np.uint16))


def test_every_state_is_counted_as_it_is_decoded(crowd: Crowd) -> None:
    compiled = crowd.engine.compiled
    names = sorted(compiled.layout.variables)
    for name, counts in zip(names, headcount.values_of(crowd.engine, crowd.records, names), strict=True):
        values, many = np.unique(decoded(compiled, crowd.persons, name), return_counts=True)
        assert counts == list(zip(values.tolist(), many.tolist(), strict=True)), name
        assert sum(many) == 6_000


def test_people_are_counted_where_they_are(crowd: Crowd) -> None:
    counts = headcount.cells_by_region(crowd.engine)
    assert counts[:, :-1].sum() == 6_000
    assert counts[:, -1].sum() == crowd.engine.settled.agents - 6_000
    everybody = np.bincount(crowd.places, minlength=counts.size).reshape(counts.shape)
    assert np.array_equal(counts[:, :-1], everybody[:, :-1])


@pytest.mark.parametrize("some", [1, 2, None])
def test_persons_refused_are_counted_by_each_mark_and_once_by_any(crowd: Crowd, some: int | None) -> None:
    compiled, where = crowd.engine.compiled, crowd.places
    marks = sorted(name for name in compiled.layout.variables if name.startswith("refused."))[:some]
    borne = [decoded(compiled, crowd.persons, name) > 0 for name in marks]
    blameless = decoded(compiled, crowd.persons, "blamed") == 0
    ever, clean = headcount.refused_by_cell(crowd.engine, crowd.records, marks)
    assert 6_000 > ever[-1].sum() > clean[-1].sum() > 0
    for mark, who in enumerate([*borne, np.logical_or.reduce(borne)]):
        assert np.array_equal(ever[mark], np.bincount(where[who], minlength=ever.shape[1]))
        assert np.array_equal(clean[mark], np.bincount(where[who & blameless], minlength=ever.shape[1]))
