"""One peer in a process of its own: told on the standard input what to run, it answers in lines of JSON.

`python -m bench.worker MODULE [NAME=NUMBER …]`; a request is {"agents", "days", "seed"}. Building and compiling are
left out of the seconds. Only NumPy need be installed beside the peer itself.
"""

from __future__ import annotations

import gc
import importlib
import json
import resource
import sys
import time
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
    gc.collect()
    before = peak()
    model = module.build(agents, days, request["seed"], **options)
    spent, begun = time.process_time(), time.perf_counter()
    records = model.run()
    seconds, spent = time.perf_counter() - begun, time.process_time() - spent
    return {
        "agents": agents,
        "days": days,
        "seconds": seconds,
        "processor_seconds": spent,
        "mean": float(records.mean[-1]),
        "error": records.spread / agents**0.5,
        "loans": int(records.loans.sum()),
        "peak_bytes": peak(),
        "bytes_an_agent": (peak() - before) / agents,
    }


def peak() -> int:
    """Give the most memory that this process has held, in bytes."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


if __name__ == "__main__":
    main(sys.argv[1:])
