"""Reports of small runs."""

from pathlib import Path

import pytest

import creditarium as cr
from creditarium.analysis.audit.audited import Audit
from creditarium.analysis.audit.auditing import audit


@pytest.fixture(scope="session")
def reported() -> cr.Run:
    """A run with points, a list, a rating, refusals, wrong entries, money and gains: enough for every part."""
    run = cr.run("reported-2020", people=6_000, days=196, seed=1)
    summary = run.summary
    assert summary.refused.persons
    assert summary.wrong.entries
    assert summary.access
    assert any(purse.gained and purse.lost for purse in summary.purses)
    return run


@pytest.fixture(scope="session")
def audited(reported: cr.Run) -> Audit:
    """An audit of that run whose intervals span two small seeds."""
    return audit(reported, seeds=2, seed_people=512)


@pytest.fixture(scope="session")
def report(reported: cr.Run, audited: Audit) -> cr.Report:
    """The report of that run, with a small audit."""
    return cr.report(reported, audit=audited)


@pytest.fixture(scope="session")
def unshared(reported: cr.Run) -> cr.Run:
    """The same people, if nobody shared a score."""
    return cr.run(reported.scenario.without("sharing"))


@pytest.fixture(scope="session")
def beside(reported: cr.Run, unshared: cr.Run, audited: Audit) -> cr.Report:
    """The report of the run beside the world without sharing."""
    return cr.report(reported, against=unshared, audit=audited)


@pytest.fixture(scope="session")
def pages(beside: cr.Report, bare: cr.Run, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Reports as files: of a world with schemes, in Swedish too, and of one without."""
    folder = tmp_path_factory.mktemp("reports")
    return {
        "reported": beside.write(folder / "reported.html"),
        "swedish": beside.spoken("sv").write(folder / "swedish.html"),
        "bare": cr.report(bare).write(folder / "bare.html"),
    }
