"""The program's own sentences in another language: whole ones by a list of words, others by templates with places.

A template is a pair of sentences, as "people under {scheme}: människor under {scheme}". What fills a place is itself
put into the language where there is a word for it; a place written {=name} is filled by nothing else but names of
records, and {#name} by a number or date. Numbers and quotation marks are written as the language writes them. What
nobody has translated stays in English.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from creditarium.model.catalogue import PRESETS
from creditarium.model.checklist import AUDIT
from creditarium.model.problem import Problem, suggestion
from creditarium.model.reading import read

LANGUAGES = ("sv",)
"""The languages that the program speaks beside English."""
SPOKEN = ("en", *LANGUAGES)
PAGE, REPORT = PRESETS / "page", PRESETS / "report"

_PLACE = re.compile(r"\{([=#]?)(\w+)\}")
_FILLING = {"": "(?:(?!; ).)+?", "=": ".+?", "#": r"[\d.,:e-]+"}
_RECORDS = re.compile(r"[A-Z]{2}-\d+(, [A-Z]{2}-\d+)*")
_NUMBER = re.compile(r"(?<![\w.])(\d{1,3}(,\d{3})+(\.\d+)?|\d+\.\d+)(e[-−]?\d+)?(?!\.?\w)")
_MINUS = re.compile(r"(?<![\w.-])-(?=\d)")
_PERCENT = re.compile(r"(?<=\d) ?%")
_MARKS = str.maketrans({",": "\N{NO-BREAK SPACE}", ".": ","})
_QUOTES = str.maketrans({"“": "”"})
_KNOWN = "__known"
"""Ends the name of a group whose text must be a known word."""
Template = tuple[re.Pattern[str], str]


class Told(NamedTuple):
    """A sentence in another language, and those words in it for which there is none there."""

    text: str
    kept: tuple[str, ...] = ()


class Wording:
    """What the program says, in one other language."""

    def __init__(self, pairs: Mapping[str, str], language: str = "") -> None:
        self.language = language
        self.whole = {text: said for text, said in pairs.items() if not _PLACE.search(text)}
        """The sentences without a place."""
        templates = [(text, said) for text, said in pairs.items() if text not in self.whole]
        # Of two templates that fit a sentence, the one with more words of its own is meant.
        templates.sort(key=lambda pair: -len(_PLACE.sub("", pair[0])))
        self._templates: list[Template] = [(_pattern(text), said) for text, said in templates]

    def said(self, text: str) -> str | None:
        """Give a sentence in the language; None where nobody has translated it.

        >>> one = Wording({"people under {scheme}": "människor under {scheme}", "{=a} ({=b})": "{=a} ({=b})",
        ...                "court": "domstolen", "sex": "kön", "{n} people": "{n} människor"})
        >>> one.said("people under rongcheng"), one.said("court (sex)"), one.said("court (other)")
        ('människor under rongcheng', 'domstolen (kön)', None)
        >>> one.said("1.5 people"), one.said("people under sex, court")
        ('1,5 människor', 'människor under kön, domstolen')
        """
        found = self.told(text)
        return None if found is None else found.text

    def told(self, text: str) -> Told | None:
        """Give a sentence in the language with what of it stays as it is; None where nobody has translated it."""
        if text in self.whole:
            return Told(self.whole[text])
        for pattern, said in self._templates:
            found = pattern.fullmatch(text)
            filled = self._filled(found.groupdict()) if found else None
            if filled is not None:
                made = _PLACE.sub(lambda place, filled=filled: filled[place[2]].text, said)  # type: ignore[misc]
                return Told(made, tuple(word for one in filled.values() for word in one.kept))
        parts = text.split(", ")
        known = [self.whole.get(part) or _without_letters(part) for part in parts]
        listed = len(parts) > 1 and all(known) and text != ", ".join(part for part in known if part)
        return Told(", ".join(part for part in known if part)) if listed else None

    def _filled(self, places: Mapping[str, str]) -> dict[str, Told] | None:
        """Put what fills the places into the language; None where a word is wanted and there is none."""
        filled: dict[str, Told] = {}
        for name, text in places.items():
            told = self.told(text)
            if told is None and name.endswith(_KNOWN) and not _RECORDS.fullmatch(text):
                return None
            filled[name.removesuffix(_KNOWN)] = Told(self.written(text), (text,)) if told is None else told
        return filled

    def written(self, text: str) -> str:
        """Write the numbers, shares and quotation marks of a text as the language does.

        >>> Wording({}).written("1,234.5 of “a”: 12.3%, -0.5 %; version 1.2.3 of 2020-01-31")
        '1\\xa0234,5 of ”a”: 12,3\\xa0%, −0,5\\xa0%; version 1.2.3 of 2020-01-31'
        """
        numbers = _NUMBER.sub(lambda number: number[0].translate(_MARKS), _MINUS.sub("−", text))
        return _PERCENT.sub("\N{NO-BREAK SPACE}%", numbers).translate(_QUOTES)

    def text(self, text: str) -> str:
        """Give a sentence in the language, or as it is but for its numbers."""
        said = self.said(text)
        return self.written(text) if said is None else said


class English(Wording):
    """The language that everything is written in: what is said is said already."""

    def __init__(self) -> None:
        super().__init__({}, "en")

    def told(self, text: str) -> Told | None:
        """Give a sentence as it is."""
        return Told(text)

    def written(self, text: str) -> str:
        """Give a text as it is."""
        return text


ENGLISH = English()


def _without_letters(text: str) -> str | None:
    return None if any(map(str.isalpha, text)) else text


def _pattern(text: str) -> re.Pattern[str]:
    """Make of a template what its sentences match."""
    parts, end = [], 0
    for place in _PLACE.finditer(text):
        name = place[2] + (_KNOWN if place[1] == "=" else "")
        parts += [re.escape(text[end : place.start()]), f"(?P<{name}>{_FILLING[place[1]]})"]
        end = place.end()
    return re.compile("".join(parts) + re.escape(text[end:]), re.DOTALL)


@cache
def wording(language: str) -> Wording:
    """Give the wording of a language: words, sentences of the audit, why numbers are assumed, figures of sources."""
    return Wording(_pairs(language), language)


@cache
def report_wording(language: str) -> Wording:
    """Give the wording of a language with what a report says besides; that of no language is a `Problem`."""
    check_language(language)
    if language == ENGLISH.language:
        return ENGLISH
    return Wording({**_pairs(language), **report_sentences(language)}, language)


def check_language(language: str) -> None:
    """Refuse a language that the program does not speak."""
    if language not in SPOKEN:
        raise Problem(f"a report is not written in the language '{language}'", mend=suggestion(language, SPOKEN))


def _pairs(language: str) -> dict[str, str]:
    return {**figures(language), **words(language), **sentences(language), **reasons(language)}


def words(language: str) -> dict[str, str]:
    """Read the program's own titles in another language, by the English title; none where there is no file."""
    return _mapping(PAGE / "words" / f"{language}.yaml")


def sentences(language: str) -> dict[str, str]:
    """Read the sentences of the audit in another language, by the English one; {places} stand for what differs."""
    return _mapping(AUDIT / f"{language}.yaml")


def reasons(language: str) -> dict[str, str]:
    """Read in another language why the schemes' numbers are assumed, by the English reason."""
    return _mapping(PAGE / "reasons" / f"{language}.yaml")


def figures(language: str) -> dict[str, str]:
    """Read in another language what the sources' own figures and their units are called, by the English name."""
    return _mapping(PAGE / "figures" / f"{language}.yaml")


def report_sentences(language: str) -> dict[str, str]:
    """Read what only a report says in another language, by the English sentence."""
    return _mapping(REPORT / f"{language}.yaml")


def _mapping(path: Path) -> dict[str, str]:
    if not path.is_file():
        return {}
    found = read(path)
    return {str(title): str(word) for title, word in found.items()} if isinstance(found, Mapping) else {}
