"""The finished runs in the folder `runs` of where the server was started: listed by name, and opened by none other."""

from __future__ import annotations

from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from creditarium.model.problem import Problem, suggestion
from creditarium.results.folder import MANIFEST, RUNS
from creditarium.results.manifest import Manifest
from creditarium.results.run import Run, open_run
from creditarium.results.storage import read_json
from creditarium.views.web.crossing import Name
from creditarium.views.web.reading import RunCard, RunsTold

MOST = 200
"""How many are listed, the latest ones."""
_NAME: TypeAdapter[str] = TypeAdapter(Name)


def runs_told(base: Path = RUNS) -> RunsTold:
    """List the finished runs, the latest first; folders that hold none, or one of another form, are left out."""
    named = sorted(_named(base).items(), key=lambda one: (-(one[1] / MANIFEST).stat().st_mtime, one[0]))
    cards = (_card(name, manifest) for name, folder in named if (manifest := _manifest(folder)) is not None)
    return RunsTold(runs=tuple(card for card, _ in zip(cards, range(MOST), strict=False)))


def run_card(name: str, base: Path = RUNS) -> RunCard:
    """Tell of one finished run; a name that is not listed is a `Problem`."""
    found = _named(base)
    manifest = _manifest(found[name]) if name in found else None
    if manifest is None:
        there = [one.name for one in runs_told(base).runs]
        raise Problem(f"no finished run is called '{name}'", place="run", mend=suggestion(name, there))
    return _card(name, manifest)


def opened(name: str, base: Path = RUNS) -> Run:
    """Open a finished run by its name."""
    return open_run(_named(base)[run_card(name, base).name])


def _named(base: Path) -> dict[str, Path]:
    """Give the folders that may be named, by name: what is asked for is looked up here, and never joined to a path."""
    held = base.iterdir() if base.is_dir() else ()
    return {folder.name: folder for folder in held if (folder / MANIFEST).is_file() and _is_name(folder.name)}


def _is_name(text: str) -> bool:
    try:
        _NAME.validate_python(text)
    except ValidationError:
        return False
    return True


def _manifest(folder: Path) -> Manifest | None:
    """Read the manifest of a whole run; None where there is none that this version reads."""
    try:
        manifest = Manifest.read(read_json(folder / MANIFEST), str(folder / MANIFEST))
    except Problem:
        return None
    return manifest if manifest.whole else None


def _card(name: str, manifest: Manifest) -> RunCard:
    return RunCard(
        name=name, scenario=manifest.scenario, title=manifest.title, people=manifest.people, days=manifest.days,
        seed=str(manifest.seed), fate=manifest.fate.get("whole", ""), digest=manifest.digest,
    )  # fmt: skip
