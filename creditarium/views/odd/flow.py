"""What each stage of a scenario reads and writes, from what its parts declare and what the compiled world counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from creditarium.engine.compile.world import Compiled
from creditarium.model.conduct import Effect, Kind
from creditarium.model.population import ATTRIBUTES
from creditarium.model.scenario import STAGES, Scenario
from creditarium.model.scoring import Scheme
from creditarium.model.tables import tables_of


class Flow(NamedTuple):
    """A stage: the views that it reads, the states and records that it writes, and the measures that it counts."""

    stage: str
    reads: tuple[str, ...]
    writes: tuple[str, ...]
    counts: tuple[str, ...]


def flows(scenario: Scenario, compiled: Compiled) -> list[Flow]:
    """Give what each of the seven stages reads and writes, in their order."""
    reads, writes = dict(_reads(scenario)), dict(_writes(scenario, compiled))
    made = []
    for stage in STAGES:
        counted = dict.fromkeys(row.measure for row in compiled.rows if row.stage == stage)
        made.append(Flow(stage, _once(reads[stage]), _once(writes[stage]), tuple(counted)))
    return made


def _once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


def _reads(scenario: Scenario) -> Iterator[tuple[str, Iterable[str]]]:
    kinds, sensors = scenario.conduct.kinds, scenario.observation.sensors
    yield "population", (table.file for table in tables_of(scenario.population))
    yield "conduct", (view for kind in kinds.values() for view in _read_by(kind))
    yield "observation", (f"acts of {kind}" for sensor in sensors.values() for kind in sensor.sees)
    yield "scoring", (view for scheme in scenario.scoring.values() for view in _read_by_scheme(scheme))
    yield "sharing", (f"band.{agreement.scheme}" for agreement in scenario.sharing.agreements.values())
    rules = scenario.consequences.rules.values()
    yield "consequences", (view for rule in rules for view in (f"band.{rule.scheme}", rule.when.view) if view)
    yield "response", _read_by_response(scenario)


def _read_by(kind: Kind) -> Iterator[str]:
    yield from kind.requires
    yield from (term.view for term in kind.depends)
    yield from (term.view for term in (kind.answer.depends if kind.answer is not None else ()))


def _read_by_scheme(scheme: Scheme) -> Iterator[str]:
    yield from (f"records of {sensor}" for sensor in scheme.feeds)
    yield from (term.view for part in scheme.dimensions.values() for term in part.terms)


def _read_by_response(scenario: Scenario) -> Iterator[str]:
    for reaction in scenario.response.reactions.values():
        yield from (term.view for term in reaction.terms)
        yield from (coupling.view for coupling in reaction.couplings)
    yield from (field.of for field in scenario.response.fields.values())


def _writes(scenario: Scenario, compiled: Compiled) -> Iterator[tuple[str, Iterable[str]]]:
    states = list(compiled.layout.variables)
    yield "population", ATTRIBUTES
    yield "conduct", _moved(effect for kind in scenario.conduct.kinds.values() for effect in kind.then)
    yield "observation", (f"records of {name}" for name in scenario.observation.sensors)
    ours = ("score.", "clean.", "cap.", "dimension.", "consent.")
    yield "scoring", (name for name in states if name.startswith(ours) or name in ("sanctioned", "rewarded", "wrong"))
    yield "sharing", (name for name in states if name.startswith("copy."))
    rules = scenario.consequences.rules.values()
    left = _moved(effect for rule in rules for effect in rule.then)
    yield "consequences", (*left, *(name for name in states if name.startswith("refused.") or name == "denied"))
    reactions = scenario.response.reactions.values()
    learned = (coupling.to for reaction in reactions for coupling in reaction.couplings)
    fields = (f"{field.level}.{name}" for name, field in scenario.response.fields.items())
    yield "response", (*learned, *fields)


def _moved(effects: Iterable[Effect]) -> list[str]:
    return [effect.state for effect in effects]
