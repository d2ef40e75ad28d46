"""What the page asks of the program over the WebSocket: text messages of JSON, told apart by `type` and `ask`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from creditarium.views.web.crossing import Crossing, Name

MOST_LEVERS = 64
MOST_CHOICES = 32

Layer = Literal["refusal", "band", "denied", "held_back", "wrong"]
"""A value for every person, one byte each: see `LAYERS` in `creditarium.views.web.replies`."""


class LeverSetting(Crossing):
    """A lever moved to a value, from the window on that holds this day of the run.

    0 is its first day; those of a warm-up lie before it.
    """

    lever: Name
    value: float = Field(ge=0, le=100, allow_inf_nan=False)
    day: int = Field(default=0, ge=-16_000, le=16_000)


class Choice(Crossing):
    """Which world: a shipped scenario, its size and luck, stages left out, levers. It is what the URL holds."""

    scenario: Name = "reported-2020"
    people: int = Field(default=100_000, ge=64, le=10_000_000)
    days: int = Field(default=365, ge=7, le=3_650)
    seed: int = Field(default=1, ge=0, le=2**32 - 1)
    without: tuple[Name, ...] = Field(default=(), max_length=8)
    levers: tuple[LeverSetting, ...] = Field(default=(), max_length=MOST_LEVERS)


class FinishedRun(Crossing):
    """A finished run, by the name under which `api/runs` lists it."""

    run: Name


AnyWorld = Choice | FinishedRun
"""A world to be lived, or one that was lived."""


class Start(Crossing):
    """Live a world and its twin without any scheme side by side, a frame a window.

    `layers` come with each frame; `paused` stops before the first window; `pace` is how many windows a second are lived
    at most, 0 for as many as can be.
    """

    type: Literal["start"]
    choice: Choice = Choice()
    layers: tuple[Layer, ...] = ("refusal",)
    paused: bool = False
    pace: float = Field(default=10, ge=0, le=1000)


class Again(Crossing):
    """The same people with the same luck again, with the levers that were moved, or without them."""

    type: Literal["again"]
    levers: bool = True
    paused: bool = False
    pace: float = Field(default=10, ge=0, le=1000)


class Pause(Crossing):
    """Stop after the window that is being lived."""

    type: Literal["pause"]


class Resume(Crossing):
    """Go on."""

    type: Literal["resume"]


class Step(Crossing):
    """Live so many windows, and pause."""

    type: Literal["step"]
    windows: int = Field(default=1, ge=1, le=600)


class MoveLever(Crossing):
    """Move a lever, from the next window on. The reply is `levers`."""

    type: Literal["lever"]
    lever: Name
    value: float = Field(ge=0, le=100, allow_inf_nan=False)


class Watch(Crossing):
    """Send these layers with each frame from now on; the last frame is sent again with them.

    But for `refusal` a layer is kept from when it is first watched on: a window before that is shown without it.
    """

    type: Literal["watch"]
    layers: tuple[Layer, ...]


class Seek(Crossing):
    """Send the frame of a window that was lived already (0 is before the first); nothing else moves."""

    type: Literal["seek"]
    window: int = Field(ge=0, le=16_000)


class Stop(Crossing):
    """End the run and free its worker; the socket stays open for another start."""

    type: Literal["stop"]


Dimension = Literal["sex", "age", "income", "stratum", "region", "migrant", "education"]
"""A fixed attribute, by which groups are told apart."""


class AskPerson(Crossing):
    """Who is this person? The reply is a `Person`."""

    ask: Literal["person"]
    person: int = Field(ge=0)


class AskDraw(Crossing):
    """Draw an imaginary person by broad segment (an attribute's category each), and by refusal if that is given.

    `nth` gives one after the other. The reply is a `Person`; where there is nobody, a problem.
    """

    ask: Literal["draw"]
    segment: dict[Dimension, str] = Field(default={})
    refusal: int | None = Field(default=None, ge=0, le=3)
    nth: int = Field(default=0, ge=0, le=2**31 - 1)


Decided = Literal["act", "appeal"]
"""What a person decides, and a visitor may turn round."""


class LifeChoice(Crossing):
    """A decision of a life turned round: whether the act follows at this occasion, or an appeal against its entries."""

    window: int = Field(ge=0, le=16_000)
    ordinal: int = Field(ge=0, le=255)
    outcome: bool
    decision: Decided = "act"


class AskLife(Crossing):
    """Live one life of the run again, with these decisions turned round. The reply is a `LifeTold`."""

    ask: Literal["life"]
    person: int = Field(ge=0)
    choices: tuple[LifeChoice, ...] = Field(default=(), max_length=MOST_CHOICES)


class AskGroups(Crossing):
    """Base rates by group, of everybody. The reply is `GroupsTold`."""

    ask: Literal["groups"]
    by: tuple[Dimension, ...] = Field(default=("income",), min_length=1, max_length=2)


class AskDistricts(Crossing):
    """Base rates by community, in the order of the persons. The reply is `DistrictsTold`."""

    ask: Literal["districts"]


class AskCompare(Crossing):
    """Compare two worlds of one fate, person by person. The reply is `ComparisonTold`.

    Without `first` it is the other world without any scheme. A choice beside a finished run takes people, days and
    seed from it. It needs no run of the page's own.
    """

    ask: Literal["compare"]
    first: AnyWorld | None = None
    other: AnyWorld
    by: tuple[Dimension, ...] = Field(default=("income",), max_length=3)


class AskSpan(Crossing):
    """Between what the effects, of all and by group, lie over so many seeds, in worlds of fewer people: `SpanTold`."""

    ask: Literal["span"]
    first: AnyWorld | None = None
    other: AnyWorld
    by: tuple[Dimension, ...] = Field(default=("income",), max_length=3)
    seeds: int = Field(default=8, ge=2, le=32)


class AskDecompose(Crossing):
    """Which part of a world's harm comes from what. The reply is `DecompositionTold`. It needs no run."""

    ask: Literal["decompose"]
    choice: AnyWorld


class AskAudit(Crossing):
    """Audit a world. The reply is `AuditTold`. It needs no run."""

    ask: Literal["audit"]
    choice: AnyWorld
    seeds: int = Field(default=3, ge=2, le=20)


class AskReport(Crossing):
    """Make the report of a world. The reply is `ReportMade`, with an address for each language to show or save it."""

    ask: Literal["report"]
    choice: AnyWorld
    sections: tuple[Name, ...] = Field(default=(), max_length=40)


class AskSave(Crossing):
    """Give the scenario of the run, or its levers as a reform, as a file. The reply is `FileMade`."""

    ask: Literal["save"]
    what: Literal["scenario", "reform"] = "reform"


Question = Annotated[
    AskPerson
    | AskDraw
    | AskLife
    | AskGroups
    | AskDistricts
    | AskCompare
    | AskSpan
    | AskDecompose
    | AskAudit
    | AskReport
    | AskSave,
    Field(discriminator="ask"),
]


class Ask(Crossing):
    """A question with a number of the page's own; `answer` and `progress` bear the same number."""

    type: Literal["ask"]
    id: int = Field(ge=0, le=2**31 - 1)
    question: Question


Message = Annotated[
    Start | Again | Pause | Resume | Step | MoveLever | Watch | Seek | Stop | Ask, Field(discriminator="type")
]
MESSAGE: TypeAdapter[Message] = TypeAdapter(Message)
"""Reads a text message."""
