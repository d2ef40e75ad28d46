"""The people drawn, against the published tables."""

from math import sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from creditarium.engine import people_draw
from creditarium.engine.people import CIRCLE, circle_stratum, compile_people, fill_circle, fill_profiles, new_members
from creditarium.engine.people_draw import BAND, FIRST, PARENT, PROFILE, ROLE, SEX, SIZE
from creditarium.engine.people_fit import ONE
from creditarium.engine.people_tables import schooling
from creditarium.engine.people_words import ages_of, describe
from creditarium.model.population import (
    AGE_GROUP_OF_BAND,
    ATTRIBUTES,
    BANDS,
    MINOR_BANDS,
    ROLES,
    STRATA,
    TRAITS,
    bands_of,
)
from creditarium.model.problem import Problem
from tests.engine.peoples import CHILD, ELDER, HEAD, OTHER, PARTNER, PEOPLE, POPULATIONS, Drawn, built, drawn, spec

# The layout


@pytest.mark.parametrize("name", POPULATIONS)
def test_regions_have_their_exact_sizes(name: str) -> None:
    layout, places = built(name).layout, built(name).places
    sizes = np.diff(layout.region_start)
    assert sizes.sum() == PEOPLE[name]
    quota = np.array(places.people) / sum(places.people) * PEOPLE[name]
    assert np.abs(sizes - quota).max() < 1
    assert layout.stratum_circles.sum(axis=1).tolist() == [-(-size // CIRCLE) for size in sizes.tolist()]


def test_strata_are_runs_of_circles_within_one_of_their_share() -> None:
    people = built("china-2020")
    parts = people.places.counts.sum(axis=(2, 3))
    quota = parts / parts.sum(axis=1, keepdims=True) * people.layout.stratum_circles.sum(axis=1)[:, None]
    assert np.abs(people.layout.stratum_circles - quota).max() < 1
    strata = [int(circle_stratum(people.tables, 0, c)) for c in range(int(people.layout.stratum_circles[0].sum()))]
    assert strata == sorted(strata)
    assert np.bincount(strata, minlength=3).tolist() == people.layout.stratum_circles[0].tolist()


@pytest.mark.parametrize("people", [1, 2, 31, 32, 33, 500])
def test_the_smallest_peoples_can_be_drawn(people: int) -> None:
    small = compile_people(spec("rongcheng"), people)
    out = np.zeros(people, np.uint16)
    fill_profiles(small.tables, np.uint64(3), 0, 0, people, out)
    frame = describe(small, 3, range(people))
    assert frame["person"].to_list() == list(range(people))
    alone = frame.filter(frame["household_size"] == 1)
    assert min(alone["age"].to_list(), default=18) >= 18


# The people against the tables


@pytest.mark.parametrize("name", POPULATIONS)
def test_every_cell_of_place_age_and_sex_is_within_four_standard_errors(name: str) -> None:
    counts = built(name).places.counts.reshape(-1, len(BANDS), 2)
    who = drawn(name)
    column = who.rows[BAND] * 2 + who.rows[SEX]
    here = np.zeros((counts.shape[0], len(BANDS) * 2))
    np.add.at(here, (who.cell, column), 1)
    whole = np.maximum(counts.sum(axis=(1, 2)), 1.0)
    share = counts.reshape(counts.shape[0], -1) / whole[:, None]
    expected = share * np.bincount(who.cell, minlength=counts.shape[0])[:, None]
    effect = _design_effect(who, column, share)
    error = np.sqrt(effect * expected * (1 - share))
    large = expected >= 20
    z = (here - expected)[large] / error[large]
    assert large.sum() > 100
    assert np.abs(z).max() < 4
    assert 0.85 < sqrt((z**2).mean()) < 1.15


def _design_effect(who: Drawn, column: NDArray[np.int64], share: NDArray[np.float64]) -> NDArray[np.float64]:
    """Estimate how much living together adds to the variance of each band and sex, from whole circles."""
    circles = int(who.circle.max()) + 1
    table = np.zeros((circles, share.shape[1]))
    np.add.at(table, (who.circle, column), 1)
    size, cell = np.bincount(who.circle), np.zeros(circles, np.int64)
    cell[who.circle] = who.cell
    expected = size[:, None] * share[cell]
    return ((table - expected) ** 2).sum(axis=0) / (expected * (1 - share[cell])).sum(axis=0)


@pytest.mark.parametrize("name", POPULATIONS)
def test_households_have_the_published_sizes(name: str) -> None:
    kinds, who = built(name).kinds, drawn(name)
    sizes = np.bincount(who.rows[SIZE][who.heads], minlength=11)[1:]
    share = np.array([kinds.share[kinds.size == size].sum() for size in range(1, 11)])
    error = np.sqrt(sizes.sum() * share * (1 - share))
    assert (np.abs(sizes - sizes.sum() * share) < 4 * error).all()


@pytest.mark.parametrize("name", POPULATIONS)
def test_no_minor_lives_alone_and_minors_are_children(name: str) -> None:
    rows = drawn(name).rows
    minor = rows[BAND] < MINOR_BANDS
    assert (rows[SIZE][minor] > 1).all()
    assert (rows[ROLE][minor] == CHILD).all()
    head = rows[FIRST]
    assert (rows[ROLE][head] == HEAD).all()
    assert (rows[BAND][head] >= MINOR_BANDS).all()
    with_minors = np.zeros(minor.size, np.int64)
    np.add.at(with_minors, head[minor], 1)
    assert with_minors.sum() == minor.sum()
    parents = (rows[ROLE] <= PARTNER) & (with_minors[head] > 0)
    np.testing.assert_array_equal(rows[PARENT] == 1, parents)


@pytest.mark.parametrize("name", POPULATIONS)
def test_partners_are_two_sexes_and_generations_are_eighteen_years_apart(name: str) -> None:
    people, members = built(name), new_members()
    seen = dict.fromkeys(range(len(ROLES)), 0)
    for region in range(0, len(people.layout.region_ids), 4):
        for circle in range(0, int(people.layout.stratum_circles[region].sum()), 3):
            n = fill_circle(people.tables, np.uint64(1), region, circle, members)
            for first in np.flatnonzero(members[ROLE, :n] == HEAD).tolist():
                ages = ages_of(members, first)
                home = slice(first, first + len(ages))
                roles, sexes = members[ROLE, home].tolist(), members[SEX, home].tolist()
                firsts = ages[: 1 + (PARTNER in roles)]
                if PARTNER in roles:
                    assert sexes[0] != sexes[1]
                for role, age, band in zip(roles, ages, members[BAND, home].tolist(), strict=True):
                    seen[role] += 1
                    assert band in bands_of(f"{max(s for s in _starts() if s <= age)}+")[:1]
                    if role == CHILD:
                        assert age + 18 <= min(firsts)
                    if role == ELDER:
                        assert age >= max(firsts) + 18 or band == len(BANDS) - 1
                    assert role == CHILD or age >= 18
    assert all(seen[role] for role in (HEAD, PARTNER, CHILD, OTHER))


def _starts() -> list[int]:
    return [int(band.rstrip("+").split("-")[0]) for band in BANDS]


@pytest.mark.parametrize("name", POPULATIONS)
def test_traits_have_their_published_shares(name: str) -> None:
    who, population = drawn(name), spec(name)
    for trait, published in population.traits.items():
        has = who.of(trait) == 1
        inside = np.isin(who.rows[BAND], list(bands_of(published.ages)))
        assert not has[~inside].any()
        if published.among is not None:
            inside &= who.of(published.among) == 1
            assert not has[~inside].any()
        probability = _trait_shares(name, trait)[who.rows[BAND], who.rows[SEX], who.of("stratum"), who.of("education")]
        for group in _groups(who):
            here = group & inside
            error = sqrt((probability[here] * (1 - probability[here])).sum()) + 1e-9
            assert abs(has[here].sum() - probability[here].sum()) < 4 * error


def _trait_shares(name: str, trait: str) -> NDArray[np.float64]:
    return built(name).tables.trait[TRAITS.index(trait)] / ONE


def _groups(who: Drawn) -> list[NDArray[np.bool_]]:
    groups = [np.ones(who.cell.size, np.bool_)]
    for attribute in ("sex", "stratum", "education", "age"):
        groups += [who.of(attribute) == value for value in range(len(ATTRIBUTES[attribute].categories))]
    return groups


def test_the_chinese_shares_are_those_of_the_spec() -> None:
    counts, education = (
        built("china-2020").places.counts,
        schooling(spec("china-2020"), built("china-2020").places),
    )
    base = (counts[..., None] * education).sum(axis=0).transpose(1, 2, 0, 3)
    licence = _trait_shares("china-2020", "licence")
    adults = np.zeros(base.shape)
    adults[MINOR_BANDS:] = base[MINOR_BANDS:]
    held = (adults * licence).sum(axis=(0, 2, 3)) / adults.sum(axis=(0, 2, 3))
    assert held == pytest.approx([0.5469, 0.2692], abs=1e-3)
    net = (base * _trait_shares("china-2020", "internet")).sum() / base.sum()
    assert net == pytest.approx(0.704, abs=1e-3)


@pytest.mark.parametrize("name", POPULATIONS)
def test_no_difference_between_groups_is_invented(name: str) -> None:
    """A trait differs by an attribute only where the spec says so (other than by age limits)."""
    axes = {"sex": 1, "stratum": 2, "education": 3}
    for trait, published in spec(name).traits.items():
        shares = _trait_shares(name, trait)[list(bands_of(published.ages))]
        for attribute, axis in axes.items():
            if attribute not in published.by:
                np.testing.assert_allclose(shares, np.take(shares, [0], axis=axis) + 0 * shares)
        if "age" not in published.by:
            np.testing.assert_allclose(shares, shares[:1] + 0 * shares)


@pytest.mark.parametrize("name", POPULATIONS)
def test_schooling_and_incomes_follow_their_tables(name: str) -> None:
    who, people = drawn(name), built(name)
    education = schooling(spec(name), people.places).reshape(-1, len(BANDS), 2, 4)
    for level in range(4):
        probability = education[who.cell, who.rows[BAND], who.rows[SEX], level]
        has = who.of("education") == level
        for stratum in range(len(STRATA)):
            here = who.of("stratum") == stratum
            error = sqrt((probability[here] * (1 - probability[here])).sum()) + 1e-9
            assert abs(has[here].sum() - probability[here].sum()) < 4 * error
    income = who.of("income")
    np.testing.assert_array_equal(income, income[who.rows[FIRST]])
    heads = who.heads
    bounds = people.tables.income / ONE
    below = np.concatenate([np.zeros((bounds.shape[0], 1)), bounds, np.ones((bounds.shape[0], 1))], axis=1)
    for fifth in range(5):
        probability = (below[:, fifth + 1] - below[:, fifth])[who.cell[heads]]
        error = sqrt((probability * (1 - probability)).sum())
        assert abs((income[heads] == fifth).sum() - probability.sum()) < 4 * error
        assert abs(probability.mean() - 0.2) < 0.002


def test_children_are_in_the_schools_of_their_age() -> None:
    who = drawn("china-2020")
    band, education = who.rows[BAND], who.of("education")
    assert (education[band <= BANDS.index("5-9")] == 0).all()
    assert (education[band == BANDS.index("10-14")] <= 1).all()
    assert np.isin(education[band == BANDS.index("15-17")], (1, 2)).all()


# The draw


@given(st.data())
@settings(max_examples=60)
def test_a_person_does_not_depend_on_how_the_range_is_cut(data: st.DataObject) -> None:
    people = built("china-2020")
    region = data.draw(st.integers(0, len(people.layout.region_ids) - 1))
    size = people.layout.size(region)
    lo = data.draw(st.integers(0, size))
    hi = data.draw(st.integers(lo, min(size, lo + 200)))
    out = np.zeros(hi - lo, np.uint16)
    fill_profiles(people.tables, np.uint64(1), region, lo, hi, out)
    start = int(people.layout.region_start[region])
    np.testing.assert_array_equal(out, drawn("china-2020").rows[PROFILE][start + lo : start + hi])


def test_seeds_and_sizes_make_other_people() -> None:
    one, two = drawn("sweden-2021", 1).rows[PROFILE], drawn("sweden-2021", 2).rows[PROFILE]
    assert (one != two).mean() > 0.9


def test_the_profile_agrees_with_its_parts() -> None:
    who = drawn("china-2020")
    np.testing.assert_array_equal(who.of("age"), np.array(AGE_GROUP_OF_BAND)[who.rows[BAND]])
    np.testing.assert_array_equal(who.of("sex"), who.rows[SEX])
    np.testing.assert_array_equal(who.of("stratum"), who.cell % 3)


def test_a_description_says_what_the_profile_holds() -> None:
    people, persons = built("china-2020"), [0, 17, 123_456, PEOPLE["china-2020"] - 1]
    frame = describe(people, 1, persons)
    for row in frame.to_dicts():
        profile = int(drawn("china-2020").rows[PROFILE][row["person"]])
        for name, (shift, bits, categories) in ATTRIBUTES.items():
            word = categories[(profile >> shift) & ((1 << bits) - 1)]
            column = "age_group" if name == "age" else name
            assert row[column] == (word == "yes" if categories == ("no", "yes") else word)
    assert frame["region"].to_list()[0] == "Beijing"
    with pytest.raises(Problem, match="no person 400000"):
        describe(people, 1, [400_000])


def test_every_purpose_is_its_own() -> None:
    from creditarium.engine import people_words

    purposes = {name: int(value) for name, value in vars(people_draw).items() if name.startswith("PURPOSE_")}
    purposes["PURPOSE_AGE"] = int(people_words.PURPOSE_AGE)
    assert len(set(purposes.values())) == len(purposes) == 12
    assert all(value % 2 for value in purposes.values())
