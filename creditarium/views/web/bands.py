"""The bands of the Start page: what an ensemble of each scenario said, shipped with its digest."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import blake2b

from creditarium.model.reading import load
from creditarium.views.web.page_data import FOLDER, BandFile
from creditarium.views.web.reading import Band

NINE_TENTHS = (0.05, 0.95)
"""The ends of a band: the middle nine tenths of the members."""
_DIGEST_BYTES = 16


def shipped_bands(labels: Mapping[str, str]) -> tuple[Band, ...]:
    """Read every shipped band."""
    found = sorted((FOLDER / "bands").glob("*.yaml"), reverse=True)
    return tuple(told(load(BandFile, path), labels) for path in found)


def told(held: BandFile, labels: Mapping[str, str]) -> Band:
    """Tell a band from what its members counted."""
    low, median, high = (quantile(held.values, at) for at in (NINE_TENTHS[0], 0.5, NINE_TENTHS[1]))
    return Band(
        scenario=held.scenario, label=labels.get(held.scenario, held.scenario), value=held.value, low=low,
        median=median, high=high, zero=low <= 0 <= high, members=len(held.values), people=held.people,
        days=held.days, digest=held.digest, values=held.values,
    )  # fmt: skip


def quantile(values: tuple[float, ...], at: float) -> float:
    """Give a quantile that is one of the values: the least of which that share of them are not above.

    >>> quantile((3.0, 1.0, 2.0, 4.0), 0.5)
    2.0
    """
    ordered = sorted(values)
    return ordered[min(max(-int(-at * len(ordered) // 1) - 1, 0), len(ordered) - 1)]


def digest_of(counts: tuple[tuple[int, ...], ...]) -> str:
    """Give the digest of what every member counted."""
    return blake2b(json.dumps(counts).encode(), digest_size=_DIGEST_BYTES).hexdigest()
