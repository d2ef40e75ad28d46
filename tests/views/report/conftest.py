"""Reports of small runs."""

from pathlib import Path

import pytest

import creditarium as cr


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
def report(reported: cr.Run) -> cr.Report:
    """The report of that run."""
    return cr.report(reported)


@pytest.fixture(scope="session")
def unshared(reported: cr.Run) -> cr.Run:
    """The same people, if nobody shared a score."""
    return cr.run(reported.scenario.without("sharing"))


@pytest.fixture(scope="session")
def beside(reported: cr.Run, unshared: cr.Run) -> cr.Report:
    """The report of the run beside the world without sharing."""
    return cr.report(reported, against=unshared)


@pytest.fixture(scope="session")
def pages(beside: cr.Report, bare: cr.Run, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Two reports as files: of a world with schemes and of one without."""
    folder = tmp_path_factory.mktemp("reports")
    return {
        "reported": beside.write(folder / "reported.html"),
        "bare": cr.report(bare).write(folder / "bare.html"),
    }
