"""Scores taken apart: contributions add up to the score less its base (V11), and a notice names what was scored."""

import polars as pl
import pytest

import creditarium as cr
from creditarium.analysis.explain import Explanation, citations_of, explain
from creditarium.analysis.other_world import outcome_of
from creditarium.analysis.reasons import EXACT, MOST_REASONS, account_of, denials_of
from creditarium.results.decoding import decoded
from creditarium.results.replay import Life


def refused_people(run: cr.Run, mark: str, count: int) -> list[int]:
    held = decoded(run.engine.compiled, run.state.records[: run.scenario.people], f"refused.{mark}")
    return held.nonzero()[0][:count].tolist()


def accounts(life: Life) -> list:
    cites = citations_of(life)
    return [account_of(life, cites, name) for name in life.run.scenario.scoring]


@pytest.fixture(scope="module")
def sesame() -> cr.Run:
    return cr.run("sesame-2018", people=2_500, days=182, seed=6)


@pytest.fixture(scope="module")
def documented() -> cr.Run:
    return cr.run("documented-2020", people=4_000, days=182, seed=6)


def test_contributions_add_up_to_the_score_less_its_base(
    lived: cr.Run, sesame: cr.Run, documented: cr.Run, heavy: bool
) -> None:
    """V11, to 1e-9, for points, weighted scores, lists and ratings."""
    sorts = set()
    for run in (lived, sesame, documented):
        for person in range(0, run.scenario.people, 60 if heavy else 250):
            for one in accounts(cr.replay(run, person)):
                total = sum(part.points for part in one.contributions)
                assert abs(total - (one.score - one.base)) <= EXACT
                assert one.exact
                sorts.add(one.sort)
    assert sorts == {"points", "weighted", "list", "rating"}


def test_a_contribution_is_the_sum_of_the_entries_that_it_names(lived: cr.Run) -> None:
    named = 0
    for person in range(0, 3_000, 100):
        life = cr.replay(lived, person)
        for one in accounts(life):
            for part in one.contributions:
                booked = life.ledger.filter(pl.col("entry").is_in(part.entries))
                assert booked["delta"].sum() == pytest.approx(part.points)
                assert booked["wrong"].sum() == part.wrong
                named += len(part.entries)
    assert named > 100


def test_the_reasons_are_at_most_four_and_the_weightiest(lived: cr.Run, sesame: cr.Run) -> None:
    counts = set()
    for run in (lived, sesame):
        for person in range(0, 2_500, 100):
            for one in accounts(cr.replay(run, person)):
                lost = sorted((part.lost for part in one.contributions), reverse=True)
                assert [part.lost for part in one.reasons] == [x for x in lost if x > 0][:MOST_REASONS]
                counts.add(len(one.reasons))
    assert {0, 1, MOST_REASONS} <= counts


def test_the_reasons_of_a_weighted_score_are_what_it_lost_against_its_own_best(sesame: cr.Run) -> None:
    """Each part's table is read from the scenario anew."""
    checked = 0
    parts = sesame.scenario.scoring["sesame"].dimensions.values()
    held = [(term, part.weight.value * 600) for part in parts for term in part.terms if term.table is not None]
    terms = {term.view: (weight, term.table.value) for term, weight in held}
    for person in range(0, 2_500, 125):
        [one] = [one for one in accounts(cr.replay(sesame, person)) if one.scheme == "sesame"]
        for part in one.contributions:
            if part.what in terms:
                weight, table = terms[part.what]
                assert part.points + part.lost == round(weight * max(table))
                assert part.fixed == (part.what in ("income", "education", "licence", "credit_file"))
                checked += 1
    assert checked > 40


def test_a_refusal_is_told_with_what_the_institution_knew(lived: cr.Run, documented: cr.Run) -> None:
    told = 0
    for run, mark in ((lived, "travel"), (lived, "credit"), (documented, "travel")):
        for person in refused_people(run, mark, 4):
            life = cr.replay(run, person)
            for one in denials_of(life, citations_of(life)):
                rule = run.scenario.consequences.rules[one.consequence]
                assert (one.need, one.institution, one.account.scheme) == (rule.need, rule.institution, rule.scheme)
                assert one.account.exact
                assert one.known_until <= one.date
                assert f"consequences.rules.{one.consequence}.chance" in one.rests_on
                if rule.when.listed:
                    assert one.account.band == "listed"
                    assert one.reasons
                if rule.when.band_at_most is not None and one.organisation is None:
                    bands = [band.name for band in run.scenario.scoring[rule.scheme].bands]
                    assert bands.index(one.account.band) <= bands.index(rule.when.band_at_most)
                told += 1
    assert told > 10


def test_a_listing_says_when_it_ends(documented: cr.Run) -> None:
    listed = decoded(documented.engine.compiled, documented.state.records[:4_000], "score.court-blacklist").nonzero()[0]
    assert len(listed)
    for person in listed[:5].tolist():
        life = cr.replay(documented, person)
        one = account_of(life, citations_of(life), "court-blacklist")
        assert one.band == "listed"
        assert len(one.ends) >= one.score
        assert all(day >= documented.scenario.clock.start for day in one.ends)


def test_the_books_of_an_explained_life_balance(lived: cr.Run) -> None:
    for person in (3, 1_000, 5_999):
        told = explain(lived, person)
        assert isinstance(told, Explanation)
        assert told.balanced
        assert "the books balance" in repr(told)
        assert {line.number for line in told.lines if line.number} <= told.cited
        assert set(told.numbers) == set(told.cited)


def test_what_a_line_led_to_is_a_refusal_with_its_entry_behind_it(lived: cr.Run) -> None:
    found = 0
    for person in refused_people(lived, "credit", 12):
        told = explain(lived, person)
        for line in told.lines:
            for number in line.led_to:
                entries = told.life.refusals["entries"][number].to_list()
                assert {step.entry for step in line.entries} & set(entries)
                found += 1
        assert all(outcome_of(line) for line in told.lines)
    assert found


def test_who_learned_of_an_entry_learned_it_after_it_was_made(lived: cr.Run) -> None:
    found = 0
    for person in range(0, 1_200, 60):
        told = explain(lived, person)
        for line in told.lines:
            for copy in line.learned:
                assert copy.date is None or copy.date >= line.entries[0].date
                assert copy.scheme in {step.by for step in line.entries}
                assert copy.institutions == lived.scenario.sharing.agreements[copy.agreement].to
                found += 1
    assert found > 10
