"""R0 in Numba, one life at a time from one event to the next: the kernel of skip.c in Python."""

from __future__ import annotations

import numpy as np
from numba import njit

from bench import r0
from bench.peers.skipping import Skipping

CUTS = np.array(r0.CUTS)
KEEP = 1 - np.array(r0.CHILL)
SIZES, BELOW = np.array(r0.LOSSES), np.cumsum(r0.LOSS_SHARES)
BONUS, LOAN, TRAVEL = (-np.log(1 - chance) for chance in (r0.BONUS, r0.LOAN, r0.TRAVEL))
_GOLDEN, _FIRST, _SECOND = (np.uint64(x) for x in (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB))
_ODD = np.uint64(0xD1342543DE82EF95)
_S11, _S27, _S30, _S31 = (np.uint64(x) for x in (11, 27, 30, 31))


@njit(inline="always")
def uniform(state):
    """Give the next state of a stream, and a number between 0 and 1 (splitmix64)."""
    state += _GOLDEN
    z = (state ^ (state >> _S30)) * _FIRST
    z = (z ^ (z >> _S27)) * _SECOND
    return state, (np.float64((z ^ (z >> _S31)) >> _S11) + 0.5) * 2.0**-53


@njit(inline="always")
def band_of(score):
    """Give the band of a score."""
    band = 0
    for cut in CUTS:
        band += score >= cut
    return band


@njit(nogil=True)
def live(seed, first, last, days, negs, poss, region, scores, bands, regions, loans, denied):
    """Live agents `first` to `last` for all days; the counts are added to, day by day, bands and regions as changes."""
    for i in range(first, last):
        state, _ = uniform(np.uint64(seed) + np.uint64(i) * _ODD)
        seen, pos = r0.DETECTED * negs[i], poss[i]
        total = seen + pos + BONUS + LOAN + TRAVEL
        score, today, t = np.int64(scores[i]), -1, 0.0
        band = band_of(score)
        change, hit, lucky, asks, travels = 0, False, False, False, False
        while True:
            state, u = uniform(state)
            t -= np.log(u) / total
            day = min(int(t), days)
            if day != today and today >= 0:
                after = min(max(score + change + (lucky and not hit), r0.LOWEST), r0.HIGHEST)
                if after != score:
                    regions[today, region[i]] += after - score
                    bands[today, band] -= 1
                    score, band = after, band_of(after)
                    bands[today, band] += 1
                loans[today, band] += asks
                denied[today] += travels and band == 0
                change, hit, lucky, asks, travels = 0, False, False, False, False
            if day == days:
                break
            today = day
            state, u = uniform(state)
            what = u * total
            if what < seen:
                state, u = uniform(state)
                if u < KEEP[band]:
                    state, u = uniform(state)
                    change -= SIZES[np.searchsorted(BELOW[:-1], u, side="right")]
                    hit = True
            elif what < seen + pos:
                state, u = uniform(state)
                change += 1 + int(u * r0.MOST_GAIN)
            elif what < seen + pos + BONUS:
                lucky = True
            elif what < seen + pos + BONUS + LOAN:
                asks = True
            else:
                travels = True
        scores[i] = score


def build(agents: int, days: int, seed: int, threads: int = 1) -> r0.Model:
    """Give the model, its agents drawn; the kernel is compiled when it is first run."""
    return Skipping(agents, days, seed, threads, live)
