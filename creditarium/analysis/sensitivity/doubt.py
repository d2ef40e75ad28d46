"""Whether Sobol's indices can be told at all: with too few blocks they are no shares of anything."""

from __future__ import annotations

import math

import polars as pl

from creditarium.analysis.sensitivity.factors import SEED

WIDEST = 0.5
"""An index whose 95 % confidence is wider than ± this is not told: it may be nothing, and it may be all."""
SLACK = 0.05
"""How far beyond 0 and 1, over and above its confidence, an index or their sum may lie."""
MOST_TIMES = 2**10
"""By no more than so many times is a base advised to grow."""


def doubt_of(effects: pl.DataFrame, base: int) -> str:
    """Say why indices of so many blocks are no shares of variance, and which base would mend it; "" if they are.

    ``effects`` is what `sobol_indices` gives: factor, first, first_conf, total, total_conf.

    >>> one = {"factor": ["a"], "first": [0.4], "first_conf": [0.9], "total": [0.5], "total_conf": [0.2]}
    >>> doubt_of(pl.DataFrame(one), 32).partition(" Mend: ")[2]
    '--base 128, 384 worlds after the rounds.'
    """
    why = _why(effects)
    if not why:
        return ""
    wanted = base * _times(effects)
    worlds = wanted * (effects.height + 2)
    return f"The shares of variance cannot be told: {why}. Mend: --base {wanted}, {worlds:,} worlds after the rounds."


def _why(effects: pl.DataFrame) -> str:
    rows = effects.to_dicts()
    for row in rows:
        if not all(math.isfinite(row[name]) for name in ("first", "first_conf", "total", "total_conf")):
            return f"that of {_named(row)} is no number"
    for row in rows:
        if any(_beyond(row[name], row[f"{name}_conf"]) for name in ("first", "total")):
            return f"that of {_named(row)} comes out beyond the whole or below nothing"
    spread = math.hypot(*(row["first_conf"] for row in rows))
    if _beyond(sum(row["first"] for row in rows), spread):
        return "those of each alone add up to more than the whole or to less than nothing"
    widest = max(rows, key=_width)
    if _width(widest) > WIDEST:
        near = f"is known to ± {100 * _width(widest):.0f}% only" if _width(widest) < 1 else "may be nothing or all"
        return f"that of {_named(widest)} {near}"
    return ""


def _times(effects: pl.DataFrame) -> int:
    """By how many times, a power of two, the blocks must grow: a confidence narrows with their root."""
    width = max(_width(row) for row in effects.to_dicts())
    wanted = (width / WIDEST) ** 2 if math.isfinite(width) else 4.0
    return 1 << min(max(math.ceil(math.log2(max(wanted, 1.0))), 2), MOST_TIMES.bit_length() - 1)


def _beyond(share: float, confidence: float) -> bool:
    return share > 1 + confidence + SLACK or share < -confidence - SLACK


def _width(row: dict[str, float]) -> float:
    return max(row["first_conf"], row["total_conf"])


def _named(row: dict[str, object]) -> str:
    return "the seed" if row["factor"] == SEED else str(row["factor"])
