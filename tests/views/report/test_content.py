"""The report's numbers are those of the run, every chart has the table of its data, and the same run gives the same."""

import json
import re
from collections.abc import Iterator

import polars as pl
import pytest

import creditarium as cr
from creditarium.analysis.audit.audited import Audit
from creditarium.views.report.basis import command_of
from creditarium.views.report.content import Chart, Command, Lines, Number, Numbers, Part, Section, Table, cell_text
from creditarium.views.report.drawings import Bands, Bars, Histogram, Steps
from creditarium.views.report.lives import chosen_lives
from creditarium.views.wording import WORLD


def parts_of(part: Part | cr.Report) -> Iterator[Part]:
    """Give every part below, sections and what they hold."""
    for inner in part.sections if isinstance(part, cr.Report) else part.parts if isinstance(part, Section) else ():
        yield inner
        yield from parts_of(inner)


def charts(report: cr.Report) -> dict[str, Chart]:
    return {part.key: part for part in parts_of(report) if isinstance(part, Chart)}


def test_every_section_of_the_promise_is_there(report: cr.Report) -> None:
    keys = [section.key for section in report.sections]
    assert keys[0] == "summary"
    assert {
        "schemes",
        "refusals",
        "records",
        "conduct",
        "gains",
        "lives",
        "audit",
        "assumptions",
        "sources",
        "again",
    } <= set(keys)


def test_the_first_page_has_losses_and_gains_and_says_what_it_is(report: cr.Report) -> None:
    page = report.sections[0]
    numbers = next(part.numbers for part in page.parts if isinstance(part, Numbers))
    assert {one.tone for one in numbers} == {"harm", "gain"}
    assert WORLD in page.parts[0].text
    assert "imaginary" in page.parts[0].text
    assert all(isinstance(one, Number) and one.rests > 0 for one in numbers)


def test_lines_of_the_first_page_keep_the_numbers_they_rest_on(report: cr.Report, reported: cr.Run) -> None:
    lines = next(part.lines for part in report.sections[0].parts if isinstance(part, Lines))
    rests = {line.topic: line.rests for line in lines}
    assert rests["refused"] == reported.summary.refused.unsourced
    assert rests["wrong entries"] == reported.summary.wrong.unsourced


def test_the_table_of_needs_equals_the_tallies_to_the_digit(report: cr.Report, reported: cr.Run) -> None:
    rows = charts(report)["refused-needs"].table.rows
    for measure, column in (("denied", 1), ("attempts", 2), ("refused_persons", 3), ("blameless_persons", 4)):
        counts = reported.tally(measure, by=["refused", "sex"]).filter(pl.col("sex").cast(pl.String) != "organisation")
        counted = dict(counts.group_by("refused").agg(pl.col("count").sum()).rows())
        for row in rows[:-1]:
            assert row[column] == counted.get(row[0].replace(" ", "_"), 0)
        whole = sum(counted.values()) if measure in ("denied", "attempts") else reported.total(measure)
        assert rows[-1][column] == whole


def test_the_table_of_groups_equals_the_tallies_to_the_digit(report: cr.Report, reported: cr.Run) -> None:
    rows = charts(report)["refused-groups"].table.rows
    by_sex = {row[1]: row[2:5] for row in rows if row[0] == "sex"}
    for column, measure in enumerate(("people", "refused_persons", "blameless_persons")):
        counted = dict(reported.tally(measure, by="sex").rows())
        assert {group: cells[column] for group, cells in by_sex.items()} == {
            name: counted.get(name, 0) for name in by_sex
        }


def test_the_tables_of_bands_and_scores_equal_the_run_to_the_digit(report: cr.Report, reported: cr.Run) -> None:
    made = charts(report)
    frame = reported.bands(("window", "scheme", "band"))
    for name in reported.scenario.scoring:
        if f"bands-{name}" in made:
            mine = frame.filter(frame["scheme"].cast(str) == name)
            assert sum(sum(row[1:]) for row in made[f"bands-{name}"].table.rows) == mine["people"].sum()
        if f"scores-{name}" in made:
            held = reported.scores(name).select("low", "high", "people").rows()
            assert list(made[f"scores-{name}"].table.rows) == held


def test_the_tables_of_conduct_money_and_sensors_equal_the_tallies(report: cr.Report, reported: cr.Run) -> None:
    made = charts(report)
    for lawful in (True, False):
        table = made[f"conduct-{'lawful' if lawful else 'unlawful'}"].table
        held = reported.tally("held_back", by=["domain", "lawful"])
        wanted = {domain.replace("_", " "): count for domain, is_lawful, count in held.rows() if is_lawful == lawful}
        tabled = {row[0]: row[3] for row in table.rows}
        assert {name: count for name, count in tabled.items() if count} == {name: n for name, n in wanted.items() if n}
    assert sum(row[2] - row[3] for row in made["money"].table.rows) == sum(
        count for income, count in reported.tally("money", by="income").rows() if income != "organisation"
    )
    assert sum(row[1] for row in made["wrong-sensors"].table.rows) == reported.total("false_records")
    assert sum(row[2] for row in made["wrong-sensors"].table.rows) == reported.total("astray")


def drawn_numbers(chart: Chart) -> list[float]:
    match chart.drawing:
        case Bars(series=series) | Bands(layers=series):
            return [value for one in series for value in one.values if value is not None]
        case Histogram(people=people):
            return list(people)
        case Steps(values=values):
            return list(values)


def test_what_is_drawn_stands_in_the_table_of_its_data(report: cr.Report) -> None:
    made = charts(report)
    assert {type(chart.drawing) for chart in made.values()} == {Bars, Bands, Histogram, Steps}
    for chart in made.values():
        if isinstance(chart.drawing, Bands) or chart.key == "money":  # drawn as shares, tabled as counts
            continue
        known = {abs(cell) for row in chart.table.rows for cell in row if isinstance(cell, int | float)}
        assert {abs(value) for value in drawn_numbers(chart)} <= known, chart.key


def test_every_chart_says_in_words_what_it_shows(report: cr.Report) -> None:
    made = charts(report)
    assert len(made) == sum(isinstance(part, Chart) for part in parts_of(report))
    for chart in made.values():
        assert len(chart.says) > 40, chart.key
        assert chart.table.rows, chart.key


def test_three_lives_are_chosen_by_rule_and_end_as_recorded(report: cr.Report, reported: cr.Run) -> None:
    chosen, again = chosen_lives(reported), chosen_lives(reported)
    assert len({one.life.number for one in chosen}) == 3
    assert [(one.life.number, one.title) for one in chosen] == [(one.life.number, one.title) for one in again]
    for life, title in chosen:
        assert life.matches
        if "refused" in title and "neither" not in title:
            assert len(life.refusals)
        if "nothing listed" in title:
            assert life.state["state.blamed"] is False
        if "wrong entry" in title:
            assert life.state["state.wrong"] > 0


def test_a_life_tells_the_reasons_of_a_notice_and_the_way_back(report: cr.Report, reported: cr.Run) -> None:
    lives = next(section for section in report.sections if section.key == "lives")
    seen = 0
    for section in lives.parts:
        if not isinstance(section, Section):
            continue
        told = cr.explain(reported, int(section.key.removeprefix("life-")))
        text = " ".join(line.text for part in section.parts if isinstance(part, Lines) for line in part.lines)
        for denial in told.denials[:3]:
            seen += 1
            assert denial.title in text
            assert all(f"({reason.lost:g} lost)" in text for reason in denial.reasons)
        for one in told.ways:
            if one.obstacle is not None and one.obstacle.sort != "top":
                assert one.obstacle.because in text
        for one in told.accounts:
            assert one.scheme in text
    assert seen


def test_a_life_stands_beside_the_same_life_without_schemes(report: cr.Report, beside: cr.Report) -> None:
    for made, wanted in ((report, "The same life without any scheme"), (beside, "The same life in the other world")):
        lives = next(section for section in made.sections if section.key == "lives")
        tables = [part.caption for part in parts_of(lives) if isinstance(part, Table)]
        assert sum(caption.startswith(wanted) for caption in tables) == 3


def test_every_assumption_of_the_scenario_is_listed(report: cr.Report, reported: cr.Run) -> None:
    section = next(one for one in report.sections if one.key == "assumptions")
    table = next(part for part in section.parts if isinstance(part, Table))
    numbers = [row for row in table.rows if not str(row[1]).startswith("table ")]
    assert len(numbers) == reported.summary.unsourced["whole"]
    assert all(row[2] for row in numbers), "each has a range"


def test_the_command_that_makes_the_run_again(reported: cr.Run, report: cr.Report) -> None:
    assert command_of(reported) == "creditarium run reported-2020 --people 6000 --days 196 --seed 1"
    changed = cr.run(reported.scenario.without("sharing").model_copy(update={"people": 300}))
    assert command_of(changed) == "creditarium run RUN/scenario.yaml"
    said = cr.report(changed, audit=False).markdown()
    assert "differs from the preset reported-2020 in sharing" in said
    assert "creditarium run RUN/scenario.yaml --out RUN-again\ncreditarium report RUN-again" in said
    again = next(one for one in report.sections if one.key == "again")
    command = next(part for part in again.parts if isinstance(part, Command))
    assert command.text.splitlines() == [f"{command_of(reported)} --out RUN", "creditarium report RUN"]
    assert reported.manifest.digest in report.json()


def test_the_same_run_gives_the_same_report(report: cr.Report, reported: cr.Run, audited: Audit) -> None:
    again = cr.report(reported, audit=audited)
    assert again == report
    assert again.html() == report.html()


def test_a_run_that_is_not_whole_is_a_problem(reported: cr.Run, monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    head = replace(reported.contents.head, lived=3)
    monkeypatch.setattr(type(reported.contents), "head", property(lambda _: head))
    with pytest.raises(cr.Problem, match="3 of 28 windows"):
        cr.report(reported)


def test_a_row_must_fit_its_columns() -> None:
    with pytest.raises(ValueError, match="does not fit"):
        Table("a table", (), (("a cell",),))


def test_cells_are_written_by_their_form() -> None:
    assert [
        cell_text(cell, form) for cell, form in ((None, "count"), (1234567, "count"), (0.5, "share"), ("a", "text"))
    ] == [
        "–",
        "1,234,567",
        "50.0%",
        "a",
    ]


def test_json_keeps_numbers_as_numbers(report: cr.Report, reported: cr.Run) -> None:
    content = json.loads(report.json())
    assert content["sections"][0]["is"] == "section"
    refusals = next(one for one in content["sections"] if one["key"] == "refusals")
    needs = [part for part in refusals["parts"] if part.get("key") == "refused-needs"]
    for chart in needs:
        assert chart["table"]["rows"][-1][3] == reported.total("refused_persons")


def test_markdown_holds_every_table_and_no_drawing(report: cr.Report) -> None:
    text = report.markdown()
    tables = [part for part in parts_of(report) if isinstance(part, Chart | Table)]
    assert len(re.findall(r"^\| -", text, re.MULTILINE)) == len(tables)
    assert all(line.endswith(" |") for line in text.splitlines() if line.startswith("| "))
    assert "<svg" not in text
