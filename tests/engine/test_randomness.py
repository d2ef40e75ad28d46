"""The generator: known values, uniformity, and independence between keys and purposes."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from creditarium.engine import purposes
from creditarium.engine.randomness import agent_key, draw, mix, occasion_key, window_key, word

MASK = (1 << 64) - 1
GOLDEN = 0x9E3779B97F4A7C15
ALL = {name: int(value) for name, value in vars(purposes).items() if isinstance(value, np.uint64)}

Words = NDArray[np.uint64]


def mixed(x: int) -> int:
    """Give the splitmix64 finaliser in Python's own integers."""
    x = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    x = ((x ^ (x >> 27)) * 0x94D049BB133111EB) & MASK
    return x ^ (x >> 31)


def mixed_all(x: Words) -> Words:
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))


def test_the_finaliser_gives_the_published_sequence_of_splitmix64() -> None:
    """The generator's first words for the seeds 0 and 1234567, as its reference code prints them."""
    zero = [0xE220A8397B1DCDAF, 0x6E789E6AA1B965F4, 0x06C45D188009454F, 0xF88BB8A8724C81EC]
    other = [6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431]
    for seed, words in ((0, zero), (1234567, other)):
        for n, wanted in enumerate(words, start=1):
            state = (seed + n * GOLDEN) & MASK
            assert mixed(state) == wanted
            assert int(mix(np.uint64(state))) == wanted


@given(st.integers(0, MASK))
def test_the_compiled_finaliser_is_the_one_in_plain_integers(x: int) -> None:
    assert int(mix(np.uint64(x))) == mixed(x)


@given(st.integers(0, 2**63 - 1), st.integers(0, 2**40), st.integers(0, 4095), st.integers(0, 255))
def test_keys_are_as_documented(seed: int, agent: int, window: int, ordinal: int) -> None:
    person = mixed((mixed((seed + GOLDEN) & MASK) + agent * GOLDEN) & MASK)
    now = mixed((person + (window + 1) * 0xD1B54A32D192ED03) & MASK)
    here = mixed((now + (ordinal + 1) * 0xABC98388FB8FAC03) & MASK)
    assert int(agent_key(np.uint64(seed), agent)) == person
    assert int(window_key(np.uint64(person), window)) == now
    assert int(occasion_key(np.uint64(now), ordinal)) == here
    assert int(word(np.uint64(here), purposes.ACT)) == mixed(here ^ int(purposes.ACT))
    assert int(draw(np.uint64(here), purposes.ACT)) == mixed(here ^ int(purposes.ACT)) >> 32


def test_draws_are_not_negative_and_below_two_to_the_32() -> None:
    values = [int(draw(np.uint64(mixed(j)), purposes.ACT)) for j in range(2000)]
    assert min(values) >= 0
    assert max(values) < 1 << 32
    assert max(values) > 0.99 * (1 << 32)


def keys(n: int) -> dict[str, Words]:
    """Give keys that differ in one part only: agent, window or ordinal."""
    j = np.arange(n, dtype=np.uint64)
    base = np.uint64(mixed(GOLDEN + 1))
    with np.errstate(over="ignore"):
        agent = mixed_all(base + j * np.uint64(GOLDEN))
        now = mixed_all(agent[0] + (j + np.uint64(1)) * np.uint64(0xD1B54A32D192ED03))
        here = mixed_all(now[0] + (j + np.uint64(1)) * np.uint64(0xABC98388FB8FAC03))
    return {"agent": agent, "window": now, "ordinal": here}


def uniform(key: Words, purpose: int) -> NDArray[np.int64]:
    return (mixed_all(key ^ np.uint64(purpose)) >> np.uint64(32)).astype(np.int64)


def chi_square(counts: NDArray[np.int64]) -> float:
    """Give the normal score of a chi-square of even counts."""
    expected = counts.sum() / counts.size
    degrees = counts.size - 1
    return float((((counts - expected) ** 2).sum() / expected - degrees) / (2 * degrees) ** 0.5)


@pytest.mark.parametrize("part", ["agent", "window", "ordinal"])
def test_draws_are_uniform_and_neighbours_independent(part: str) -> None:
    """N = 65,536 keys that differ in one part; 16 x 16 cells; every purpose; normal scores below 5."""
    key = keys(65_536)[part]
    for purpose in ALL.values():
        u = uniform(key, purpose)
        assert abs(chi_square(np.bincount(u >> 24, minlength=256))) < 5
        assert abs(chi_square(np.bincount(u & 0xFF, minlength=256))) < 5
        pairs = (u[:-1] >> 28) * 16 + (u[1:] >> 28)
        assert abs(chi_square(np.bincount(pairs, minlength=256))) < 5


def test_purposes_are_independent_of_each_other() -> None:
    """N = 65,536 keys, all pairs of purposes: 16 x 16 cells, normal score below 5, correlation below 5 / 256."""
    key = keys(65_536)["ordinal"]
    drawn = {name: uniform(key, purpose) for name, purpose in ALL.items()}
    for one, other in combinations(drawn, 2):
        cells = (drawn[one] >> 28) * 16 + (drawn[other] >> 28)
        assert abs(chi_square(np.bincount(cells, minlength=256))) < 5, (one, other)


def test_salted_purposes_of_the_same_question_are_independent() -> None:
    key = keys(65_536)["ordinal"]
    with np.errstate(over="ignore"):
        named = [int(purposes.SEEN + purposes.salt(name)) for name in ("police", "police_patrol", "informants")]
        beside = [named[0], int(np.uint64(named[0]) + np.uint64(1))]
    for one, other in [*combinations(named, 2), tuple(beside)]:
        cells = (uniform(key, one) >> 28) * 16 + (uniform(key, other) >> 28)
        assert abs(chi_square(np.bincount(cells, minlength=256))) < 5


def test_the_two_halves_of_a_word_are_independent() -> None:
    """A candidate's gap is drawn from the upper half of a word and its kind from the lower."""
    words = mixed_all(keys(65_536)["ordinal"] ^ purposes.GAP_AND_KIND)
    upper, lower = (words >> np.uint64(60)).astype(np.int64), ((words >> np.uint64(28)) & np.uint64(15)).astype(int)
    assert abs(chi_square(np.bincount(upper * 16 + lower, minlength=256))) < 5


def test_purposes_are_declared_constants_that_differ_and_do_not_move() -> None:
    """Renaming or reordering must not change a draw, so the constants are pinned here."""
    assert len(set(ALL.values())) == len(ALL)
    assert ALL["GAP_AND_KIND"] == 0x5A11C0DE00000001
    assert ALL["ACT"] == 0x5A11C0DE00000013
    assert ALL["SEEN"] == 0x5A11C0DE00000037
    assert ALL["UPHELD"] == 0x5A11C0DE000000B7
    assert ALL["SCHEDULED"] == 0x5A11C0DE0000017D
    assert int(purposes.salt("speeding")) == 0xEE2F88F44F42D298
