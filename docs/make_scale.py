"""Live the system of 2020 over peoples of several sizes, and write what that took: `docs/benchmarks/scale.md`.

Each size is lived in a process of its own, so that its peak of memory is its own. What was measured before is kept in
`scale.json`, and a size that is named is measured anew; the page and its picture are made of all.

Usage: python docs/make_scale.py [PEOPLE …] (1e5 1e6 1e7 if none is named; 1e8 and 1.41e9 take minutes and hours)
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from creditarium.cli.measuring import machine
from creditarium.cli.options import whole_number
from creditarium.results.replay import replay
from creditarium.results.run import Run, open_run

FOLDER = Path(__file__).resolve().parent / "benchmarks"
KEPT, PAGE, PICTURE = FOLDER / "scale.json", FOLDER / "scale.md", FOLDER / "scale.png"
SCENARIO, WHOLE_CATALOGUE, DAYS = "reported-2020-lean", "reported-2020", 365
SIZES = ("1e5", "1e6", "1e7")
MOST_OF_WHOLE = 100_000_000
"""The largest people over which the whole catalogue is lived as well."""
LIVES = 5
"""How many lives of each people are lived again."""
GIB = 1 << 30
COUNTED = {
    "acts": "acts",
    "acts held back": "held_back",
    "entries": "entered",
    "refusals": "denied",
    "persons refused": "refused_persons",
}
"""What the two scenarios are compared by, a thousand people and year."""


def main(wanted: list[str]) -> None:
    """Measure the sizes that are named, and write the page of all."""
    FOLDER.mkdir(exist_ok=True)
    rows: dict[str, dict[str, Any]] = json.loads(KEPT.read_text()) if KEPT.exists() else {}
    lived(SCENARIO, 64, 7)  # so that nobody waits for the compiler afterwards
    for size in [whole_number(text) for text in wanted or SIZES]:
        for scenario in (SCENARIO, WHOLE_CATALOGUE) if size <= MOST_OF_WHOLE else (SCENARIO,):
            rows[f"{scenario} {size}"] = measured(scenario, size)
            KEPT.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    written(sorted(rows.values(), key=lambda row: (row["scenario"] != SCENARIO, row["people"])))


def measured(scenario: str, people: int) -> dict[str, Any]:
    """Live one world in a process of its own; give seconds, peak bytes, the folder's size, and how busy it was."""
    print(f"{scenario}, {people:,} people", flush=True)
    busy = os.getloadavg()[0]
    began = datetime.now(UTC)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch, "run")
        used = lived(scenario, people, DAYS, folder)
        wall = (datetime.now(UTC) - began).total_seconds()
        seconds = json.loads((folder / "made.json").read_text())["seconds"]
        files = {file.name: file.stat().st_size for file in folder.iterdir()}
        run = open_run(folder)
        again = lived_again(run)
        communities = run.manifest.communities
        counts = {what: run.total(measure) for what, measure in COUNTED.items()}
    states = sum(size for name, size in files.items() if name in ("state.npz", "whole.npz"))
    return {
        "scenario": scenario,
        "people": people,
        "communities": communities,
        "wall_seconds": wall,
        "processor_seconds": used.ru_utime + used.ru_stime,
        "live_seconds": seconds["live"],
        "peak_bytes": used.ru_maxrss * 1024,
        "life_seconds": again,
        "state_bytes": states,
        "table_bytes": sum(files.values()) - states,
        "load_before": busy,
        "counts": counts,
        "date": began.date().isoformat(),
        "machine": machine(),
    }


def lived_again(run: Run) -> list[float]:
    """Live a few lives of a finished run again, evenly apart, and give the seconds of each.

    Each is checked against what the run kept. One is lived before, so that nobody waits for the code to be loaded.
    """
    people, seconds = run.scenario.people, []
    for person in (0, *range(people // (2 * LIVES), people, people // LIVES)):
        began = perf_counter()
        if not replay(run, person).matches:
            raise SystemExit(f"person {person:,} of {people:,} does not end as recorded")
        seconds.append(perf_counter() - began)
    return seconds[1:]


def lived(scenario: str, people: int, days: int, folder: Path | None = None) -> resource.struct_rusage:
    """Live a world by the command line, and give what its process used."""
    with tempfile.TemporaryDirectory() as scratch:
        command = ["run", scenario, "--people", str(people), "--days", str(days), "--json"]
        child = subprocess.Popen(
            [sys.executable, "-m", "creditarium.cli.main", *command, "--out", str(folder or Path(scratch, "run"))],
            stdout=subprocess.DEVNULL,
        )
        _, status, used = os.wait4(child.pid, 0)
    if status:
        raise SystemExit(f"{scenario} with {people:,} people ended with status {status}")
    return used


def written(rows: list[dict[str, Any]]) -> None:
    """Write the page and its picture."""
    lines = [
        "# How large a people can be",
        "",
        "What one year of the system of 2020 takes, from the command to the last table, on the machine below. The",
        "lean scenario (`reported-2020-lean`) has at most 60 candidates a person-year and windows of four weeks; the",
        "whole one (`reported-2020`) has windows of one. Each line is one process, measured once, with the kernel",
        "compiled before. `processors` is the time that all threads were at work: where other programs were busy",
        "(`load`, before it began) the wall clock says more about them. A finished run of more than 10 million people",
        f"keeps tables and fields, no states. `a life again` is the median of {LIVES} lives, evenly apart among the",
        "people, each lived again from the finished run and checked against it.",
        "",
        "| scenario | people | wall clock | processors | person-days a processor-second | peak memory | bytes a person "
        "| tables and fields | states | a life again | load | day |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |",
    ]
    for row in rows:
        people = row["people"]
        pace = people * DAYS / row["processor_seconds"] / 1e6
        lines.append(
            f"| {row['scenario']} | {people:,} | {row['wall_seconds']:,.0f} s | {row['processor_seconds']:,.0f} s "
            f"| {pace:.1f} million | {row['peak_bytes'] / GIB:.2f} GiB | {row['peak_bytes'] / people:,.1f} "
            f"| {row['table_bytes'] / 1e6:,.1f} MB | {row['state_bytes'] / 1e6:,.1f} MB "
            f"| {median(row['life_seconds']) * 1000:,.0f} ms | {row['load_before']:.1f} "
            f"| {row['date']} |"
        )
    lines += ["", *compared(rows)]
    largest = max(row["people"] for row in rows)
    lines += ["", "![Seconds of processors and peak memory by the size of the people](scale.png)", ""]
    if largest < 1.4e9:
        lines += [
            f"The whole country, 1.41 billion people, is not measured yet; the largest people here has {largest:,}.",
            "",
        ]
    lines += ["Machine: " + ", ".join(f"{name} {value}" for name, value in rows[0]["machine"].items()) + ".", ""]
    lines += ["Made by `python docs/make_scale.py`.", ""]
    PAGE.write_text("\n".join(lines), encoding="utf-8")
    drawn(rows)


def compared(rows: list[dict[str, Any]]) -> list[str]:
    """Give the lines that say what the lean scenario changes, at the largest size at which both were lived."""
    own = {(row["scenario"], row["people"]): row for row in rows}
    both = [people for name, people in own if name == SCENARIO and (WHOLE_CATALOGUE, people) in own]
    if not both:
        return []
    people = max(both)
    lines = [
        "## What the lean scenario changes",
        "",
        f"A thousand people and year, of {people:,}. Fewer kinds of occasion come up, a bout is counted once in four",
        "weeks, and what people learn from others reaches them after four weeks: the lean scenario is another model of",
        "the same system, not a faster way to the same numbers.",
        "",
        "| | lean | whole |",
        "| --- | ---: | ---: |",
    ]
    for what in COUNTED:
        lean, whole = (own[name, people]["counts"][what] * 1000 / people for name in (SCENARIO, WHOLE_CATALOGUE))
        lines.append(f"| {what} | {lean:,.1f} | {whole:,.1f} |")
    return lines


def drawn(rows: list[dict[str, Any]]) -> None:
    """Draw time and memory against the size."""
    import matplotlib as mpl

    mpl.use("Agg")
    import matplotlib.pyplot as plt

    figure, (time, memory) = plt.subplots(1, 2, figsize=(9, 3.6), layout="constrained")
    for scenario, mark in ((SCENARIO, "o-"), (WHOLE_CATALOGUE, "s--")):
        own = [row for row in rows if row["scenario"] == scenario]
        people = [row["people"] for row in own]
        time.plot(people, [row["processor_seconds"] for row in own], mark, label=scenario)
        memory.plot(people, [row["peak_bytes"] / GIB for row in own], mark, label=scenario)
    for axes, what in ((time, "seconds of processors, a year"), (memory, "GiB of memory at most")):
        axes.set(xscale="log", yscale="log", xlabel="people", ylabel=what)
        axes.grid(alpha=0.3)
        axes.yaxis.set_major_formatter("{x:g}")
        axes.yaxis.set_minor_formatter("")
        axes.legend(frameon=False)
    figure.savefig(PICTURE, dpi=110)


if __name__ == "__main__":
    main(sys.argv[1:])
