"""One audit that several tests look at: lived once, and only read."""

import pytest

import creditarium as cr
from creditarium.analysis.audit.case import Case
from creditarium.analysis.audit.seeds import witnesses


@pytest.fixture(scope="session")
def audited_run() -> cr.Run:
    """Half a year of 2,000 people under the reported system."""
    return cr.run("reported-2020", people=2_000, days=182, seed=21)


@pytest.fixture(scope="session")
def audit(audited_run: cr.Run) -> cr.Audit:
    """Its audit, over three seeds of a thousand people."""
    return cr.audit(audited_run, seeds=3, seed_people=1_024)


@pytest.fixture(scope="session")
def case(audited_run: cr.Run) -> Case:
    """What the audit's sections answer from, over two seeds."""
    return Case(audited_run, witnesses(audited_run, 2, 1_024), 2_000)
