"""A run that several tests of the analysis read."""

import pytest

import creditarium as cr


@pytest.fixture(scope="session")
def lived() -> cr.Run:
    """Live a small people under the reported schemes for a year, whose last window is cut."""
    return cr.run("reported-2020", people=6_000, days=365, seed=5)
