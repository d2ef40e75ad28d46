"""A year of one life: its diary from the real trace, the same life without a scheme, and what could be otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from creditarium.analysis.explain import citations_of
from creditarium.analysis.lines import Line, Step, lines_of
from creditarium.analysis.obstacles import outside
from creditarium.analysis.other_world import outcome_of, side_by_side, totals
from creditarium.analysis.reasons import Account, account_of, denials_of
from creditarium.analysis.way_back import WayBack, way_back
from creditarium.model.inventory import parameters
from creditarium.model.problem import Problem
from creditarium.model.scenario import Scenario
from creditarium.results.diary import ANSWERED_AS
from creditarium.results.overrides import Override
from creditarium.results.replay import Life, replay
from creditarium.views.provenance import value_text
from creditarium.views.web.answers import (
    Decision,
    DiaryLine,
    DiaryStep,
    LifeTold,
    Reason,
    Refusal,
    SchemeAccount,
    ScorePoint,
    Source,
    Way,
    WayAct,
)
from creditarium.views.web.asking import AskLife, Decided, LifeChoice
from creditarium.views.web.pair import Pair
from creditarium.views.web.persons import alike

MOST_DECISIONS = 3
_CHOICES = ("temptation", "duty")
"""The sorts of occasion at which somebody decides."""
FILED = ANSWERED_AS["files"]
"""How the diary says that no appeal was filed, and that one was."""
_TRIED = 12
"""How many occasions are turned round to see which of them make a difference."""


def life_told(pair: Pair, asked: AskLife) -> LifeTold:
    """Tell a life of a run that is over, with some of its decisions turned round."""
    if not pair.over:
        raise Problem("the year is not over yet", mend="let it end, then ask for a life")
    if asked.person >= pair.people:
        raise Problem(f"nobody has the number {asked.person}", mend=f"give 0 to {pair.people - 1}")
    turned = tuple(Override(one.window, one.ordinal, one.decision, one.outcome) for one in asked.choices)
    life = replay(pair.world.run, asked.person, overrides=turned)
    cites = citations_of(life)
    lines = lines_of(life, cites)
    twin = _twin(pair, asked.person, turned)
    schemes = [name for name in pair.world.engine.scenario.scoring if outside(life, name) is None]
    denials = denials_of(life, cites)
    cited = cites.standing(schemes).union(*(line.cited for line in lines), *(one.rests_on for one in denials))
    scenario = pair.world.engine.scenario
    return LifeTold(
        person=asked.person,
        attributes={name: str(word) for name, word in life.attributes.items() if word is not None},
        lines=tuple(_lines(scenario, lines, lines_of(twin, citations_of(twin)))),
        scores=tuple(
            ScorePoint(date=row["date"].isoformat(), scheme=row["scheme"], score=row["score"])
            for row in life.ledger.iter_rows(named=True)
        ),
        accounts=tuple(_account(scenario, account_of(life, cites, name)) for name in schemes),
        refusals=tuple(
            Refusal(
                date=one.date.isoformat(), need=_kind(scenario, one.need), title=one.title,
                institution=_said(scenario, one.institution), scheme=one.account.scheme,
                reasons=tuple(reason.title for reason in one.reasons),
            )
            for one in denials
        ),
        ways=() if turned else tuple(_way(scenario, way_back(life, name)) for name in schemes),
        decisions=tuple(_decisions(pair, life, lines, asked.choices)),
        sums=dict(totals(life, twin)),
        alike=alike(pair, asked.person),
        sources=tuple(
            Source(path=path, value=value_text(found), kind=found.kind, source=found.source or found.memory,
                   because=found.because)
            for path, found in parameters(scenario) if path in cited
        ),
    )  # fmt: skip


def _twin(pair: Pair, person: int, turned: tuple[Override, ...]) -> Life:
    """Live the same life without any scheme, with the same acts where it comes to them."""
    try:
        return replay(pair.twin.run, person, overrides=tuple(one for one in turned if one.decision == "act"))
    except Problem:
        return replay(pair.twin.run, person)


def _lines(scenario: Scenario, here: tuple[Line, ...], there: tuple[Line, ...]) -> Iterator[DiaryLine]:
    for both in side_by_side(here, there):
        line = both.either
        kind = scenario.conduct.kinds.get(line.kind)
        yield DiaryLine(
            date=line.date.isoformat(), window=line.window, ordinal=line.ordinal, kind=line.kind, title=line.title,
            domain=kind.domain if kind is not None else "", outcome=both.here.outcome if both.here else "absent",
            why=both.here.why if both.here else "", steps=tuple(_step(scenario, step) for step in line.steps),
            differs=both.differs,
            twin="; ".join(part.strip() for part in outcome_of(both.there) if part) if both.there else "absent",
        )  # fmt: skip


def _step(scenario: Scenario, step: Step) -> DiaryStep:
    return DiaryStep(
        date=step.date.isoformat(), happening=step.happening, by=step.by, by_title=_said(scenario, step.by),
        outcome=step.outcome, points=step.points, score=step.score, money=step.money,
    )  # fmt: skip


def _said(scenario: Scenario, name: str) -> str:
    """Say what a sensor, scheme, consequence or institution is called."""
    held = (scenario.observation.sensors, scenario.scoring, scenario.consequences.rules)
    found = next((part[name].title for part in held if name in part), None)
    return found or scenario.consequences.institutions.get(name, name)


def _kind(scenario: Scenario, name: str) -> str:
    kind = scenario.conduct.kinds.get(name)
    return kind.title if kind is not None else name


def _account(scenario: Scenario, one: Account) -> SchemeAccount:
    reasons = tuple(
        Reason(title=part.title, points=part.points, lost=part.lost, wrong=part.wrong) for part in one.reasons
    )
    title = scenario.scoring[one.scheme].title
    return SchemeAccount(
        scheme=one.scheme, title=title, base=one.base, score=one.score, band=one.band, reasons=reasons
    )  # fmt: skip


def _way(scenario: Scenario, way: WayBack) -> Way:
    acts = tuple(WayAct(date=act.date.isoformat(), title=act.title, do=act.do) for act in way.acts)
    return Way(
        scheme=way.scheme, band=way.band, aim=way.aim, reached=way.reached.isoformat() if way.reached else "",
        acts=acts, bar=way.obstacle.because if way.obstacle else "",
    )  # fmt: skip


def _decisions(pair: Pair, life: Life, lines: Sequence[Line], choices: Sequence[LifeChoice]) -> Iterator[Decision]:
    """Offer genuine choices: those that were made, one appeal, and occasions at which the other decision moves a score.

    Each candidate is lived; what makes no difference to any score is offered last.
    """
    made = {(one.decision, one.window, one.ordinal) for one in choices}
    appeals = [one for line in lines if (one := _appeal(line)) is not None]
    acts = [one for line in lines if (one := _act(line)) is not None]
    chosen = [one for one in (*acts, *appeals) if _place(one) in made]
    scenario = pair.world.engine.scenario
    acts.sort(key=lambda one: (not _is_listed(scenario, one.kind), one.date))
    fresh = [*_one_of_each_kind(appeals, chosen)[:_TRIED], *_one_of_each_kind(acts, chosen)[:_TRIED]]
    moving = [one for one in fresh if _moves(pair, life, one)]
    heard = [one for one in moving if one.decision == "appeal"][:1]
    offered = [*heard, *(one for one in moving if one.decision == "act")]
    rest = [one for one in fresh if one not in offered and (one.decision == "act" or not heard)]
    for one in [*chosen, *offered, *rest][: max(MOST_DECISIONS, len(chosen))]:
        yield one.model_copy(update={"turned": _place(one) in made})


def _place(one: Decision) -> tuple[str, int, int]:
    return one.decision, one.window, one.ordinal


def _act(line: Line) -> Decision | None:
    """Give an occasion at which somebody decides, and could have decided otherwise."""
    if line.sort not in _CHOICES or line.p is None or not 0 < line.p < 1:
        return None
    return _decision("act", line, line.date, line.outcome == "done")


def _appeal(line: Line) -> Decision | None:
    """Give the appeal against what was entered of an occasion, where the entry was noticed."""
    asked = [step for step in line.steps if step.outcome in FILED]
    if not asked:
        return None
    return _decision("appeal", line, asked[0].date, any(step.outcome == FILED[1] for step in asked))


def _decision(decision: Decided, line: Line, date: datetime, outcome: bool) -> Decision:
    return Decision(
        decision=decision, window=line.window, ordinal=line.ordinal, date=date.isoformat(), kind=line.kind,
        title=line.title, outcome=outcome, turned=False,
    )  # fmt: skip


def _one_of_each_kind(found: Sequence[Decision], chosen: Sequence[Decision]) -> list[Decision]:
    """Keep the first decision about each kind that none of the chosen ones is about."""
    kinds = {one.kind for one in chosen if found and one.decision == found[0].decision}
    return [one for j, one in enumerate(found) if one.kind not in {*kinds, *(other.kind for other in found[:j])}]


def _is_listed(scenario: Scenario, kind: str) -> bool:
    return any(kind in scheme.rules for scheme in scenario.scoring.values())


def _moves(pair: Pair, life: Life, one: Decision) -> bool:
    """Say whether the other decision moves a score, and leaves the choices that were made."""
    other = Override(one.window, one.ordinal, one.decision, not one.outcome)
    try:
        return replay(pair.world.run, life.number, overrides=(*life.overrides, other)).scores != life.scores
    except Problem:  # the life no longer comes to a choice that was made
        return False
