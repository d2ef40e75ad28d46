"""The page's TypeScript types, written from the models of what crosses: `python -m creditarium.views.web.typescript`.

`make page-types` writes them to web/src/types.ts, and a test holds that file equal to them.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter
from pydantic.json_schema import models_json_schema

from creditarium.views.web.answers import Content
from creditarium.views.web.asking import MESSAGE, Message, Question
from creditarium.views.web.crossing import Crossing
from creditarium.views.web.reading import (
    Catalog,
    Glossary,
    RunsTold,
    ScenarioTold,
    SchemeTold,
    SourcesTold,
    Standing,
    Stories,
    TroubleTold,
    Words,
)
from creditarium.views.web.replies import Frame, Reply

_HEAD = "// Written by `make page-types` from creditarium/views/web: change the models there, not this file.\n"
_UNIONS: dict[str, Any] = {"Message": Message, "Question": Question, "Reply": Reply, "Content": Content}
_SAID: tuple[type[Crossing], ...] = (
    Frame, Catalog, ScenarioTold, SchemeTold, SourcesTold, Glossary, Stories, Words, Standing, RunsTold, TroubleTold,
)  # fmt: skip
_SIMPLE = {"string": "string", "integer": "number", "number": "number", "boolean": "boolean", "null": "null"}
_REFERENCE = "#/$defs/"
_WIDTH = 118


def types() -> str:
    """Give the text of the file of types: every model by its name, and the unions of messages.

    What the page may leave out of what it asks is marked as such; in what is told, every field is there.
    """
    asked = MESSAGE.json_schema(mode="validation")["$defs"]
    told = {name: schema for union in (Reply, Content) for name, schema in _definitions(union).items()}
    _, said = models_json_schema([(model, "serialization") for model in _SAID])
    told |= said["$defs"]
    models = {**asked, **told}
    parts = [_HEAD]
    parts += [_declared(name, models[name], whole=name in told) for name in sorted(models)]
    parts += [_union(name, kind) for name, kind in _UNIONS.items()]
    return "\n".join(parts)


def _definitions(kind: Any) -> dict[str, Any]:
    made: dict[str, Any] = TypeAdapter(kind).json_schema(mode="serialization")["$defs"]
    return made


def _declared(name: str, schema: dict[str, Any], *, whole: bool) -> str:
    lines = [f"/** {_first_line(schema)} */", f"export interface {name} {{"]
    fields = schema.get("properties", {})
    needed = fields if whole else schema.get("required", ())
    lines += [f"  {key}{'' if key in needed else '?'}: {_kind(value)};" for key, value in fields.items()]
    return "\n".join([*lines, "}\n"])


def _first_line(schema: dict[str, Any]) -> str:
    return " ".join(str(schema.get("description", "")).split("\n\n")[0].split())


def _union(name: str, kind: Any) -> str:
    schema = TypeAdapter(kind).json_schema(mode="serialization")
    names = [choice["$ref"].removeprefix(_REFERENCE) for choice in schema["oneOf"]]
    line = f"export type {name} = {' | '.join(names)};"
    if len(line) > _WIDTH:
        line = f"export type {name} =\n" + "\n".join(f"  | {one}" for one in names) + ";"
    return line + "\n"


def _kind(schema: dict[str, Any]) -> str:
    """Write one JSON schema as a TypeScript type."""
    if "$ref" in schema:
        return str(schema["$ref"]).removeprefix(_REFERENCE)
    if "const" in schema:
        return f'"{schema["const"]}"'
    if "enum" in schema:
        return " | ".join(f'"{value}"' for value in schema["enum"])
    for key in ("anyOf", "oneOf"):
        if key in schema:
            return " | ".join(dict.fromkeys(_kind(choice) for choice in schema[key]))
    if schema.get("type") == "array":
        if "prefixItems" in schema:
            return f"[{', '.join(_kind(item) for item in schema['prefixItems'])}]"
        item = _kind(schema.get("items", {}))
        return f"({item})[]" if " | " in item else f"{item}[]"
    if schema.get("type") == "object":
        return f"Record<string, {_kind(value)}>" if (value := schema.get("additionalProperties")) and isinstance(
            value, dict) else "Record<string, unknown>"  # fmt: skip
    return _SIMPLE.get(str(schema.get("type")), "unknown")


if __name__ == "__main__":
    text = types()
    if len(sys.argv) > 1:
        Path(sys.argv[1]).write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)
