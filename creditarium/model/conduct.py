"""Stage 2, conduct: what people do, and the moments at which they may do it."""

from __future__ import annotations

from typing import ClassVar, Literal

from creditarium.model.base import Spec
from creditarium.model.parameter import Days, Factor, Money, Number, Numbers, Rate, Share

Sort = Literal["temptation", "duty", "need", "mishap"]
Domain = Literal[
    "traffic", "crime", "public_order", "purchases", "play", "speech", "network", "loans", "bills",
    "contracts", "work", "care", "volunteering", "blood", "awards", "association", "contacts", "health",
    "travel", "lodging", "rental", "dating", "welfare", "school", "visa", "records", "membership", "business",
]  # fmt: skip


class Who(Spec):
    """A class of people by fixed attributes; an attribute left out admits everyone.

    ``organisation`` occasions belong to the organisations instead.
    """

    age: tuple[str, ...] | None = None
    sex: tuple[str, ...] | None = None
    education: tuple[str, ...] | None = None
    income: tuple[str, ...] | None = None
    licence: bool | None = None
    internet: bool | None = None
    gamer: bool | None = None
    credit_file: bool | None = None
    migrant: bool | None = None
    stratum: tuple[str, ...] | None = None
    organisation: bool = False


class Term(Spec):
    """How one view of a life moves a chance.

    A *step* multiplies by ``times`` while the view lies in [``at_least``, ``at_most``]; a *ramp* (``full``
    given) grows evenly in the logarithm from 1 at view 0 to ``times`` at ``full``; a ``table`` gives one number
    per value of the view: a factor under the log link, an added value under the linear and logistic links.
    """

    view: str
    at_least: int | None = None
    at_most: int | None = None
    full: int | None = None
    times: Factor | None = None
    table: Numbers | None = None


class Effect(Spec):
    """What an occasion leaves behind in the person's state."""

    on: Literal["act", "omit", "grant", "deny"]
    state: str
    add: Number | None = None
    set: Number | None = None
    chance: Share | None = None


class Answer(Spec):
    """How the institution asked decides by its own rule, with no scheme in force."""

    institution: str
    chance: Share
    link: Literal["log", "linear", "logistic"] = "log"
    depends: tuple[Term, ...] = ()


class Kind(Spec):
    """A type of occasion. ``rate`` makes it random, ``every`` scheduled; exactly one of them is given.

    ``growth`` is the headroom over the highest declared rate, for acts that may become more frequent. What a
    lifelong state does to a random kind needs none.
    """

    title: str
    sort: Sort
    domain: Domain
    lawful: bool = True
    who: Who = Who()
    rate: Rate | None = None
    by: dict[str, dict[str, Factor]] = {}
    growth: Factor | None = None
    every: Days | None = None
    phase: Literal["person", "common"] = "person"
    chance: Share | None = None
    requires: dict[str, tuple[int, int]] = {}
    link: Literal["log", "linear", "logistic"] = "log"
    depends: tuple[Term, ...] = ()
    luck: Literal["occasion", "person", "mixed"] = "occasion"
    meets: Literal["nobody", "stranger"] = "nobody"
    gravity: Number | None = None
    money: Money | None = None
    answer: Answer | None = None
    then: tuple[Effect, ...] = ()
    role: Literal["ordinary", "false_record", "landing", "bout"] = "ordinary"
    bout: str | None = None


class Start(Spec):
    """Who begins with what: a share of the people have ``value`` (or evenly up to ``most``), the rest 0.

    ``given`` names a state declared before it that must be above 0.
    """

    share: Share
    value: Number
    most: Number | None = None
    given: str | None = None
    who: Who = Who()
    by: dict[str, dict[str, Factor]] = {}


class StateVariable(Spec):
    """A small integer in the packed record of a life, from 0 to ``2**bits - 1``; additions saturate.

    ``fade`` is the share lost each week (keyed stochastic rounding), ``drop`` the chance each week to fall by 1.
    A ``lifelong`` state is what somebody is: nothing may move it, and ceilings follow it (engine/compile/lifelong.py).
    """

    title: str
    bits: int
    start: tuple[Start, ...] = ()
    fade: Share | None = None
    drop: Share | None = None
    clears: bool = False
    lifelong: bool = False
    later: ClassVar[tuple[str, ...]] = ("lifelong",)


class Conduct(Spec):
    """The catalogue of occasions, and the states that they read and write."""

    title: str
    states: dict[str, StateVariable]
    kinds: dict[str, Kind]
