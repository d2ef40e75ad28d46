"""One peer in a process of its own: told on the standard input what to run, it answers in lines of JSON.

`python -m bench.worker MODULE [NAME=NUMBER …]`; a request is {"agents", "days", "seed"}. Building and compiling are
left out of the seconds. Only NumPy need be installed beside the peer itself.
"""

from __future__ import annotations

import ctypes
import gc
import importlib
import json
import resource
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

WARM = (2000, 5, 1)
"""Agents, days and seed of the run before the first, in which code is loaded and compiled."""


def main(arguments: list[str]) -> None:
    """Load the peer, say so, and answer requests until the input ends."""
    name, *given = arguments
    options = {key: int(value) for key, _, value in (word.partition("=") for word in given)}
    try:
        module = importlib.import_module(f"bench.peers.{name}")
        module.build(*WARM, **options).run()
    except Exception as error:  # noqa: BLE001 - whatever keeps a peer from running is its row of the table
        print(json.dumps({"problem": f"{type(error).__name__}: {error}".splitlines()[0]}), flush=True)
        return
    print(json.dumps({"ready": name}), flush=True)
    for line in sys.stdin:
        print(json.dumps(measured(module, json.loads(line), options)), flush=True)


def measured(module: Any, request: dict[str, int], options: dict[str, int]) -> dict[str, float]:
    """Run the peer once: seconds, processor seconds, the last mean with its standard error, and peak memory."""
    agents, days = request["agents"], request["days"]
    before = started_anew()
    model = module.build(agents, days, request["seed"], **options)
    built = peak()
    started_anew()
    spent, begun = time.process_time(), time.perf_counter()
    records = model.run()
    seconds, spent = time.perf_counter() - begun, time.process_time() - spent
    most = peak()
    return {
        "agents": agents,
        "days": days,
        "seconds": seconds,
        "processor_seconds": spent,
        "mean": float(records.mean[-1]),
        "error": records.error(agents),
        "loans": int(records.loans.sum()),
        "peak_bytes": max(built, most),
        "bytes_an_agent": (most - before) / agents,
    }


def started_anew() -> int:
    """Let the peak begin anew, where the system can, and give the bytes held now; else give the peak so far."""
    gc.collect()
    with suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)  # what is free is given back, or it would count as held
    try:
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    except OSError:
        return peak()
    return _status("VmRSS") or peak()


def peak() -> int:
    """Give the most memory that this process has held since it began anew, in bytes."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return _status("VmHWM") or (most if sys.platform == "darwin" else most * 1024)


def _status(name: str) -> int:
    try:
        lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith(f"{name}:")), 0)


if __name__ == "__main__":
    main(sys.argv[1:])
