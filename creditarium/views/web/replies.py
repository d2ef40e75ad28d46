"""What the program sends over the WebSocket: text messages of JSON, and the JSON header of binary frames.

The layers are a byte a person, in the order of the persons:

| layer | value |
| --- | --- |
| refusal | bit 0: refused anyway, as in the world without a scheme; bit 1: refused because of the score |
| band | 0 under no scheme, else 1 + the place of the band of the first scheme that covers the person |
| denied | how many requests a scheme refused so far, 255 at most |
| held_back | how many lawful acts the person held back so far, 255 at most |
| wrong | how many wrong entries were made about the person so far, 255 at most |
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from creditarium.views.web.answers import Content
from creditarium.views.web.asking import Choice, Layer
from creditarium.views.web.crossing import Crossing, Translated
from creditarium.views.web.wording import Complaint

LAYERS: tuple[Layer, ...] = ("refusal", "band", "denied", "held_back", "wrong")
"""All layers."""
ALWAYS: Layer = "refusal"
"""The one that is kept of every window; another one is kept from when it is watched on."""


class Queued(Crossing):
    """All workers are taken; so many visitors stand before this one."""

    type: Literal["queued"] = "queued"
    before: int


class SchemeShown(Crossing):
    """A scheme of the run: its bands, the lowest first, and how its histogram's bins are cut.

    Bin j holds the scores in [low + j·step, low + (j + 1)·step). A list has no histogram.
    """

    name: str
    title: str
    sort: str
    bands: tuple[str, ...]
    low: float
    step: float


class MeasureShown(Crossing):
    """A measure of every person; its sums are in `unit` after division by `divisor`."""

    name: str
    title: str
    unit: str
    divisor: int
    effect: Literal["direct", "total"]
    better: Literal["less", "more", "neither"]


class Started(Crossing):
    """A run begins. `dates` has the first day of each window; `adults` are those whom a scheme can cover.

    `run` is the run's name, which nobody can guess. `groups` are the income fifths that sums are by. Persons stand
    in the order of communities: `starts` has the first person of each, and `community` how many the most are.
    `currency` is the unit of the scenario's money, "" where it has none.
    """

    type: Literal["started"] = "started"
    run: str
    title: str
    twin: str
    choice: Choice
    people: int
    community: int
    starts: tuple[int, ...]
    adults: int
    windows: int
    dates: tuple[str, ...]
    schemes: tuple[SchemeShown, ...]
    measures: tuple[MeasureShown, ...]
    groups: tuple[str, ...]
    currency: str
    fate: str


class LeverMark(Crossing):
    """A lever that was moved: the mark on the time axis."""

    lever: str
    value: float
    window: int
    day: int
    date: str


class LeversMoved(Crossing):
    """All levers moved so far in this run, in their order."""

    type: Literal["levers"] = "levers"
    log: tuple[LeverMark, ...]


class Tally(Crossing):
    """How many were refused something so far, of the adults and of those of them who did nothing listed.

    `only` are those refused only because of the score (layer value 2), `both` those of value 3, `anyway` of value 1;
    `because` is `only` + `both`: at least one request was refused by a scheme that the institution itself would have
    granted. `per_thousand` is `because` for a thousand of the blameless.
    """

    adults: int
    only: int
    both: int
    anyway: int
    blameless: int
    blameless_only: int
    blameless_both: int
    per_thousand: float


class FrameArray(Crossing):
    """An array of a frame: its name, the type of its items, and its shape, the last axis running fastest."""

    name: str
    dtype: Literal["u1", "u4", "i4", "i8", "f8"]
    shape: tuple[int, ...]


class Frame(Crossing):
    """The header of a frame: where the run stands after `window` windows.

    Arrays: the layers asked for, u1[people]; `bands` u4[schemes, 16] and `bins` u4[schemes, 64], persons by band and
    by score; `sums` i8[2, measures, 5] and `persons` u4[2, measures, 5], for this world and then its twin what each
    measure adds up to so far by income fifth, and how many persons have any of it; `group_people` u4[5], how many
    adults are in each fifth.
    """

    frame: Literal["window"] = "window"
    run: str
    window: int
    day: int
    date: str
    live: bool
    paused: bool
    ended: bool
    tally: Tally
    arrays: tuple[FrameArray, ...]


class Paused(Crossing):
    """The run stands still before this window; `ended` when there is none left."""

    type: Literal["paused"] = "paused"
    window: int
    ended: bool


class Ended(Crossing):
    """The run is over, after so many seconds; the digest of its tables comes with a file (`AskSave`)."""

    type: Literal["ended"] = "ended"
    tally: Tally
    seconds: float


class Trouble(Complaint):
    """Something was refused or went wrong: what, where, and how to mend it. `id` is the question's, if it was one.

    `fatal` says that the run is gone.
    """

    type: Literal["problem"] = "problem"
    id: int | None = None
    fatal: bool = False


class Progress(Crossing):
    """How far the answer to a question is."""

    type: Literal["progress"] = "progress"
    id: int
    done: int
    total: int


class Answer(Crossing):
    """The answer to the question with this number.

    `words` has by language what its sentences are called there, beyond the titles of `api/words`.
    """

    type: Literal["answer"] = "answer"
    id: int
    content: Content
    words: Translated


Reply = Annotated[
    Queued | Started | LeversMoved | Paused | Ended | Trouble | Progress | Answer, Field(discriminator="type")
]
"""Every text message of the program."""
