"""The bands of the Start page: what an ensemble of each scenario counted, shipped with its digest."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import blake2b

from creditarium.model.reading import load
from creditarium.views.web.page_data import FOLDER, BandFile, Counts
from creditarium.views.web.reading import Band

LOW, HIGH = 0.05, 0.95
"""The ends of a band: the middle nine tenths of the members."""
_DIGEST_BYTES = 16


def shipped_bands(labels: Mapping[str, str]) -> tuple[Band, ...]:
    """Read every shipped band."""
    found = sorted((FOLDER / "bands").glob("*.yaml"), reverse=True)
    return tuple(told(load(BandFile, path), labels) for path in found)


def told(held: BandFile, labels: Mapping[str, str]) -> Band:
    """Tell a band from what its members counted."""
    values = tuple(per_thousand(counts) for counts in held.members.values())
    low, median, high = (quantile(values, at) for at in (LOW, 0.5, HIGH))
    return Band(
        scenario=held.scenario,
        label=labels.get(held.scenario, held.scenario),
        rules=held.rules,
        value=per_thousand(held.written),
        low=low,
        median=median,
        high=high,
        zero=low <= 0 <= high,
        members=len(values),
        people=held.people,
        days=held.days,
        digest=held.digest,
        values=values,
    )


def per_thousand(counts: Counts) -> float:
    """Give how many of a thousand who did nothing listed were refused something.

    >>> per_thousand((80, 9, 50, 1))
    20.0
    """
    return 1000 * counts[3] / max(counts[2], 1)


def quantile(values: tuple[float, ...], at: float) -> float:
    """Give a quantile that is one of the values: the least that at least this share of them do not exceed.

    >>> quantile((3.0, 1.0, 2.0, 4.0), 0.5)
    2.0
    """
    ordered = sorted(values)
    return ordered[max(-int(-at * len(ordered) // 1) - 1, 0)]


def digest_of(written: Counts, members: Mapping[int, Counts]) -> str:
    """Give the digest of what an ensemble counted."""
    counted = [list(written), *([number, *counts] for number, counts in sorted(members.items()))]
    return blake2b(json.dumps(counted).encode(), digest_size=_DIGEST_BYTES).hexdigest()
