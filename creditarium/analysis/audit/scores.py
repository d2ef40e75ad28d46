"""Everybody's score of a seed: where counting begins, and every change of it."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from creditarium.analysis.audit.witness import Witness
from creditarium.engine import trace
from creditarium.engine.numbers import TICKS_PER_DAY
from creditarium.results.decoding import decoded
from creditarium.results.tables import scale_of


def score_changes(witness: Witness, scheme: str) -> pl.DataFrame:
    """Give every change of a scheme's scores as it came, of one moment too: person, day, delta, score after it.

    In points; on a list it is how much lists the person.
    """
    rows = witness.rows_of(trace.ENTERED, trace.APPEAL, trace.SETTLED)
    rows = rows[rows[:, 3] == witness.run.engine.compiled.schemes.index(scheme)]
    scale = scale_of(witness.run.scenario.scoring[scheme])
    made = pl.DataFrame(
        {
            "person": pl.Series(rows[:, 8].astype(np.int32)),
            "day": pl.Series((rows[:, 0] / TICKS_PER_DAY).astype(np.float32)),
            "delta": pl.Series(rows[:, 4] / scale),
            "score": pl.Series(rows[:, 5] / scale),
        }
    )
    return made.sort("day", maintain_order=True)


def first_scores(witness: Witness, scheme: str, changed: pl.DataFrame) -> NDArray[np.float64]:
    """Give everybody's score when counting begins, after a warm-up if there is one; `changed` is `score_changes`.

    It is what each had before their first change, and at the end if there was none.
    """
    run = witness.run
    records = run.state.records[: run.scenario.people]
    scores = decoded(run.engine.compiled, records, f"score.{scheme}") / scale_of(run.scenario.scoring[scheme])
    first = changed.unique("person", keep="first", maintain_order=True)
    scores[first["person"].to_numpy()] = (first["score"] - first["delta"]).to_numpy()
    return scores
