"""Stage 7, response: how people change."""

from __future__ import annotations

from typing import Literal

from creditarium.model.base import Spec
from creditarium.model.conduct import StateVariable, Term
from creditarium.model.parameter import Factor, Number

Selector = Literal["listed_minus", "listed_plus", "chilled", "needs", "all_of_domain", "named"]


class Coupling(Spec):
    """How a state learns: each window it gains ``gain`` times a view (keyed stochastic rounding)."""

    to: str
    view: str
    gain: Number


class Reaction(Spec):
    """One response: terms on the kinds it concerns, and the couplings by which people learn.

    ``listed_minus`` are the kinds that any scheme in force punishes, ``listed_plus`` those it rewards,
    ``chilled`` the lawful kinds that no scheme lists in a domain where a *secret* scheme lists something, and
    ``needs`` whatever an institution is asked for, be there a consequence or none. With ``among: covered`` its terms
    concern only persons whom a scheme covers.
    """

    title: str
    acts: Selector = "named"
    among: Literal["everyone", "covered"] = "everyone"
    kinds: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    terms: tuple[Term, ...] = ()
    couplings: tuple[Coupling, ...] = ()
    under: Literal["any", "published", "secret"] = "any"
    weight: Factor | None = None


class Field(Spec):
    """A small array carried from window to window: what the others of a circle, community or region did.

    ``share`` counts those others whose view is above 0, ``mean`` averages it; both on a scale of 0 to 31.
    """

    title: str
    level: Literal["circle", "community", "region"]
    of: str
    take: Literal["share", "mean"] = "share"


class Response(Spec):
    """States of mind, fields between people, and reactions by name."""

    title: str
    states: dict[str, StateVariable] = {}
    fields: dict[str, Field] = {}
    reactions: dict[str, Reaction] = {}
