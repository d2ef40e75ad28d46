"""The docket's eight bytes, and the packed record: what goes in comes out, and nothing else changes."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numba import njit
from numpy.typing import NDArray

from creditarium.engine.docket import (
    agent_of,
    day_of,
    flags_of,
    item_of,
    kind_of,
    ordinal_of,
    scheme_of,
    stage_of,
    window_of,
    with_agent_and_day,
)
from creditarium.engine.layout import WORD_BITS, Layout
from creditarium.engine.record import pack

BITS = {"agent": 12, "kind": 8, "scheme": 4, "stage": 3, "day": 14, "window": 12, "ordinal": 8, "flags": 3}
FIELDS = {
    "agent": agent_of, "kind": kind_of, "scheme": scheme_of, "stage": stage_of, "day": day_of,
    "window": window_of, "ordinal": ordinal_of, "flags": flags_of,
}  # fmt: skip
ITEMS = st.tuples(*(st.integers(0, (1 << bits) - 1) for bits in BITS.values()))


def test_an_item_is_eight_bytes() -> None:
    assert sum(BITS.values()) == 64


@given(ITEMS)
def test_a_matter_survives_its_packing(values: tuple[int, ...]) -> None:
    item = np.uint64(item_of(*values))
    assert {name: int(field(item)) for name, field in FIELDS.items()} == dict(zip(BITS, values, strict=True))


@given(ITEMS, st.integers(0, 4095), st.integers(0, (1 << 14) - 1))
def test_a_matter_carried_on_changes_its_place_and_day_only(values: tuple[int, ...], agent: int, day: int) -> None:
    item = np.uint64(with_agent_and_day(np.uint64(item_of(*values)), agent, day))
    wanted = {**dict(zip(BITS, values, strict=True)), "agent": agent, "day": day}
    assert {name: int(field(item)) for name, field in FIELDS.items()} == wanted


@given(ITEMS, ITEMS)
def test_matters_sort_by_agent(one: tuple[int, ...], other: tuple[int, ...]) -> None:
    """The docket is sorted by agent: the agent's bits are the highest."""
    if one[0] < other[0]:
        assert int(item_of(*one)) < int(item_of(*other))


@st.composite
def layouts(draw: st.DrawFn) -> tuple[Layout, dict[str, int]]:
    layout, values = Layout(), {}
    for j, bits in enumerate(draw(st.lists(st.integers(1, WORD_BITS), min_size=1, max_size=40))):
        lowest = draw(st.integers(-1000, 1000))
        layout.variable(f"v{j}", bits, lowest)
        values[f"v{j}"] = draw(st.integers(lowest, lowest + (1 << bits) - 1))
    return layout, values


@given(layouts())
def test_states_lie_apart_in_few_words(made: tuple[Layout, dict[str, int]]) -> None:
    layout, _ = made
    rows, words, place = layout.packed()
    used = [0] * words
    for name, variable in layout.variables.items():
        row = rows[place[name]]
        mask = int(row["mask"]) << int(row["shift"])
        assert (int(row["at"]), int(row["offset"])) == (variable.view, variable.lowest)
        assert mask < 1 << WORD_BITS
        assert used[row["word"]] & mask == 0
        used[row["word"]] |= mask
    total = sum(variable.bits for variable in layout.variables.values())
    assert sum(word.bit_count() for word in used) == total
    assert words <= 2 * -(-total // WORD_BITS)


@njit
def written(variables: NDArray[np.void], row: NDArray[np.uint16], v: NDArray[np.int64]) -> None:
    """Compile the kernel's own packing into a function that Python may call."""
    pack(variables, row, v)


@given(layouts())
def test_a_record_survives_its_packing(made: tuple[Layout, dict[str, int]]) -> None:
    layout, values = made
    rows, words, place = layout.packed()
    v = np.zeros(len(layout.views), dtype=np.int64)
    for name, value in values.items():
        v[layout.variables[name].view] = value
    record = np.full(words, 0xFFFF, dtype=np.uint16)
    written(rows, record, v)
    for name, value in values.items():
        row = rows[place[name]]
        raw = (int(record[row["word"]]) >> int(row["shift"])) & int(row["mask"])
        assert raw + int(row["offset"]) == value


@njit
def shifted(item: NDArray[np.uint64]) -> NDArray[np.int64]:
    """Read agents in compiled code, where the kernel reads them."""
    out = np.empty(len(item), dtype=np.int64)
    for j in range(len(item)):
        out[j] = agent_of(item[j]) * 16384 + day_of(item[j])
    return out


def test_compiled_code_reads_the_same_as_python() -> None:
    items = np.array([item_of(4095, 255, 15, 2, 16383, 4095, 255, 7), item_of(1, 2, 3, 1, 4, 5, 6, 0)], dtype=np.uint64)
    assert shifted(items).tolist() == [int(agent_of(item)) * 16384 + int(day_of(item)) for item in items]
