"""Stage 3: sensors, what they see of which kind, and where they cover."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from creditarium.engine.compile.context import Context
from creditarium.engine.numbers import threshold
from creditarium.engine.purposes import salt
from creditarium.engine.world import SENSOR, SENSOR_ROWS, WATCH
from creditarium.model.observation import Sensor
from creditarium.model.population import STRATA
from creditarium.model.problem import Problem, suggestion


@dataclass
class Sight:
    """The arrays of observation, and for each kind its range of watches."""

    sensors: NDArray[np.void]
    watches: NDArray[np.void]
    spans: list[tuple[int, int]]
    cover: NDArray[np.int64]
    group: NDArray[np.int64]

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Return the arrays by the names that a world gives them."""
        return {
            "sensors": self.sensors,
            "watches": self.watches,
            "cover": self.cover,
            "sensor_group": self.group,
        }


def sight(context: Context, regions: tuple[str, ...], false_ceiling: float) -> Sight:
    """Compile the sensors; ``false_ceiling`` is the yearly ceiling of the false-record kind."""
    named = context.scenario.observation.sensors
    days = context.era_dates()
    sensors = np.zeros((len(days), len(context.sensors)), dtype=SENSOR)
    cover = np.zeros((len(days), len(context.sensors), len(regions), len(STRATA)), dtype=np.int64)
    group = np.zeros((len(context.sensors), len(context.segments)), dtype=np.int64)
    adaptive = [name for name in context.sensors if named[name].adaptive is not None]
    for n, name in enumerate(context.sensors):
        sensor = named[name]
        _check(context, name, sensor, regions)
        for person, places in context.alike(sensor.by):
            group[n, places] = round(context.factor(sensor.by, person, context.start) * (1 << 16))
        row = context.count("observation", SENSOR_ROWS, name)
        for e, day in enumerate(days):
            one = sensors[e, n]
            one["salt"], one["row"] = salt(name), row
            one["mistaken"] = threshold(sensor.mistaken.at(day))
            one["delay_days"] = round(sensor.delay.at(day))
            one["since_day"] = context.day(sensor.since) if sensor.since is not None else 0
            one["adaptive"] = adaptive.index(name) if name in adaptive else -1
            one["adds_to"] = one["adaptive"]
            for j, other in enumerate(adaptive):
                rule = named[other].adaptive
                if rule is not None and name in rule.also:
                    one["adds_to"] = j
            if sensor.false is not None and false_ceiling > 0:
                one["false_share"] = threshold(min(sensor.false.rate.at(day) / false_ceiling, 1.0))
                one["claims"] = context.kind(sensor.false.claims)
                one["claim_schemes"] = _readers(context, name, sensor.false.claims)
            for r, region in enumerate(regions):
                factor = sensor.regions[region].at(day) if region in sensor.regions else 1.0
                for t, stratum in enumerate(STRATA):
                    cover[e, n, r, t] = threshold(min(sensor.coverage[stratum].at(day) * factor, 1.0))
    claimed = sum(s.false.rate.highest for s in named.values() if s.false is not None)
    if claimed > false_ceiling > 0:
        raise Problem(
            f"the sensors' false records come to {claimed:g} a year, above the ceiling of {false_ceiling:g}",
            mend="raise the rate of the false_record kind or lower those of the sensors",
        )
    watches, spans = _watches(context, adaptive)
    return Sight(sensors, watches, spans, cover, group)


def _watches(context: Context, adaptive: list[str]) -> tuple[NDArray[np.void], list[tuple[int, int]]]:
    days = context.era_dates()
    named = context.scenario.observation.sensors
    rows: list[list[tuple[int, int, int]]] = [[] for _ in days]
    spans = []
    for kind in context.kinds:
        first = len(rows[0])
        for n, name in enumerate(context.sensors):
            readers = _readers(context, name, kind)
            counted = name in adaptive or any(name in (named[other].adaptive or _NOTHING).also for other in adaptive)
            if kind in named[name].sees and (readers or counted):
                for e, day in enumerate(days):
                    rows[e].append((n, readers, threshold(named[name].sees[kind].at(day))))
        spans.append((first, len(rows[0])))
    return np.array(rows, dtype=WATCH).reshape(len(days), -1), spans


class _Nothing:
    also: tuple[str, ...] = ()


_NOTHING = _Nothing()


def _readers(context: Context, sensor: str, kind: str) -> int:
    """The schemes (a bit mask) that a sensor feeds and that have a rule for a kind."""
    mask = 0
    for c, name in enumerate(context.schemes):
        scheme = context.scenario.scoring[name]
        if sensor in scheme.feeds and kind in scheme.rules:
            mask |= 1 << c
    return mask


def _check(context: Context, name: str, sensor: Sensor, regions: tuple[str, ...]) -> None:
    for kind in sensor.sees:
        context.kind(kind)
    missing = [stratum for stratum in STRATA if stratum not in sensor.coverage]
    if missing:
        raise Problem(
            f"sensor {name!r} says nothing of {missing[0]}", place=str(sensor.place), mend="give its coverage"
        )
    for region in sensor.regions:
        if region not in regions:
            raise Problem(f"no region is called {region!r}", place=str(sensor.place), mend=suggestion(region, regions))
