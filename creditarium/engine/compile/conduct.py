"""Stage 2: ceilings, alias tables, the chances of acts and the institutions' own answers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from creditarium.engine.compile.context import Context, declared, index_of
from creditarium.engine.numbers import (
    LINK_TOP,
    LINKS,
    NEVER,
    STEPS_PER_OCTAVE,
    TICKS_PER_DAY,
    link_tables,
    log_steps,
    threshold,
)
from creditarium.engine.purposes import salt, short_salt
from creditarium.engine.world import ALIAS, EFFECT, KIND, KIND_ROWS, ON_OMIT, SORTS
from creditarium.model.conduct import Effect, Kind
from creditarium.model.population import ATTRIBUTES
from creditarium.model.problem import Problem

DAYS_A_YEAR = 365.25
ROLES = ("ordinary", "false_record", "landing", "bout")
LUCKS = ("occasion", "person", "mixed")
TRIGGERS = ("act", "omit", "grant", "deny")
NO_TOP = (1 << 8) - 1
_MOST_GAP = 1 << 34
_CEILING_UNITS = 1 << 40


def ceiling(kind: Kind) -> float:
    """Return the highest rate (a year) that a kind declares before group factors, rounded up to a link step.

    It comes from the catalogue's own values and ranges and from nothing that a scheme, reform or field can
    change, so that all worlds share their candidates.
    """
    if kind.rate is None:
        return 0.0
    rate = declared(kind.rate)
    highest = rate.highest * (declared(kind.growth).highest if kind.growth is not None else 1.0)
    value = rate.value
    if value <= 0 or highest <= 0:
        return float(highest)
    steps = log_steps(highest / value)
    while octaves(steps) * value < highest:
        steps += 1
    return float(value * octaves(steps))


def octaves(steps: int) -> float:
    """Return the factor that so many steps of the log link are, exactly as its table has it."""
    whole, part = divmod(steps, STEPS_PER_OCTAVE)
    fraction = int(link_tables()[0, LINK_TOP - STEPS_PER_OCTAVE + part]) / (1 << 31)
    return float(fraction * (1 << whole) if whole >= 0 else fraction / (1 << -whole))


@dataclass
class Chances:
    """What the segments do: ceilings [K, S] a year and link indices [E, K, S]."""

    ceilings: NDArray[np.float64]
    base: NDArray[np.int32]
    own: NDArray[np.int32]
    applies: NDArray[np.uint8]


def chances(context: Context) -> Chances:
    """Compile the rates and chances of all kinds for all segments and eras."""
    days = context.era_dates()
    shape = (len(days), len(context.kinds), len(context.segments))
    base = np.full(shape, NEVER, dtype=np.int32)
    own = np.full(shape, NEVER, dtype=np.int32)
    ceilings = np.zeros(shape[1:])
    applies = np.zeros(shape[1:], dtype=np.uint8)
    for k, name in enumerate(context.kinds):
        kind = context.scenario.conduct.kinds[name]
        _check(name, kind)
        top, inside = ceiling(kind), context.inside(kind.who)
        applies[k] = inside
        for person, places in context.alike(kind.by):
            here = places[inside[places]]
            if not len(here):
                continue
            highest = top * _highest_factor(context, kind, person)
            ceilings[k, here] = highest
            for e, day in enumerate(days):
                factor = context.factor(kind.by, person, day)
                base[e, k, here] = _base(name, kind, kind_chance(kind, day, factor, highest))
                if kind.answer is not None:
                    own[e, k, here] = index_of(kind.answer.chance.at(day), kind.answer.link)
    return Chances(ceilings, base, own, applies)


def kind_chance(kind: Kind, day: Any, factor: float, top: float) -> float:
    """Return the chance that an act follows a candidate (random) or an occasion (scheduled)."""
    if kind.rate is not None:
        return float(kind.rate.at(day) * factor / top) if top > 0 else 0.0
    return float(kind.chance.at(day) * factor) if kind.chance is not None else 1.0


def _highest_factor(context: Context, kind: Kind, person: Any) -> float:
    product = 1.0
    for name, factors in kind.by.items():
        word = ATTRIBUTES[name].categories[person[name]] if person is not None and name in ATTRIBUTES else ""
        if word in factors:
            product *= declared(factors[word]).highest
    return product


def _base(name: str, kind: Kind, chance: float) -> int:
    index = index_of(chance, kind.link)
    if kind.link == "log" and index > LINK_TOP:
        raise Problem(
            f"the rate of {name!r} lies above its ceiling",
            place=str(kind.place),
            mend="keep it within the range that the catalogue declares, or widen that range",
        )
    return index


def _check(name: str, kind: Kind) -> None:
    needs_clock = kind.role != "bout"
    if kind.every is not None and kind.every.lowest < 1:
        raise Problem(
            f"kind {name!r} comes more than once a day",
            place=str(kind.every.place),
            mend="let every be a day or more, or make it a bout",
        )
    if needs_clock and (kind.rate is None) == (kind.every is None):
        raise Problem(f"kind {name!r} needs a rate or an interval", place=str(kind.place), mend="give rate or every")
    if (kind.sort == "need") != (kind.answer is not None):
        raise Problem(
            f"kind {name!r} is a need without an answer, or an answer without a need",
            place=str(kind.place),
            mend="give every need (and nothing else) an answer",
        )


def tops(
    context: Context, odds: Chances, kinds: NDArray[np.void], terms: NDArray[np.void], effects: NDArray[np.void]
) -> NDArray[np.uint8]:
    """Return the most that each kind's chance can be in any state and era, uint8[K, S]: the first 8 bits of a draw.

    A candidate whose draw lies above it comes to nothing. Where that is not so (another question decides, or an
    omission leaves something behind) it is the highest there is.
    """
    eras = range(len(context.eras))
    most = np.full(odds.ceilings.shape, NO_TOP, dtype=np.uint8)
    for k in range(len(context.kinds)):
        row = kinds[k]
        left = effects[:, row["effect"] : row["effect_end"]]
        if row["role"] != ROLES.index("ordinary") or row["personal"] or row["meets"] or (left["on"] == ON_OMIT).any():
            continue
        highest = np.full(len(context.segments), NEVER, dtype=np.int64)
        for e in eras:
            plain = sum(_highest(context, term, e) for term in terms[row["gate"] : row["response_term"]])
            moved = sum(_highest(context, term, e) for term in terms[row["response_term"] : row["covered_term"]])
            covered = sum(_highest(context, term, e) for term in terms[row["covered_term"] : row["term_end"]])
            highest = np.maximum(highest, odds.base[e, k] + plain + max(moved + max(covered, 0), 0))
        link = link_tables()[row["link"]]
        chances = np.minimum(link[np.clip(highest, 0, LINK_TOP)] >> 24, NO_TOP)
        most[k] = np.where(highest > LINK_TOP, NO_TOP, chances)
    return most


def _highest(context: Context, term: Any, era: int) -> int:
    """Return the most that a term can add in an era."""
    first = int(term["table"])
    return max(context.tables[era][first : first + int(term["last"]) + 1])


def alias_tables(
    ceilings: NDArray[np.float64],
    tops: NDArray[np.uint8],
    factors: NDArray[np.float64],
) -> tuple[NDArray[np.void], NDArray[np.int32], NDArray[np.int64]]:
    """Return the alias rows [streams, M], their sizes and the mean gaps in ticks (Vose's method in integers).

    ``ceilings`` and ``tops`` are [K, D], ``factors`` [K, sets] by how much the sets of lifelong states raise them. The
    stream of a conduct and a set is the conduct times the number of sets, and the set.
    """
    sets = factors.shape[1]
    most = max(int((ceilings > 0).sum(axis=0).max(initial=0)), 1)
    streams = ceilings.shape[1] * sets
    alias = np.zeros((streams, most), dtype=ALIAS)
    sizes = np.zeros(streams, dtype=np.int32)
    gaps = np.zeros(streams, dtype=np.int64)
    for s in range(streams):
        of = s // sets
        rates = ceilings[:, of] * factors[:, s % sets]
        kinds = np.flatnonzero(rates > 0)
        if not len(kinds):
            continue
        gaps[s], rows = _shares(tuple(kinds.tolist()), tuple(rates[kinds].tolist()))
        sizes[s] = len(kinds)
        top = tops[:, of].tolist()
        alias[s, : len(rows)] = [(cut, kind, other, top[kind], top[other]) for cut, kind, other in rows]
    return alias, sizes, gaps


@lru_cache(maxsize=1_024)
def _shares(kinds: tuple[int, ...], rates: tuple[float, ...]) -> tuple[int, list[tuple[int, int, int]]]:
    """Give the mean gap in ticks between candidates of these kinds, and their alias rows.

    It is kept, as the worlds that are compared have their rates in common.
    """
    weights = [max(round(rate * _CEILING_UNITS), 1) for rate in rates]
    gap = min(round(TICKS_PER_DAY * DAYS_A_YEAR * _CEILING_UNITS / sum(weights)), _MOST_GAP)
    return gap, _alias(list(kinds), weights)


def _alias(kinds: list[int], weights: list[int]) -> list[tuple[int, int, int]]:
    total, n = sum(weights), len(weights)
    left = [weight * n for weight in weights]
    small = [j for j in range(n) if left[j] < total]
    large = [j for j in range(n) if left[j] >= total]
    rows = [((1 << 32) - 1, kind, kind) for kind in kinds]
    while small and large:
        low, high = small.pop(), large.pop()
        rows[low] = ((left[low] << 32) // total, kinds[low], kinds[high])
        left[high] -= total - left[low]
        (small if left[high] < total else large).append(high)
    return rows


def kind_rows(context: Context) -> NDArray[np.void]:
    """Compile what does not depend on the era; the other stages fill in their ranges of rows."""
    rows = np.zeros(len(context.kinds), dtype=KIND)
    bouts = bout_states(context)
    for k, name in enumerate(context.kinds):
        kind = context.scenario.conduct.kinds[name]
        row = rows[k]
        row["salt"], row["short_salt"] = salt(name), short_salt(name)
        row["period"] = round(kind.every.value * TICKS_PER_DAY) if kind.every is not None else 0
        row["sort"], row["role"] = SORTS.index(kind.sort), ROLES.index(kind.role)
        row["link"] = LINKS.index(kind.link)
        row["own_link"] = LINKS.index(kind.answer.link) if kind.answer is not None else 0
        row["personal"] = LUCKS.index(kind.luck)
        row["meets"], row["common"] = kind.meets == "stranger", kind.phase == "common"
        row["money"] = round(kind.money.value) if kind.money is not None else 0
        row["row"] = context.count("conduct", KIND_ROWS, name)
        moved = {kind.bout, *(effect.state for effect in kind.then)}
        row["bout"] = next((j for j, state in enumerate(bouts) if state in moved), -1)
        for rule in context.scenario.consequences.rules.values():
            if rule.need == name and any(effect.state in bouts for effect in rule.then):
                row["bout"] = 0
    return rows


def bout_states(context: Context) -> list[str]:
    """The states that are bouts, in the order of their kinds."""
    kinds = context.scenario.conduct.kinds
    return [str(kinds[name].bout) for name in context.kinds if kinds[name].role == "bout"]


def effects(context: Context, all_effects: list[tuple[str, tuple[Effect, ...]]]) -> tuple[Any, list[tuple[int, int]]]:
    """Compile effects to rows [E, ...] and return them with each owner's range of rows."""
    days = context.era_dates()
    rows: list[list[tuple[Any, ...]]] = [[] for _ in days]
    spans = []
    for owner, listed in all_effects:
        first = len(rows[0])
        for j, effect in enumerate(listed):
            view = context.layout.view(effect.state)
            highest = context.layout.sizes[effect.state][1]
            value = effect.set if effect.set is not None else effect.add
            if value is None:
                raise Problem(
                    f"an effect of {owner!r} changes nothing", place=str(effect.place), mend="give add or set"
                )
            for e, day in enumerate(days):
                chance = 1.0 if effect.chance is None else effect.chance.at(day)
                rows[e].append(
                    (TRIGGERS.index(effect.on), view, effect.set is not None, round(value.at(day)), highest,
                     threshold(chance), salt(f"{owner}.{effect.state}.{j}"))
                )  # fmt: skip
        spans.append((first, len(rows[0])))
    return np.array(rows, dtype=EFFECT).reshape(len(days), -1), spans
