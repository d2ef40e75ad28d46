"""`creditarium new` and `schema`: what they write is sound as it is, and nothing is written over."""

from pathlib import Path

import pytest

from creditarium.cli.new import KINDS
from creditarium.model.json_schema import schema_text, shipped_schema
from tests.cli.conftest import Call


@pytest.mark.parametrize("kind", KINDS)
def test_a_new_file_is_sound_and_names_its_schema(kind: str, call: Call) -> None:
    made = call("new", kind, "mine.yaml")
    assert (made.code, made.err) == (0, "")
    first, *rest = Path("mine.yaml").read_text(encoding="utf-8").splitlines()
    assert first == f"# yaml-language-server: $schema={shipped_schema(kind).as_uri()}"
    assert shipped_schema(kind).is_file()
    assert rest[0].startswith("# ")
    answer = call("check", "mine.yaml")
    assert (answer.code, answer.err) == (0, "")
    assert answer.out.startswith("mine: fine (")
    assert [path.name for path in Path.cwd().iterdir()] == ["mine.yaml"]


def test_the_new_tests_hold(call: Call) -> None:
    call("new", "tests", "mine.yaml")
    assert call("test", "mine.yaml").code == 0


@pytest.mark.parametrize("scheme", ["../schemes/own.yaml", "swedish-credit-information", "tax-rating"])
def test_a_new_scenario_is_about_the_scheme_that_it_is_given(scheme: str, call: Call) -> None:
    Path("schemes").mkdir()
    Path("towns").mkdir()
    call("new", "scheme", "schemes/own.yaml")
    given = "schemes/own.yaml" if scheme.endswith("own.yaml") else scheme
    assert call("new", "scenario", "towns/mine.yaml", "--scheme", given).code == 0
    assert f"scoring: [{scheme}]" in Path("towns/mine.yaml").read_text(encoding="utf-8")
    assert call("check", "towns/mine.yaml").code == 0


@pytest.mark.parametrize("scheme", ["own.yaml", "swedish-credit-information", "suining-2010"])
def test_new_tests_are_about_the_scheme_that_they_are_given_and_hold(scheme: str, call: Call) -> None:
    call("new", "scheme", "own.yaml")
    assert call("new", "tests", "own.test.yaml", "--scheme", scheme).code == 0
    tried = call("test", "own.test.yaml")
    assert (tried.code, tried.err) == (0, "")


def test_a_scheme_that_only_weighs_begins_no_tests(refused: Call) -> None:
    assert "no line of this scheme gives points or lists" in refused("new", "tests", "a.yaml", "--scheme", "sesame").err


def test_a_file_that_is_there_is_left_alone(refused: Call) -> None:
    Path("mine.yaml").write_text("mine", encoding="utf-8")
    for kind in KINDS:
        assert "there is a file of this name" in refused("new", kind, "mine.yaml").err
    assert Path("mine.yaml").read_text(encoding="utf-8") == "mine"


def test_what_cannot_be_written_is_one_line(refused: Call) -> None:
    assert "did you mean 'scheme'" in refused("new", "schme", "mine.yaml").err
    assert "write mine.yaml" in refused("new", "scheme", "mine").err
    Path("file").write_text("a file, not a folder", encoding="utf-8")
    assert "not a directory" in refused("new", "scheme", "file/mine.yaml").err
    assert (
        "only a new scenario and new tests name a scheme"
        in refused("new", "case", "mine.yaml", "--scheme", "sesame").err
    )
    assert "there is no such file" in refused("new", "scenario", "mine.yaml", "--scheme", "none.yaml").err


def test_a_schema_is_printed_or_written(call: Call) -> None:
    assert call("schema", "scheme").out == schema_text("scheme")
    assert call("schema", "tests", "--out", "tests.json").code == 0
    assert Path("tests.json").read_text(encoding="utf-8") == schema_text("tests")
