"""The page's own data, read from `presets/page`: names, glossary, stories, bands."""

from __future__ import annotations

from creditarium.model.base import Spec
from creditarium.model.catalogue import PRESETS
from creditarium.model.reading import load

FOLDER = PRESETS / "page"


class NamesFile(Spec):
    """How scenarios know what they say, and what schemes are called in Chinese."""

    labels: dict[str, str]
    chinese: dict[str, str]


class TermFile(Spec):
    """A word of the glossary by language."""

    term: dict[str, str]
    meaning: dict[str, str]


class GlossaryFile(Spec):
    """The glossary, by a word's name."""

    terms: dict[str, TermFile]


class ChapterFile(Spec):
    """A step of a story; `opens` is the query of an address, `look` a page."""

    title: dict[str, str]
    text: dict[str, str]
    opens: str
    look: str


class StoryFile(Spec):
    """A guided story."""

    title: dict[str, str]
    chapters: tuple[ChapterFile, ...]


class StoriesFile(Spec):
    """All guided stories, by name."""

    stories: dict[str, StoryFile]


Counts = tuple[int, int, int, int]
"""Adults; of them refused something by a scheme; who did nothing listed; of these refused something."""


class BandFile(Spec):
    """What an ensemble of a scenario counted: as it is written, in every member, and the digest of all of that.

    `rules` says that the schemes' own rules move too; `refused` are members whose numbers do not go together.
    """

    scenario: str
    rules: bool
    people: int
    days: int
    seed: int
    count: int
    written: Counts
    members: dict[int, Counts]
    refused: dict[int, str]
    digest: str


def names() -> NamesFile:
    """Read the names."""
    return load(NamesFile, FOLDER / "names.yaml")


def glossary() -> GlossaryFile:
    """Read the glossary."""
    return load(GlossaryFile, FOLDER / "glossary.yaml")


def stories() -> StoriesFile:
    """Read the guided stories."""
    return load(StoriesFile, FOLDER / "stories.yaml")
