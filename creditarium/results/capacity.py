"""Whether a people fits into memory, asked before it is drawn."""

from __future__ import annotations

import os
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import numpy as np

from creditarium.engine.compile.world import cell_count, compile_world
from creditarium.engine.society import settle
from creditarium.engine.state import keeps_states
from creditarium.model.problem import Problem
from creditarium.model.scenario import Scenario

try:
    import resource
except ImportError:  # Windows has no such limits
    resource = None  # type: ignore[assignment]

PROFILE_BYTES = 2
BYTES_A_WORD = 2
WORKING_BYTES = 4
"""A person's part of the docket, of which three stand at most while a window is lived; by measurement rather more."""
KEPT_BYTES = 8
"""A number that is kept of each community and window, so that any life can be lived again."""
FIXED_BYTES = 640 << 20
"""Python, the kernel and its compiler, the arrays of the world and the tables."""
TALLY_BYTES = 32
"""A row of the tallies' table in memory: period, region, group, what is counted, and the count."""
MANY_PEOPLE = 10_000_000
"""From so many people on the need is told before they are drawn."""
SPARE_BYTES = 64 << 20
"""What making a small table takes at most, its threads included."""
_SHARE_COUNTED = 0.4
_PLENTY = 4096
_PROBE_PEOPLE = 4096
_STATM = Path("/proc/self/statm")
_CGROUP = (Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory.current"))


def check_memory(
    scenario: Scenario,
    available: int | None = None,
    *,
    worlds: int = 1,
    more: int = 0,
    say: Callable[[str], None] | None = None,
) -> None:
    """Refuse more people than memory holds, saying how many would fit. `available` is in bytes.

    Several `worlds` may be held together, each with some bytes `more` a person. `say` hears what many people need.
    """
    room = available if available is not None else available_bytes()
    many = say is not None and scenario.people >= MANY_PEOPLE
    if not many and (room is None or FIXED_BYTES + scenario.people * _PLENTY <= room):
        return
    each, fixed = needs_of(scenario)
    each, fixed = worlds * (each + more), FIXED_BYTES + worlds * (fixed - FIXED_BYTES)
    what = f"{scenario.people:,} people need about {_size(fixed + scenario.people * each)} of memory"
    if room is not None:
        fit = max(room - fixed, 0) // each
        what = f"{what}, and {_size(room)} are free"
        if scenario.people > fit:
            raise Problem(what, place="--people", mend=f"take at most {_rounded(fit):,}")
    if say is not None and many:
        say(what)


def needs_of(scenario: Scenario) -> tuple[Fraction, int]:
    """Give about how many bytes a person takes while a scenario is lived, and how many it takes anyway.

    The world is compiled for a few people: its records and tallies are those of the many. A run whose last window
    is cut keeps the records of the last whole one too, if it keeps states. What each window leaves of a community is
    shared out over its people.
    """
    small = scenario.model_copy(update={"people": min(scenario.people, _PROBE_PEOPLE)})
    settled = settle(small)
    compiled = compile_world(small, settled)
    clock = scenario.clock
    periods = -(-(clock.windows - clock.warm_windows) // clock.tally)
    kept = 2 if clock.length(clock.windows - 1) < clock.window and keeps_states(scenario.people) else 1
    counts = periods * clock.slices * len(settled.regions) * cell_count() * len(compiled.rows)
    left = len(compiled.world.community_fields) + 1 + 2 * len(compiled.adaptive)
    history = Fraction(clock.windows * left * KEPT_BYTES, scenario.community)
    each = PROFILE_BYTES + BYTES_A_WORD * compiled.words * kept + WORKING_BYTES + history
    return each, FIXED_BYTES + round(counts * TALLY_BYTES * _SHARE_COUNTED)


def check_spare(wanted: int) -> None:
    """Raise `MemoryError` where so many bytes are not to be had: the makers of tables would end the whole process."""
    np.empty(wanted + SPARE_BYTES, dtype=np.uint8)


def available_bytes() -> int | None:
    """Give the bytes of memory that a program may still take; None where the system does not tell."""
    found = [free for free in (_meminfo(), _cgroup(), _limit()) if free is not None]
    return min(found) if found else _physical()


def _meminfo() -> int | None:
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
    except OSError:
        return None
    held = dict(line.split(":", 1) for line in lines if ":" in line)
    return int(held["MemAvailable"].split()[0]) << 10 if "MemAvailable" in held else None


def _cgroup() -> int | None:
    try:
        most, taken = (path.read_text(encoding="ascii").strip() for path in _CGROUP)
    except OSError:
        return None
    return max(int(most) - int(taken), 0) if most.isdecimal() and taken.isdecimal() else None


def _limit() -> int | None:
    """Give what is left of the limit that was set on this process's addresses (`ulimit -v`)."""
    if resource is None:
        return None
    most = resource.getrlimit(resource.RLIMIT_AS)[0]
    try:
        taken = int(_STATM.read_text(encoding="ascii").split()[0]) * resource.getpagesize()
    except OSError:
        return None
    return max(most - taken, 0) if most != resource.RLIM_INFINITY else None


def _physical() -> int | None:
    try:
        return int(os.sysconf("SC_PAGE_SIZE")) * int(os.sysconf("SC_PHYS_PAGES"))
    except (AttributeError, OSError, ValueError):
        return None


def _size(count: int | Fraction) -> str:
    return f"{float(count) / 2**30:,.1f} GiB"


def _rounded(count: int) -> int:
    """Round down to two figures, as the estimate is no better."""
    unit = int(10 ** max(len(str(count)) - 2, 0))
    return count // unit * unit
