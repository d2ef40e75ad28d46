"""Three lives in a report, chosen by rule and lived again: one refused, one wronged, one who gained."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from creditarium.analysis.explain import explain
from creditarium.analysis.other_world import handed_on
from creditarium.model.problem import Problem
from creditarium.results.decoding import decoded
from creditarium.results.replay import Life, replay
from creditarium.views.happenings import gave
from creditarium.views.persons import marks_of
from creditarium.views.report.content import Paragraph, Part, Section
from creditarium.views.report.diary import life_parts
from creditarium.views.sayings import Composed, Meant

if TYPE_CHECKING:
    from creditarium.results.run import Run

RULE = (
    "These lives were not picked by hand. Each is the first person to whom it happened among the run's sampled "
    "circles, or, where there is none, among all its people; who gained is looked for among the best graded. Each life "
    "was lived again for this report and ends exactly as the run recorded it."
)
LOOKED_AT = 48
"""So many of the best graded are lived again in the search for somebody who gained."""


class Chosen(NamedTuple):
    """A life, and what it is an example of."""

    life: Life
    title: str


def lives_section(run: Run, against: Run | None = None) -> Section:
    """Tell three lives, each beside the same life in another world: `against`, or one without any scheme."""
    elsewhere = against or (run if handed_on(run.scenario) else None)
    parts: list[Part] = [Paragraph(RULE)]
    for chosen in chosen_lives(run):
        told = explain(run, chosen.life.number, against=elsewhere)
        key = f"life-{told.life.number}"
        title = Composed(f"Person {told.life.number:,}", ": ", chosen.title)
        parts.append(Section(key, title, tuple(life_parts(told, key))))
    return Section("lives", "Three lives", tuple(parts))


def chosen_lives(run: Run) -> list[Chosen]:
    """Choose three persons of a run by rule: the same run always gives the same three."""
    marks = marks_of(run)
    cohort = run.cohort()["person"].to_numpy()
    nobody = ~(marks.refused | marks.wronged)
    chosen: list[Chosen] = []

    def first(who: NDArray[np.bool_], title: str) -> bool:
        free = who.copy()
        free[[one.life.number for one in chosen]] = False
        sampled = cohort[free[cohort]]
        found = sampled if len(sampled) else np.flatnonzero(free)
        if len(found):
            chosen.append(Chosen(_lived(run, int(found[0])), title))
        return bool(len(found))

    blameless, refused = "refused, though they did nothing listed", Meant("refused", "somebody refused")
    first(marks.refused & marks.blameless, blameless) or first(marks.refused, refused)
    first(marks.wronged, "with a wrong entry against them")
    gained = next(_gained(run, cohort, {one.life.number for one in chosen}), None)
    if gained is not None:
        chosen.append(Chosen(gained, "somebody who gained"))
    while len(chosen) < min(3, run.scenario.people):
        if not first(nobody, "neither refused nor wronged"):
            first(~nobody, "refused or wronged as well")
    return chosen


def _gained(run: Run, cohort: NDArray[np.int64], taken: set[int]) -> Iterator[Life]:
    """Live the best graded again until a scheme gave one of them something: access, or money."""
    summary = run.summary
    graded = [one for one in summary.schemes if one.sort in ("points", "weighted") and one.members]
    if not graded or not (summary.access or any(purse.gained for purse in summary.purses)):
        return
    scheme = max(graded, key=lambda one: one.members)
    compiled = run.engine.compiled
    score = decoded(compiled, run.state.records[: run.scenario.people], f"score.{scheme.name}")
    for group in (cohort, np.arange(run.scenario.people)):
        best = group[np.argsort(-score[group], kind="stable")][:LOOKED_AT]
        for person in best.tolist():
            if person not in taken:
                life = _lived(run, person)
                if any(map(gave, life.diary.iter_rows(named=True))):
                    yield life


def _lived(run: Run, person: int) -> Life:
    life = replay(run, person)
    if not life.matches:
        what = f"person {person} does not end as the run recorded"
        raise Problem(what, place=str(run.path or ""), mend="live the scenario again")
    return life
