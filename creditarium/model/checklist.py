"""The questions of the audit, and what it must be told before it weighs: kept as data, read like any preset."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Literal

from creditarium.model.base import Spec
from creditarium.model.catalogue import PRESETS
from creditarium.model.conduct import Kind
from creditarium.model.parameter import Number, Share
from creditarium.model.reading import load

AUDIT = PRESETS / "audit"


class Reference(Spec):
    """A legal text or standard that asks a question; `check` says what to look up before it is cited."""

    text: str
    date: date
    check: str = ""


class Question(Spec):
    """One question in plain words; `kind` says whether words, a number, a table or elements of a norm answer it."""

    title: str
    ask: str
    kind: Literal["words", "number", "table", "elements"]


class Section(Spec):
    """A section of the checklist: the texts behind it, and its questions by number."""

    title: str
    law: tuple[Reference, ...]
    questions: dict[int, Question]


class Checklist(Spec):
    """Every question of an audit, by section letter and number."""

    title: str
    sections: dict[str, Section]

    def each(self) -> Iterator[tuple[str, int, Question]]:
        """Give every question with its section's letter and its number, in order."""
        for letter, section in self.sections.items():
            for number, question in section.questions.items():
                yield letter, number, question


class Gravity(Spec):
    """How grave conduct is, as declared grades: of what is lawful, by domain, and of single kinds."""

    lawful: Number
    domains: dict[str, Number]
    kinds: dict[str, Number]


class Context(Spec):
    """Domains of life that belong together, and why; an institution of one may ask about the others."""

    domains: tuple[str, ...]
    because: str


class Footing(Spec):
    """What a scheme of China rests on, as the record has it; `sources` are the ids of records."""

    basis: str
    sources: tuple[str, ...]


class Measures(Spec):
    """What the audit is told: gravity, contexts, what draws strongly, what schemes rest on."""

    title: str
    gravity: Gravity
    contexts: dict[str, Context]
    arose_in: dict[str, Context]
    strongly: Share
    china: dict[str, Footing]

    def gravity_of(self, name: str, kind: Kind) -> Number:
        """Give how grave an act of a kind is: what the catalogue says, or else what is declared here."""
        if kind.gravity is not None:
            return kind.gravity
        if name in self.gravity.kinds:
            return self.gravity.kinds[name]
        if kind.lawful:
            return self.gravity.lawful
        return self.gravity.domains.get(kind.domain, self.gravity.lawful)

    def related(self, name: str, kind: Kind, need: str) -> bool:
        """Say whether data on a kind arose in a context that a need's domain belongs to."""
        arose = self.arose_in[name].domains if name in self.arose_in else (kind.domain,)
        if need in arose:
            return True
        return any(need in one.domains and set(arose) & set(one.domains) for one in self.contexts.values())


@cache
def checklist() -> Checklist:
    """Read the shipped questions, once.

    >>> sum(1 for _ in checklist().each())
    45
    """
    return load(Checklist, AUDIT / "checklist.yaml")


@cache
def measures() -> Measures:
    """Read what the audit is told before it weighs, once.

    >>> measures().gravity.kinds["hit_and_run"].value
    5
    """
    return load(Measures, AUDIT / "measures.yaml")
