"""Measures: what is counted for each agent adds up to the tallies, and counting it changes nothing."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from creditarium.engine.compile.context import Row
from creditarium.engine.compile.world import cell_count
from creditarium.engine.counting import Measures
from creditarium.engine.run import History, State
from tests.engine.worlds import Life, engine_of, last_of, live, scenario_of, spans

TOWNS = {"glass_town": ("denied", "attempts", "held_back"), "rongcheng": ("money",)}
"""What each town must have counted."""


def by_row(row: Row) -> str | None:
    """Measure every row of the tally for itself, but for the candidates, which are counted for groups only."""
    return None if row.measure == "candidates" else "/".join((row.stage, row.measure, row.item, row.other))


def measured(name: str, threads: int = 1) -> tuple[Life, Measures]:
    engine = engine_of(scenario_of(name, people=3_000, days=70, seed=5))
    measures = Measures.chosen(engine.compiled.rows, engine.settled.agents, by_row)
    history = History()
    with spans(threads):
        state: State = last_of(engine.windows(engine.fresh(), history, threads=threads, measures=measures))
    return Life(engine, state, history), measures


def places(life: Life) -> tuple[np.ndarray, np.ndarray]:
    """Give every agent's region and group cell."""
    settled, society = life.engine.settled, life.engine.settled.society
    persons = np.searchsorted(settled.built.layout.region_start, np.arange(settled.people), side="right") - 1
    firms = np.repeat(society.region, np.diff(society.organisations))
    cells = life.engine.compiled.world.cell_of[settled.profiles]
    return np.concatenate([persons, firms]), np.append(cells, np.full(len(firms), cell_count() - 1, cells.dtype))


@pytest.mark.parametrize("name", TOWNS)
def test_the_agents_measures_add_up_to_the_tallies_by_region_and_group(name: str) -> None:
    life, measures = measured(name)
    rows = life.engine.compiled.rows
    mine = [j for j, row in enumerate(rows) if row.measure != "candidates"]
    assert len(measures.names) == len(mine)
    region, cell = places(life)
    shape = (len(life.engine.settled.regions), cell_count(), len(rows))
    tallies, sums = np.zeros(shape, np.int64), np.zeros((*shape[:2], len(mine)), np.int64)
    for one in life.history.tallies:
        np.add.at(tallies, (one.rows["region"], one.rows["cell"], one.rows["row"]), one.rows["count"])
    np.add.at(sums, (region, cell), measures.sums[:, 1:])
    assert_array_equal(sums, tallies[:, :, mine])
    counted = {row.measure for row, total in zip(rows, tallies.sum(axis=(0, 1)), strict=True) if total}
    assert {"wrong_days", "entered", "points", "granted", *TOWNS[name]} <= counted


@pytest.mark.parametrize("name", TOWNS)
def test_measuring_changes_nothing(name: str) -> None:
    life, _ = measured(name)
    plain = live(life.engine)
    assert_array_equal(plain.state.records, life.state.records)
    assert_array_equal(plain.state.docket, life.state.docket)
    for mine, other in zip(life.history.tallies, plain.history.tallies, strict=True):
        assert mine[:2] == other[:2]
        assert_array_equal(mine.rows, other.rows)


def test_any_number_of_threads_measures_the_same() -> None:
    assert_array_equal(measured("glass_town", 3)[1].sums, measured("glass_town")[1].sums)


def test_rows_of_one_name_are_added_up_and_rows_without_a_name_are_left_out() -> None:
    rows = (Row("a", "denied", "x"), Row("a", "money", "x"), Row("a", "denied", "y"))
    measures = Measures.chosen(rows, 4, lambda row: row.measure if row.measure == "denied" else None)
    assert measures.names == ("denied",)
    assert measures.of_row.tolist() == [1, 0, 1]
    assert measures.of("money").tolist() == [0, 0, 0, 0]
