"""The shipped sources: each with how it was found; what was recalled or has no address is weak."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from creditarium.model.catalogue import PRESETS
from creditarium.model.problem import Problem
from creditarium.model.source import Source, is_weak, read_sources, sources

RECORD = """\
- id: AB-001
  title: A page
  year: 2018
  address: https://example.org
  found_by: search
  confidence: high
  values:
    - {name: points, value: -20, unit: points}
"""


def read_text(tmp_path: Path, text: str) -> dict[str, Source]:
    path = tmp_path / "some.yaml"
    path.write_text(text, encoding="utf-8")
    return read_sources([path])


def test_the_record_is_shipped_whole() -> None:
    shipped = sources()
    assert sources() is shipped
    own = read_sources([PRESETS / "sources" / "record.yaml"])
    assert shipped.items() >= own.items()
    assert len(own) == 253
    assert sum(is_weak(source) for source in own.values()) == 44
    assert shipped["RC-020"].values[0].value == -20
    assert is_weak(shipped["RC-026"])
    assert shipped["SD-001"].as_reported


def test_every_source_of_the_record_has_a_plain_address_or_is_weak() -> None:
    for source in read_sources([PRESETS / "sources" / "record.yaml"]).values():
        assert is_weak(source) or re.match(r"https?://", source.address or ""), source


def test_a_figure_is_called_in_words_and_a_title_stands_alone() -> None:
    short = re.compile(r"[a-z]+\d+|\d+[a-zA-Z]+|[a-zB-Z]\d+|[a-z]|cum|mou|npl|dui|gt|cn|de|id")
    names = {figure.name for source in sources().values() for figure in source.values}
    held = [name for name in sorted(names) if any(short.fullmatch(word) for word in re.split("[_ ]", name))]
    assert held == [], "the page shows them as they are"
    assert [name for name in sorted(names) if re.match("[A-F]+_(min|max)", name)] == []
    assert [source.id for source in sources().values() if re.match("as ", source.title)] == []


def test_a_weak_source_is_one_from_memory_or_without_an_address() -> None:
    good = Source("A-1", "t", "search", "high", address="https://example.org")
    assert not is_weak(good)
    assert is_weak(Source("A-1", "t", "memory", "high", address="https://example.org"))
    assert is_weak(Source("A-1", "t", "search", "high"))
    assert is_weak(Source("A-1", "t", "search", "high", address=""))


def test_a_source_reads_and_shows_itself(tmp_path: Path) -> None:
    source = read_text(tmp_path, RECORD)["AB-001"]
    assert repr(source) == "AB-001: A page, 2018 (high confidence, https://example.org)"
    assert source.values[0].name == "points"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("title: A page", "titel: A page", r"some\.yaml:2: unknown key 'titel'.*did you mean 'title'"),
        ("  title: A page\n", "", r"some\.yaml:1: the source has no title"),
        ("found_by: search", "found_by: hearsay", r"some\.yaml:5: found_by is 'hearsay'"),
        ("confidence: high", "confidence: hihg", r"some\.yaml:6: confidence is 'hihg'.*did you mean 'high'"),
        ("unit: points", "unti: points", r"some\.yaml:8: a figure of a source has name, value and unit"),
        ("- id: AB-001", "- id: AB-001\n  id: AB-002", "stands twice"),
    ],
)
def test_a_faulty_record_is_refused(tmp_path: Path, old: str, new: str, says: str) -> None:
    assert old in RECORD
    with pytest.raises(Problem, match=says):
        read_text(tmp_path, RECORD.replace(old, new, 1))


def test_an_id_stands_once_and_a_file_is_a_list(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="the id 'AB-001' stands twice"):
        read_text(tmp_path, RECORD + RECORD)
    with pytest.raises(Problem, match="a file of sources is a list"):
        read_text(tmp_path, "a: 1\n")
    with pytest.raises(Problem, match="a source is a mapping"):
        read_text(tmp_path, "- a\n")
