"""Stage 4, scoring: what a scheme writes down, and how it grades."""

from __future__ import annotations

from datetime import date
from typing import Literal

from creditarium.model.base import Spec
from creditarium.model.conduct import Start, Term, Who
from creditarium.model.parameter import Days, Number, Numbers, Points, Share

__all__ = [
    "LISTED",
    "Appeal",
    "Band",
    "Cap",
    "Consent",
    "Coverage",
    "Dimension",
    "Recovery",
    "RollOut",
    "Rule",
    "Scheme",
    "band_names",
]


class Band(Spec):
    """A grade: its name and the lowest score in it (the lowest band has none)."""

    name: str
    least: Number | None = None


class Rule(Spec):
    """What one recorded act does: points, a fall straight to a band, a listing, or a move of a dimension.

    ``tariff`` gives the points of the 1st, 2nd, … such entry in the cap's period, for falling returns.
    ``term`` lists for so long; whoever stands on the list already is listed once more, or, where the rule
    ``extends``, stays so much longer on it than the latest end so far.
    ``reported`` marks what the press reports say; ``contradicted`` what the record contradicts.
    """

    points: Points | None = None
    tariff: Numbers | None = None
    to_band: str | None = None
    term: Days | None = None
    extends: Days | None = None
    dimension: str | None = None
    add: Number | None = None
    cap: str | None = None
    removes: bool = False
    reported: bool = False
    contradicted: bool = False


class Cap(Spec):
    """The most points (or, for a tariff, entries) that count in a period."""

    most: Number
    every: Days


class Recovery(Spec):
    """Points given back after clean time, up to a score."""

    points: Points
    after: Days
    up_to: Number


class Appeal(Spec):
    """From noticing an entry to the decision. Only what is visible can be noticed."""

    notice: Share
    notice_delay: Days
    file_if_wrong: Share
    file_if_right: Share
    decision_delay: Days
    upheld_if_wrong: Share
    upheld_if_right: Share


class Consent(Spec):
    """An opt-in scheme: who takes part at the start, and the acts by which people join and leave."""

    start: tuple[Start, ...]
    joins: str | None = None
    leaves: str | None = None


class RollOut(Spec):
    """From a date the scheme covers these places: a share of the communities, drawn once."""

    since: date
    regions: tuple[str, ...] | None = None
    strata: tuple[str, ...] | None = None
    communities: Share | None = None


class Coverage(Spec):
    """Whom the scheme covers, where, and from when."""

    who: Who = Who()
    places: tuple[RollOut, ...]


class Dimension(Spec):
    """One part of a weighted score, worth ``weight`` of the range: the sum of its ramps, clipped to [0, 1].

    Each term's ``table`` or ramp reads one view. ``forget`` is the share of the dimension's own record that
    is forgotten at each recalculation.
    """

    weight: Share
    bits: int = 0
    start: Number | None = None
    forget: Share | None = None
    terms: tuple[Term, ...] = ()


class Scheme(Spec):
    """A scoring instrument over one people.

    ``contagion`` names ratings, its own among them: the lowest band under one of them brings the lowest band here to
    the other organisations of the same responsible person, as their workers' institutions see them.
    """

    title: str
    sort: Literal["points", "weighted", "list", "rating"]
    owner: str
    covers: Coverage
    consent: Consent | None = None
    feeds: tuple[str, ...]
    disclosure: Literal["published", "secret"] = "published"
    start: Number | None = None
    floor: Number | None = None
    ceiling: Number | None = None
    scale: int = 1
    bands: tuple[Band, ...] = ()
    rules: dict[str, Rule]
    caps: dict[str, Cap] = {}
    recovery: Recovery | None = None
    appeal: Appeal | None = None
    recalculate: Days | None = None
    dimensions: dict[str, Dimension] = {}
    contagion: tuple[str, ...] = ()
    grace: Days | None = None
    stock: tuple[Start, ...] = ()


LISTED = ("listed", "not listed")
"""The two bands of a list."""


def band_names(scheme: Scheme) -> tuple[str, ...]:
    """Give the names of a scheme's bands, the lowest first."""
    return LISTED if scheme.sort == "list" else tuple(band.name for band in scheme.bands)
