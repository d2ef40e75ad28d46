"""The names that an editor offers in a file: those of the shipped presets, and of what stands in them.

A name of one's own is as good: a schema offers names, and refuses none.
"""

from __future__ import annotations

from typing import Any

from creditarium.model.catalogue import PRESETS
from creditarium.model.reading import read

WHERE = {
    "Occasion": {
        "Consequence": ("need",),
        "Entry": ("occasion",),
        "FalseRecords": ("claims",),
        "Given": ("occasion",),
        "Scheme": ("rules",),
        "Sensor": ("sees",),
        "Told": ("occasion",),
    },
    "SensorName": {"Adaptive": ("also",), "Scheme": ("feeds",)},
    "SchemeName": {"RuleTests": ("scheme",), "Scenario": ("scoring",)},
    "ScenarioName": {"RuleTests": ("scenario",), "World": ("scenario",)},
    "PopulationName": {"Scenario": ("population",)},
    "OccasionsName": {"Scenario": ("conduct",)},
    "SensorsName": {"Scenario": ("observation",)},
    "InstitutionsName": {"Scenario": ("consequences",)},
    "ResponsesName": {"Scenario": ("response",)},
}
"""Which keys of which types take a name of a sort: as their value, in their list, or as the keys under them."""
_SORTS = {
    "Occasion": ("occasions", "kinds", "a kind of occasion"),
    "SensorName": ("sensors", "sensors", "a sensor"),
    "SchemeName": ("schemes", "", "a scheme, by name or by its file (./my-scheme.yaml)"),
    "ScenarioName": ("scenarios", "", "a scenario, by name or by its file"),
    "PopulationName": ("populations", "", "a population, by name or by its file"),
    "OccasionsName": ("occasions", "", "a catalogue of occasions, by name or by its file"),
    "SensorsName": ("sensors", "", "sensors, by name or by their file"),
    "InstitutionsName": ("institutions", "", "institutions, by name or by their file"),
    "ResponsesName": ("responses", "", "responses, by name or by their file"),
}


def offer_names(type_name: str, properties: dict[str, Any]) -> set[str]:
    """Let the keys of a type take the names that they offer; which sorts of name these are is given back."""
    offered = set()
    for sort, types in WHERE.items():
        for key in types.get(type_name, ()):
            if key in properties:
                properties[key] = _offering(properties[key], {"$ref": f"#/$defs/{sort}"})
                offered.add(sort)
    return offered


def names_of(sort: str) -> dict[str, Any]:
    """Give the definition of a sort of name: one of those shipped, or any other text.

    >>> names_of("SensorName")["anyOf"][0]["enum"][:2]
    ['bank_reports', 'civil_affairs']
    """
    folder, within, says = _SORTS[sort]
    paths = sorted((PRESETS / folder).glob("*.yaml"))
    held: Any = [read(path) for path in paths] if within else []
    names = {name for one in held for name in one.get(within) or ()} if within else {path.stem for path in paths}
    return {"description": says, "anyOf": [{"enum": sorted(names)}, {"type": "string"}]}


def _offering(schema: dict[str, Any], name: dict[str, str]) -> dict[str, Any]:
    """Let a value, the items of a list or the keys of a mapping be such a name, wherever the schema takes a text."""
    if "anyOf" in schema:
        return {**schema, "anyOf": [_offering(one, name) for one in schema["anyOf"]]}
    if schema.get("type") == "string":
        return {**{key: value for key, value in schema.items() if key not in ("type", "description")}, **name}
    if schema.get("type") == "array":
        return {**schema, "items": _offering(schema["items"], name)}
    if schema.get("type") == "object" and "additionalProperties" in schema:
        return {**schema, "propertyNames": name}
    return schema
