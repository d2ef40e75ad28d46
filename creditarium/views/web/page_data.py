"""The page's own data, read from `presets/page`: names, glossary, stories, words of other languages, bands."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from creditarium.model.base import Spec
from creditarium.model.catalogue import PRESETS
from creditarium.model.checklist import AUDIT
from creditarium.model.reading import load, read

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


def words(language: str) -> dict[str, str]:
    """Read the program's own titles in another language, by the English title; none where there is no file."""
    return _mapping(FOLDER / "words" / f"{language}.yaml")


def sentences(language: str) -> dict[str, str]:
    """Read the sentences of the audit in another language, by the English one; {places} stand for what differs."""
    return _mapping(AUDIT / f"{language}.yaml")


def reasons(language: str) -> dict[str, str]:
    """Read in another language why the schemes' numbers are assumed, by the English reason."""
    return _mapping(FOLDER / "reasons" / f"{language}.yaml")


def figures(language: str) -> dict[str, str]:
    """Read in another language what the sources' own figures and their units are called, by the English name."""
    return _mapping(FOLDER / "figures" / f"{language}.yaml")


def _mapping(path: Path) -> dict[str, str]:
    if not path.is_file():
        return {}
    found = read(path)
    return {str(title): str(word) for title, word in found.items()} if isinstance(found, Mapping) else {}
