"""JSON Schemas of the files that a user writes, from the model's own types: an editor completes and underlines by them.

They say what a key may be called and hold. What else is wrong with a file (a source that is not there, bands that do
not ascend), `creditarium check` says.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from creditarium.model.catalogue import PRESETS
from creditarium.model.conduct import Conduct
from creditarium.model.consequences import Consequences
from creditarium.model.derived import LEFT_OUT, OF
from creditarium.model.observation import Observation
from creditarium.model.overlay import Reform
from creditarium.model.population import Population
from creditarium.model.problem import Problem, suggestion
from creditarium.model.reading import read
from creditarium.model.resolve import FOLDERS
from creditarium.model.response import Response
from creditarium.model.rule_tests import RuleTests
from creditarium.model.scenario import Scenario
from creditarium.model.schema_names import names_of, offer_names
from creditarium.model.scoring import Scheme
from creditarium.model.target import Targets
from creditarium.model.validation import Case

SCHEMAS = PRESETS / "schemas"
"""Where the schemas are shipped, a file each."""
KEYS = SCHEMAS / "keys.yaml"
"""What each key says, by the type that holds it."""
TYPES: dict[str, Any] = {
    "case": Case,
    "institutions": Consequences,
    "occasions": Conduct,
    "population": Population,
    "reform": Reform,
    "responses": Response,
    "scenario": Scenario,
    "scheme": Scheme,
    "sensors": Observation,
    "targets": Targets,
    "tests": RuleTests,
}
"""The kinds of file, and the type that each is read into."""
_DERIVED = ("institutions", "occasions", "population", "responses", "scenario", "scheme", "sensors")
"""The kinds of preset that may be made of another (see derived.py)."""
_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_VALUE: dict[str, Any] = {"type": ["number", "string", "boolean", "array"]}
_FORMS = {
    "value": ("what a record of presets/sources says", ["source"]),
    "recalled": ("what is remembered, and not read again", ["memory"]),
    "assume": ("what nobody published", ["because"]),
    "fixed": ("what is so by definition: no empirical number", ["because"]),
    "dated": ("what changes on dates: {2013-10-01: 0, 2020-01-01: 90}", []),
}
_WORDS = {
    "unit": "the unit, such as points, days, share or a year",
    "source": "the record of presets/sources that says it",
    "memory": "the record, or the words, by which it is remembered",
    "because": "why this number, where nobody published one",
    "note": "what else there is to know of it",
}


def schema_of(kind: str) -> dict[str, Any]:
    """Give the JSON Schema of a kind of file; an unknown kind is a `Problem`.

    >>> sorted(schema_of("scheme")["else"]["required"])
    ['covers', 'feeds', 'owner', 'rules', 'sort', 'title']
    """
    if kind not in TYPES:
        raise Problem(f"there is no schema of a '{kind}'", mend=suggestion(kind, TYPES))
    made: dict[str, Any] = TYPES[kind].model_json_schema(by_alias=True)
    if kind in ("scenario", "population"):
        made["required"].remove("name")  # the file's own name, where it gives none
    if kind == "scenario":
        _name_presets(made["properties"])
    if kind in _DERIVED:
        _let_derive(made)
    definitions = {**made.pop("$defs", {}), "Parameter": _parameter()}
    whole = _settled({"$schema": _DIALECT, **made, "$defs": dict(sorted(definitions.items()))})
    says: Any = read(KEYS)
    offered: set[str] = set()
    for name, node in [(TYPES[kind].__name__, whole), *whole["$defs"].items()]:
        offered |= offer_names(name, node.get("properties", {}))
        _tell(node, says.get(name, {}))
    whole["$defs"] |= {sort: names_of(sort) for sort in sorted(offered)}
    return whole  # type: ignore[no-any-return]


def schema_text(kind: str) -> str:
    """Give the schema of a kind as its file holds it."""
    return json.dumps(schema_of(kind), indent=1, ensure_ascii=False) + "\n"


def shipped_schema(kind: str) -> Path:
    """Give the path of the shipped schema of a kind."""
    return SCHEMAS / f"{kind}.json"


def _let_derive(made: dict[str, Any]) -> None:
    """Let a preset be made of another of its kind: it then need not say what the other says."""
    names = {"type": "array", "items": {"type": "string"}}
    made["properties"][OF] = {"type": "string", "description": "the preset of this kind that it is made of"}
    made["properties"][LEFT_OUT] = {"type": "object", "additionalProperties": names}
    made["properties"][LEFT_OUT]["description"] = "what it leaves out of that one, by mapping and item"
    made |= {"if": {"required": [OF]}, "then": {}, "else": {"required": made.pop("required")}}


def _name_presets(properties: dict[str, Any]) -> None:
    """Let a scenario name its presets, as it does when it is written by hand."""
    name = {"type": "string", "description": "a preset by name, or a file by its path"}
    for stage in FOLDERS:
        properties[stage] = {"anyOf": [name, {"type": "array", "items": name}, properties[stage]]}
    scheme = properties["scoring"]
    properties["scoring"] = {"anyOf": [{"type": "array", "items": name}, scheme]}
    properties["extension"] = {"anyOf": [name, properties["extension"]]}


def _parameter() -> dict[str, Any]:
    """Give the written forms of a number, of which exactly one is taken."""
    properties: dict[str, Any] = {key: {"description": says, **_VALUE} for key, (says, _) in _FORMS.items()}
    properties["dated"] = {"description": _FORMS["dated"][0], "type": "object", "additionalProperties": _VALUE}
    properties |= {key: {"description": says, "type": "string"} for key, says in _WORDS.items()}
    properties["before"] = {"description": "what holds before the first date", **_VALUE}
    ends: dict[str, Any] = {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2}
    properties["range"] = {"description": "the lowest and the highest that it may be", **ends}
    properties["variants"] = {"description": "the values that it may have", "type": ["array", "object"]}
    forms = [{"required": [key, *needed]} for key, (_, needed) in _FORMS.items()]
    title = "a number with its source, or with a range and a reason"
    return {"title": title, "type": "object", "additionalProperties": False, "properties": properties, "oneOf": forms}


def _settled(node: Any) -> Any:
    """Put in the one place where a parameter is described, and leave out the titles that only repeat the keys."""
    if isinstance(node, list):
        return [_settled(item) for item in node]
    if not isinstance(node, dict):
        return node
    if node.get("x-parameter"):
        return {"$ref": "#/$defs/Parameter"}
    return dict(_parts(node))


def _tell(node: dict[str, Any], says: Mapping[str, str]) -> None:
    """Put in what the keys of a type say. What may be left out is left out, never null, so that none offers it."""
    properties = node.get("properties", {})
    for key, schema in properties.items():
        if schema.get("default", "") is None:
            del schema["default"]
        match schema.get("anyOf"):
            case [dict() as one, {"type": "null"}]:
                properties[key] = {**one, **{word: value for word, value in schema.items() if word != "anyOf"}}
            case [*several, {"type": "null"}]:
                schema["anyOf"] = several
        if key in says:
            properties[key].setdefault("description", says[key])
    if "false" in properties:  # an editor's server takes the bare word for a truth, which only a pattern matches
        node["patternProperties"] = {"^false$": properties["false"]}


def _parts(node: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for key, value in node.items():
        if key == "title" and isinstance(value, str) and (value == value.title() or " " not in value):
            continue
        yield key, _sentences(value) if key == "description" and isinstance(value, str) else _settled(value)


def _sentences(docstring: str) -> str:
    """Give a docstring's sentences in one line, without the examples after them."""
    return " ".join(docstring.split(">>>")[0].split())
