"""Where commands write: missing folders are made, and what cannot be written is refused before anything is lived."""

from collections.abc import Callable
from pathlib import Path

import pytest

from creditarium.results.locking import sole

TOWN = Path(__file__).resolve().parents[1] / "fixtures" / "theory" / "parts.yaml"
SMALL = ("--people", 300, "--days", 7)
RUN = "RUN"
"""Stands for the folder of a run."""
WRITING: dict[str, tuple[object, ...]] = {
    "one.json": ("schema", "scheme", "--out"),
    "one.yaml": ("new", "scheme"),
    "case.yaml": ("validate", "--template", "--out"),
    "v8.md": ("validate", "V8", "--out"),
    "odd.md": ("odd", TOWN, "--out"),
    "audit.txt": ("audit", RUN, "--question", 1, "--seeds", 2, "--seed-people", 256, "--audit-people", 64, "--out"),
    "report.md": ("report", RUN, "--no-audit", "--out"),
    "life.svg": ("explain", RUN, 1, "--plot"),
    "bands.svg": ("sweep", TOWN, "--members", 2, *SMALL, "--plot"),
    "worlds.svg": ("compare", TOWN, "--without", "consequences", *SMALL, "--picture"),
}
LIVING = {
    **{name: words for name, words in WRITING.items() if name.split(".")[0] not in ("one", "case")},
    "parts.svg": ("decompose", TOWN, *SMALL, "--plot"),
    "tornado.svg": ("sensitivity", TOWN, *SMALL, "--tornado"),
    "heat.svg": ("sensitivity", TOWN, *SMALL, "--heat"),
    "estimates.svg": ("estimate", *SMALL, "--plot"),
    "fit.svg": ("calibrate", "national-lists", "--targets", "court-blacklist", "--plot"),
    "first.svg": ("first", *SMALL, "--picture"),
}


@pytest.mark.parametrize("name", WRITING)
def test_missing_folders_are_made(name: str, call, run_folder: Path) -> None:
    answer = call(*_of(WRITING[name], run_folder), f"not/there/{name}")
    assert answer.code == 0, answer.err
    assert Path("not/there", name).stat().st_size > 0
    assert [path.name for path in Path("not/there").iterdir()] == [name]


@pytest.mark.parametrize("name", LIVING)
def test_a_file_that_cannot_be_written_is_refused_before_anything_is_lived(
    name: str, refused, run_folder: Path, unlived: Callable[[], None]
) -> None:
    Path("file").write_text("a file, not a folder", encoding="utf-8")
    unlived()
    assert f"file/{name}: the file cannot be written: not a directory" in refused(
        *_of(LIVING[name], run_folder), f"file/{name}"
    ).err  # fmt: skip


WHOLE: dict[str, tuple[object, ...]] = {
    "run": ("run", TOWN, *SMALL, "--out"),
    "compare": ("compare", TOWN, "--without", "consequences", *SMALL, "--out"),
    "decompose": ("decompose", TOWN, *SMALL, "--out"),
    "estimate": ("estimate", *SMALL, "--out"),
    "sweep": ("sweep", TOWN, "--members", 2, *SMALL, "--out"),
    "calibrate": ("calibrate", "national-lists", "--targets", "court-blacklist", "--out"),
}


@pytest.mark.parametrize("name", WHOLE)
def test_a_folder_that_another_process_writes_is_refused_before_anything_is_lived(
    name: str, refused, unlived: Callable[[], None]
) -> None:
    unlived()
    with sole(Path("mine")):
        assert "mine: another process is working on this folder" in refused(*WHOLE[name], "mine").err


@pytest.mark.parametrize("name", ["compare", "decompose", "estimate"])
def test_the_folder_that_one_is_in_cannot_be_the_new_one(name: str, refused, unlived: Callable[[], None]) -> None:
    unlived()
    assert "a new folder cannot take the place of this one" in refused(*WHOLE[name], ".").err


def test_what_a_killed_process_left_of_a_folder_stands_in_nobodys_way(call) -> None:
    Path(".mine.lock").touch()
    Path(".mine.abcd1234.partial").mkdir()
    assert call(*WHOLE["compare"], "mine").code == 0
    assert [path.name for path in Path().iterdir()] == ["mine"]


@pytest.fixture
def unlived(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Let every world refuse to be compiled, but over the few people who show whether it can be."""
    from creditarium.engine.run import Engine
    from creditarium.engine.society import Settled
    from creditarium.model.scenario import Scenario

    made = Engine.of

    def fails(scenario: Scenario, settled: Settled | None = None) -> Engine:
        if scenario.people > 64:
            raise AssertionError("a world was made")
        return made(scenario, settled)

    return lambda: monkeypatch.setattr(Engine, "of", fails)


def _of(words: tuple[object, ...], run: Path) -> list[object]:
    return [run if word == RUN else word for word in words]
