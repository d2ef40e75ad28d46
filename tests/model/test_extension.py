"""The small language of an extension: what it has is enough, and what it has not cannot do harm."""

from pathlib import Path

import pytest

from creditarium.model.extension import Extension
from creditarium.model.problem import Problem
from creditarium.model.reading import load
from creditarium.model.resolve import resolve

GOOD = 'READS = ("risk",)\nWRITES = ("risk",)\n\n\ndef rule(read, luck, written):\n    written[0] = read[0] // 2\n'


def with_body(line: str) -> str:
    return GOOD.replace("written[0] = read[0] // 2", line)


def test_names_are_read_from_the_lists() -> None:
    extension = Extension(file="mine.py", source='"""What it says."""\n\nLEAST = -3\n' + GOOD)
    assert extension.reads == extension.writes == ("risk",)
    assert extension.functions() == ("rule",)


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("import os\n" + GOOD, r"mine\.py:1: a rule cannot have import"),
        ("from os import system\n" + GOOD, "a rule cannot have importfrom"),
        (with_body("open('/etc/passwd')"), "'open' is called and not defined before"),
        (with_body("read[0].__class__"), r"mine\.py:6: a rule cannot have attribute"),
        (with_body("written[0] = read[0] / 2"), "a rule cannot have div"),
        (with_body("written[0] = read[0] ** 2"), "a rule cannot have pow"),
        (with_body("written[0] = 0.5"), "0.5 is no whole number"),
        (with_body("while True:\n        pass"), "a rule cannot have while"),
        (with_body("for x in read:\n        pass"), "a loop goes over a range"),
        (with_body("return rule(read, luck, written)"), "'rule' is called and not defined before"),
        (with_body("written[0] = _draw"), "a name begins with a letter"),
        (with_body("[j for j in range(3)]"), "a rule cannot have listcomp"),
        (with_body("lambda: 1"), "a rule cannot have lambda"),
        (GOOD.replace("luck, written", "luck, written=3"), "a function has plain parameters only"),
        ("@staticmethod\ndef f():\n    pass\n" + GOOD, "a function has plain parameters only"),
        ("print(3)\n" + GOOD, "outside functions there are constants only"),
        (GOOD.replace("rule(", "role("), r"there is no rule\(read, luck, written\)"),
        (GOOD + GOOD.partition("\n\n\n")[2], r"there is no rule\(read, luck, written\)"),
        ("def rule(:", r"mine\.py:1: this is not Python: [^<]*\. Mend"),
    ],
)
def test_what_could_do_harm_or_vary_is_refused(source: str, said: str) -> None:
    with pytest.raises(Problem, match=said):
        load(Extension, {"file": "mine.py", "source": source})


@pytest.mark.parametrize("source", [GOOD.replace("READS", "READ"), GOOD.replace('("risk",)', "()", 1)])
def test_a_rule_says_what_it_reads(source: str) -> None:
    with pytest.raises(Problem, match="there is no READS"):
        _ = Extension(file="mine.py", source=source).reads


def test_a_scenario_holds_the_text_of_its_extension(tmp_path: Path) -> None:
    path = tmp_path / "mine.py"
    path.write_text(GOOD)
    scenario = resolve("rongcheng", settings=(f"extension={path}",))
    assert scenario.extension is not None
    assert scenario.extension.source == GOOD
