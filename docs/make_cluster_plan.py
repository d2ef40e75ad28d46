"""Work out the plan on paper of docs/cluster.md: bytes, messages and cost, from what a small run measures.

Usage: python docs/make_cluster_plan.py (a minute). Bytes are counted; the speed is that of one processor of this
machine, by its own time, and stands in the page until the script is run again.
"""

from __future__ import annotations

import pickle
import re
import time
from dataclasses import dataclass
from pathlib import Path

from creditarium.analysis.ensembles.members import live_member
from creditarium.analysis.ensembles.plan import plan_of
from creditarium.engine.partition import Left, Partition, before_of, own_cells
from creditarium.engine.run import Engine, live_through
from creditarium.engine.state import matters_of
from creditarium.engine.tallies import COUNT
from creditarium.engine.world import Before
from creditarium.model.resolve import resolve

PAGE = Path(__file__).parent / "cluster.md"
BEGIN, END = "<!-- what docs/make_cluster_plan.py wrote -->", "<!-- end of what it wrote -->"
SCENARIO, PEOPLE, DAYS, MEMBER_PEOPLE = "reported-2020", 40_000, 365, 20_000
BILLIONS, MACHINES, PROCESSORS, WORLDS = 10**10, 64, 64, 10_000
PRICE, WIRE = 0.05, 1.25e9
"""Assumptions: what a processor costs an hour, in any currency, and the bytes a second of the driver's network."""


@dataclass(frozen=True)
class Counted:
    """What crosses and what is held, in bytes; speeds in seconds of one processor."""

    record: int
    matters: float
    sent_community: int
    sent_region: int
    sent_fixed: int
    left_community: int
    left_region: int
    left_fixed: int
    part: int
    communities: int
    regions: int
    windows: int
    tally: float
    outcome: int


def main() -> None:
    """Write the plan into the page."""
    counted, rate, member = count(), speed(), member_seconds()
    parts = measured(counted, rate, member) + people(counted, rate) + worlds(counted, member)
    lines = "\n".join([BEGIN, "", *parts, END])
    text = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(re.sub(f"{BEGIN}.*{END}", lambda _: lines, text, flags=re.S), encoding="utf-8")


def count() -> Counted:
    """Count the bytes of a year of the scenario, and of what a partition sends and receives in its last window."""
    engine = Engine.of(resolve(SCENARIO, people=PEOPLE, days=DAYS))
    state, history = live_through(engine, threads=2)
    n, regions = engine.settled.communities, len(engine.settled.regions)
    part = engine.part((0, n))
    lived = Partition(part, state.records.copy(), *matters_of(state.docket, state.docket_start, 0, n), own_cells(part))
    before = before_of(state.before, (0, n))
    left = lived.live(state.window - 1, before)
    sent, gone = len(pickle.dumps(before, 5)), len(pickle.dumps(left, 5))
    sent_community, sent_region = axes(before, ("community", "astray", "attention", "counting"), n, regions)
    left_community, left_region = axes(left, ("community", "astray", "records"), n, regions)
    rows = sum(len(counted.rows) for counted in history.tallies) / max(len(history.tallies), 1)
    member = live_member(plan_of((resolve("rongcheng", people=256, days=7),), None, design="lhs", members=2), 1)
    return Counted(
        record=2 * engine.compiled.words, matters=state.docket.nbytes / PEOPLE, sent_community=sent_community,
        sent_region=sent_region, sent_fixed=sent - sent_community * n - sent_region * regions,
        left_community=left_community, left_region=left_region,
        left_fixed=gone - left_community * n - left_region * regions, part=len(pickle.dumps(shipped(part), 5)),
        communities=n, regions=regions, windows=engine.scenario.clock.windows, tally=COUNT.itemsize * rows / regions,
        outcome=len(pickle.dumps(member, 5)),
    )  # fmt: skip


def axes(sent: Before | Left, own: tuple[str, ...], communities: int, regions: int) -> tuple[int, int]:
    """Give the bytes for each community, and those for each region."""
    sizes = {name: int(getattr(array, "nbytes", 0)) for name, array in sent._asdict().items()}
    of_regions = [size for name, size in sizes.items() if name not in (*own, "rank_class")]
    return sum(sizes[name] for name in own) // communities, sum(of_regions) // regions


def shipped(part: Engine) -> object:
    """Give what a worker is sent of the world, besides the people."""
    return part.scenario, part.compiled, part.settled.built


def speed() -> float:
    """Give the person-days that a processor lives in a second, by the time it works."""
    engine = Engine.of(resolve(SCENARIO, people=PEOPLE, days=DAYS))
    began = time.process_time()
    live_through(engine, threads=1)
    return PEOPLE * DAYS / (time.process_time() - began)


def member_seconds() -> float:
    """Give the processor's seconds that a member of a sweep takes with its baseline, settling its people included."""
    plan = plan_of((resolve(SCENARIO, people=MEMBER_PEOPLE, days=DAYS),), None, design="lhs", members=2)
    live_member(plan, 1)
    began = time.process_time()
    live_member(plan, 2)
    return time.process_time() - began


def measured(c: Counted, rate: float, member: float) -> list[str]:
    """Say what was counted and measured."""
    return [
        f"Counted in a year of `{SCENARIO}`, {PEOPLE:,} people in {c.communities} communities and {c.regions} regions:",
        "",
        "| what | bytes |",
        "| --- | --- |",
        f"| a person: record, profile, matters in hand | {c.record} + 2 + {c.matters:.2f} |",
        f"| to a worker, once, besides its people (world, fit, scenario) | {c.part:,} |",
        f"| to it, each window | {c.sent_fixed:,} + {c.sent_region:,} × regions + {c.sent_community} × communities |",
        f"| back, each window | {c.left_fixed:,} + {c.left_region:,} × regions + {c.left_community} × communities |",
        f"| back, each period of the tallies | {c.tally:,.0f} a region at this size |",
        f"| back, each world of a sweep | {c.outcome:,} |",
        "",
        f"One processor of the machine that wrote this page lived {rate / 1e6:.1f} million person-days a second, and "
        f"{member:.1f} seconds for a member of a sweep of {MEMBER_PEOPLE:,} people with its baseline (its own time, "
        "while others used the machine too).",
        "",
    ]


def people(c: Counted, rate: float) -> list[str]:
    """Plan a year of ten billion people."""
    workers, n = MACHINES * PROCESSORS, BILLIONS // resolve(SCENARIO).community
    each = c.record + 2 + c.matters
    window = workers * (c.sent_fixed + c.left_fixed + c.regions * c.sent_region)
    window += n * (c.sent_community + c.left_community)
    window += (workers + c.regions) * c.left_region  # a region that two share is sent by both
    hours = BILLIONS * DAYS / rate / 3600
    kept = n * c.sent_community * c.windows
    wire = (2 * BILLIONS * each + window * c.windows) / WIRE
    return [
        f"### {BILLIONS:,} people, a year, {MACHINES} machines of {PROCESSORS} processors",
        "",
        "| | | how |",
        "| --- | --- | --- |",
        f"| state, all workers | {tera(BILLIONS * each)} | {each:.1f} bytes × people |",
        f"| state, a machine | {giga(BILLIONS * each / MACHINES)} | the same / {MACHINES} |",
        f"| the driver's memory | {tera(BILLIONS * each + kept)} | the state as kept, and {c.sent_community} bytes × "
        f"{n:,} communities × {c.windows} windows of fields |",
        f"| messages, a window | {2 * workers:,} | a question and an answer × {workers:,} workers; twice that where a "
        "period of the tallies ends |",
        f"| bytes, a window | {mega(window)} | as counted above; {giga(window * c.windows)} a year |",
        f"| bytes, to fetch all lives | {tera(BILLIONS * each)} | the state; at most 5 % of the time |",
        f"| processor hours | {hours:,.0f} | people × {DAYS} / ({rate / 1e6:.1f} million × 3,600) |",
        f"| time | {lasting(hours / workers)} | / {workers:,}, with nothing for what the driver does alone |",
        f"| the driver's network | {lasting(wire / 3600)} | all lives sent and fetched once, and all windows, at "
        f"{giga(WIRE)} a second, an assumption |",
        f"| cost | {hours * PRICE:,.2f} | at {PRICE} a processor hour, an assumption: put in your own price |",
        "",
    ]


def lasting(hours: float) -> str:
    """Say how long something takes, in minutes, or in seconds where it is less than one."""
    return f"{hours * 60:,.1f} minutes" if hours * 60 >= 1 else f"{hours * 3600:,.1f} seconds"


def worlds(c: Counted, member: float) -> list[str]:
    """Plan a sweep of ten thousand members."""
    workers, hours = MACHINES * PROCESSORS, WORLDS * member / 3600
    return [
        f"### {WORLDS:,} worlds of {MEMBER_PEOPLE:,} people and a year, each with its baseline",
        "",
        "| | | how |",
        "| --- | --- | --- |",
        f"| messages | {2 * WORLDS:,} | a question and an answer a member |",
        f"| bytes back | {mega(WORLDS * c.outcome)} | {c.outcome:,} × members |",
        f"| processor hours | {hours:,.1f} | {member:.1f} seconds × members / 3,600 |",
        f"| time, the same machines | {lasting(max(hours / workers, member / 3600))} | / {workers:,} |",
        f"| cost | {hours * PRICE:,.2f} | at {PRICE} a processor hour, an assumption |",
        "",
    ]


def mega(count: float) -> str:
    return f"{count / 1e6:,.1f} MB"


def giga(count: float) -> str:
    return f"{count / 1e9:,.2f} GB"


def tera(count: float) -> str:
    return f"{count / 1e12:,.2f} TB"


if __name__ == "__main__":
    main()
