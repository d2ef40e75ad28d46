"""The folder of a panel: what an economist gets, and apart from it the truth, whole or not at all.

| file | one row is |
| --- | --- |
| `panel.parquet`, `panel.csv` | a place and month, with each outcome for a thousand people and four weeks |
| `truth.parquet` | the same places and months, with the scheme's true effect on each outcome |
| `panel.json` | scenario, scheme, people, seed, months, gaps, versions |
| `scenario.yaml` | the whole scenario, loadable like any other |
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from creditarium.results.manifest import versions
from creditarium.results.scenario_file import write_scenario
from creditarium.results.storage import arriving, write_json, write_table

if TYPE_CHECKING:
    from creditarium.analysis.testbed.panel import Panel


def write(panel: Panel, path: Path) -> Path:
    """Write a panel into a new folder; an unwritable or non-empty one is a `Problem`."""
    words = {"scenario": panel.scenario.name, "scheme": panel.scheme}
    with arriving(path) as folder:
        write_table(folder / "panel.parquet", panel.frame, words)
        panel.frame.write_csv(folder / "panel.csv")
        write_table(folder / "truth.parquet", panel.truth, words)
        write_scenario(folder / "scenario.yaml", panel.scenario)
        write_json(folder / "panel.json", described(panel))
    return path


def described(panel: Panel) -> dict[str, Any]:
    """Say what a panel is of."""
    scenario = panel.scenario
    return {
        "scenario": scenario.name,
        "scheme": panel.scheme,
        "people": scenario.people,
        "days": scenario.clock.days,
        "seed": scenario.seed,
        "places": len(panel.places),
        "months": len(panel.months.last),
        "missing": int(panel.missing.sum()),
        "outcomes": {name: one.title for name, one in panel.outcomes.items()},
        "versions": versions(),
    }
