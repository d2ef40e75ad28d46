"""Calling the command line inside this process, as its entry point is called."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from creditarium.cli.main import main
from creditarium.model.catalogue import PRESETS


class Answer(NamedTuple):
    """What a command left: its exit code and what it wrote."""

    code: int
    out: str
    err: str


Call = Callable[..., Answer]


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Call:
    """Call `creditarium WORD…` in an empty folder of its own."""
    monkeypatch.chdir(tmp_path)

    def answer(*words: object) -> Answer:
        monkeypatch.setattr("sys.argv", ["creditarium", *map(str, words)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as left:
            main()
        written = capsys.readouterr()
        assert isinstance(left.value.code, int)
        return Answer(left.value.code, written.out, written.err)

    return answer


@pytest.fixture
def refused(call: Call) -> Call:
    """Call a command that must be refused: one line, exit code 2, nothing on the output, nothing written."""

    def answer(*words: object) -> Answer:
        before = sorted(Path.cwd().rglob("*"))
        made = call(*words)
        assert made.code == 2, made
        assert made.out == ""
        assert len(made.err.splitlines()) == 1, made.err
        assert sorted(Path.cwd().rglob("*")) == before
        return made

    return answer


@pytest.fixture
def scheme_file(tmp_path: Path) -> Callable[[str, str], Path]:
    """Write a copy of Rongcheng's scheme of 2018 with one text changed."""
    text = (PRESETS / "schemes" / "rongcheng-2018.yaml").read_text(encoding="utf-8")

    def written(old: str, new: str) -> Path:
        assert text.count(old) == 1, old
        path = tmp_path / "mine.yaml"
        path.write_text(text.replace(old, new), encoding="utf-8")
        return path

    return written


@pytest.fixture(scope="session")
def run_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small run of Rongcheng in its folder; no test may change it."""
    import creditarium as cr

    folder = tmp_path_factory.mktemp("runs") / "rongcheng"
    cr.run("rongcheng", people=300, days=28, out=folder)
    return folder
