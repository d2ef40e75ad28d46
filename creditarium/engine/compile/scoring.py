"""Stage 4: schemes, their rules, bands, caps, dimensions and coverage."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from creditarium.engine.compile.context import FAR, Context, stacked
from creditarium.engine.numbers import threshold
from creditarium.engine.purposes import salt
from creditarium.engine.world import (
    BY_DIMENSION,
    BY_POINTS,
    BY_TARIFF,
    CAP,
    DIMENSION,
    HISTOGRAM_BINS,
    LISTING,
    MOST_BANDS,
    PART,
    REMOVING,
    RULE,
    RULE_ROWS,
    SCHEME,
    SCHEME_ROWS,
    TO_BAND,
)
from creditarium.model.problem import Problem, suggestion
from creditarium.model.scoring import Rule, Scheme

MOST_SCHEMES = 16
MOST_LISTINGS = 3
_SORTS = ("points", "weighted", "list", "rating")


@dataclass
class Books:
    """The arrays of scoring."""

    rules: NDArray[np.void]
    schemes: NDArray[np.void]
    cuts: list[int] = field(default_factory=list)
    caps: list[tuple[int, int]] = field(default_factory=list)
    parts: list[tuple[int, int, int, int]] = field(default_factory=list)
    dimensions: list[tuple[int, int, int, int]] = field(default_factory=list)

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Return the arrays by the names that a world gives them."""
        return {
            "rules": self.rules,
            "schemes": self.schemes,
            "cuts": np.array(self.cuts or [0], dtype=np.int32),
            "caps": stacked(self.caps, CAP),
            "parts": stacked(self.parts, PART),
            "dimensions": stacked(self.dimensions, DIMENSION),
        }


def declare(context: Context) -> None:
    """Give every scheme its states and views, before any rule asks for one."""
    if len(context.schemes) > MOST_SCHEMES:
        raise Problem(f"{len(context.schemes)} schemes at once", mend=f"take at most {MOST_SCHEMES}")
    for name in context.schemes:
        scheme = context.scenario.scoring[name]
        _check(context, name, scheme)
        if scheme.sort == "list":
            context.layout.variable(f"score.{name}", MOST_LISTINGS.bit_length())
        else:
            low, high = _limits(scheme, context.start)
            context.layout.variable(f"score.{name}", max((high - low).bit_length(), 1), low)
        context.layout.offer(f"band.{name}", 0, max(len(scheme.bands) - 1, 1))
        context.layout.offer(f"member.{name}", 0, 1)
        context.layout.offer(f"rank.{name}", 0, 31)
        context.layout.offer(f"stranger.{name}", 0, max(len(scheme.bands) - 1, 1))
        context.layout.offer(f"employer.{name}", 0, max(len(scheme.bands) - 1, 1))
        if scheme.consent is not None:
            context.layout.variable(f"consent.{name}", 1)
        if scheme.recovery is not None:
            windows = _windows(context, scheme.recovery.after.value)
            context.layout.variable(f"clean.{name}", (windows + 1).bit_length())
        for part, dimension in scheme.dimensions.items():
            if dimension.bits:
                context.layout.variable(f"dimension.{name}.{part}", dimension.bits)
        for part, cap in scheme.caps.items():
            most = max(round(abs(cap.most.value)) * scheme.scale, 1)
            context.layout.variable(f"cap.{name}.{part}", most.bit_length())


def _windows(context: Context, days: float) -> int:
    return max(round(days / context.window), 1)


def _limits(scheme: Scheme, day: date) -> tuple[int, int]:
    if scheme.floor is None or scheme.ceiling is None:
        raise Problem("a scheme of points needs floor and ceiling", place=str(scheme.place), mend="give both")
    return round(scheme.floor.at(day) * scheme.scale), round(scheme.ceiling.at(day) * scheme.scale)


def books(context: Context) -> Books:
    """Compile the schemes and their rules for all eras."""
    days = context.era_dates()
    shape = (len(days), len(context.schemes))
    made = Books(np.zeros((*shape, len(context.kinds)), dtype=RULE), np.zeros(shape, dtype=SCHEME))
    for c, name in enumerate(context.schemes):
        scheme = context.scenario.scoring[name]
        first = context.count("scoring", SCHEME_ROWS, name)
        cut = len(made.cuts)
        made.cuts.extend(round(b.least.value * scheme.scale) for b in scheme.bands[1:] if b.least is not None)
        cap = len(made.caps)
        for part in scheme.caps:
            every = _windows(context, scheme.caps[part].every.value)
            made.caps.append((context.layout.view(f"cap.{name}.{part}"), every))
        span = _weighted(context, made, c, name, scheme)
        for e, day in enumerate(days):
            row = made.schemes[e, c]
            row["salt"], row["row"], row["sort"] = salt(name), first, _SORTS.index(scheme.sort)
            row["cut"], row["bands"] = cut, max(len(scheme.bands), 1 if scheme.sort != "list" else 2)
            row["cap"], row["cap_end"] = cap, len(made.caps)
            row["part"], row["part_end"], row["base"] = span
            _views(context, row, name, scheme)
            _range(context, row, scheme, day)
            _appeal(row, scheme, day)
        for kind, rule in scheme.rules.items():
            place = context.count("scoring", RULE_ROWS, name, kind)
            made.rules["row"][:, c, context.kind(kind)] = place
            for e, day in enumerate(days):
                _rule(context, made.rules[e, c, context.kind(kind)], made, name, scheme, rule, day, e)
    return made


def _views(context: Context, row: Any, name: str, scheme: Scheme) -> None:
    view, views = context.layout.view, context.layout.views
    row["score"], row["band"] = view(f"score.{name}"), view(f"band.{name}")
    row["member"] = view(f"member.{name}")
    row["consent"] = view(f"consent.{name}") if scheme.consent is not None else -1
    row["clean"] = view(f"clean.{name}") if scheme.recovery is not None else -1
    row["rank"], row["stranger"] = views.get(f"rank.{name}", -1), views.get(f"stranger.{name}", -1)


def _range(context: Context, row: Any, scheme: Scheme, day: date) -> None:
    if scheme.sort == "list":
        row["ceiling"] = MOST_LISTINGS
        row["grace_days"] = round(scheme.grace.at(day)) if scheme.grace is not None else 0
        return
    low, high = _limits(scheme, context.start)
    row["floor"], row["ceiling"] = low, high
    start = scheme.start.at(day) * scheme.scale if scheme.start is not None else low
    row["start"] = min(max(round(start), low), high)
    row["bin_shift"] = max((high - low).bit_length() - (HISTOGRAM_BINS.bit_length() - 1), 0)
    if scheme.recovery is not None:
        row["clean_windows"] = _windows(context, scheme.recovery.after.value)
        row["back"] = round(scheme.recovery.points.at(day) * scheme.scale)
        row["back_to"] = round(scheme.recovery.up_to.at(day) * scheme.scale)


def _appeal(row: Any, scheme: Scheme, day: date) -> None:
    if scheme.appeal is None:
        return
    appeal = scheme.appeal
    row["notice"] = threshold(appeal.notice.at(day))
    row["file_wrong"] = threshold(appeal.file_if_wrong.at(day))
    row["file_right"] = threshold(appeal.file_if_right.at(day))
    row["upheld_wrong"] = threshold(appeal.upheld_if_wrong.at(day))
    row["upheld_right"] = threshold(appeal.upheld_if_right.at(day))
    row["notice_days"] = round(appeal.notice_delay.at(day))
    row["decision_days"] = round(appeal.decision_delay.at(day))


def _rule(context: Context, row: Any, made: Books, name: str, scheme: Scheme, rule: Rule, day: date, era: int) -> None:
    given = [rule.points, rule.tariff, rule.to_band, rule.term, rule.dimension, rule.removes or None]
    if sum(x is not None for x in given) != 1:
        raise Problem(
            f"a rule of {name!r} says several things or none",
            place=str(rule.place),
            mend="give one of points, tariff, to_band, term, dimension, removes",
        )
    if rule.extends is not None and rule.term is None:
        mend = "give the term of a first listing too"
        raise Problem(f"a rule of {name!r} extends and has no term", place=str(rule.place), mend=mend)
    row["at"] = -1
    if rule.cap is not None:
        row["at"] = context.layout.view(f"cap.{name}.{rule.cap}")
        row["highest"] = context.layout.sizes[f"cap.{name}.{rule.cap}"][1]
        row["most"] = round(scheme.caps[rule.cap].most.at(day) * scheme.scale)
    if rule.points is not None:
        row["sort"], row["points"] = BY_POINTS, round(rule.points.at(day) * scheme.scale)
        row["minus"] = row["points"] < 0
        if row["minus"]:
            row["at"] = -1
    elif rule.tariff is not None:
        if rule.cap is None:
            raise Problem("a tariff needs a cap to count in", place=str(rule.place), mend="name a cap of the scheme")
        values = [round(x * scheme.scale) for x in rule.tariff.at(day)]
        row["sort"], row["last"] = BY_TARIFF, len(values) - 1
        row["table"] = len(context.tables[era])
        for table in context.tables[era : era + 1]:
            table.extend(values)
    elif rule.to_band is not None:
        names = [band.name for band in scheme.bands]
        if rule.to_band not in names:
            raise Problem(
                f"no band is called {rule.to_band!r}",
                place=str(rule.place),
                mend=suggestion(rule.to_band, names),
            )
        place = names.index(rule.to_band)
        above = scheme.bands[place + 1].least if place + 1 < len(names) else None
        top = round(above.at(day) * scheme.scale) - 1 if above is not None else row["points"]
        row["sort"], row["points"], row["minus"] = TO_BAND, top, 1
        start = round(scheme.start.at(day) * scheme.scale) if scheme.start is not None else top
        row["most"] = max(start - top, 0)
    elif rule.term is not None:
        row["sort"], row["minus"], row["term_days"] = LISTING, 1, round(rule.term.at(day))
        row["extends_days"] = round(rule.extends.at(day)) if rule.extends is not None else 0
    elif rule.dimension is not None:
        dimension = f"dimension.{name}.{rule.dimension}"
        row["sort"], row["at"] = BY_DIMENSION, context.layout.view(dimension)
        row["highest"] = context.layout.sizes[dimension][1]
        row["points"] = round(rule.add.at(day)) if rule.add is not None else 0
        row["minus"] = row["points"] < 0
    else:
        row["sort"] = REMOVING


def _weighted(context: Context, made: Books, c: int, name: str, scheme: Scheme) -> tuple[int, int, int]:
    """Compile the dimensions of a weighted score to (first part, end, base)."""
    first = len(made.parts)
    if scheme.sort != "weighted":
        return first, first, 0
    low, high = _limits(scheme, context.start)
    base = float(low)
    for part, dimension in scheme.dimensions.items():
        weight = dimension.weight.value * (high - low)
        base += weight * (dimension.start.value if dimension.start is not None else 0.0)
        if dimension.bits:
            keep = 1.0 - (dimension.forget.value if dimension.forget is not None else 0.0)
            made.dimensions.append(
                (
                    context.layout.view(f"dimension.{name}.{part}"),
                    c,
                    round(keep * (1 << 16)),
                    int(salt(f"{name}.{part}")),
                )
            )
        for term in dimension.terms:
            view = context.layout.view(term.view)
            least, most = context.layout.sizes[term.view]
            values = [round(weight * _fraction(term, x, least)) for x in range(least, most + 1)]
            made.parts.append((view, least, most - least, context.table([values] * len(context.eras))))
    return first, len(made.parts), round(base)


def _fraction(term: Any, x: int, least: int) -> float:
    if term.table is not None:
        return float(term.table.value[min(x - least, len(term.table.value) - 1)])
    if term.times is None:
        raise Problem(f"a term on {term.view!r} says nothing", place=str(term.place), mend="give times or a table")
    if term.full is not None:
        return float(term.times.value * min(max(x, 0), term.full) / term.full)
    low = -FAR if term.at_least is None else term.at_least
    high = FAR if term.at_most is None else term.at_most
    return float(term.times.value) if low <= x <= high else 0.0


def coverage(context: Context, regions: tuple[str, ...], pilot: NDArray[np.int64], region: NDArray[np.int64]) -> Any:
    """Return who is covered, uint32[S] with bit c for scheme c, and from which day where, [C, communities, 3].

    ``pilot`` holds each community's draw for each scheme [C, communities]: a roll-out to a share of the
    communities takes those whose draw lies below it, so that a larger share contains the smaller.
    """
    from creditarium.model.population import STRATA

    schemes_of = np.zeros(len(context.segments), dtype=np.uint32)
    since = np.full((len(context.schemes), len(region), len(STRATA)), FAR, dtype=np.int32)
    for c, name in enumerate(context.schemes):
        scheme = context.scenario.scoring[name]
        schemes_of |= context.inside(scheme.covers.who).astype(np.uint32) << np.uint32(c)
        for place in scheme.covers.places:
            for wanted in place.regions or ():
                if wanted not in regions and not _known_elsewhere(wanted):
                    raise Problem(
                        f"no region is called {wanted!r}",
                        place=str(place.place),
                        mend=suggestion(wanted, regions),
                    )
            inside = np.ones(len(region), dtype=bool)
            if place.regions is not None:
                inside = np.isin(region, [regions.index(r) for r in place.regions if r in regions])
            if place.communities is not None:
                inside = inside & (pilot[c] < threshold(place.communities.value))
            for t, stratum in enumerate(STRATA):
                if place.strata is None or stratum in place.strata:
                    since[c, inside, t] = np.minimum(since[c, inside, t], context.day(place.since))
    return schemes_of, since


def _known_elsewhere(region: str) -> bool:
    """A preset may name regions of several shipped populations; the others' are no mistake."""
    return region == "rongcheng" or region[:3] in ("CN-", "SE-")


def _check(context: Context, name: str, scheme: Scheme) -> None:
    if scheme.sort != "list" and not scheme.bands:
        raise Problem(f"scheme {name!r} has no bands", place=str(scheme.place), mend="give at least one band")
    if len(scheme.bands) > MOST_BANDS:
        raise Problem(f"scheme {name!r} has {len(scheme.bands)} bands", place=str(scheme.place), mend="16 at most")
    for sensor in scheme.feeds:
        if sensor not in context.sensors:
            raise Problem(
                f"no sensor is called {sensor!r}",
                place=str(scheme.place),
                mend=suggestion(sensor, context.sensors),
            )
    lows = [band.least.value for band in scheme.bands[1:] if band.least is not None]
    if len(lows) != max(len(scheme.bands) - 1, 0) or sorted(set(lows)) != lows:
        raise Problem(
            f"the bands of {name!r} do not ascend",
            place=str(scheme.place),
            mend="list them from the lowest, each with a higher least than the one before",
        )
