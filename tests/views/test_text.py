"""The summary in words says what its numbers say, and marks what rests on assumptions."""

import creditarium as cr
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
