"""Element 7 of the protocol: every submodel of the seven stages, in its own words, with every number of it."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any

from pydantic import BaseModel

from creditarium.model.conduct import Kind, StateVariable
from creditarium.model.consequences import Consequence
from creditarium.model.inventory import parameters
from creditarium.model.observation import Sensor
from creditarium.model.parameter import Parameter
from creditarium.model.population import Population
from creditarium.model.response import Field, Reaction
from creditarium.model.scenario import STAGES, Scenario
from creditarium.model.scoring import Scheme
from creditarium.model.sharing import Agreement
from creditarium.views.odd.facts import docstring, facts_of, first_sentence
from creditarium.views.odd.numbers import number_table
from creditarium.views.report.content import Line, Lines, Paragraph, Part, Section
from creditarium.views.wording import words

MADE_OF: Mapping[str, Mapping[str, type[BaseModel]]] = {
    "population": {},
    "conduct": {"states": StateVariable, "kinds": Kind},
    "observation": {"sensors": Sensor},
    "scoring": {"": Scheme},
    "sharing": {"agreements": Agreement},
    "consequences": {"rules": Consequence},
    "response": {"states": StateVariable, "fields": Field, "reactions": Reaction},
}
"""The parts that each stage is made of: the field that holds them, and their type."""
Numbered = tuple[str, Parameter[Any]]


def submodels(scenario: Scenario) -> Section:
    """Describe the submodels stage by stage; every number of the scenario stands in one table."""
    listed = list(parameters(scenario))
    stages = [_stage(scenario, stage, [one for one in listed if one[0].split(".")[0] == stage]) for stage in STAGES]
    rest = [one for one in listed if one[0].split(".")[0] not in STAGES]
    others: tuple[Part, ...] = (number_table("Numbers of the scenario itself", rest),) if rest else ()
    return Section("submodels", "7. Submodels", (*stages, *others))


def _stage(scenario: Scenario, stage: str, listed: list[Numbered]) -> Section:
    held = getattr(scenario, stage)
    kinds = MADE_OF[stage]
    title = getattr(held, "title", "")
    about = first_sentence(_module_of(stage, held).__doc__)
    parts: list[Part] = [Paragraph(about)]
    if title:
        parts.append(Paragraph(f"Here: {title}."))
    parts.extend(Paragraph(f"{words(kind.__name__)}: {docstring(kind)}") for kind in dict.fromkeys(kinds.values()))
    used: set[str] = set()
    for field, of in kinds.items():
        items: Mapping[str, BaseModel] = getattr(held, field) if field else held
        head = f"{stage}.{field}" if field else stage
        for name, item in items.items():
            mine = [one for one in listed if one[0].startswith(f"{head}.{name}.")]
            used.update(path for path, _ in mine)
            parts.append(_item(f"{of.__name__.lower()}-{stage}-{name}", name, item, mine))
    rest = [one for one in listed if one[0] not in used]
    if isinstance(held, Population):
        parts.extend(_population(held, rest))
    elif rest:
        parts.append(number_table(f"Other numbers of {stage}", rest))
    return Section(f"submodel-{stage}", f"{stage.capitalize()}", tuple(parts))


def _module_of(stage: str, held: Any) -> Any:
    return (
        sys.modules[f"creditarium.model.{stage}"] if isinstance(held, Mapping) else sys.modules[type(held).__module__]
    )


def _item(key: str, name: str, item: BaseModel, numbers: list[Numbered]) -> Section:
    facts = [("what it is", str(getattr(item, "title", ""))), *facts_of(item)]
    parts: list[Part] = [Lines(tuple(Line(topic, text) for topic, text in facts if text))]
    if numbers:
        parts.append(number_table(f"Numbers of {name}", numbers))
    return Section(_key(key), name, tuple(parts))


def _population(held: Population, listed: list[Numbered]) -> Iterator[Part]:
    """Give the population's parts by the first word of their paths."""
    yield Paragraph(docstring(type(held)))
    for field, numbers in groupby(listed, key=lambda one: one[0].split(".")[1]):
        value = getattr(held, field)
        parts: list[Part] = [Paragraph(docstring(type(value)))] if isinstance(value, BaseModel) else []
        parts.append(number_table(f"Numbers of {field}", list(numbers)))
        yield Section(_key(f"population-{field}"), field, tuple(parts))


def _key(text: str) -> str:
    return "".join(letter if letter.isalnum() else "-" for letter in text)
