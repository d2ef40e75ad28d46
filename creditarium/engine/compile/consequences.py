"""Stages 5 and 6: what institutions know (sharing) and what they do with it (consequences)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from creditarium.engine.compile.context import FAR, Context, stacked
from creditarium.engine.layout import ONE_VIEW
from creditarium.engine.numbers import SHARE_BITS, threshold
from creditarium.engine.purposes import salt
from creditarium.engine.world import CONSEQUENCE, CONSEQUENCE_ROWS, COPY, MOST_BANDS
from creditarium.model.consequences import Consequence
from creditarium.model.problem import Problem, suggestion

DOES = ("deny", "grant", "price", "money", "favour")
RANK_CLASSES = 32
MOST_AT_A_NEED = 62
MOST_SHARE = 100
"""The most times its own size that a price may be moved by: what the fixed point holds."""


@dataclass
class Knowledge:
    """The copies that agreements publish, and which view an institution reads of a scheme."""

    copies: list[tuple[int, int, int, int]] = field(default_factory=list)
    publishes: list[NDArray[np.uint8]] = field(default_factory=list)
    reads: dict[tuple[str, str], tuple[int, int]] = field(default_factory=dict)

    def arrays(self, windows: int) -> dict[str, NDArray[Any]]:
        """Return the arrays by the names that a world gives them."""
        flags = np.array(self.publishes, dtype=np.uint8).reshape(-1, windows)
        return {"copies": stacked(self.copies, COPY), "publishes": flags.T.copy()}


def knowledge(context: Context) -> Knowledge:
    """Compile the agreements to copies (view, band, member, first day) and their calendars."""
    made = Knowledge()
    starts = [w * context.window for w in range(context.windows)]
    for name, agreement in context.scenario.sharing.agreements.items():
        scheme = agreement.scheme
        if scheme not in context.schemes:
            raise Problem(
                f"no scheme is called {scheme!r}",
                place=str(agreement.place),
                mend=suggestion(scheme, context.schemes),
            )
        band, member = context.layout.view(f"band.{scheme}"), context.layout.view(f"member.{scheme}")
        first = context.day(agreement.since)
        view = band
        if agreement.every is not None:
            bands = context.layout.sizes[f"band.{scheme}"][1]
            view = context.layout.variable(f"copy.{name}", max(bands.bit_length(), 1)).view
            every = max(agreement.every.value, 1.0)
            calendar = [int((day - first) // every) if day >= first else -1 for day in starts]
            flags = [calendar[w] >= 0 and (w == 0 or calendar[w] != calendar[w - 1]) for w in range(len(starts))]
            made.publishes.append(np.array(flags, dtype=np.uint8))
            first = next((day for day, flag in zip(starts, flags, strict=True) if flag), FAR)
            made.copies.append((view, band, member, first))
        for institution in agreement.to:
            made.reads.setdefault((institution, scheme), (view, first))
    return made


@dataclass
class Rules:
    """The rows of consequences [E, ...], whom they concern [..., S], and each kind's range."""

    rows: NDArray[np.void]
    who: NDArray[np.uint8]
    spans: list[tuple[int, int]]
    names: list[str]

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Return the arrays by the names that a world gives them."""
        return {"consequences": self.rows, "consequence_who": self.who}


def rules(context: Context, known: Knowledge, spans: dict[str, tuple[int, int]]) -> Rules:
    """Compile the consequences that their institution can know of; ``spans`` gives their effects' rows."""
    days = context.era_dates()
    listed = context.scenario.consequences.rules
    rows: list[list[tuple[Any, ...]]] = [[] for _ in days]
    who: list[NDArray[np.bool_]] = []
    ranges, names = [], []
    for kind in context.kinds:
        first = len(who)
        here = [name for name in listed if listed[name].need == kind]
        for name in sorted(here, key=lambda name: (DOES.index(listed[name].does), name)):
            rule = listed[name]
            place = _reading(context, known, rule, name)
            if place is None:
                continue
            counted = context.count("consequences", CONSEQUENCE_ROWS, name, kind)
            mark = context.layout.variable(f"refused.{rule.marks}", 1).view if rule.marks else -1
            for e, day in enumerate(days):
                rows[e].append(_row(context, rule, name, place, day, counted, mark, spans[name]))
            admitted = context.inside(rule.who).copy()
            admitted[-1] = True
            who.append(admitted)
            names.append(name)
        if len(who) - first > MOST_AT_A_NEED:
            what = f"{len(who) - first} consequences wait for {kind!r}, and {MOST_AT_A_NEED} is the most"
            raise Problem(what, mend="leave some of them out")
        ranges.append((first, len(who)))
    _check_needs(context)
    made = np.array(rows, dtype=CONSEQUENCE).reshape(len(days), -1)
    return Rules(made, np.array(who, dtype=np.uint8).reshape(len(who), len(context.segments)), ranges, names)


def _reading(context: Context, known: Knowledge, rule: Consequence, name: str) -> tuple[int, int] | None:
    """Return the view that tells the institution of the scheme and from which day, or None if it knows nothing."""
    if rule.scheme not in context.schemes:
        raise Problem(
            f"consequence {name!r} speaks of scheme {rule.scheme!r}, which is not in force",
            place=str(rule.place),
            mend=suggestion(rule.scheme, context.schemes),
        )
    context.kind(rule.need)
    if rule.institution not in context.scenario.consequences.institutions:
        choices = context.scenario.consequences.institutions
        raise Problem(
            f"no institution is called {rule.institution!r}",
            place=str(rule.place),
            mend=suggestion(rule.institution, choices),
        )
    if rule.when.rank_at_most is not None or rule.when.rank_at_least is not None:
        view, first = context.layout.view(f"rank.{rule.scheme}"), 0
        if (rule.institution, rule.scheme) in known.reads:
            return view, known.reads[rule.institution, rule.scheme][1]
    else:
        view, first = context.layout.view(f"band.{rule.scheme}"), 0
        if (rule.institution, rule.scheme) in known.reads:
            return known.reads[rule.institution, rule.scheme]
    owner = context.scenario.scoring[rule.scheme].owner
    return (view, first) if owner == rule.institution else None


def _row(
    context: Context, rule: Consequence, name: str, place: tuple[int, int], day: Any, counted: int, mark: int,
    span: tuple[int, int],
) -> tuple[Any, ...]:  # fmt: skip
    low, high = _bounds(context, rule, name)
    does = DOES.index(rule.does)
    tries = rule.attempts.at(day) if rule.attempts is not None else 1.0
    since = max(context.day(rule.since), place[1])
    also, also_low, also_high = ONE_VIEW, 1, 1
    if rule.when.view is not None:
        also = context.layout.view(rule.when.view)
        sizes = context.layout.sizes[rule.when.view]
        also_low = sizes[0] if rule.when.at_least is None else rule.when.at_least
        also_high = sizes[1] if rule.when.at_most is None else rule.when.at_most
    scheme = context.scenario.scoring[rule.scheme]
    whole = scheme.sort == "rating" and not context.scenario.conduct.kinds[rule.need].who.organisation
    member = ONE_VIEW if whole else context.layout.view(f"member.{rule.scheme}")
    return (
        int(salt(name)), threshold(rule.chance.at(day)), threshold(1.0 - 1.0 / max(tries, 1.0)), place[0],
        member, low, high, does, _amount(rule, name, day), since, FAR, mark, span[0], span[1], counted,
        context.schemes.index(rule.scheme), also, also_low, also_high,
    )  # fmt: skip


def _amount(rule: Consequence, name: str, day: Any) -> int:
    """Return the money that a rule moves, or as a fixed-point number the share of the money at stake."""
    by = rule.by.at(day) if rule.by is not None else 0.0
    if rule.does == "price" and abs(by) > MOST_SHARE:
        raise Problem(
            f"consequence {name!r} moves a price by {by:g} times itself",
            place=str(rule.by.place if rule.by is not None else rule.place),
            mend=f"give a share of the price of at most {MOST_SHARE}",
        )
    return round(by * (1 << SHARE_BITS)) if rule.does == "price" else round(by)


def _bounds(context: Context, rule: Consequence, name: str) -> tuple[int, int]:
    when = rule.when
    bands = [band.name for band in context.scenario.scoring[rule.scheme].bands]
    if when.listed is not None:
        return (0, 0) if when.listed else (1, 1)
    if when.rank_at_most is not None:
        return 0, max(round(when.rank_at_most.value * RANK_CLASSES) - 1, 0)
    if when.rank_at_least is not None:
        return min(round(when.rank_at_least.value * RANK_CLASSES), RANK_CLASSES - 1), RANK_CLASSES - 1
    word = when.band_at_most or when.band_at_least
    if word is None and when.view is not None:
        return 0, MOST_BANDS
    if word is None:
        raise Problem(f"consequence {name!r} has no condition", place=str(rule.place), mend="give one under when")
    if word not in bands:
        raise Problem(f"no band is called {word!r}", place=str(when.place), mend=suggestion(word, bands))
    place = bands.index(word)
    return (0, place) if when.band_at_most is not None else (place, len(bands) - 1)


def _check_needs(context: Context) -> None:
    kinds = context.scenario.conduct.kinds
    for name, rule in context.scenario.consequences.rules.items():
        if rule.need not in kinds or kinds[rule.need].answer is None:
            needs = [kind for kind in kinds if kinds[kind].answer is not None]
            raise Problem(
                f"consequence {name!r} waits for {rule.need!r}, which is no need",
                place=str(rule.place),
                mend=suggestion(rule.need, needs),
            )
