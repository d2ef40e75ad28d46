"""What a run says of itself: how it begins, the header of each of its frames, and the levers moved."""

from __future__ import annotations

from datetime import timedelta

from creditarium.analysis.other_world import UNSCHEMED
from creditarium.analysis.pairs.measures import MEASURES
from creditarium.engine.run import Engine
from creditarium.model.population import INCOMES
from creditarium.results.digests import fate_of
from creditarium.results.tables import band_names, scale_of
from creditarium.views.text import currency
from creditarium.views.web.levers import day_of, number_of_day
from creditarium.views.web.pair import Pair
from creditarium.views.web.replies import (
    Frame,
    LeverMark,
    LeversMoved,
    MeasureShown,
    SchemeShown,
    Started,
)


def started(pair: Pair, name: str) -> Started:
    """Say how a run begins."""
    engine, clock = pair.world.engine, pair.plain.clock
    return Started(
        run=name,
        title=pair.plain.title,
        twin=UNSCHEMED,
        choice=pair.choice,
        people=pair.people,
        community=pair.plain.community,
        starts=tuple(engine.settled.society.start[:-1].tolist()),
        adults=int(pair.adult.sum()),
        windows=clock.windows,
        dates=tuple(day_of(pair.plain, window).isoformat() for window in range(clock.windows)),
        schemes=tuple(_scheme(engine, name) for name in engine.compiled.schemes),
        measures=tuple(
            MeasureShown(
                name=one.name, title=one.title, unit=one.unit, divisor=one.divisor, effect=one.effect, better=one.better
            )
            for one in MEASURES
        ),
        groups=INCOMES,
        currency=currency(pair.plain),
        fate=fate_of(engine)["whole"],
    )


def _scheme(engine: Engine, name: str) -> SchemeShown:
    rules = engine.scenario.scoring[name]
    row = engine.compiled.world.schemes[0, engine.compiled.schemes.index(name)]
    scale = scale_of(rules)
    return SchemeShown(
        name=name,
        title=rules.title,
        sort=rules.sort,
        bands=tuple(band_names(rules)),
        low=int(row["floor"]) / scale,
        step=(1 << int(row["bin_shift"])) / scale,
    )


def header(pair: Pair, name: str, *, paused: bool) -> Frame:
    """Say where a run stands."""
    clock = pair.plain.clock
    lived = min(pair.window * clock.window, clock.lived_days)
    return Frame(
        run=name,
        window=pair.window,
        day=lived - clock.warm_up,
        date=(clock.first_day + timedelta(days=lived)).isoformat(),
        live=True,
        paused=paused,
        ended=pair.over,
        tally=pair.tally(),
        arrays=(),
    )


def moved(pair: Pair) -> LeversMoved:
    """Say which levers were moved so far."""
    return LeversMoved(
        log=tuple(
            LeverMark(
                lever=one.lever,
                value=one.value,
                window=one.window,
                day=number_of_day(pair.plain, one.window),
                date=day_of(pair.plain, one.window).isoformat(),
            )
            for one in pair.log
        )
    )
