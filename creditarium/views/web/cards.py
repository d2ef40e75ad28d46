"""Cards and forms made from the model itself: a new scheme, population or lever needs no line of the page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from annotated_types import Ge, Le

from creditarium.model.inventory import count_parameters, parameters
from creditarium.model.overlay import CONTENTS
from creditarium.model.parameter import Parameter
from creditarium.model.population import Population
from creditarium.model.scenario import STAGES, Scenario
from creditarium.model.scoring import Scheme, band_names
from creditarium.views.provenance import WEAK, value_text
from creditarium.views.web.asking import Choice
from creditarium.views.web.levers import AS_IT_IS, LEVERS, moving
from creditarium.views.web.reading import (
    Field,
    LeverField,
    PopulationCard,
    ScenarioCard,
    SchemeCard,
    SourcedNumber,
)

_TITLES = {
    "scenario": ("Scenario", "which schemes over which people"),
    "people": ("People", "imaginary people, drawn from published tables"),
    "days": ("Days", "how long they live"),
    "seed": ("Luck", "the seed of every draw; the same luck again gives the same year"),
    "without": ("Without", "stages that are left out of the scenario"),
}
_HELD = {"observation": "sensors", "sharing": "agreements", "consequences": "rules", "response": "reactions"}


def fields(scenarios: Mapping[str, Scenario]) -> tuple[Field, ...]:
    """Give the form of a choice: ranges and defaults are those of its own schema."""
    options = {"scenario": tuple(scenarios), "without": tuple(CONTENTS)}
    made = []
    for name, (title, why) in _TITLES.items():
        held = Choice.model_fields[name]
        least = next((float(str(mark.ge)) for mark in held.metadata if isinstance(mark, Ge)), None)
        most = next((float(str(mark.le)) for mark in held.metadata if isinstance(mark, Le)), None)
        sort = {"scenario": "choice", "without": "choices"}.get(name, "whole")
        made.append(
            Field.model_validate({
                "name": name, "title": title, "sort": sort, "least": least, "most": most, "value": held.default,
                "options": options.get(name, ()), "why": why, "step": 1 if sort == "whole" else None,
            })
        )  # fmt: skip
    return tuple(made)


def lever_fields(scenarios: Mapping[str, Scenario]) -> tuple[LeverField, ...]:
    """Give the form of every lever."""
    moved = {name: moving(scenario) for name, scenario in scenarios.items()}
    return tuple(
        LeverField(
            name=lever.name, title=lever.title, sort="number", least=0, most=lever.most, step=lever.step,
            value=AS_IT_IS, changes=lever.changes, marks={f"{at:g}": says for at, says in lever.marks.items()},
            scenarios=tuple(name for name, names in moved.items() if lever.name in names),
        )
        for lever in LEVERS
    )  # fmt: skip


def scenario_card(name: str, scenario: Scenario, label: str) -> ScenarioCard:
    """Give a scenario in short."""
    counts = count_parameters(scenario)
    return ScenarioCard(
        name=name,
        title=scenario.title,
        label=label or scenario.title,
        schemes=tuple(scenario.scoring),
        population=scenario.population.name,
        days=scenario.clock.days,
        start=scenario.clock.start.isoformat(),
        stages={stage: _contents(scenario, stage) for stage in STAGES if stage in CONTENTS},
        notes=scenario.notes,
        absent=scenario.absent,
        assumed=sum(counts[kind] for kind in counts if kind in WEAK),
        numbers=sum(counts.values()),
    )


def _contents(scenario: Scenario, stage: str) -> tuple[str, ...]:
    held = getattr(scenario, stage)
    return tuple(getattr(held, _HELD[stage]) if stage in _HELD else held)


def scheme_card(name: str, scheme: Scheme, chinese: str) -> SchemeCard:
    """Give a scheme in short."""
    return SchemeCard(
        name=name,
        title=scheme.title,
        title_zh=chinese,
        sort=scheme.sort,
        owner=scheme.owner,
        disclosure=scheme.disclosure,
        bands=tuple(band_names(scheme)),
        numbers={str(kind): count for kind, count in count_parameters(scheme).items()},
        sources=sources_of(scheme),
    )


def population_card(population: Population) -> PopulationCard:
    """Give a population in short."""
    tables = (population.regions.source, population.ages.source)
    named = [*(source for source in tables if source), *sources_of(population)]
    return PopulationCard(
        name=population.name,
        title=population.title,
        people=int(population.size.value),
        notes=population.notes,
        sources=tuple(dict.fromkeys(named)),
    )


def sources_of(spec: Any) -> tuple[str, ...]:
    """Name the records that the numbers of a spec come from."""
    found = (parameter.source or parameter.memory for _, parameter in parameters(spec))
    return tuple(dict.fromkeys(source for source in found if source))


def number_of(path: str, parameter: Parameter[Any]) -> SourcedNumber:
    """Give a number with where it comes from."""
    low, high = parameter.range or (None, None)
    return SourcedNumber(
        path=path,
        value=value_text(parameter),
        unit=parameter.unit,
        kind=parameter.kind,
        low=low,
        high=high,
        source=parameter.source or parameter.memory,
        because=parameter.because or parameter.note,
    )
