"""Files are read with their lines, and every fault becomes one line that names the place and the mend."""

from __future__ import annotations

import copy
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Literal, Self

import pytest
from pydantic import Field, model_validator

from creditarium.model.base import Spec
from creditarium.model.catalogue import KINDS, PRESETS, find_preset, preset_names, titles
from creditarium.model.parameter import Points, Rate, Share
from creditarium.model.problem import Problem, nearest, suggestion
from creditarium.model.reading import load, read, read_text
from creditarium.model.tree import Rows, Table, place_at


class Band(Spec):
    """A grade."""

    name: str
    least: Points | None = None


class Scheme(Spec):
    """A small scheme."""

    title: str
    sort: Literal["points", "list"] = "points"
    since: date | None = Field(default=None, alias="from")
    rates: dict[str, Rate] = Field(default_factory=dict)
    seen: Share | None = None
    bands: tuple[Band, ...] = ()
    people: int = Field(default=1, ge=1)

    @model_validator(mode="after")
    def _ascending(self) -> Self:
        values = [band.least.value for band in self.bands if band.least]
        if values != sorted(values):
            raise Problem("bands not ascending", mend="list the lowest band first", at=("bands",))
        return self


GOOD = """\
title: A scheme   # with a comment
sort: points
from: 2014-01-01
rates:
  speeding: {assume: 1e-2, range: [0, 1], because: a guess}
bands:
  - name: D
  - name: C
    least: {fixed: 600, because: a test}
"""


def refused(text: str) -> str:
    with pytest.raises(Problem) as caught:
        load(Scheme, read_text(text, "a.yaml"))
    line = str(caught.value)
    assert "\n" not in line
    assert "Mend: " in line
    return line


def test_a_file_reads_into_a_frozen_spec_with_places() -> None:
    scheme = load(Scheme, read_text(GOOD, "a.yaml"))
    assert scheme.since == date(2014, 1, 1)
    assert scheme.rates["speeding"].value == 0.01
    assert str(scheme.bands[1].place) == "a.yaml:8"
    assert str(scheme.rates["speeding"].place) == "a.yaml:5"
    with pytest.raises(ValueError, match="frozen"):
        scheme.title = "another"  # type: ignore[misc]


def test_the_same_content_is_equal_wherever_it_stands() -> None:
    first, second = load(Scheme, read_text(GOOD, "a.yaml")), load(Scheme, read_text("\n\n" + GOOD, "b.yaml"))
    assert first == second
    assert hash(first.bands[1]) == hash(second.bands[1])
    assert hash(first) == hash(second)
    assert first.bands[0] != first.bands[1]


def test_the_mappings_of_a_spec_cannot_change() -> None:
    scheme = load(Scheme, read_text(GOOD, "a.yaml"))
    with pytest.raises(TypeError, match="a spec cannot be changed"):
        scheme.rates["parking"] = scheme.rates["speeding"]
    with pytest.raises(TypeError, match="a spec cannot be changed"):
        scheme.rates.clear()
    assert copy.deepcopy(scheme) == scheme
    assert scheme.model_copy(update={"people": 2}).rates is scheme.rates


def test_a_spec_shows_itself_as_a_short_tree() -> None:
    assert repr(load(Scheme, read_text(GOOD, "a.yaml"))).splitlines() == [
        "Scheme “A scheme”",
        "├── since: 2014-01-01",
        "├── rates: 1 (speeding)",
        "└── bands: 2 of them",
    ]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("sort:", "srot:", "a.yaml:2: unknown key 'srot'. Mend: did you mean 'sort'?"),
        ("    least:", "    lest:", "a.yaml:9: unknown key 'lest'. Mend: did you mean 'least'?"),
        ("assume:", "asume:", "a.yaml:5: unknown key 'asume' in a parameter. Mend: did you mean 'assume'"),
        ("sort: points", "sort: point", "a.yaml:2: 'sort' cannot be 'point'. Mend: did you mean 'points'?"),
        ("title: A scheme", "people: 3", "a.yaml:1: the key 'title' is missing. Mend: add 'title:'"),
        ("title: A scheme", "title: 3", "a.yaml:1: 'title' should be a valid string, not 3"),
        ("sort: points", "people: 0", "a.yaml:2: 'people' should be greater than or equal to 1, not 0"),
        ("sort: points", "people: -4", "a.yaml:2: 'people' should be greater than or equal to 1, not -4"),
        ("sort: points", "people: '4'", "a.yaml:2: 'people' should be a valid integer, not '4'"),
        ("assume: 1e-2", "assume: -1", "a.yaml:5: the range [0, 1] misses its value -1"),
        ("range: [0, 1]", "range: [-1, 1]", "a.yaml:5: -1 is no rate: it must be at least 0"),
        ("{assume: 1e-2, range: [0, 1], because: a guess}", "7", "a.yaml:5: a number without a source"),
        (
            "assume: 1e-2, range: [0, 1], because: a guess",
            "value: 7, source: RC-20",
            "no source is called 'RC-20'",
        ),
        ("  - name: D", "  - {name: D, least: {fixed: 700, because: x}}", "a.yaml:6: bands not ascending"),
        ("sort: points", "title: again", "a.yaml:2: the key 'title' stands twice (first in line 1)"),
        ("sort: points", "sort: [", "this is not YAML"),
        ("sort: points", "\tsort: points", "a.yaml:2: this is not YAML"),
        ("sort: points", "sort: &x points", ""),
        ("sort: points", "from: 2014-02-30", "a.yaml:2: '2014-02-30' cannot be read"),
    ],
)
def test_a_fault_names_file_line_and_mend(old: str, new: str, says: str) -> None:
    assert old in GOOD
    text = GOOD.replace(old, new, 1)
    if says:
        assert says in refused(text)
    else:
        load(Scheme, read_text(text, "a.yaml"))


@pytest.mark.parametrize(
    "text", ["", "# only a comment\n", "- a\n- b\n", "just a word", "a: &x {b: 1}\nc: *x\n", "{[1]: 2}"]
)
def test_what_is_no_mapping_of_plain_keys_is_refused(text: str, tmp_path: Path) -> None:
    path = tmp_path / "odd.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Problem, match=r"odd\.yaml.*Mend: "):
        load(Scheme, path)


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Problem, match=r"nowhere\.yaml: the file cannot be read: no such file"):
        read(tmp_path / "nowhere.yaml")
    (tmp_path / "latin.yaml").write_bytes("title: Göteborg".encode("latin-1"))
    with pytest.raises(Problem, match="not text in UTF-8"):
        read(tmp_path / "latin.yaml")
    with pytest.raises(Problem, match="cannot be read"):
        read(tmp_path)


def test_words_and_codes_are_not_taken_for_truths_and_numbers() -> None:
    tree = read_text("on: act\nregion: 01\nlan: '08'\ntime: 22:30\nno: yes\nflag: true\nnothing:\nsmall: 2E3\n", "a")
    assert tree == {
        "on": "act", "region": "01", "lan": "08", "time": "22:30", "no": "yes", "flag": True, "nothing": None,
        "small": 2000.0,
    }  # fmt: skip


def test_the_tree_knows_its_lines() -> None:
    tree = read_text(GOOD, "a.yaml")
    assert isinstance(tree, Table)
    assert isinstance(tree["bands"], Rows)
    assert str(place_at(tree, ("bands", 1, "least"))) == "a.yaml:9"
    assert str(place_at(tree, ("bands", 1, "missing"))) == "a.yaml:8"
    spliced = tree.with_item("bands", read_text("- name: E\n", "b.yaml"))
    assert str(place_at(spliced, ("bands", 0, "name"))) == "b.yaml:1"


@pytest.mark.parametrize("kind", KINDS)
def test_every_preset_has_a_title_that_its_first_lines_give(kind: str) -> None:
    shown = titles(kind)
    assert list(shown) == preset_names(kind)
    for name, title in shown.items():
        assert title == read(find_preset(kind, name))["title"]


def test_an_unknown_preset_is_refused_with_the_nearest_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "schemes").mkdir()
    for name in ("rongcheng-2018", "rongcheng-2021", "sesame"):
        (tmp_path / "schemes" / f"{name}.yaml").write_text(f"# head\ntitle: 'The {name}''s'\n", encoding="utf-8")
    monkeypatch.setattr("creditarium.model.catalogue.PRESETS", tmp_path)
    assert titles("schemes")["sesame"] == "The sesame's"
    with pytest.raises(Problem, match="did you mean 'rongcheng-2018' or 'rongcheng-2021'"):
        find_preset("schemes", "rongcheng2018")
    with pytest.raises(Problem, match="choose from rongcheng-2018, rongcheng-2021, sesame"):
        find_preset("schemes", "zzz")
    with pytest.raises(Problem, match="did you mean 'schemes'"):
        find_preset("scheme", "sesame")


def test_a_users_own_file_goes_wherever_a_preset_does(tmp_path: Path) -> None:
    own = tmp_path / "mine.yaml"
    own.write_text("title: Mine\n", encoding="utf-8")
    assert find_preset("schemes", str(own)) == own
    with pytest.raises(Problem, match=r"gone\.yaml: there is no such file"):
        find_preset("schemes", str(tmp_path / "gone.yaml"))
    with pytest.raises(Problem, match="is a folder"):
        find_preset("schemes", f"{tmp_path}/")


def test_a_preset_is_named_from_the_presets_folder_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("creditarium.model.catalogue.PRESETS", tmp_path)
    (tmp_path / "schemes").mkdir()
    (tmp_path / "schemes" / "bad.yaml").write_text("titel: x\n", encoding="utf-8")
    with pytest.raises(Problem, match=r"^presets/schemes/bad\.yaml:1: unknown key 'titel'"):
        load(Scheme, find_preset("schemes", "bad"))


def test_the_catalogue_needs_the_standard_library_alone() -> None:
    code = (
        "import sys, runpy; from creditarium.model import catalogue; catalogue.titles('schemes');"
        "print([name for name in ('pydantic', 'numpy', 'yaml', 'numba') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=PRESETS.parents[1], check=True
    )
    assert done.stdout.strip() == "[]"


def test_a_problem_is_one_line() -> None:
    problem = Problem("a\nb.", place="x:1", mend="do\n it.", at=("key",))
    assert str(problem) == "x:1: a b. Mend: do it."
    assert str(Problem("a").placed("x")) == "x: a."
    assert problem.placed("y") is problem


def test_the_nearest_word_minds_no_case() -> None:
    assert nearest("Speeding", ["parking", "speeding"]) == ["speeding"]
    assert suggestion("x", []) == "there is nothing to choose from here"
    assert suggestion("qq", [f"name{i:02}" for i in range(20)]).endswith("and 8 more")
