"""Gathering tallies: what runs of communities counted adds up as if one had counted it all."""

import itertools

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from creditarium.engine.tallies import by_slice, flat, merged, put_back, taken

REGIONS, CELLS, SLICES, ROWS = 4, 2, 2, 3
PLACES = np.arange(CELLS * SLICES)

spans = st.lists(st.integers(0, REGIONS - 1), min_size=2, max_size=6).map(sorted)
seeds = st.integers(0, 2**32 - 1)


@given(spans, seeds)
def test_parts_of_a_people_add_up_to_what_one_tally_holds(ends: list[int], seed: int) -> None:
    """Each part reaches from the region in which the last one ended; counts may be negative, and may cancel out."""
    generator = np.random.default_rng(seed)
    whole = np.zeros((REGIONS, CELLS * SLICES, ROWS), dtype=np.int64)
    parts = []
    for first, last in itertools.pairwise(ends):
        own = np.zeros_like(whole)
        own[first : last + 1] = generator.integers(-1, 2, own[first : last + 1].shape)
        whole += own
        parts.append(taken(own[first:], first, PLACES))
        assert not own.any()
    assert_array_equal(merged(parts), taken(whole, 0, PLACES))


@given(seeds, st.integers(1, SLICES))
def test_slices_share_out_all_rows(seed: int, lived: int) -> None:
    generator = np.random.default_rng(seed)
    tally = generator.integers(-1, 2, (REGIONS, CELLS, SLICES, ROWS))
    tally[:, :, lived:] = 0
    rows = taken(flat(tally.copy()), 0, PLACES)
    made = np.zeros_like(tally)
    counted = by_slice(7, rows, SLICES, lived)
    assert [(one.end, one.slice) for one in counted] == [(7, j) for j in range(lived)]
    for one in counted:
        np.add.at(made, (one.rows[:, 0], one.rows[:, 1], one.slice, one.rows[:, 2]), one.rows[:, 3])
    assert_array_equal(made, tally)
    again = np.zeros_like(tally)
    put_back(flat(again), rows, PLACES)
    assert_array_equal(again, tally)
