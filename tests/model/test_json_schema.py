"""The shipped JSON Schemas are made from the types, hold for whatever is shipped, and refuse a misspelt key."""

from datetime import date
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from creditarium.model.catalogue import PRESETS
from creditarium.model.json_schema import KEYS, TYPES, schema_of, schema_text, shipped_schema
from creditarium.model.problem import Problem
from creditarium.model.reading import read_text
from creditarium.model.schema_names import WHERE

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


def types_of(kind: str) -> dict[str, Any]:
    made = schema_of(kind)
    return {TYPES[kind].__name__: made, **made["$defs"]}


EVERY = {
    (name, key): schema
    for kind in TYPES
    for name, node in types_of(kind).items()
    for key, schema in node.get("properties", {}).items()
}


def test_every_key_says_what_it_is_and_no_word_is_left_over() -> None:
    assert {key for key, schema in EVERY.items() if not schema.get("description")} == set()
    words = plain(read_text(KEYS.read_text(encoding="utf-8"), "keys"))
    assert {(name, key) for name, keys in words.items() for key in keys} - EVERY.keys() == set()


def test_whatever_is_offered_is_a_key_of_its_type() -> None:
    assert {(name, key) for types in WHERE.values() for name, keys in types.items() for key in keys} <= EVERY.keys()


@pytest.mark.parametrize(
    ("kind", "old", "new"),
    [
        ("scheme", "feeds: [", "feeds: [a_sensor_of_ones_own, "),
        ("scheme", "  volunteering: {points", "  an_act_of_ones_own: {points"),
        ("tests", "scheme: rongcheng-2018", "scheme: ./my-scheme.yaml"),
    ],
)
def test_a_name_of_ones_own_is_as_good_as_one_that_is_offered(kind: str, old: str, new: str) -> None:
    text = (PRESETS / "templates" / f"{kind}.yaml").read_text(encoding="utf-8")
    assert old in text
    assert faults(kind, read(text.replace(old, new))) == []
