"""A parameter says where it comes from, keeps its bounds, and changes on dates."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field, TypeAdapter, ValidationError

from creditarium.model import parameter as aliases
from creditarium.model.base import Spec
from creditarium.model.inventory import count_parameters, parameters
from creditarium.model.leaf import is_leaf
from creditarium.model.parameter import Days, Number, Numbers, Parameter, Points, Rate, Share
from creditarium.model.problem import Problem
from creditarium.model.reading import load
from creditarium.model.source import Source

SOURCES = {
    "RC-020": Source("RC-020", "Standards", "search", "high", address="https://example.org/standards"),
    "RC-026": Source("RC-026", "A magazine", "memory", "medium", address="https://example.org/magazine"),
    "ZM-004": Source("ZM-004", "A lost page", "search", "low"),
}
PUBLISHED = {"value": -20, "unit": "points", "source": "RC-020"}
RECALLED = {"recalled": -5, "range": [-10, -2], "unit": "points", "memory": "RC-026"}
ASSUMED = {"assume": 0.3, "range": [0.1, 0.6], "because": "no published rate"}
DATED = {"dated": {date(2013, 10, 1): 0, date(2020, 1, 1): 90}, "unit": "days", "source": "RC-020"}
DAYS = st.dates(date(1990, 1, 1), date(2040, 1, 1))


def of(raw: object, allow_set: bool = False) -> Parameter[Any]:
    return Parameter.of(raw, sources=SOURCES, allow_set=allow_set)


def refused(raw: object) -> str:
    with pytest.raises(Problem) as caught:
        of(raw)
    return str(caught.value)


@pytest.mark.parametrize(
    ("raw", "kind", "line"),
    [
        (PUBLISHED, "sourced", "-20 points (RC-020)"),
        (RECALLED, "recalled", "-5 points, recalled between -10 and -2 (RC-026)"),
        (ASSUMED, "assumed", "0.3, assumed between 0.1 and 0.6: no published rate"),
        (DATED, "sourced", "0 days, from 2020-01-01 90 (RC-020)"),
        ({"fixed": 7, "unit": "days", "because": "a week"}, "fixed", "7 days, fixed: a week"),
        (
            {"recalled": 1, "variants": {"press": 2, "notice": 1}, "memory": "two reports"},
            "recalled",
            "1, recalled among press, notice (two reports)",
        ),
    ],
)
def test_each_form_reads_like_a_line_of_law_and_reads_back(raw: object, kind: str, line: str) -> None:
    parameter = of(raw)
    assert parameter.kind == kind
    assert repr(parameter) == line
    assert of(parameter.form()) == parameter
    assert is_leaf(parameter.form())


def test_a_value_holds_from_its_date_and_the_first_one_before_it_too() -> None:
    parameter = of(DATED)
    assert [parameter.at(day) for day in (date(2000, 1, 1), date(2019, 12, 31), date(2020, 1, 1))] == [
        0,
        0,
        90,
    ]
    assert parameter.value == 0
    assert parameter.breaks == (date(2020, 1, 1),)
    before = of({**DATED, "before": 30})
    assert before.at(date(2013, 9, 30)) == 30
    assert before.breaks == (date(2013, 10, 1), date(2020, 1, 1))


def test_dated_assumptions_and_recollections_keep_their_range() -> None:
    assumed = of({"dated": {date(2014, 1, 1): 1, date(2016, 1, 1): 3}, "range": [0, 5], "because": "a guess"})
    recalled = of({"dated": {date(2014, 1, 1): 1}, "range": [0, 5], "memory": "a newspaper"})
    assert (assumed.kind, assumed.lowest, assumed.highest) == ("assumed", 0, 5)
    assert recalled.kind == "recalled"
    assert "misses its value 9" in refused(
        {"dated": {date(2014, 1, 1): 1, date(2016, 1, 1): 9}, "range": [0, 5], "because": "a guess"}
    )


def test_lowest_and_highest_span_values_range_and_variants() -> None:
    assert (of(PUBLISHED).lowest, of(PUBLISHED).highest) == (-20, -20)
    assert (of(DATED).lowest, of(DATED).highest) == (0, 90)
    variants = of({"assume": 2, "variants": [1, 2, 8], "because": "three readings"})
    assert (variants.lowest, variants.highest) == (1, 8)
    with pytest.raises(TypeError, match="no number"):
        _ = of({"fixed": "yes", "because": "a word"}).lowest


@pytest.mark.parametrize("bare", [5, 0.5, True, "5", None, [1, 2]])
def test_a_number_without_a_source_does_not_load(bare: object) -> None:
    assert "give value+source, recalled+range+memory or assume+range+because" in refused(bare)


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (7, "a number without a source"),
        ({"value": 7}, "a number without 'source'"),
        ({"value": 7, "source": "RC-O20"}, "no source is called 'RC-O20'. Mend: did you mean 'RC-020'"),
        (
            {"value": 7, "source": "RC-026"},
            "'RC-026' is no source: it was found by memory. Mend: load it as recalled",
        ),
        (
            {"value": 7, "source": "ZM-004"},
            "'ZM-004' is no source: it has no address. Mend: load it as recalled",
        ),
        ({"recalled": 7, "range": [1, 9], "memory": "RC-999"}, "no source is called 'RC-999'"),
        ({"recalled": 7, "range": [1, 9]}, "a number without 'memory'"),
        ({"recalled": 7, "memory": "RC-026"}, "a number that is recalled needs a range"),
        ({"assume": 7, "because": "a guess"}, "a number that is assumed needs a range"),
        ({"assume": 7, "range": [1, 9]}, "a number without 'because'"),
        ({"assume": 7, "range": [1, 9], "because": " "}, "'because' is a text"),
        ({"assume": 7, "range": [8, 9], "because": "a guess"}, "the range [8, 9] misses its value 7"),
        ({"assume": 7, "range": [9, 1], "because": "a guess"}, "runs from 9 down to 1"),
        ({"assume": 7, "range": [7], "because": "a guess"}, "a range is two numbers"),
        ({"assume": 7, "variants": [8, 9], "because": "a guess"}, "the variants miss the value 7"),
        ({"assume": True, "range": [0, 1], "because": "a guess"}, "a range goes with numbers only"),
        ({"value": 7, "assume": 7, "source": "RC-020"}, "one form, not 'value' and 'assume'"),
        ({"unit": "days", "source": "RC-020"}, "a parameter without a value"),
        ({"valeu": 7, "source": "RC-020"}, "unknown key 'valeu' in a parameter. Mend: did you mean 'value'?"),
        ({"value": 7, "source": "RC-020", "because": "so"}, "'because' has no place beside 'value'"),
        ({"value": {"a": 1}, "source": "RC-020"}, "write 'dated:'"),
        ({"value": float("nan"), "source": "RC-020"}, "nan is no value"),
        ({"value": [], "source": "RC-020"}, "flat and not empty"),
        ({"set": 7, "because": "--set"}, "only a reform or --set may say 'set'"),
        ({"dated": {}, "source": "RC-020"}, "'dated' gives a value for each date"),
        ({"dated": {2013: 1}, "source": "RC-020"}, "'2013' is no date. Mend: write a day as 2020-01-31"),
        (
            {"dated": {date(2020, 1, 1): 1, "2020-01-01": 2}, "source": "RC-020"},
            "overlapping dates: 2020-01-01 stands twice",
        ),
        (
            {"dated": {date(2020, 1, 1): 1, date(2019, 1, 1): 2}, "source": "RC-020"},
            "overlapping dates: 2019-01-01 comes after 2020-01-01",
        ),
    ],
)
def test_what_is_wrong_is_refused_in_one_line_with_a_mend(raw: object, says: str) -> None:
    line = refused(raw)
    assert says in line
    assert "Mend: " in line
    assert "\n" not in line


@pytest.mark.parametrize(
    ("alias", "good", "bad"),
    [
        ("Share", [0, 0.5, 1], [-0.01, 1.01, True, "half"]),
        ("Rate", [0, 3.5], [-1]),
        ("Days", [0, 90], [-1]),
        ("Points", [-20, 0, 30], [0.5]),
        ("Factor", [0.1, 3], [0, -1]),
        ("Money", [-5, 2.5], ["5 yuan"]),
        ("Count", [0, 4], [-1, 0.5]),
        ("Number", [-5, 2.5], [False]),
        ("Text", ["a word"], [1, True]),
        ("Flag", [True, False], [1, "true"]),
        ("Shares", [[0, 1]], [[0, 2], 0.5]),
        ("Numbers", [[-3, 2.5]], [["a"], 1]),
    ],
)
def test_an_alias_keeps_its_bounds(alias: str, good: list[Any], bad: list[Any]) -> None:
    adapter: TypeAdapter[Parameter[Any]] = TypeAdapter(getattr(aliases, alias))
    for value in good:
        adapter.validate_python({"fixed": value, "because": "a test"})
    for value in bad:
        with pytest.raises(ValidationError, match="is no"):
            adapter.validate_python({"fixed": value, "because": "a test"})


class Sight(Spec):
    """A few fields of each sort."""

    title: str
    seen: Share
    rate: Rate | None = None
    delay: Days | None = None
    tariff: Numbers | None = None
    points: dict[str, Points] = Field(default_factory=dict)
    steps: tuple[Sight, ...] = ()


@pytest.mark.parametrize(
    ("field", "raw", "says"),
    [
        (
            "seen",
            {"assume": 0.5, "range": [0.1, 1.5], "because": "a guess"},
            "1.5 is no share: it must be at least 0",
        ),
        ("seen", {"assume": 0.5, "variants": [0.5, -1], "because": "a guess"}, "-1 is no share"),
        ("rate", {"value": -1, "source": "RC-020"}, "-1 is no rate: it must be at least 0"),
        ("rate", {"dated": {date(2020, 1, 1): 1, date(2021, 1, 1): -1}, "source": "RC-020"}, "-1 is no rate"),
        (
            "seen",
            {"value": 0.5, "unit": "percent", "source": "RC-020"},
            "unit of a share cannot be 'percent'",
        ),
        (
            "delay",
            {"value": 2, "unit": "years", "source": "RC-020"},
            "unit of a number of days cannot be 'years'",
        ),
    ],
)
def test_values_ranges_variants_and_units_are_all_held_to_the_bounds(field: str, raw: object, says: str) -> None:
    content = {"title": "x", "seen": ASSUMED, field: raw}
    with pytest.raises(Problem) as caught:
        load(Sight, content, sources=SOURCES)
    assert says in str(caught.value)


def test_a_list_may_have_a_range_for_its_items() -> None:
    raw = {"title": "x", "seen": ASSUMED, "tariff": {"assume": [1, 2], "range": [0, 5], "because": "a guess"}}
    assert load(Sight, raw, sources=SOURCES).tariff == of(raw["tariff"])
    changed = {**raw, "tariff": {"set": [3], "because": "a case", "over": raw["tariff"]}}
    tariff = load(Sight, changed, sources=SOURCES, allow_set=True).tariff
    assert tariff is not None
    assert tariff.value == (3,)


def test_the_parameters_of_a_spec_are_walked_and_counted() -> None:
    step = {"title": "y", "seen": {"fixed": 1, "because": "all is seen"}}
    raw = {
        "title": "x",
        "seen": ASSUMED,
        "points": {"speeding": PUBLISHED, "parking": RECALLED},
        "steps": [step],
    }
    spec = load(Sight, raw, sources=SOURCES)
    assert [path for path, _ in parameters(spec)] == [
        "seen",
        "points.speeding",
        "points.parking",
        "steps.0.seen",
    ]
    assert count_parameters(spec) == {"sourced": 1, "recalled": 1, "assumed": 1, "set": 0, "fixed": 1}
    assert load(Sight, spec.model_dump(), sources=SOURCES) == spec


def test_place_is_no_part_of_what_a_parameter_is() -> None:
    assert of(PUBLISHED) == of({**PUBLISHED})
    assert hash(of(DATED)) == hash(of(DATED))
    with pytest.raises(AttributeError):
        of(PUBLISHED).unit = "days"  # type: ignore[misc]


@given(st.dictionaries(DAYS, st.integers(-99, 99), min_size=1, max_size=6), DAYS, st.integers(-99, 99))
def test_a_dated_value_is_the_last_one_in_force(rows: dict[date, int], day: date, before: int) -> None:
    series = dict(sorted(rows.items()))
    parameter = of({"dated": series, "before": before, "source": "RC-020"})
    past = [value for since, value in series.items() if since <= day]
    assert parameter.at(day) == (past[-1] if past else before)
    assert parameter.breaks == tuple(series)
    assert all(parameter.lowest <= value <= parameter.highest for value in (*series.values(), before))
    assert of(parameter.form()) == parameter


@given(st.dictionaries(DAYS, st.integers(-99, 99), min_size=1, max_size=5), DAYS, st.integers(-99, 99), DAYS)
def test_a_change_from_a_date_keeps_all_that_was_before_it(
    rows: dict[date, int], since: date, new: int, day: date
) -> None:
    old = of({"dated": dict(sorted(rows.items())), "source": "RC-020"})
    reformed = of({"set": new, "from": since, "over": old.form(), "because": "a reform"}, allow_set=True)
    assert reformed.at(day) == (new if day >= since else old.at(day))
    assert reformed.at(since - timedelta(days=1)) == old.at(since - timedelta(days=1))
    assert reformed.over == old
    assert of(reformed.form(), allow_set=True) == reformed


@given(st.floats(-9, 9), st.floats(-9, 9), st.floats(-9, 9))
def test_a_range_holds_its_value_or_is_refused(value: float, one: float, other: float) -> None:
    low, high = min(one, other), max(one, other)
    raw = {"assume": value, "range": [low, high], "because": "a guess"}
    if low <= value <= high:
        assert (of(raw).lowest, of(raw).highest) == (low, high)
    else:
        assert "misses its value" in refused(raw)


def test_number_takes_an_integer_as_it_is() -> None:
    adapter: TypeAdapter[Parameter[float]] = TypeAdapter(Number)
    assert repr(adapter.validate_python({"fixed": 3, "because": "three"})) == "3, fixed: three"
