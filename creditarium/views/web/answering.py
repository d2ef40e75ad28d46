"""The answers to the page's questions: each from the run that is going on, or from worlds lived for the question."""

from __future__ import annotations

from collections.abc import Callable

from creditarium.model.problem import Problem
from creditarium.views.web.answers import Content
from creditarium.views.web.asking import (
    AskAudit,
    AskCompare,
    AskDecompose,
    AskDistricts,
    AskDraw,
    AskGroups,
    AskLife,
    AskPerson,
    AskSpan,
    Question,
)
from creditarium.views.web.judging import audited, compared, decomposed, spanned
from creditarium.views.web.lives import life_told
from creditarium.views.web.pair import Pair
from creditarium.views.web.persons import by_district, by_group, drawn, person_of
from creditarium.views.web.saving import saved

Tell = Callable[[int, int], None]


def answered(question: Question, pair: Pair | None, tell: Tell) -> Content:
    """Answer one question; what cannot be answered is a `Problem`."""
    if isinstance(question, AskCompare):
        return compared(question, tell)
    if isinstance(question, AskSpan):
        return spanned(question, tell)
    if isinstance(question, AskDecompose):
        return decomposed(question, tell)
    if isinstance(question, AskAudit):
        return audited(question, tell)
    if pair is None:
        raise Problem("no run is going on", mend="start one, then ask")
    if isinstance(question, AskPerson):
        return person_of(pair, question.person)
    if isinstance(question, AskDraw):
        return drawn(pair, question.segment, question.refusal, question.nth)
    if isinstance(question, AskLife):
        return life_told(pair, question)
    if isinstance(question, AskGroups):
        return by_group(pair, question.by)
    if isinstance(question, AskDistricts):
        return by_district(pair)
    assert question.ask == "save"
    return saved(pair, question.what)
