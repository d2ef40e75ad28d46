"""`creditarium test`: what holds, what fails and what is bad input, by exit code and words."""

import json
from pathlib import Path

from tests.cli.conftest import Call

TESTS = """
title: A library's late fees
scheme: rongcheng-2018
scenario: rongcheng
tests:
  - title: A utility bill paid late costs 20 points
    given: [{date: 2018-03-01, occasion: late_utility_bill}]
    then: {entries: [{date: 2018-03-01, occasion: late_utility_bill, points: -20}]}
"""


def test_what_holds_is_told_line_by_line_and_exits_with_0(call: Call) -> None:
    Path("one.yaml").write_text(TESTS, encoding="utf-8")
    made = call("test", "one.yaml")
    assert made.code == 0
    assert "holds  A utility bill paid late costs 20 points" in made.out
    assert "1 of 1 tests of rongcheng-2018 hold; 1 of 26 lines are tested" in made.out
    assert "no test expects an entry of: speeding, red_light" in made.out


def test_what_fails_is_told_with_its_place_and_exits_with_1(call: Call) -> None:
    Path("one.yaml").write_text(TESTS.replace("-20}", "-10}"), encoding="utf-8")
    made = call("test", "one.yaml")
    assert made.code == 1
    assert "FAILS  A utility bill paid late" in made.out
    assert "entry: 2018-03-01 late_utility_bill -20 is written, and not expected" in made.out
    assert "one.yaml:6" in made.out


def test_json_tells_the_same(call: Call) -> None:
    Path("one.yaml").write_text(TESTS, encoding="utf-8")
    [told] = json.loads(call("test", "one.yaml", "--json").out)
    assert told["holds"]
    assert [test["holds"] for test in told["tests"]] == [True]
    assert "score" not in json.dumps(told)


def test_bad_tests_are_refused(refused: Call) -> None:
    assert "there is no such file" in refused("test", "none.yaml").err
    assert "did you mean 'sesame'" in refused("test", "sesam").err
    Path("one.yaml").write_text(TESTS.replace("given", "givn"), encoding="utf-8")
    assert "did you mean 'given'" in refused("test", "one.yaml").err
