"""The seven switches: each takes one part of a scheme's working out of a scenario, as a declared reform.

| part | what it is | without it |
| --- | --- | --- |
| conduct | what people did, seen and written down | no listed act is seen, and nobody begins listed |
| coverage | sensors that see some more than others | each sensor sees all alike, as many as before |
| errors | false records, and acts taken for somebody else's | no sensor errs |
| sharing | what is told to other institutions | only a scheme's owner knows of it |
| secrecy | secret rules | every rule is published |
| loan_loop | a low score that makes its own causes | no consequence moves what listed acts come from |
| appeals | appeals that are missing or fail | whoever is wronged is heard at once, and righted |

The reforms touch different paths, so that any of them can be laid over a scenario in any order. Every value in
them comes from the scenario itself, or is 0 or 1 by the switch's own meaning.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from creditarium.analysis.parts.loops import returning
from creditarium.engine.run import Engine
from creditarium.model.overlay import Change, Reform
from creditarium.model.parameter import Parameter
from creditarium.model.scenario import Scenario
from creditarium.model.scoring import Scheme

PARTS = {
    "conduct": "What people did",
    "coverage": "Uneven coverage",
    "errors": "False and mistaken entries",
    "sharing": "Sharing",
    "secrecy": "Secrecy",
    "loan_loop": "The loan loop",
    "appeals": "Missing appeals",
}
"""The seven parts, and what each is called."""
WITHOUT = {
    "conduct": "No listed act is seen, nobody begins listed, no score reads what listed acts left behind",
    "coverage": "Each sensor sees everybody alike, as many in all as before",
    "errors": "No false record, and no act taken for somebody else's",
    "sharing": "Only the owner of a scheme knows of it",
    "secrecy": "Every scheme's rules are published",
    "loan_loop": "No consequence moves a state from which listed acts come",
    "appeals": "Every wrong entry is noticed, appealed against and removed at once, and no right one is",
}
"""What the world is like when the part is taken out."""
_DIGITS = 6
_WHOLE, _NONE = 1, 0


def switches(engine: Engine) -> dict[str, Reform]:
    """Give the reform that takes each part out of a compiled scenario; one that it has not is a reform of nothing."""
    scenario = engine.scenario
    punished = punished_kinds(engine)
    made = {
        "conduct": _conduct(scenario, punished),
        "coverage": _coverage(engine),
        "errors": _errors(scenario),
        "sharing": _sharing(scenario),
        "secrecy": _secrecy(scenario),
        "loan_loop": _loan_loop(scenario, punished),
        "appeals": _appeals(scenario),
    }
    return {name: Reform(title=WITHOUT[name], changes=tuple(changes)) for name, changes in made.items()}


def punished_kinds(engine: Engine) -> frozenset[str]:
    """Give the kinds of occasion that some scheme punishes at some time: by points, a fall or a listing."""
    minus = engine.compiled.world.rules["minus"] != 0
    return frozenset(name for k, name in enumerate(engine.compiled.kinds) if minus[:, :, k].any())


def _change(path: str, value: Any, part: str, **more: Any) -> Change:
    return Change(path=path, value=value, because=f"without {part}: {WITHOUT[part].lower()}", **more)


def _conduct(scenario: Scenario, punished: frozenset[str]) -> Iterator[Change]:
    """Let no listed act reach a scheme: through a sensor, a stock from before, or a state that a score reads."""
    for name, sensor in scenario.observation.sensors.items():
        for kind in sensor.sees:
            if kind in punished and _ever(sensor.sees[kind]):
                yield _change(f"observation.sensors.{name}.sees.{kind}", _NONE, "conduct")
    left = {effect.state for kind in punished for effect in scenario.conduct.kinds[kind].then if effect.on == "act"}
    left |= {str(scenario.conduct.kinds[kind].bout) for kind in punished}
    for name, scheme in scenario.scoring.items():
        for j, stock in enumerate(scheme.stock):
            if scheme.sort == "list" or (scheme.start is not None and stock.value.value < scheme.start.value):
                yield _change(f"scoring.{name}.stock.{j}.share", _NONE, "conduct")
        yield from _dimensions(name, scheme, left)


def _dimensions(name: str, scheme: Scheme, left: set[str]) -> Iterator[Change]:
    """Let a weighted score read each state that listed acts leave behind as if there were none of it."""
    for part, dimension in scheme.dimensions.items():
        for j, term in enumerate(dimension.terms):
            if term.view not in left:
                continue
            path = f"scoring.{name}.dimensions.{part}.terms.{j}"
            if term.table is not None:
                yield _change(f"{path}.table", [term.table.value[0]], "conduct")
            elif term.full is not None or (term.at_least or 0) > 0:
                blank = {"fixed": [_NONE], "because": "nothing, as where the state is 0"}
                yield _change(path, {"view": term.view, "table": blank}, "conduct")


def _coverage(engine: Engine) -> Iterator[Change]:
    """Let each sensor see everybody as it now sees the average of those whom it watches."""
    compiled, society = engine.compiled, engine.settled.society
    region = np.repeat(society.region, np.diff(society.start))
    places, counts = np.unique((region << 16) | engine.settled.profiles, return_counts=True)
    region, profile = places >> 16, places & 0xFFFF
    firms = np.bincount(society.region, np.diff(society.organisations), minlength=len(engine.settled.regions))
    region = np.concatenate([region, np.arange(len(firms))])
    counts = np.concatenate([counts, firms.astype(np.int64)])
    segment = np.append(compiled.segment_of[profile], np.full(len(firms), compiled.segment_of[-1]))
    stratum = np.append(profile >> 14, np.zeros(len(firms), dtype=np.int64))
    dates = [engine.scenario.clock.first_day, *_later(engine)]
    for n, name in enumerate(compiled.sensors):
        sensor = engine.scenario.observation.sensors[name]
        kinds = [compiled.kinds.index(kind) for kind in sensor.sees]
        watched = (compiled.world.applies[kinds].max(axis=0)[compiled.world.conduct_of[segment]] > 0) & (counts > 0)
        seen = compiled.world.cover[:, n, region, stratum] / 2**32 * (compiled.world.sensor_group[n, segment] / 2**16)
        if sensor.adaptive is not None:
            yield _change(f"observation.sensors.{name}.adaptive", None, "coverage")
        if not watched.any() or np.ptp(seen[:, watched], axis=1).max() == 0:
            continue
        means = np.average(seen[:, watched], axis=1, weights=counts[watched])
        yield _change(f"observation.sensors.{name}.regions", {}, "coverage")
        yield _change(f"observation.sensors.{name}.by", {}, "coverage")
        for e, day in enumerate(dates):
            value = round(min(float(means[e]), 1.0), _DIGITS)
            if e and value == round(min(float(means[e - 1]), 1.0), _DIGITS):
                continue
            dated = {"from": day} if e else {}
            for place in sensor.coverage:
                yield _change(f"observation.sensors.{name}.coverage.{place}", value, "coverage", **dated)


def _later(engine: Engine) -> list[Any]:
    """Give the dates on which some value changes within the scenario's days."""
    era = engine.compiled.world.era_of_day
    start = np.datetime64(engine.scenario.clock.first_day)
    return [(start + int(day)).item() for day in np.flatnonzero(np.diff(era)) + 1]


def _errors(scenario: Scenario) -> Iterator[Change]:
    for name, sensor in scenario.observation.sensors.items():
        if _ever(sensor.mistaken):
            yield _change(f"observation.sensors.{name}.mistaken", _NONE, "errors")
        if sensor.false is not None and _ever(sensor.false.rate):
            yield _change(f"observation.sensors.{name}.false.rate", _NONE, "errors")


def _ever(parameter: Parameter[float]) -> bool:
    return any(value > 0 for _, value in parameter.rows)


def _sharing(scenario: Scenario) -> Iterator[Change]:
    if scenario.sharing.agreements:
        yield _change("sharing.agreements", {}, "sharing")


def _secrecy(scenario: Scenario) -> Iterator[Change]:
    for name, scheme in scenario.scoring.items():
        if scheme.disclosure == "secret":
            yield _change(f"scoring.{name}.disclosure", "published", "secrecy")


def _loan_loop(scenario: Scenario, punished: frozenset[str]) -> Iterator[Change]:
    for name, places in returning(scenario, punished).items():
        kept = [e.model_dump(mode="python") for j, e in enumerate(scenario.consequences.rules[name].then)
                if j not in places]  # fmt: skip
        yield _change(f"consequences.rules.{name}.then", kept, "loan_loop")


def _appeals(scenario: Scenario) -> Iterator[Change]:
    """Let appeals be as they should: the wronged are heard and righted at once, and nobody else is."""
    perfect = {
        "notice": _WHOLE,
        "notice_delay": _NONE,
        "file_if_wrong": _WHOLE,
        "file_if_right": _NONE,
        "decision_delay": _NONE,
        "upheld_if_wrong": _WHOLE,
        "upheld_if_right": _NONE,
    }
    because = "so an appeal should be"
    for name in scenario.scoring:
        value = {key: {"fixed": number, "because": because} for key, number in perfect.items()}
        yield _change(f"scoring.{name}.appeal", value, "appeals")
