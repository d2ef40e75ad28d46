"""Where commands write: missing folders are made, and what cannot be written is refused before anything is lived."""

from collections.abc import Callable
from pathlib import Path

import pytest

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


@pytest.fixture
def unlived(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Let every world refuse to be compiled."""
    from creditarium.engine.run import Engine

    def fails(*_: object) -> None:
        raise AssertionError("a world was made")

    return lambda: monkeypatch.setattr(Engine, "of", fails)


def _of(words: tuple[object, ...], run: Path) -> list[object]:
    return [run if word == RUN else word for word in words]
