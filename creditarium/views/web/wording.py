"""The program's own sentences in another language: whole ones by a list of words, others by templates with places.

A template is a pair of sentences, as "people under {scheme}: människor under {scheme}". What fills a place is itself
put into the language where there is a word for it; a place written {=name} is filled by nothing else but names of
records, and {#name} by a number or date. Numbers are written as the language writes them. What nobody has translated
stays in English.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from pydantic import Field, model_validator

from creditarium.views.web.crossing import Crossing, Translated
from creditarium.views.web.page_data import figures, reasons, sentences, words

_PLACE = re.compile(r"\{([=#]?)(\w+)\}")
_FILLING = {"": "(?:(?!; ).)+?", "=": ".+?", "#": r"[\d.,:e-]+"}
_RECORDS = re.compile(r"[A-Z]{2}-\d+(, [A-Z]{2}-\d+)*")
_NUMBER = re.compile(r"\d{1,3}(,\d{3})+(\.\d+)?|\d+\.\d+")
_MARKS = str.maketrans({",": "\N{NO-BREAK SPACE}", ".": ","})
_LONGEST = 300
"""A complaint of so many letters repeats what was asked; all patterns tried on it would take long."""
LANGUAGES = ("sv",)
"""The languages that the page speaks beside English."""
Template = tuple[re.Pattern[str], str]


class Wording:
    """What the program says, in one other language."""

    def __init__(self, pairs: Mapping[str, str]) -> None:
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
        if text in self.whole:
            return self.whole[text]
        for pattern, said in self._templates:
            found = pattern.fullmatch(text)
            filled = self._filled(found.groupdict()) if found else None
            if filled is not None:
                return _PLACE.sub(lambda place, filled=filled: filled[place[2]], said)  # type: ignore[misc]
        parts = text.split(", ")
        told = [self.whole.get(part) for part in parts]
        return ", ".join(part for part in told if part) if len(parts) > 1 and all(told) else None

    def _filled(self, places: Mapping[str, str]) -> dict[str, str] | None:
        """Put what fills the places into the language; None where a word is wanted and there is none."""
        filled: dict[str, str] = {}
        for name, text in places.items():
            said = self.said(text)
            if said is None and name.endswith(_KNOWN) and not _RECORDS.fullmatch(text):
                return None
            filled[name.removesuffix(_KNOWN)] = _NUMBER.sub(_written, text) if said is None else said
        return filled


_KNOWN = "__known"
"""Ends the name of a group whose text must be a known word."""


def _pattern(text: str) -> re.Pattern[str]:
    """Make of a template what its sentences match."""
    parts, end = [], 0
    for place in _PLACE.finditer(text):
        name = place[2] + (_KNOWN if place[1] == "=" else "")
        parts += [re.escape(text[end : place.start()]), f"(?P<{name}>{_FILLING[place[1]]})"]
        end = place.end()
    return re.compile("".join(parts) + re.escape(text[end:]), re.DOTALL)


def _written(number: re.Match[str]) -> str:
    return number[0].translate(_MARKS)


@cache
def wording(language: str) -> Wording:
    """Give the wording of a language: words, sentences of the audit, why numbers are assumed, figures of sources."""
    return Wording({**figures(language), **words(language), **sentences(language), **reasons(language)})


def learnt(told: Any) -> Translated:
    """Give by language and English sentence what plain values say there, beyond the whole sentences that the page has.

    Names of columns are read with spaces. A text of several lines, as a file has, is no sentence: to try all patterns
    on its thousands of words would take minutes.

    >>> learnt({"rows": [["lawful acts", 3], ["score under sesame", 4]], "columns": ["base_rate"]})
    {'sv': {'score under sesame': 'poäng i sesame'}}
    """
    texts = dict.fromkeys(_texts(told))
    made = {}
    for language in LANGUAGES:
        known = wording(language)
        found = {text: known.said(text) for text in texts if text not in known.whole}
        made[language] = {text: said for text, said in found.items() if said is not None}
    return made


class Complaint(Crossing):
    """What was refused or went wrong, where, how to mend it, and in `words` what that is called in other languages.

    >>> Complaint(what="nobody has the number 7").words
    {'sv': {'nobody has the number 7': 'ingen har numret 7'}}
    """

    what: str
    place: str = ""
    mend: str = ""
    words: Translated = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _is_said(cls, given: Any) -> Any:
        if not isinstance(given, Mapping) or "words" in given:
            return given
        said = [text for name in ("what", "mend") if len(text := str(given.get(name, ""))) < _LONGEST]
        return {**given, "words": learnt(said)}


def _texts(told: Any) -> Iterator[str]:
    if isinstance(told, str):
        if "\n" not in told:
            yield told
    elif isinstance(told, Mapping):
        for name, part in told.items():
            yield from (text.replace("_", " ") for text in part) if name == "columns" else _texts(part)
    elif isinstance(told, list | tuple):
        for part in told:
            yield from _texts(part)
