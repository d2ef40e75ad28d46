"""`creditarium bench`: every speed that was promised, measured against what was wanted."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from creditarium.cli.options import AsJson, SoManyPeople, at_least, some_threads
from creditarium.cli.output import console, print_json

if TYPE_CHECKING:
    from creditarium.cli.measuring import Pace
    from creditarium.cli.measuring_page import Page

SCENARIOS = ("rongcheng", "reported-2020")
LEAN = "reported-2020-lean"
PROFILED = (*SCENARIOS, LEAN)
PROFILED_PEOPLE = 200_000
MILLION = 1_000_000
WANTED_RATE, WANTED_RATIO = 60e6, 1.7
WANTED_BYTES = {"rongcheng": 12, "reported-2020": 24, "reported-2020-lean": 12}
WANTED_SECONDS = {
    "list": 0.5,
    "first_table": 40.0,
    "second_run": 2.0,
    "explain_cold": 1.5,
    "explain_warm": 0.2,
    "audit": 20.0,
    "decompose": 60.0,
    "sweep": 150.0,
}
SAID = {
    "list": "creditarium list",
    "first_table": "the first table, compiling included",
    "second_run": "a second run, until it lives",
    "explain_cold": "creditarium explain",
    "explain_warm": "one more life explained",
    "audit": "creditarium audit",
    "decompose": "a decomposition of rongcheng, 50,000 people, 365 days",
    "sweep": "200 pairs of 50,000 people, 365 days, by a part of them",
}
WANTED_CANDIDATES = 60
"""Of the lean catalogue, a person and year."""
COUNTRY, DAYS, WANTED_MINUTES = 1_410_000_000, 365, 90
"""How many people a whole country has, the days of a year, and the minutes that it may take."""
PAIR_PEOPLE = 100_000
WANTED_PAIR = 2.1
"""How many times one run a pair may cost."""
WANTED_UPDATES, WANTED_ANSWER = 8.0, 0.05
"""Of each of three tabs with 100,000 people, a second; and seconds of an answer while a million people live."""
STRAIGHT = 1.25
"""How far the time a person may rise from the smallest size to the largest and still be called linear."""


class Mark(NamedTuple):
    """One thing measured, and what was wanted of it."""

    what: str
    measured: str
    wanted: str
    met: bool


def bench(
    people: SoManyPeople = MILLION,
    threads: Annotated[int, typer.Option(help="How many threads, against one.")] = 2,
    seed: Annotated[int, typer.Option(help="The seed of their fate.")] = 1,
    quick: Annotated[bool, typer.Option("--quick", help="Fewer windows, and no timing of a fresh start.")] = False,
    heavy: Annotated[bool, typer.Option("--heavy", help="Also ten million people, decompose and sweep.")] = False,
    profile: Annotated[
        bool, typer.Option("--profile", help="Only where the engine's time goes, by room and by sort of work.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Measure the engine in its steady state, its memory, and what starting costs."""
    at_least("--people", people, 1)
    some_threads(threads)
    at_least("--seed", seed, 0)
    from creditarium.cli.measuring import decomposing, machine, pace, pair, starting, sweeping

    screen = console(stderr=True)
    if profile:
        _profile(min(people, PROFILED_PEOPLE), seed, as_json)
        return
    with screen.status("starting") as status:
        tell = status.update
        seconds = {} if quick else starting(people, tell)
        if heavy:
            seconds["decompose"] = decomposing(SCENARIOS[0], threads, tell)
            seconds |= {f"sweep.{name}": sweeping(name, threads, tell) for name in SCENARIOS}
        blocks = 1 if quick else 5
        paces = [pace(name, people, seed, blocks, threads, tell) for name in SCENARIOS]
        sizes = [people // 10] + ([10 * people] if heavy else [])
        line = [pace(SCENARIOS[0], size, seed, blocks, threads, tell) for size in sizes if size >= 1]
        lean = pace(LEAN, people, seed, blocks, threads, tell)
        cost = pair(SCENARIOS[1], min(people, PAIR_PEOPLE), seed, 1 if quick else 5, threads, tell)
        served = None if quick else _served(status.update)
    marks = [
        *_marks(paces, line, seconds),
        *_of_country(lean),
        _of_pair(cost),
        *(_of_page(served) if served is not None else []),
    ]
    if as_json:
        more = {"lean": lean._asdict(), "pair_runs": cost, "page": served._asdict() if served is not None else None}
        print_json(_plain(paces, line, seconds, machine()) | more)
        return
    _table(marks, paces, machine(), threads)


def _profile(people: int, seed: int, as_json: bool) -> None:
    """Tell for each scenario where the time goes, on one thread."""
    from rich.table import Table

    from creditarium.cli.profiling import profile

    with console(stderr=True).status("starting") as status:
        found = [profile(name, people, seed, status.update) for name in PROFILED]
    if as_json:
        print_json({one["scenario"]: one for one in found})
        return
    out = console()
    for one in found:
        table = Table("", "room", "work", "ns an occasion", "share", box=None, pad_edge=False, header_style="bold")
        table.columns[3].justify = table.columns[4].justify = "right"
        for place in one["places"]:
            table.add_row(
                place["what"], place["room"], place["sort"], f"{place['nanoseconds']:.1f}", f"{place['share']:.1%}"
            )
        out.print(
            f"{one['scenario']}: {one['nanoseconds']:.0f} ns an occasion on one thread, {one['people']:,} people, "
            f"{one['occasions']:,} occasions (a mark's {one['a_mark']:.0f} ns are taken off)"
        )
        out.print(table)
        out.print("by room: " + ", ".join(f"{room} {spent:.1f} ns" for room, spent in one["rooms"].items()))
        out.print("by work: " + ", ".join(f"{sort} {share:.0%}" for sort, share in one["sorts"].items()))
        out.print()


def _marks(paces: list[Pace], line: list[Pace], seconds: dict[str, float]) -> list[Mark]:
    marks = [mark for one in paces for mark in _of_scenario(one)]
    for one in line:
        slower = _a_person(one) / _a_person(paces[0])
        straight = max(slower, 1 / slower)
        what = f"linear, {min(one.people, paces[0].people):,} to {max(one.people, paces[0].people):,} people"
        marks.append(Mark(what, f"×{straight:.2f} a person", f"×{STRAIGHT} at most", straight <= STRAIGHT))
    for name, spent in seconds.items():
        what, _, scenario = name.partition(".")
        most, of = WANTED_SECONDS[what], f" ({scenario})" if scenario else ""
        marks.append(Mark(SAID[what] + of, f"{spent:.2f} s", f"{most:g} s at most", spent <= most))
    return marks


def _of_scenario(one: Pace) -> list[Mark]:
    name, rate, ratio = one.scenario, one.person_days_per_second, _ratio(one)
    size, most = one.bytes_per_person, WANTED_BYTES[name]
    return [
        Mark(f"{name}: person-days/s", f"{rate / 1e6:.1f} million", "60 million", rate >= WANTED_RATE),
        Mark(f"{name}: against one thread", f"×{ratio:.2f}", f"×{WANTED_RATIO}", ratio >= WANTED_RATIO),
        Mark(f"{name}: bytes a person", f"{size:.1f}", f"{most} at most", size <= most),
    ]


def _of_country(lean: Pace) -> list[Mark]:
    """Tell what a whole country's year would take at the pace of the lean catalogue, and how large each life is."""
    minutes = COUNTRY * DAYS / lean.person_days_per_second / 60
    size, most = lean.bytes_per_person, WANTED_BYTES[lean.scenario]
    year = lean.candidates_per_person_year
    return [
        Mark("a whole country's year, by the lean pace", f"{minutes:.0f} min", f"{WANTED_MINUTES} min at most",
             minutes <= WANTED_MINUTES),
        Mark(f"{lean.scenario}: bytes a person", f"{size:.1f}", f"{most} at most", size <= most),
        Mark(f"{lean.scenario}: candidates a person-year", f"{year:.1f}", f"{WANTED_CANDIDATES} at most",
             year <= WANTED_CANDIDATES),
    ]  # fmt: skip


def _of_pair(cost: float) -> Mark:
    return Mark("a pair of worlds, in runs", f"×{cost:.2f}", f"less than ×{WANTED_PAIR}", cost < WANTED_PAIR)


def _served(tell: Callable[[str], None]) -> Page | None:
    """Measure the page, where its packages are."""
    from importlib.util import find_spec

    from creditarium.cli.measuring_page import page
    from creditarium.views.web.extra import PACKAGES

    return page(tell) if all(find_spec(name) is not None for name in PACKAGES) else None


def _of_page(served: Page) -> list[Mark]:
    what = "three tabs of 100,000 people: updates a second, each"
    slow = "an answer while a million people live, 19 of 20"
    return [
        Mark(what, f"{served.updates:.1f}", f"{WANTED_UPDATES:g} at least", served.updates >= WANTED_UPDATES),
        Mark(slow, f"{1000 * served.answer:.0f} ms", f"{1000 * WANTED_ANSWER:g} ms at most",
             served.answer <= WANTED_ANSWER),
    ]  # fmt: skip


def _ratio(one: Pace) -> float:
    return one.person_days_per_second / one.person_days_per_second_1_thread


def _a_person(one: Pace) -> float:
    return 1 / one.person_days_per_second_1_thread


def _table(marks: list[Mark], paces: list[Pace], machine: dict[str, str], threads: int) -> None:
    from rich.table import Table

    table = Table("", "measured", "wanted", "", box=None, pad_edge=False, header_style="bold")
    table.columns[1].justify = table.columns[2].justify = "right"
    for mark in marks:
        table.add_row(mark.what, mark.measured, mark.wanted, "met" if mark.met else "missed")
    out = console()
    out.print(table)
    out.print()
    for one in paces:
        out.print(
            f"{one.scenario}: {one.people:,} people, {threads} threads, "
            f"{one.candidates_per_person_year:.1f} candidates a person-year, "
            f"{one.candidates_per_second / 1e6:.1f} million candidates a second; settling the people and "
            f"compiling the world {one.settle_seconds:.1f} s, "
            f"the first window, with loading the code, {one.first_window_seconds:.1f} s."
        )
    out.print(", ".join(f"{name} {value}" for name, value in machine.items()))


def _plain(paces: list[Pace], line: list[Pace], seconds: dict[str, float], machine: dict[str, str]) -> dict[str, Any]:
    """Give all that was measured; the headline figures are those of the slowest scenario."""
    return {
        "person_days_per_second": min(one.person_days_per_second for one in paces),
        "bytes_per_person": max(one.bytes_per_person for one in paces),
        "scenarios": {one.scenario: one._asdict() | {"thread_ratio": _ratio(one)} for one in paces},
        "sizes": [one._asdict() for one in line],
        "seconds": seconds,
        "wanted": {
            "person_days_per_second": WANTED_RATE,
            "thread_ratio": WANTED_RATIO,
            "bytes_per_person": WANTED_BYTES,
            "seconds": WANTED_SECONDS,
            "pair_runs": WANTED_PAIR,
        },
        "machine": machine,
    }
