"""What the page is told in other languages beside an answer, and what was refused, in words of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import Field, model_validator

from creditarium.views.languages import LANGUAGES, wording
from creditarium.views.web.crossing import Crossing, Translated

_LONGEST = 300
"""A complaint of so many letters repeats what was asked; all patterns tried on it would take long."""


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
