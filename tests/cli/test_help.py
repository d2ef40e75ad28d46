"""The help texts as one text: whole sentences, a word for every value, nothing that the terminal swallows."""

import re
from typing import Any

import pytest
import typer

from creditarium.cli.help_words import value_word
from creditarium.cli.main import VERBS, app_of
from tests.cli.conftest import Call

COMMANDS: dict[str, Any] = typer.main.get_command(app_of()).commands  # type: ignore[attr-defined]
PARAMS = [(name, param) for name, command in COMMANDS.items() for param in command.params]
FOREIGN = re.compile(r"\b(could not|cannot be|flag|directory|dir|invalid|please|stdout)\b|if left out|without it", re.I)
"""Words that the help has others for: 'folder', 'left out', 'printed'."""


def named(value: Any) -> str:
    return value if isinstance(value, str) else str(value.name)


def test_every_command_stands_under_a_heading() -> None:
    assert [name for verbs in VERBS.values() for name in verbs] == list(COMMANDS)


@pytest.mark.parametrize("asked", ["explain", "list"])
def test_a_verb_that_is_asked_for_is_the_only_one_that_is_read(asked: str) -> None:
    """It is the same command; its options and their help are those that it has among all."""
    (name, command), *others = typer.main.get_command(app_of(asked)).commands.items()  # type: ignore[attr-defined]
    assert (name, others) == (asked, [])
    assert command.help == COMMANDS[asked].help
    assert [(param.name, param.opts, param.help) for param in command.params] == [
        (param.name, param.opts, param.help) for param in COMMANDS[asked].params
    ]


@pytest.mark.parametrize("asked", ["", "explian", "--help", "--version"])
def test_no_verb_and_a_misspelt_one_have_all_to_choose_from(asked: str) -> None:
    assert list(typer.main.get_command(app_of(asked)).commands) == list(COMMANDS)  # type: ignore[attr-defined]


@pytest.mark.parametrize(("command", "param"), PARAMS, ids=named)
def test_every_option_is_told_in_a_sentence_of_the_same_words(command: str, param: Any) -> None:
    assert (param.help or "").endswith((".", "…")), f"{command} {param.name}"
    assert FOREIGN.search(param.help) is None
    assert re.search(r"(?<!\w)\[[a-z]", param.help) is None, "the terminal takes it for a colour"


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_told_in_whole_sentences(command: str) -> None:
    told = COMMANDS[command].help
    assert told.endswith(".")
    assert re.search(r"(?<!\w)\[[a-z]", told) is None, "the terminal takes it for a colour"


def test_an_option_has_a_word_for_its_value_and_a_switch_has_none() -> None:
    words = {param.opts[0]: value_word(param) for _, param in PARAMS if param.param_type_name == "option"}
    assert (words["--json"], words["--threads"], words["--from"]) == ("", "NUMBER", "FOLDER")
    assert {word for word in words.values() if "<" in word or word == "TEXT"} == set()


@pytest.mark.parametrize("command", [name for name, param in PARAMS if "--people" in param.opts])
def test_people_are_written_in_one_way_everywhere(command: str) -> None:
    for text in ("100000", "100_000", "1e5"):
        read = COMMANDS[command].make_context(command, ["--people", text], resilient_parsing=True)
        assert read.params["people"] == 100_000


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("run", "--days", "abc"), "--days takes a whole number. Mend: see creditarium run --help."),
        (("run", "--people", "1.5"), "--people: '1.5' is no whole number. Mend: see creditarium run --help."),
        (("run", "--dayz", "3"), "there is no option --dayz. Mend: did you mean --days?"),
        (("runn",), "no command is called 'runn'. Mend: did you mean 'run'?"),
        (("explain",), "RUN is missing. Mend: see creditarium explain --help."),
        (("calibrate", "rongcheng"), "--targets is missing. Mend: see creditarium calibrate --help."),
        (("explain", "run", "1", "2"), "too many words: 2. Mend: see creditarium explain --help."),
        (("estimate", "--gaps", "x"), "--gaps takes a number. Mend: see creditarium estimate --help."),
        (("explain", "run", "--from", "2020"), "--from: '2020' is no day, such as 2020-01-31. Mend: see creditarium"),
        (("run", "--people"), "--people needs a value. Mend: see creditarium"),
        (("run", "--json=3"), "--json takes no value. Mend: see creditarium"),
    ],
)
def test_wrong_words_are_answered_in_one_line_of_the_same_voice(
    refused: Call, words: tuple[str, ...], said: str
) -> None:
    assert refused(*words).err.startswith(said)
