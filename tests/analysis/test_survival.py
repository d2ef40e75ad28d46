"""Kaplan-Meier curves of spells: the textbook's numbers, weights, and what the horizon hides."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creditarium.analysis.survival import recovery
from creditarium.model.problem import Problem


def test_the_textbook_case() -> None:
    """Remission under 6-MP (Freireich et al. 1963): S(6) = .857, S(10) = .753, S(22) = .538, S(23) = .448."""
    days = [6, 6, 6, 7, 10, 13, 16, 22, 23, 6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
    curve = recovery(days, [True] * 9 + [False] * 12)
    for day, wanted in ((6, 0.857), (7, 0.807), (10, 0.753), (13, 0.690), (16, 0.627), (22, 0.538), (23, 0.448)):
        assert curve.standing_at(day) == pytest.approx(wanted, abs=5e-4)
    assert curve.time_to(0.5) == 23
    assert curve.time_to(0.9) is None
    assert (curve.spells, curve.cut_off) == (21, 12)


@settings(max_examples=25)
@given(st.lists(st.tuples(st.integers(1, 9), st.booleans(), st.integers(1, 4)), min_size=1, max_size=12))
def test_counts_are_spells(spells: list[tuple[int, bool, int]]) -> None:
    days, ended, people = zip(*spells, strict=True)
    weighted = recovery(days, ended, people)
    apart = [(day, over) for day, over, count in spells for _ in range(count)]
    whole = recovery(*zip(*apart, strict=True))
    assert weighted.spells == whole.spells
    for day in range(10):
        assert weighted.standing_at(day) == pytest.approx(whole.standing_at(day), abs=1e-12)


def test_without_cutting_off_it_is_the_share() -> None:
    days = np.arange(1, 101)
    curve = recovery(days, [True] * 100)
    assert curve.standing_at(30) == pytest.approx(0.7)
    assert curve.time_to(0.95) == 95


def test_no_spell_is_no_curve() -> None:
    curve = recovery([], [])
    assert curve.spells == 0
    assert curve.time_to(0.5) is None
    with pytest.raises(Problem, match="lists of one length"):
        recovery([1, 2], [True])
    with pytest.raises(Problem, match="shorter than no time"):
        recovery([-1], [True])
