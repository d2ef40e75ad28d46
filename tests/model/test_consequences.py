"""A refusal says what it refuses, since persons refused are counted by that word."""

import re
from pathlib import Path

import pytest

from creditarium.model.catalogue import PRESETS
from creditarium.model.consequences import Consequences
from creditarium.model.problem import Problem
from creditarium.model.reading import load

TEXT = (PRESETS / "institutions" / "rongcheng-2018.yaml").read_text(encoding="utf-8")


def test_a_refusal_that_marks_nothing_is_refused_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "institutions.yaml"
    path.write_text(re.sub(r"(does: deny\n(?:    .*\n)*?)    marks: \w+\n", r"\1", TEXT, count=1), encoding="utf-8")
    assert path.read_text(encoding="utf-8") != TEXT
    with pytest.raises(Problem, match="a refusal that marks nothing") as caught:
        load(Consequences, path)
    assert re.search(r"institutions\.yaml:\d+: .* Mend: add 'marks:'", str(caught.value))


def test_what_refuses_nothing_need_not_mark() -> None:
    rules = load(Consequences, PRESETS / "institutions" / "fuzhou.yaml").rules
    assert {rule.marks for rule in rules.values()} == {None}
