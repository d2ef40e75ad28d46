"""Gathering tallies: what runs of communities counted adds up as if one had counted it all."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from creditarium.engine.arrays import Ints
from creditarium.engine.tallies import Counts, Tally, added, gathered, put_back

REGIONS, CELLS, SLICES, KINDS, ROWS = 4, 2, 2, 2, 5
OF_KINDS = np.array([3, 0])
"""The first two rows of the first kind are 3 and 4, those of the other 0 and 1; row 2 is of no kind."""
PLACES = np.array([2, 7])
"""The own cells among all."""

spans = st.lists(st.integers(0, REGIONS - 1), min_size=2, max_size=6).map(sorted)
seeds = st.integers(0, 2**32 - 1)


def counted(generator: np.random.Generator, first: int, end: int) -> Tally:
    """Count at random in the regions from ``first`` to ``end``; a count may be 0, or less."""
    counts, often = (
        np.zeros((REGIONS, CELLS, SLICES, ROWS), np.int64),
        np.zeros((REGIONS, CELLS, SLICES, 2, 2), np.int64),
    )
    for array in (counts, often):
        array[first:end] = generator.integers(-1, 2, array[first:end].shape)
    return Tally(counts, often, OF_KINDS, PLACES, first, end)


def whole_of(tallies: list[Tally]) -> Ints:
    """Add up what some tallies hold, with what comes often where it belongs."""
    whole = np.zeros((REGIONS, CELLS, SLICES, ROWS), dtype=np.int64)
    for tally in tallies:
        whole += tally.counts
        for k, row in enumerate(OF_KINDS):
            whole[..., row : row + 2] += tally.often[..., k, :]
    return whole


def spread(slices: list[Counts]) -> Ints:
    """Write rows where they were counted; each place has one at most, and none is 0."""
    whole = np.zeros((REGIONS, CELLS, SLICES, ROWS), dtype=np.int64)
    for j, rows in enumerate(slices):
        assert (rows["count"] != 0).all()
        places = list(zip(rows["region"], rows["cell"], rows["row"], strict=True))
        assert places == sorted(set(places))
        whole[rows["region"], np.searchsorted(PLACES, rows["cell"]), j, rows["row"]] = rows["count"]
    return whole


@given(spans, seeds)
def test_parts_of_a_people_add_up_to_what_one_tally_holds(ends: list[int], seed: int) -> None:
    """Each part reaches from the region in which the last one ended; counts may be negative, and may cancel out."""
    generator = np.random.default_rng(seed)
    tallies = [counted(generator, first, last + 1) for first, last in itertools.pairwise(ends)]
    whole = whole_of(tallies)
    assert_array_equal(spread(gathered(tallies)), whole)
    assert not whole_of(tallies).any()
    assert not any(rows.size for rows in gathered(tallies))


@given(spans, seeds)
def test_what_is_to_be_kept_stays_counted(ends: list[int], seed: int) -> None:
    generator = np.random.default_rng(seed)
    tallies = [counted(generator, first, last + 1) for first, last in itertools.pairwise(ends)]
    whole = whole_of(tallies)
    assert_array_equal(spread(gathered(tallies, keep=True)), whole)
    assert_array_equal(whole_of(tallies), whole)


@given(spans, seeds)
def test_rows_of_parts_add_up_where_they_come_from_elsewhere(ends: list[int], seed: int) -> None:
    """As on several machines: each gives its own rows."""
    generator = np.random.default_rng(seed)
    tallies = [counted(generator, first, last + 1) for first, last in itertools.pairwise(ends)]
    whole = whole_of(tallies)
    parts = [gathered([tally]) for tally in tallies]
    assert_array_equal(spread([added(*rows) for rows in zip(*parts, strict=True)]), whole)


@pytest.mark.parametrize("seed", range(3))
def test_rows_are_counted_again_where_they_were(seed: int) -> None:
    one = counted(np.random.default_rng(seed), 1, 3)
    one.counts[:, :, 1:] = 0
    one.often[:, :, 1:] = 0
    whole = whole_of([one])
    rows = gathered([one])[0]
    put_back(one, rows)
    assert_array_equal(one.counts, whole)
