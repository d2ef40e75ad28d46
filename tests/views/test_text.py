"""The summary in words says what its numbers say, and marks what rests on assumptions."""

from dataclasses import replace
from types import SimpleNamespace
from typing import cast

import creditarium as cr
from creditarium.results.summary import Summary, WrongEntries
from creditarium.views.columns import side_by_side
from creditarium.views.persons import somebody
from creditarium.views.text import told
from creditarium.views.wording import counted, money_text, share_text, words


def test_a_summary_has_every_topic_once(reported: cr.Run) -> None:
    topics = [said.topic for said in told(reported) if said.topic]
    assert len(topics) == len(set(topics))
    wanted = {"who", "at the end", "refused", "wrong entries", "fell silent", "gained access", "money", "opinion"}
    assert wanted <= set(topics)


def test_lines_that_rest_on_assumptions_are_marked_with_their_number(reported: cr.Run) -> None:
    lines = {said.topic: said for said in told(reported)}
    assert lines["refused"].mark == f"~ {reported.summary.refused.unsourced}"
    assert lines["who"].mark == ""


def test_the_words_carry_the_numbers(reported: cr.Run) -> None:
    summary, text = reported.summary, " ".join(said.text for said in told(reported))
    assert f"{summary.people:,} synthetic people" in text
    assert f"{summary.wrong.entries:,}: " in text
    if summary.refused.persons:
        assert f"in {counted(summary.refused.attempts, 'attempt')}" in text


def said_of(run: cr.Run, summary: Summary) -> dict[str, str]:
    """Tell a summary that was changed by hand, as that of a run."""
    lines: dict[str, str] = {}
    topic = ""
    for said in told(cast(cr.Run, SimpleNamespace(summary=summary, scenario=run.scenario))):
        topic = said.topic or topic
        lines[topic] = f"{lines.get(topic, '')} {said.text}".strip()
    return lines


def test_what_organisations_were_refused_is_told_apart_from_people(reported: cr.Run) -> None:
    none = [replace(one, persons=0, blameless=0, attempts=0, requests=0) for one in reported.summary.refusals]
    firms = [replace(one, organisations=10 * (one.name in ("credit", "anything"))) for one in none]
    told_of = said_of(reported, replace(reported.summary, refusals=tuple(firms)))["refused"]
    assert "no person was refused anything because of a scheme" in told_of
    assert "credit: organisations were refused in 10 attempts" in told_of
    nobody = [replace(one, organisations=0) for one in none]
    assert said_of(reported, replace(reported.summary, refusals=tuple(nobody)))["refused"].startswith("nobody was")


def test_a_warm_up_is_named_where_its_acts_and_entries_count(reported: cr.Run) -> None:
    wrong = WrongEntries(false=1, landed=1, sent_astray=0, days=900.0, appeals=1, upheld=0, unsourced=3)
    refusals = tuple(replace(one, persons=4, attempts=5) for one in reported.summary.refusals)
    plain = replace(reported.summary, wrong=wrong, refusals=refusals)
    assert (
        "each stood 450 days of the run on average. 1 appeal, right or wrong, was decided"
        in (said_of(reported, plain)["wrong entries"])
    )
    warmed = said_of(reported, replace(plain, warm_up=364))
    assert "with those of the warm-up they stood 900 days of the run in all" in warmed["wrong entries"]
    assert "nothing in this time or in the warm-up that a scheme punishes" in warmed["refused"]


def test_nobody_is_scored_without_a_scheme(bare: cr.Run) -> None:
    assert "none is in force" in told(bare)[-1].text


def test_columns_have_a_cell_for_each_world(bare: cr.Run, reported: cr.Run) -> None:
    lines = side_by_side([bare, reported])
    assert all(len(line.cells) in (0, 2) for line in lines)
    cells = {line.label.strip(): line.cells for line in lines}
    assert cells["schemes in force"] == ("0", "3")
    assert cells["attempts"] == ("0", f"{reported.summary.refused.attempts:,}")


def test_somebody_worth_looking_at_was_refused_if_anybody_was(bare: cr.Run, reported: cr.Run) -> None:
    assert somebody(bare).person == 0
    found = somebody(reported)
    assert ("refused" in found.why) == (reported.summary.refused.persons > 0)


def test_numbers_in_words() -> None:
    assert words("public_order") == "public order"
    assert [share_text(*pair) for pair in ((0, 7), (1, 9_999), (1, 3), (3, 3))] == ["0%", "< 0.1%", "33.3%", "100.0%"]
    assert [money_text(sum_) for sum_ in (12.34, -0.5, 1234.5, 0)] == ["+12.3", "−0.5", "+1,234", "0"]
