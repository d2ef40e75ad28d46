"""A scenario and its settled people, compiled to a world."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from creditarium.engine.compile import conduct as conduct_stage
from creditarium.engine.compile import consequences as consequences_stage
from creditarium.engine.compile import observation as observation_stage
from creditarium.engine.compile import response as response_stage
from creditarium.engine.compile import scoring as scoring_stage
from creditarium.engine.compile import stocks as stocks_stage
from creditarium.engine.compile.alike import conducts
from creditarium.engine.compile.contagion import contagion
from creditarium.engine.compile.context import Context, Row, stacked
from creditarium.engine.compile.landings import landing_rates
from creditarium.engine.compile.lifelong import Lifelong, Terms, lifelong
from creditarium.engine.compile.response import Moves
from creditarium.engine.compile.sleeping import sleeping
from creditarium.engine.layout import Layout
from creditarium.engine.numbers import TICKS_PER_DAY, gap_table, packed_links, threshold
from creditarium.engine.society import Settled, pilot_draws
from creditarium.engine.world import (
    ATTRIBUTE,
    BOUT_ORDINAL,
    MOST_KINDS,
    SCHEDULED_ORDINAL,
    TERM,
    Marks,
    World,
)
from creditarium.model.conduct import Effect
from creditarium.model.population import ATTRIBUTES, INCOMES, SEXES, STRATA
from creditarium.model.problem import Problem
from creditarium.model.reading import load
from creditarium.model.scenario import Scenario

AGE_CLASSES = ("0-17", "18-34", "35-59", "60+")
AGE_CLASS_OF_GROUP = (0, 0, 1, 1, 2, 2, 3, 3)
GROUPS = {"sex": SEXES, "age": AGE_CLASSES, "income": INCOMES, "stratum": STRATA}
"""The dimensions that tallies are broken down by, slowest first; one more cell holds the organisations."""
MARK_BITS = {**response_stage.ENGINE_STATES, "blamed": 1, "wrong": 2}


MOST_WINDOWS = 4095


@dataclass(frozen=True)
class Compiled:
    """A world with the names of its rows, views and states.

    ``ceilings`` [K, S] are the candidates a year, before what ``lifelong`` states make of them.
    ``landings`` are the candidates a year at which an entry sent astray may land on a person of each profile.
    """

    world: World
    landings: NDArray[np.float64]
    rows: tuple[Row, ...]
    layout: Layout
    kinds: tuple[str, ...]
    schemes: tuple[str, ...]
    sensors: tuple[str, ...]
    consequences: tuple[str, ...]
    ceilings: NDArray[np.float64]
    lifelong: Lifelong
    segment_of: NDArray[np.int64]
    words: int
    windows: int
    adaptive: tuple[str, ...]
    places: dict[str, int]


def cells() -> NDArray[np.uint16]:
    """Return the group cell of every profile, and of an organisation last."""
    profiles = np.arange(1 << 16)

    def value(name: str) -> Any:
        attribute = ATTRIBUTES[name]
        place = (profiles >> attribute.shift) & ((1 << attribute.bits) - 1)
        return np.minimum(place, len(attribute.categories) - 1)

    age = np.array(AGE_CLASS_OF_GROUP)[value("age")]
    cell = ((value("sex") * len(AGE_CLASSES) + age) * len(INCOMES) + value("income")) * len(STRATA) + value("stratum")
    return np.append(cell, cell_count() - 1).astype(np.uint16)


def cell_count() -> int:
    """Return how many group cells there are, the organisations' included."""
    return len(SEXES) * len(AGE_CLASSES) * len(INCOMES) * len(STRATA) + 1


def compile_world(scenario: Scenario, settled: Settled) -> Compiled:
    """Compile a scenario over its settled people; bad rules are a Problem."""
    context = Context(scenario)
    context.count("scoring", ("wrong_days",), "")
    _declare(context)
    odds = conduct_stage.chances(context)
    kinds = conduct_stage.kind_rows(context)
    learned = response_stage.learning(context)
    lasting, depends = lifelong(context)
    terms = _terms(context, kinds, depends, learned.terms)
    known = consequences_stage.knowledge(context)
    owners = _effect_owners(context)
    effects, spans = conduct_stage.effects(context, owners)
    by_owner = dict(zip([name for name, _ in owners], spans, strict=True))
    rules = consequences_stage.rules(context, known, by_owner)
    books = scoring_stage.books(context)
    sight = observation_stage.sight(context, settled.regions, _role_ceiling(context, "false_record"))
    _link(context, kinds, effect=by_owner, watch=sight.spans, consequence=rules.spans)
    stocks = stocks_stage.stocks(context)
    fields = response_stage.fields(context)
    marks = _marks(context)
    _refresh_ranks(context, books.schemes)
    variables, words, places = context.layout.packed()
    stages: dict[str, Any] = {
        **_calendar(context), **_coverage(context, settled), **_employers(context, settled),
        **conducts(odds, conduct_stage.tops(context, odds, kinds, terms, effects), lasting.factors),
        **lasting.arrays(context.layout),
        **sight.arrays(), **books.arrays(), **known.arrays(context.windows), **rules.arrays(), **learned.arrays(),
        **fields, **stocks,
    }  # fmt: skip
    world = World(
        link=packed_links(), gap=gap_table(),
        tables=np.array(context.tables, dtype=np.int32).reshape(len(context.eras), -1),
        variables=variables, attributes=_attributes(context), marks=marks,
        segment_of=context.segment_of.astype(np.uint16), cell_of=cells(),
        kinds=kinds, terms=terms, effects=effects,
        clears=np.array([marks.sanctioned, marks.rewarded, marks.acted, marks.denied], dtype=np.int32),
        score_variable=np.array([places[f"score.{name}"] for name in context.schemes], np.int32),
        views=len(context.layout.views),
        **stages,
    )  # fmt: skip
    adaptive = [name for name in context.sensors if scenario.observation.sensors[name].adaptive is not None]
    return Compiled(
        world, landing_rates(context, odds.ceilings), tuple(context.rows), context.layout,
        tuple(context.kinds), tuple(context.schemes), tuple(context.sensors), tuple(rules.names), odds.ceilings,
        lasting, context.segment_of, words, context.windows, tuple(adaptive), places,
    )  # fmt: skip


def _declare(context: Context) -> None:
    """Give all states and views their names, so that the stages may ask for them in any order."""
    for name, attribute in ATTRIBUTES.items():
        context.layout.offer(name, 0, len(attribute.categories) - 1)
    for states in (context.scenario.conduct.states, context.scenario.response.states):
        for name, state in states.items():
            context.layout.variable(name, state.bits)
    scoring_stage.declare(context)
    response_stage.declare(context)
    context.layout.offer("blamed", 0, 1)
    context.layout.offer("wrong", 0, 3)
    marks = {rule.marks for rule in context.scenario.consequences.rules.values() if rule.marks}
    for mark in sorted(marks):
        context.layout.variable(f"refused.{mark}", 1)


def _terms(
    context: Context,
    kinds: NDArray[np.void],
    depends: Terms,
    reactions: dict[str, Moves],
) -> NDArray[np.void]:
    rows: list[tuple[int, int, int, int]] = []
    for k, name in enumerate(context.kinds):
        kind = context.scenario.conduct.kinds[name]
        kinds[k]["gate"] = len(rows)
        rows.extend(context.condition(state, *span) for state, span in kind.requires.items())
        kinds[k]["term"] = len(rows)
        rows.extend(depends[name])
        kinds[k]["response_term"] = len(rows)
        rows.extend(reactions[name].everyone)
        kinds[k]["covered_term"] = len(rows)
        rows.extend(reactions[name].covered)
        kinds[k]["term_end"] = kinds[k]["own_term"] = len(rows)
        if kind.answer is not None:
            rows.extend(context.term(term, kind.answer.link) for term in kind.answer.depends)
        kinds[k]["own_end"] = len(rows)
    return stacked(rows, TERM)


def _effect_owners(context: Context) -> list[tuple[str, tuple[Effect, ...]]]:
    kinds = [(name, (*context.scenario.conduct.kinds[name].then, *_consents(context, name))) for name in context.kinds]
    return kinds + [(name, rule.then) for name, rule in context.scenario.consequences.rules.items()]


def _link(
    context: Context,
    kinds: NDArray[np.void],
    effect: dict[str, tuple[int, int]],
    watch: list[tuple[int, int]],
    consequence: list[tuple[int, int]],
) -> None:
    """Fill in each kind's ranges of rows of the later stages, and whether some scheme punishes it."""
    blamed = response_stage.blamed_kinds(context)
    for k, name in enumerate(context.kinds):
        kinds[k]["effect"], kinds[k]["effect_end"] = effect[name]
        kinds[k]["watch"], kinds[k]["watch_end"] = watch[k]
        kinds[k]["consequence"], kinds[k]["consequence_end"] = consequence[k]
        kinds[k]["listed"] = name in blamed


def _calendar(context: Context) -> dict[str, Any]:
    """What comes by the calendar: eras, slices, scheduled kinds and what sleeps among all, bouts, recalculations."""
    kinds = context.scenario.conduct.kinds
    scheduled = [k for k, name in enumerate(context.kinds) if kinds[name].every is not None]
    _check_room(context, scheduled)
    bouts = [
        (k, context.layout.view(str(kinds[name].bout)))
        for k, name in enumerate(context.kinds)
        if kinds[name].role == "bout"
    ]
    return {
        "era_of_day": _eras(context),
        "slice_of_day": context.slice_of_day,
        "slice_ticks": context.slice_days * TICKS_PER_DAY,
        "scheduled": np.array(scheduled, dtype=np.int32),
        "bouts": np.array(bouts, dtype=np.int32).reshape(-1, 2),
        "recalculates": _recalculations(context),
        **sleeping(context, scheduled),
    }


def _coverage(context: Context, settled: Settled) -> dict[str, NDArray[Any]]:
    """Whom each scheme covers, and where since when."""
    draws = pilot_draws(context.scenario, context.schemes, settled.communities)
    schemes_of, since = scoring_stage.coverage(context, settled.regions, draws, settled.society.region)
    return {"schemes_of": schemes_of, "since_day": since}


def _employers(context: Context, settled: Settled) -> dict[str, NDArray[Any]]:
    """What links people to the ratings of those whom they work for."""
    views = context.layout.views
    return {
        "employer": np.array([views.get(f"employer.{name}", -1) for name in context.schemes], np.int32),
        "contagion": contagion(context),
        "large_firms": settled.large_firms,
        "large_share": large_share(context.scenario, settled),
    }


def _most_scheduled(context: Context, scheduled: list[int]) -> int:
    """The most scheduled occasions that a window can hold."""
    kinds = context.scenario.conduct.kinds
    intervals = [kinds[context.kinds[k]].every for k in scheduled]
    return sum(int(context.window // every.lowest) + 1 for every in intervals if every is not None)


def _check_room(context: Context, scheduled: list[int]) -> None:
    """Refuse what the docket's bits cannot name: too many windows, kinds or scheduled occasions."""
    limits = (
        ("windows", context.windows, MOST_WINDOWS, "lengthen the window or shorten the run"),
        ("kinds", len(context.kinds), MOST_KINDS, "take kinds out of the catalogue"),
        (
            "scheduled occasions a window",
            _most_scheduled(context, scheduled),
            BOUT_ORDINAL - SCHEDULED_ORDINAL,
            "shorten the window",
        ),
    )
    for what, found, most, mend in limits:
        if found > most:
            raise Problem(f"{found} {what}, and {most} is the most", mend=mend)


def _consents(context: Context, kind: str) -> list[Effect]:
    """The effects by which an act joins or leaves opt-in schemes."""
    made = []
    for name in context.schemes:
        consent = context.scenario.scoring[name].consent
        for act, value in ((consent.joins, 1), (consent.leaves, 0)) if consent is not None else ():
            if act is not None:
                context.kind(act)
            if act == kind:
                leaf = {"fixed": value, "because": "one takes part or does not"}
                made.append(load(Effect, {"on": "act", "state": f"consent.{name}", "set": leaf}))
    return made


def _role_ceiling(context: Context, role: str) -> float:
    kinds = context.scenario.conduct.kinds.values()
    return sum(conduct_stage.ceiling(kind) for kind in kinds if kind.role == role)


def _marks(context: Context) -> Marks:
    """Give the engine's own states a place in the record if some rule or summary needs them to last."""
    lasting = {"blamed", "wrong"} if context.schemes else set()
    for name, bits in MARK_BITS.items():
        if name in context.layout.views or name in lasting:
            context.layout.variable(name, bits)
    views = {name: context.layout.view(name) for name in Marks._fields}
    return Marks(**views)


def large_share(scenario: Scenario, settled: Settled) -> NDArray[np.int64]:
    """The chance of each region's workers to be employed by a large firm; 0 where there is none."""
    declared = scenario.population.large_firms
    share = threshold(declared.workers.value) if declared is not None else 0
    return np.where(settled.large_firms > 0, share, 0)


def _refresh_ranks(context: Context, schemes: NDArray[np.void]) -> None:
    for c, name in enumerate(context.schemes):
        schemes["rank"][:, c] = context.layout.views.get(f"rank.{name}", -1)
        schemes["stranger"][:, c] = context.layout.views.get(f"stranger.{name}", -1)


def _eras(context: Context) -> NDArray[np.int32]:
    days = np.arange((context.windows + 1) * context.window)
    return (np.searchsorted(np.array(context.eras), days, side="right") - 1).astype(np.int32)


def _attributes(context: Context) -> NDArray[np.void]:
    rows = [
        (attribute.shift, (1 << attribute.bits) - 1, context.layout.views[name])
        for name, attribute in ATTRIBUTES.items()
        if name in context.layout.views
    ]
    return stacked(rows, ATTRIBUTE)


def _recalculations(context: Context) -> NDArray[np.uint8]:
    flags = np.zeros((context.windows, len(context.schemes)), dtype=np.uint8)
    for c, name in enumerate(context.schemes):
        scheme = context.scenario.scoring[name]
        if scheme.recalculate is not None:
            every = max(scheme.recalculate.value, 1.0)
            months = [int(w * context.window // every) for w in range(context.windows)]
            flags[:, c] = [w == 0 or months[w] != months[w - 1] for w in range(context.windows)]
    return flags
