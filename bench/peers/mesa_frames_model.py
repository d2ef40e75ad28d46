"""R0 in mesa-frames: an agent set is a Polars frame, and its step makes the next day's columns by expressions."""

from __future__ import annotations

import numpy as np
import polars as pl
from mesa_frames import AgentSetPolars, ModelDF

from bench import r0
from bench.peers.polars_model import close, frame_of, lived


class Persons(AgentSetPolars):
    """All agents."""

    def __init__(self, model: Society, agents: int) -> None:
        super().__init__(model)
        self.add(frame_of(agents, model.generator).with_columns(unique_id=pl.int_range(agents, dtype=pl.Int64)))

    def step(self) -> None:
        """Let everybody live a day."""
        self.agents = lived(self.agents, self.model.generator)
        close(self.agents, self.model.records, self.model.day)


class Society(ModelDF):
    """The model."""

    def __init__(self, agents: int, days: int, seed: int) -> None:
        super().__init__(seed)
        self.days, self.day, self.generator = days, 0, np.random.default_rng(seed)
        self.records = r0.Records.empty(days)
        self.agents += Persons(self, agents)

    def run(self) -> r0.Records:
        """Live all days and give the records."""
        for day in range(self.days):
            self.day = day
            self.step()
        (frame,) = self.agents.agents.values()
        self.records.last = lambda: frame["score"].to_numpy()
        return self.records


def build(agents: int, days: int, seed: int) -> r0.Model:
    """Give the model, its agents drawn."""
    return Society(agents, days, seed)
