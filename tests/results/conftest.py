"""Runs that several tests look at: lived once, and only read."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import creditarium as cr
from creditarium.results.unfinished import checkpoint_at, checkpoints_of
from tests.results.broken_off import SIZE


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


@pytest.fixture(scope="session")
def straight() -> cr.Run:
    """What a run that comes to grief must be in the end."""
    return cr.run("rongcheng", **SIZE)


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with copies of the checkpoints that one run left after every window, as those of runs `0`, `1`, …"""
    place = tmp_path_factory.mktemp("kept")

    def keep(window: int, windows: int) -> None:
        for path in checkpoints_of(place / "run"):
            shutil.copytree(path, checkpoint_at(place / str(window - 1), window - 1))

    cr.run("rongcheng", **SIZE, out=place / "run", checkpoint=1, tell=keep)
    return place


@pytest.fixture
def broken(kept: Path, tmp_path: Path) -> Iterator[Path]:
    """The name of a run that broke off in the middle of a period; only its checkpoint is there."""
    shutil.copytree(checkpoint_at(kept / "6", 6), checkpoint_at(tmp_path / "run", 6))
    return tmp_path / "run"
