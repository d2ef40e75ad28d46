"""Stage 5, sharing: who learns what, and when."""

from __future__ import annotations

from datetime import date

from creditarium.model.base import Spec
from creditarium.model.parameter import Days


class Agreement(Spec):
    """A scheme's band given to institutions: a copy taken every so many days, read until the next.

    Without ``every`` the institutions look up the present band. Who comes under the scheme between two copies is
    read as of the band that all begin in, until the next.
    """

    title: str
    scheme: str
    to: tuple[str, ...]
    since: date | None = None
    every: Days | None = None


class Sharing(Spec):
    """The agreements between institutions."""

    title: str
    agreements: dict[str, Agreement] = {}
