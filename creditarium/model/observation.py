"""Stage 3, observation: who sees which acts, how often, how late, and how wrongly."""

from __future__ import annotations

from datetime import date
from typing import Literal

from creditarium.model.base import Spec
from creditarium.model.parameter import Count, Days, Factor, Rate, Share


class FalseRecords(Spec):
    """Entries without an act: how many a person-year in full coverage, and what they claim."""

    claims: str
    rate: Rate


class Adaptive(Spec):
    """A sensor whose conserved capacity follows its own records (Ensign et al. 2018).

    Each community's share of its region's attention is (prior + cumulative records) over the sum.
    ``inverse_share`` accepts a discovery with probability inverse to its community's share, which removes the
    feedback. ``also`` names sensors whose records count as well (what is reported rather than discovered).
    """

    prior: Count
    rule: Literal["plain", "inverse_share"] = "plain"
    also: tuple[str, ...] = ()


class Sensor(Spec):
    """Who sees which kinds: ``sees`` gives the sensitivity per kind where covered."""

    title: str
    sees: dict[str, Share]
    coverage: dict[str, Share]
    regions: dict[str, Factor] = {}
    by: dict[str, dict[str, Factor]] = {}
    since: date | None = None
    delay: Days
    mistaken: Share
    false: FalseRecords | None = None
    adaptive: Adaptive | None = None


class Observation(Spec):
    """The sensors of a scenario, by name."""

    title: str
    sensors: dict[str, Sensor]
