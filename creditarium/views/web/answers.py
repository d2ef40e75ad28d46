"""What the program answers to the page's questions: one model for each, told apart by `kind`."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from creditarium.views.web.asking import Decided, Dimension
from creditarium.views.web.crossing import Crossing, Table


class Person(Crossing):
    """An imaginary person: attributes, and what each measure counted of them here and in the twin."""

    kind: Literal["person"] = "person"
    person: int
    attributes: dict[str, str]
    refusal: int
    blameless: bool
    band: str
    here: dict[str, float]
    twin: dict[str, float]


class DiaryStep(Crossing):
    """One thing that followed from an occasion: who saw, wrote down, refused or settled it, and the score after it."""

    date: str
    happening: str
    by: str
    by_title: str
    outcome: str
    points: float | None
    score: float | None
    money: int | None


class DiaryLine(Crossing):
    """One occasion of a life, from the real trace. `why` is "any world", "held back", "brought about", "turned round".

    `differs` says that it came out otherwise in the twin; `twin` is how it came out there.
    """

    date: str
    window: int
    ordinal: int
    kind: str
    title: str
    domain: str
    outcome: str
    why: str
    steps: tuple[DiaryStep, ...]
    differs: bool
    twin: str


class Decision(Crossing):
    """A genuine choice of this life: an act that could be done or left, or an appeal against what was entered of one.

    `window` and `ordinal` are those of the occasion; `date` is that of the decision.
    """

    decision: Decided
    window: int
    ordinal: int
    date: str
    kind: str
    title: str
    outcome: bool
    turned: bool


class Reason(Crossing):
    """A principal reason of a score: what points were lost by; `wrong` entries of it were for what was not done."""

    title: str
    points: float
    lost: float
    wrong: int


class SchemeAccount(Crossing):
    """A score at the end of the life, and the principal reasons, at most four."""

    scheme: str
    title: str
    base: float
    score: float
    band: str
    reasons: tuple[Reason, ...]


class Refusal(Crossing):
    """Something refused because of a scheme, as a notice would tell it."""

    date: str
    need: str
    title: str
    institution: str
    scheme: str
    reasons: tuple[str, ...]


class WayAct(Crossing):
    """An act of a way back: what of the life would be done, or left."""

    date: str
    title: str
    do: bool


class Way(Crossing):
    """The way to the next band: the acts, or what bars it."""

    scheme: str
    band: str
    aim: str
    reached: str
    acts: tuple[WayAct, ...]
    bar: str


class ScorePoint(Crossing):
    """A score from a date on."""

    date: str
    scheme: str
    score: float


class Alike(Crossing):
    """Of `of` persons of the same broad segment, `count` were refused something because of the score this year."""

    segment: dict[Dimension, str]
    count: int
    of: int
    per_thousand: float


class Source(Crossing):
    """A number that the life rests on: its path, value, and source or reason."""

    path: str
    value: str
    kind: str
    source: str
    because: str


class LifeTold(Crossing):
    """A year of one life, and the same life without a scheme. `sums` are this world's and the twin's totals."""

    kind: Literal["life"] = "life"
    person: int
    attributes: dict[str, str]
    lines: tuple[DiaryLine, ...]
    scores: tuple[ScorePoint, ...]
    accounts: tuple[SchemeAccount, ...]
    refusals: tuple[Refusal, ...]
    ways: tuple[Way, ...]
    decisions: tuple[Decision, ...]
    sums: dict[str, tuple[float, float]]
    alike: Alike
    sources: tuple[Source, ...]


class GroupsTold(Crossing):
    """Base rates by group: persons, and per thousand of them what was refused, held back, wrongly written down."""

    kind: Literal["groups"] = "groups"
    table: Table


class DistrictsTold(Crossing):
    """Base rates by community: first person, persons, and the same rates as by group."""

    kind: Literal["districts"] = "districts"
    table: Table


class ComparisonTold(Crossing):
    """Effects on everybody, by group, who was touched (of all and by group), and what is direct and indirect.

    Effects are exact. Columns as in docs/compare.md. `currency` is the unit of all money.
    """

    kind: Literal["compare"] = "compare"
    names: tuple[str, str]
    fate: str
    effects: Table
    groups: dict[str, Table]
    touched: Table
    touched_by: dict[str, Table]
    parts: Table
    currency: str


class SpanTold(Crossing):
    """Between what each mean effect lies over these seeds, each a pair of worlds of so many people.

    Only luck moves. Columns: measure, unit, lowest, mean, highest; in `groups` the group comes first. `touched_by` has
    by group the share whom the difference left alone, who lost or gained: group, touched, lowest, mean, highest.
    """

    kind: Literal["span"] = "span"
    seeds: tuple[str, ...]
    people: int
    effects: Table
    groups: dict[str, Table]
    touched_by: dict[str, Table]


class Harm(Crossing):
    """One measure of harm taken apart: the harm itself, without all parts, and each part's share, alone and gone."""

    measure: str
    title: str
    unit: str
    total: float
    none: float
    shares: Table


class DecompositionTold(Crossing):
    """The waterfall: which part of the harm comes from what. `currency` is the unit of all money."""

    kind: Literal["decompose"] = "decompose"
    parts: dict[str, str]
    without: dict[str, str]
    harms: tuple[Harm, ...]
    currency: str


class AuditTold(Crossing):
    """The audit, as `creditarium audit --json` gives it: docs/audit.md describes its shape."""

    kind: Literal["audit"] = "audit"
    audit: dict[str, Any]


class ReportPage(Crossing):
    """A report in one language is ready at `address` (relative to the page's own); with `?save=1` it is a download."""

    address: str
    size: int


class ReportMade(Crossing):
    """A report is ready, by language as a page."""

    kind: Literal["report"] = "report"
    sections: tuple[str, ...]
    pages: dict[str, ReportPage]


class FileMade(Crossing):
    """A small text file to save: nothing is uploaded, and nothing stays on the server.

    `digest` is that of the run's tables, as `creditarium run` with this file would have it; "" before its end.
    """

    kind: Literal["file"] = "file"
    name: str
    text: str
    digest: str


Content = Annotated[
    Person
    | LifeTold
    | GroupsTold
    | DistrictsTold
    | ComparisonTold
    | SpanTold
    | DecompositionTold
    | AuditTold
    | ReportMade
    | FileMade,
    Field(discriminator="kind"),
]
