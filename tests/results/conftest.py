"""Runs that several tests look at: lived once, and only read."""

from collections.abc import Callable
from pathlib import Path

import pytest

import creditarium as cr


@pytest.fixture(scope="session")
def reported() -> cr.Run:
    """A year of 12,000 people under the reported system."""
    return cr.run("reported-2020", people=12_000, seed=11)


@pytest.fixture(scope="session")
def rongcheng() -> cr.Run:
    """A year of 4,000 people of Rongcheng."""
    return cr.run("rongcheng", people=4_000, seed=11)


@pytest.fixture(scope="session")
def stored(reported: cr.Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the reported system's run; nobody may change it."""
    path = tmp_path_factory.mktemp("runs") / "reported"
    cr.run(reported.scenario, out=path)
    return path


@pytest.fixture
def copied(stored: Path, tmp_path: Path) -> Callable[[], Path]:
    """Make a copy of the folder, to be damaged."""

    def copy() -> Path:
        target = tmp_path / "copy"
        target.mkdir()
        for file in stored.iterdir():
            (target / file.name).write_bytes(file.read_bytes())
        return target

    return copy
