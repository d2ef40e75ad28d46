"""What the page reads by plain requests: the catalogue, and what stands in the library."""

from __future__ import annotations

from typing import Literal

from creditarium.views.web.asking import Choice
from creditarium.views.web.crossing import Crossing, Plain, Translated
from creditarium.views.web.wording import Complaint


class Field(Crossing):
    """One field of a form, made from the model's own schema: what it is called, its sort, range, unit and default."""

    name: str
    title: str
    sort: Literal["number", "whole", "choice", "choices"]
    unit: str = ""
    least: float | None = None
    most: float | None = None
    step: float | None = None
    value: str | int | float | tuple[str, ...] | None = None
    options: tuple[str, ...] = ()
    why: str = ""


class LeverField(Field):
    """A lever: what it changes, what its value means at some marks, and in which scenarios it moves anything."""

    changes: str
    marks: dict[str, str]
    scenarios: tuple[str, ...]


class SchemeCard(Crossing):
    """A scheme in short: `grade` says how well its rules are known, `numbers` how many of its numbers are what."""

    name: str
    title: str
    title_zh: str
    sort: str
    owner: str
    disclosure: str
    bands: tuple[str, ...]
    numbers: dict[str, int]
    sources: tuple[str, ...]


class PopulationCard(Crossing):
    """A population in short."""

    name: str
    title: str
    people: int
    notes: tuple[str, ...]
    sources: tuple[str, ...]


class ScenarioCard(Crossing):
    """A scenario in short. `label` says how it knows: as the press described it, as documented, or its title."""

    name: str
    title: str
    label: str
    schemes: tuple[str, ...]
    population: str
    days: int
    start: str
    stages: dict[str, tuple[str, ...]]
    notes: tuple[str, ...]
    absent: tuple[str, ...]
    assumed: int
    numbers: int


class Caps(Crossing):
    """What this server allows."""

    people: int
    days: int
    runs: int
    queue: int


class Estimate(Crossing):
    """About how many seconds a run of this size takes here, from this machine's own speed; None before it is known."""

    seconds: float | None


class Band(Crossing):
    """What an ensemble of worlds says: of a thousand adults who did nothing listed, how many were refused something.

    `value` is the shipped scenario's own, `low` and `high` hold the middle nine tenths of the members, `zero` says
    whether the band includes zero. `members` differ in luck and in every assumption about people, sensors and offices
    within its range; where `rules` is true, in what nobody published of the schemes' own rules too.
    """

    scenario: str
    label: str
    rules: bool
    value: float
    low: float
    median: float
    high: float
    zero: bool
    members: int
    people: int
    days: int
    digest: str
    values: tuple[float, ...]


class Section(Crossing):
    """A section of the report."""

    name: str
    title: str


class Catalog(Crossing):
    """All that the page offers: forms, cards, levers, titles of measures, caps, and the bands of the Start page."""

    version: str
    fields: tuple[Field, ...]
    levers: tuple[LeverField, ...]
    scenarios: tuple[ScenarioCard, ...]
    schemes: tuple[SchemeCard, ...]
    populations: tuple[PopulationCard, ...]
    segments: dict[str, tuple[str, ...]]
    sections: tuple[Section, ...]
    measures: dict[str, str]
    bands: tuple[Band, ...]
    caps: Caps


class ScenarioTold(Crossing):
    """A choice read from the URL: the card of its scenario, the choice itself, its estimate and its address."""

    choice: Choice
    card: ScenarioCard
    estimate: Estimate
    query: str


class RunCard(Crossing):
    """A finished run: its folder's name, and what its manifest says; two pair where `fate` is the same."""

    name: str
    scenario: str
    title: str
    people: int
    days: int
    seed: str
    fate: str
    digest: str


class RunsTold(Crossing):
    """The finished runs beside which the server was started, the latest first."""

    runs: tuple[RunCard, ...]


class SourcedNumber(Crossing):
    """A number with where it comes from: `kind` is sourced, fixed, assumed, recalled or set."""

    path: str
    value: str
    unit: str
    kind: str
    low: float | None
    high: float | None
    source: str
    because: str


class RuleTold(Crossing):
    """A line of a scheme's point table."""

    kind: str
    title: str
    domain: str
    does: str
    reported: bool
    contradicted: bool
    number: SourcedNumber | None


class ConsequenceTold(Crossing):
    """What an institution does on a scheme's word."""

    title: str
    institution: str
    need: str
    when: str
    does: str
    reported: bool
    contradicted: bool


class SchemeTold(Crossing):
    """A scheme with its point table, its bands, what follows from it, and every number's source.

    `words` has by language what its sentences are called there, beyond the titles of `api/words`.
    """

    card: SchemeCard
    rules: tuple[RuleTold, ...]
    bands: tuple[tuple[str, float | None], ...]
    consequences: tuple[ConsequenceTold, ...]
    numbers: tuple[SourcedNumber, ...]
    words: Translated


class SourceTold(Crossing):
    """A source: what it is, and what it says."""

    id: str
    content: Plain


class SourcesTold(Crossing):
    """All sources that the shipped presets cite."""

    sources: tuple[SourceTold, ...]


class Term(Crossing):
    """A word of the glossary, in each language."""

    name: str
    term: dict[str, str]
    meaning: dict[str, str]


class Glossary(Crossing):
    """The words that the page uses."""

    terms: tuple[Term, ...]


class Chapter(Crossing):
    """A step of a guided story: what to read, which world it opens, and what to look at."""

    title: dict[str, str]
    text: dict[str, str]
    choice: Choice
    look: str


class Story(Crossing):
    """A guided story."""

    name: str
    title: dict[str, str]
    chapters: tuple[Chapter, ...]


class Stories(Crossing):
    """The guided stories, in their order."""

    stories: tuple[Story, ...]


class Words(Crossing):
    """The program's own titles (of kinds, schemes, measures, …) in another language, by the English title."""

    language: str
    words: dict[str, str]


class Standing(Crossing):
    """How busy the server is."""

    runs: int
    queued: int
    caps: Caps


class TroubleTold(Complaint):
    """What a refused request is answered with."""
