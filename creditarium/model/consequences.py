"""Stage 6, consequences: what an institution does on a band, rank, listing or event."""

from __future__ import annotations

from datetime import date
from typing import Literal, Self

from pydantic import model_validator

from creditarium.model.base import Spec
from creditarium.model.conduct import Effect, Who
from creditarium.model.parameter import Factor, Money, Number, Share
from creditarium.model.problem import Problem


class When(Spec):
    """The condition on what the institution knows of the asker: one about the scheme, and one more view if need be.

    The further ``view`` (the stranger's band, the employer's) must lie in [``at_least``, ``at_most``].
    """

    band_at_most: str | None = None
    band_at_least: str | None = None
    listed: bool | None = None
    rank_at_most: Share | None = None
    rank_at_least: Share | None = None
    view: str | None = None
    at_least: int | None = None
    at_most: int | None = None


class Consequence(Spec):
    """One institution's rule at one need. ``chance`` is the share of requests to which it is applied.

    ``deny`` refuses, ``grant`` accepts whom the institution's own rule refused, ``price`` changes the price
    by a share of the kind's money, ``money`` moves a fixed amount, ``favour`` puts first. ``attempts`` is the
    mean number of tries by a person refused. What refuses ``marks`` the person with what was refused (credit, travel,
    home): persons refused are counted by these marks.
    """

    title: str
    institution: str
    need: str
    scheme: str
    when: When
    does: Literal["deny", "grant", "price", "money", "favour"]
    chance: Share
    by: Number | Money | None = None
    who: Who = Who()
    since: date | None = None
    attempts: Factor | None = None
    marks: str | None = None
    then: tuple[Effect, ...] = ()
    reported: bool = False
    contradicted: bool = False

    @model_validator(mode="after")
    def _is_counted(self) -> Self:
        if self.does == "deny" and self.marks is None:
            what = "a refusal that marks nothing: nobody would count the persons refused"
            raise Problem(what, mend="add 'marks:' with a word for what is refused, such as credit, travel or home")
        return self


class Consequences(Spec):
    """The consequences of a scenario, by name; ``institutions`` gives their titles."""

    title: str
    institutions: dict[str, str]
    rules: dict[str, Consequence] = {}
