"""The shipped JSON Schemas are made from the types, hold for whatever is shipped, and refuse a misspelt key."""

from datetime import date
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from creditarium.model.catalogue import PRESETS
from creditarium.model.json_schema import TYPES, schema_of, schema_text, shipped_schema
from creditarium.model.problem import Problem
from creditarium.model.reading import read_text

FOLDERS = {
    "institutions": "institutions",
    "occasions": "occasions",
    "population": "populations",
    "responses": "responses",
    "scenario": "scenarios",
    "scheme": "schemes",
    "sensors": "sensors",
    "targets": "targets",
    "tests": "tests",
}
FILES = [(kind, path) for kind, folder in FOLDERS.items() for path in sorted((PRESETS / folder).glob("*.yaml"))]
FILES += [("case", path) for path in sorted((PRESETS / "validation").glob("*.yaml"))]
FILES += [(path.stem, path) for path in sorted((PRESETS / "templates").glob("*.yaml")) if path.stem != "scenario"]


def read(text: str) -> Any:
    return plain(read_text(text, "here"))


def plain(node: Any) -> Any:
    """Give a tree as JSON has it: lists, texts as keys, and dates as texts."""
    if isinstance(node, dict):
        return {str(key): plain(value) for key, value in node.items()}
    if isinstance(node, tuple):
        return [plain(item) for item in node]
    return node.isoformat() if isinstance(node, date) else node


def faults(kind: str, content: Any) -> list[str]:
    return [error.message for error in jsonschema_rs.validator_for(schema_of(kind)).iter_errors(content)]


@pytest.mark.parametrize("kind", TYPES)
def test_the_shipped_schema_is_what_the_types_say(kind: str) -> None:
    mend = f"run: creditarium schema {kind} > creditarium/presets/schemas/{kind}.json"
    assert shipped_schema(kind).read_text(encoding="utf-8") == schema_text(kind), mend


@pytest.mark.parametrize(("kind", "path"), FILES, ids=lambda part: part if isinstance(part, str) else part.stem)
def test_whatever_is_shipped_fits_its_schema(kind: str, path: Path) -> None:
    assert faults(kind, read(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("disclosure: published", "disclosure: hidden"),
        ("feeds:", "fedes:"),
        ("owner: city\n", ""),
        ("start: {value: 1000, unit: points, source: RC-001}", "start: 1000"),
        ("start: {value: 1000, unit: points, source: RC-001}", "start: {value: 1000, unit: points}"),
        ("start: {value: 1000,", "start: {value: 1000, assume: 900, because: both,"),
        ("speeding: {points:", "speeding: {point:"),
    ],
)
def test_what_an_editor_should_underline_does_not_fit(old: str, new: str) -> None:
    text = (PRESETS / "schemes" / "rongcheng-2018.yaml").read_text(encoding="utf-8")
    assert old in text
    assert faults("scheme", read(text)) == []
    assert faults("scheme", read(text.replace(old, new))) != []


def test_an_unknown_kind_is_one_clear_line() -> None:
    with pytest.raises(Problem, match="did you mean 'scheme'"):
        schema_of("scheem")
