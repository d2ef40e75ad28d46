"""Asking a lived run for an observable: one number, named as data."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

import polars as pl

from creditarium.analysis.periods import periods
from creditarium.engine.compile.world import GROUPS
from creditarium.model.observable import Observable
from creditarium.model.problem import Problem, suggestion
from creditarium.model.scenario import Clock, Scenario
from creditarium.results.run import Run
from creditarium.results.standing import standing
from creditarium.results.tables import band_names
from creditarium.results.tally import ALL_MEASURES, PERSON_MEASURES, counted, dimensions_of, items_of

__all__ = ["Observable", "check_observable", "observe"]

_DAYS_A_YEAR = 365.25


def observe(run: Run, observable: Observable) -> float:
    """Give the number that a run has for an observable.

    A period of the tallies that the days cut counts by its share of days, and a stock is that after the last window
    that ended by then; a mean score takes each bin of the histogram at its middle. What no run of the scenario answers,
    and a share of nothing, is a `Problem`.

    >>> import creditarium as cr
    >>> run = cr.run("rongcheng", people=640, days=28)
    >>> observe(run, Observable(stock="rongcheng-2018", band="A", per="member")) > 0.5
    True
    """
    check_observable(observable, run.scenario)
    value = _value(run, observable)
    if observable.per is not None:
        whole = _whole(run, observable)
        if whole == 0:
            raise _refused(observable, "it is a share of nothing in this run", "live more people or days")
        value /= whole
    return value * (observable.times.value if observable.times is not None else 1.0)


def check_observable(observable: Observable, scenario: Scenario) -> None:
    """Refuse an observable that no run of a scenario answers, before any is lived; the `Problem` says why."""
    for name, words in observable.where.named().items():
        for word in words if name in GROUPS else ():
            _known(observable, f"no group of {name} is called '{word}'", word, GROUPS[name])
    if observable.subject == "count":
        _check_count(observable, scenario)
    elif observable.subject in ("stock", "mean_score"):
        _check_scheme(observable, scenario)
    else:
        name = observable.state or observable.mean_state or ""
        declared = (*scenario.conduct.states, *scenario.response.states)
        if scenario.extension is None and name not in declared:
            _known(observable, f"the scenario declares no state '{name}'", name, declared)
    if isinstance(observable.per, Observable):
        check_observable(observable.per, scenario)


def _check_count(observable: Observable, scenario: Scenario) -> None:
    measure = observable.count or ""
    _known(observable, f"nothing is counted as '{measure}'", measure, ALL_MEASURES)
    known, filters = dimensions_of(measure), observable.filters()
    for name in filters:
        _known(observable, f"'{measure}' is not counted by '{name}'", name, known)
    if measure in PERSON_MEASURES:
        if "refused" in filters:
            word = str(filters["refused"])
            _known(observable, f"nothing that is refused is called '{word}'", word, items_of(scenario, measure))
    elif filters:
        left = counted(scenario, measure)
        for name, wanted in filters.items():
            there = [str(value) for value in left[name].unique().to_list() if value is not None]
            left = left.filter(pl.col(name) == wanted)
            if left.is_empty():
                what = f"the scenario counts no '{measure}' of {name} '{wanted}'"
                others = f" beside {_told(filters, name)}" if len(filters) > 1 else ""
                raise _refused(observable, what + others, suggestion(str(wanted), there))
    first, last = _span(observable, scenario.clock)
    if (measure in PERSON_MEASURES or measure == "people") and (first, last) != (0, scenario.clock.days):
        what = f"'{measure}' is counted for the whole run only, which has {scenario.clock.days} days"
        raise _refused(observable, what, "leave 'since' and 'until' out, or live a run of those days")


def _check_scheme(observable: Observable, scenario: Scenario) -> None:
    name = observable.stock or observable.mean_score or ""
    _known(observable, f"no scheme is called '{name}'", name, scenario.scoring)
    scheme = scenario.scoring[name]
    if observable.subject == "mean_score" and scheme.sort == "list":
        raise _refused(observable, f"'{name}' is a list, which has no scores", "ask for its 'stock'")
    for band in observable.bands:
        _known(observable, f"no band of '{name}' is called '{band}'", band, band_names(scheme))
    if set(observable.where.named()) - {"region"}:
        raise _refused(observable, f"a {observable.subject} is counted by region only", "leave the other groups out")
    _moment(observable, scenario.clock)


def _told(filters: dict[str, str | bool], but: str) -> str:
    return ", ".join(f"{name} '{word}'" for name, word in filters.items() if name != but)


def _known(observable: Observable, what: str, word: str, choices: Collection[str]) -> None:
    if word not in choices:
        raise _refused(observable, what, suggestion(word, choices))


def _refused(observable: Observable, what: str, mend: str) -> Problem:
    return Problem(what, place=str(observable.place), mend=mend)


def _span(observable: Observable, clock: Clock) -> tuple[int, int]:
    """Give the days of a count, from the one after `first` to `last`, counted from the start."""
    first = _day(observable, clock, "since", 1) - 1
    last = _day(observable, clock, "until", clock.days)
    if first >= last:
        raise _refused(observable, "'since' is after 'until'", "give them in their order")
    return first, last


def _day(observable: Observable, clock: Clock, name: str, default: int) -> int:
    given = getattr(observable, name)
    day = default if given is None else (given - clock.start).days + 1 if isinstance(given, date) else given
    if not 1 <= day <= clock.days:
        what = f"'{name}: {given}' lies outside the run, which has {clock.days} days from {clock.start}"
        raise _refused(observable, what, "give a day of the run, or live a longer one")
    return int(day)


def _moment(observable: Observable, clock: Clock) -> int:
    """Give the window after which a stock is read: the last that ends by the day that is asked for."""
    day = _day(observable, clock, "at", clock.days)
    window = clock.windows if day == clock.days else (clock.warm_up + day) // clock.window
    if window <= clock.warm_windows:
        what = f"'at: {observable.at}' comes before the end of the first window, of {clock.window} days"
        raise _refused(observable, what, "give a later day, or a shorter clock.window")
    return window


def _value(run: Run, observable: Observable) -> float:
    if observable.subject == "count":
        return _count(run, observable)
    if observable.subject == "stock":
        return _stock(run, observable, observable.bands)
    if observable.subject == "mean_score":
        return _mean_score(run, observable)
    frame = _within(standing(run, observable.state or observable.mean_state or ""), observable)
    if observable.within is not None:
        return float(frame.filter(pl.col("value").is_between(*observable.within))["persons"].sum())
    return _mean(frame, pl.col("value"), "persons", observable)


def _whole(run: Run, observable: Observable) -> float:
    if isinstance(observable.per, Observable):
        return observe(run, observable.per)
    if observable.per == "member":
        return _stock(run, observable, band_names(run.scenario.scoring[observable.stock or ""]))
    persons = _count(run, Observable(count="people", where=observable.where))
    if observable.per == "person":
        return persons
    first, last = _span(observable, run.scenario.clock)
    return persons * (last - first) / _DAYS_A_YEAR


def _count(run: Run, observable: Observable) -> float:
    measure, filters = observable.count or "", observable.filters()
    timed = observable.since is not None or observable.until is not None
    by = ["window"] if timed and measure not in (*PERSON_MEASURES, "people") else []
    frame = run.tally(measure, by=[*by, *observable.where.named(), *filters])
    frame = _within(frame, observable)
    for name, word in filters.items():
        frame = frame.filter(_is(name, word))
    if not by:
        return float(frame["count"].sum())
    first, last = _span(observable, run.scenario.clock)
    shares = {one.end: _overlap(one.first, one.days, first, last) for one in periods(run)}
    return float(sum(count * shares[end] for end, count in frame.select("window", "count").rows()))


def _is(name: str, word: str | bool) -> pl.Expr:
    return pl.col(name) == word if isinstance(word, bool) else pl.col(name).cast(pl.String) == pl.lit(word)


def _overlap(begin: int, days: int, first: int, last: int) -> float:
    """Give the share of a period's days that lie within those asked for.

    >>> _overlap(0, 28, 21, 91), _overlap(28, 28, 21, 91), _overlap(84, 28, 21, 91)
    (0.25, 1.0, 0.25)
    """
    return max(min(begin + days, last) - max(begin, first), 0) / days


def _within(frame: pl.DataFrame, observable: Observable) -> pl.DataFrame:
    """Keep the groups that are asked for; an unknown region is a `Problem`."""
    for name, words in observable.where.named().items():
        if name == "region":
            there = frame["region"].cast(pl.String).unique().to_list()
            for word in words:
                _known(observable, f"no region is called '{word}'", word, there)
        frame = frame.filter(pl.col(name).cast(pl.String).is_in(words))
    return frame


def _stock(run: Run, observable: Observable, bands: Sequence[str]) -> float:
    frame = run.bands(by=("window", "region", "scheme", "band")).filter(
        pl.col("window") == _moment(observable, run.scenario.clock), _is("scheme", observable.stock or "")
    )
    frame = _within(frame, observable)
    return float(frame.filter(pl.col("band").cast(pl.String).is_in(bands))["people"].sum())


def _mean_score(run: Run, observable: Observable) -> float:
    frame = run.scores(observable.mean_score, by=("window", "region"))
    frame = _within(frame.filter(pl.col("window") == _moment(observable, run.scenario.clock)), observable)
    return _mean(frame, (pl.col("low") + pl.col("high")) / 2, "people", observable)


def _mean(frame: pl.DataFrame, value: pl.Expr, people: str, observable: Observable) -> float:
    total, whole = frame.select((value * pl.col(people)).sum().alias("total"), pl.col(people).sum()).row(0)
    if whole == 0:
        raise _refused(observable, "it is a mean of nobody in this run", "live more people")
    return float(total / whole)
