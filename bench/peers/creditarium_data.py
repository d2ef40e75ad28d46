"""R0 for Creditarium, where it is data alone: ../creditarium holds it. Here it is run, and its tables are read.

The records of a day are those of its slice of the window: `tally(…, by="date")` and `bands(by="date")`, as any user
reads them.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from bench import r0

SCENARIO = Path(__file__).parents[1] / "creditarium" / "r0.yaml"


class Data:
    """A compiled scenario with its people at the first day."""

    def __init__(self, agents: int, days: int, seed: int, threads: int, slices: int) -> None:
        from creditarium.engine.run import Engine, History
        from creditarium.model.resolve import resolve

        settings = (f"clock.slices={slices}",)
        self.engine = Engine.of(resolve(str(SCENARIO), people=agents, days=days, seed=seed, settings=settings))
        self.state, self.history, self.threads = self.engine.fresh(), History(), threads

    def run(self) -> r0.Records:
        """Live all windows and give the records, a row a slice."""
        for after in self.engine.windows(self.state, self.history, threads=self.threads):
            self.state = after
        records = self.records()
        records.last = self.scores
        return records

    def scores(self) -> np.ndarray:
        """Read everybody's score out of the packed states."""
        from creditarium.engine.census import decoded

        return decoded(self.engine.compiled, self.state.records, "score.scheme")

    def records(self) -> r0.Records:
        """Read the tallies: rows of (region, cell, what, count) for each slice, and the bands."""
        agents, rows = self.engine.settled.people, self.engine.compiled.rows
        records = r0.Records.empty(len(self.history.tallies))
        size = np.diff(self.engine.settled.built.layout.region_start)
        place = {(row.stage, row.measure, row.item, row.other): j for j, row in enumerate(rows)}
        points = [j for j, row in enumerate(rows) if row.measure == "points"]
        steps = [place["consequences", "applied", f"rate_{band}", "loan"] for band in range(1, r0.BANDS)]
        sums = size * float(r0.START)
        for day, (_, _, counted) in enumerate(self.history.tallies):
            at = counted[np.isin(counted["row"], points)]
            sums += np.bincount(at["region"], at["count"], minlength=r0.REGIONS)
            whole = np.bincount(counted["row"], counted["count"], minlength=len(rows))
            records.mean[day] = sums.sum() / agents
            records.regions[day] = sums / np.maximum(size, 1)
            records.bands[day] = self.history.bands[day][:, 0, : r0.BANDS].sum(axis=0)
            records.loans[day] = whole[place["conduct", "acts", "loan", ""]]
            records.rates[day] = r0.BASE_RATE * records.loans[day] - r0.RATE_STEP * whole[steps].sum()
            records.denied[day] = whole[place["consequences", "denied", "no_travel", "travel"]]
        return records


def build(agents: int, days: int, seed: int, threads: int = 2, slices: int = 28) -> r0.Model:
    """Give the model, its people settled and its world compiled."""
    return Data(agents, days, seed, threads, slices)
