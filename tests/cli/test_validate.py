"""`creditarium validate`: exit code 0 if every number holds, 1 if one does not, 2 for a case that cannot be read."""

import json
from pathlib import Path

from creditarium.model.validation import VALIDATION

TEMPLATE = VALIDATION / "template.yaml"


def test_shipped_cases_by_number(call) -> None:
    answer = call("validate", "V8", "V2")
    assert (answer.code, answer.err) == (0, "")
    assert "V8  holds" in answer.out
    assert "30 of 30 numbers hold, in 2 cases." in answer.out


def test_a_case_named_twice_is_settled_once(call, tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_bytes((VALIDATION / "V8-gaming.yaml").read_bytes())
    once = call("validate", "V8", "mine.yaml")
    assert call("validate", "V8", "mine.yaml", "V8", "./mine.yaml", tmp_path / "mine.yaml").out == once.out


def test_every_number_on_request(call) -> None:
    answer = call("validate", "V8", "--all")
    assert "holds: Computed, threshold of 0.5: false positive: expected 0.5 ± 1e-06, observed 0.5" in answer.out


def test_the_template_is_printed_written_and_lived(call, tmp_path: Path) -> None:
    assert call("validate", "--template").out == TEMPLATE.read_text(encoding="utf-8")
    assert call("validate", "--template", "--out", "mine.yaml").code == 0
    text = (tmp_path / "mine.yaml").read_text(encoding="utf-8").replace("people: 200000", "people: 20000")
    (tmp_path / "mine.yaml").write_text(text.replace("within: 0.8", "within: 8"), encoding="utf-8")
    answer = call("validate", "mine.yaml", "--json")
    [case] = json.loads(answer.out)
    assert [one["what"] for one in case["verdicts"]][1] == "Share of women"
    assert case["verdicts"][0]["observed"] > 1
    assert answer.code == (0 if case["holds"] else 1)


def test_a_case_that_fails_ends_with_1_and_says_what(call, tmp_path: Path) -> None:
    text = (VALIDATION / "V8-gaming.yaml").read_text(encoding="utf-8").replace("accuracy: 0.738625", "accuracy: 0.75")
    (tmp_path / "wrong.yaml").write_text(text, encoding="utf-8")
    answer = call("validate", "wrong.yaml", "V2")
    assert answer.code == 1
    assert "wrong  FAILS" in answer.out
    assert "FAILS: Computed, threshold of 0.5: accuracy: expected 0.75 ± 1e-06, observed 0.738625" in answer.out
    assert "29 of 30 numbers hold" in answer.out
    assert call("validate", "wrong.yaml", "--markdown", "--out", "wrong.md").code == 1
    assert "| 0.75 | 0.738625 |" in (tmp_path / "wrong.md").read_text(encoding="utf-8")


def test_bad_words_are_refused(refused, tmp_path: Path) -> None:
    assert "give one of V1 to V11" in refused("validate", "V12").err
    assert "no such file" in refused("validate", "nowhere.yaml").err
    (tmp_path / "bad.yaml").write_text("title: x\nsource: y\nexpect: [{what: z}]\n", encoding="utf-8")
    assert "bad.yaml:3" in refused("validate", "bad.yaml").err
    (tmp_path / "there.yaml").write_text("", encoding="utf-8")
    refused("validate", "--template", "--out", "there.yaml")
