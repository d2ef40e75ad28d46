"""Small runs to draw and to tell."""

import pytest

import creditarium as cr


@pytest.fixture(scope="session")
def reported() -> cr.Run:
    """A small run with points, a list, a rating and refusals."""
    return cr.run("reported-2020", people=3_000, days=84, seed=1)


@pytest.fixture(scope="session")
def bare() -> cr.Run:
    """The same people without any scheme."""
    return cr.run("no-scheme", people=3_000, days=84, seed=1)
