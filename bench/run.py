"""R0 by every peer in turn: `make bench-peers`, or `.venv/bin/python -m bench.run --help`."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench import report
from bench.plan import FRAMES, OURS, PEERS, TABLE, Peer, python_of
from bench.turns import ROOT, agreement, rounds, set_up

SIZES = (100_000, 1_000_000)
ROUNDS, SECONDS = 5, 4.0
AGREEMENT_AGENTS, AGREEMENT_DAYS = 200_000, 364
OUT = ROOT / "docs" / "benchmarks"
FURTHER = (
    ("a second world beside the first, with the effects on everybody: Creditarium", OURS, ("pair",), "runs of one"),
    ("one decision for 100 of a million: Creditarium, 100 draws by key", OURS, ("decision_creditarium",), "s"),
    ("one decision for 100 of a million: NumPy, a million draws", PEERS, ("decision_numpy",), "s"),
    ("one decision for 100 of a million: Starsim, by slots", PEERS, ("decision_starsim",), "s"),
    *((f"one person is another: how many of 19,999 other lives change within 56 days, {title}", where,
       (f"others_{name}",), "lives")
      for title, where, name in (("Creditarium", OURS, "creditarium"), ("NumPy", PEERS, "numpy"),
                                 ("Starsim", PEERS, "starsim"))),
    *((f"import {name}", OURS if name == "creditarium" else FRAMES if name == "mesa_frames" else PEERS,
       ("importing", name), "s")
      for name in ("creditarium", "mesa", "mesa_frames", "agentpy", "starsim", "polars", "jax", "numba", "numpy")),
)  # fmt: skip


def main() -> None:
    """Set the peers up, measure all in turn, and write the page."""
    asked = _asked()
    peers = [peer for peer in TABLE if not asked.only or any(word in peer.key for word in asked.only)]
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0  # afterwards it would be the peers' own
    problems = {} if asked.no_setup else set_up(_tell)
    _keep_in_the_tree()
    found: dict[str, Any] = {
        "date": datetime.now(UTC).date().isoformat(),
        "machine": _machine(),
        "cores": os.cpu_count(),
        "load": load,
        "count": asked.rounds,
        "sizes": asked.agents,
        "problems": problems,
        "versions": _versions(),
        "agreement_days": AGREEMENT_DAYS,
        "rounds": {str(size): rounds(peers, size, asked.rounds, asked.seconds, _tell) for size in asked.agents},
        "agreement": agreement(_agreeing(peers), AGREEMENT_AGENTS, AGREEMENT_DAYS, _tell),
        "further": {} if asked.only else _further(),
    }
    found["pace"], found["ratios"] = report.paces(found), report.ratios(found)
    asked.out.mkdir(parents=True, exist_ok=True)
    _written(asked.out / "peers.json", json.dumps(found, indent=1) + "\n")
    _written(asked.out / "peers.md", report.page(found))
    report.draw(found, asked.out / "peers.png")
    print(report.targets(found))
    print(f"\n{asked.out / 'peers.md'} is written")


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.run", description="Run R0 by every peer in turn.")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="turns of each peer; their median counts")
    parser.add_argument("--agents", type=int, nargs="+", default=list(SIZES), help="how many agents, the most last")
    parser.add_argument("--seconds", type=float, default=SECONDS, help="about how long a turn takes")
    parser.add_argument(
        "--only", nargs="*", default=[], help="parts of the names of those to run; then nothing further is measured"
    )
    parser.add_argument("--no-setup", action="store_true", help="take the environments as they are")
    parser.add_argument("--out", type=Path, default=OUT, help="the folder to write to")
    return parser.parse_args()


def _keep_in_the_tree() -> None:
    """Give what runs from here on a home inside the tree; setting up needed the caller's, for pip's configuration."""
    for name, folder in (("HOME", "home"), ("TMPDIR", "tmp"), ("XDG_CONFIG_HOME", "xdg"), ("XDG_DATA_HOME", "xdg")):
        path = ROOT / ".cache" / folder
        path.mkdir(parents=True, exist_ok=True)
        os.environ[name] = str(path)


def _agreeing(peers: list[Peer]) -> list[Peer]:
    """Give one row of each module and calendar of records, the reference among them: threads change no result."""
    chosen: dict[tuple[Any, ...], Peer] = {}
    for peer in [*peers, *(peer for peer in TABLE if peer.module == "numpy_plain")]:
        slices = dict(peer.options).get("slices")
        chosen.setdefault((peer.module, slices), peer)
    return list(chosen.values())


def _further() -> dict[str, dict[str, Any]]:
    made = {}
    for what, environment, arguments, unit in FURTHER:
        _tell(what)
        python = sys.executable if environment == OURS else str(python_of(environment))
        try:
            command = [python, "-m", "bench.further", *arguments]
            done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
            made[what] = {"unit": unit, **json.loads(done.stdout.splitlines()[-1])}
        except (OSError, subprocess.CalledProcessError):
            made[what] = {"problem": "could not be run"}
    return made


def _versions() -> str:
    """Name the versions of every peer, by asking each environment."""
    names = {PEERS: ("mesa", "agentpy", "starsim", "numpy", "polars", "jax", "numba"), FRAMES: ("mesa-frames", "numpy")}
    said = []
    for environment, packages in names.items():
        line = f"import importlib.metadata as m; print(*(p + ' ' + m.version(p) for p in {packages!r}), sep=', ')"
        try:
            command = [str(python_of(environment)), "-c", line]
            done = subprocess.run(command, capture_output=True, text=True, check=True)
            said.append(done.stdout.strip())
        except (OSError, subprocess.CalledProcessError):
            said.append(f"{environment} is not there")
    from creditarium import __version__

    return f"creditarium {__version__}; {said[0]}; and beside these, in an environment of its own, {said[1]}"


def _machine() -> str:
    from creditarium.cli.measuring import machine

    told = machine()
    return f"{told['processor']}, {told['cores']} cores, {told['system']}, Python {told['python']}"


def _written(path: Path, text: str) -> None:
    made = path.with_suffix(path.suffix + ".new")
    made.write_text(text, encoding="utf-8")
    made.replace(path)


def _tell(line: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {line}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
