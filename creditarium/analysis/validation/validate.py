"""Living through validation cases: what was expected, what was observed, and whether it holds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from creditarium.analysis.observables import check_observable, observe
from creditarium.analysis.validation.checks import Numbers, called
from creditarium.analysis.validation.worlds import scenario_of
from creditarium.model.problem import Problem, suggestion
from creditarium.model.scenario import Scenario
from creditarium.model.showing import tree
from creditarium.model.validation import Case, CaseFile, Expectation, case_paths
from creditarium.results.living import run as live
from creditarium.results.run import Run

Tell = Callable[[int, int], None]
"""Hears after each expectation how many are settled, and of how many."""

_ROUNDING = 1e-12
"""Numbers that are equal but for the last bits of a float are equal: a tolerance of 0 means as much."""


@dataclass(frozen=True)
class Verdict:
    """One number of a case: what was expected, how closely and why so, and what was observed.

    `cannot_tell` is the reason why nothing was observed, where a package of the extras is missing.
    """

    case: str
    what: str
    expected: float
    within: float
    because: str
    source: str
    observed: float | None
    lived: bool
    cannot_tell: str = ""

    @property
    def holds(self) -> bool:
        """Whether the observed number is within the tolerance."""
        if self.observed is None:
            return False
        slack = _ROUNDING * max(abs(self.expected), 1.0)
        return abs(self.observed - self.expected) <= self.within + slack

    @property
    def verdict(self) -> Literal["holds", "FAILS", "cannot tell"]:
        """The verdict in words."""
        return "cannot tell" if self.cannot_tell else "holds" if self.holds else "FAILS"


@dataclass(frozen=True, repr=False)
class CaseVerdict:
    """The verdicts of one case, with its title, its source and what of it the model cannot express."""

    name: str
    title: str
    source: str
    verdicts: tuple[Verdict, ...]
    about: str = ""
    untold: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether every number of the case holds."""
        return all(one.holds for one in self.verdicts)

    def content(self) -> dict[str, Any]:
        """Give the case as plain values, for JSON."""
        told = [{**asdict(one), "verdict": one.verdict} for one in self.verdicts]
        return {**asdict(self), "verdicts": told, "holds": self.holds}

    def __repr__(self) -> str:
        rows = [
            f"{one.what}: expected {one.expected:.6g} ± {one.within:g}, observed "
            f"{'nothing' if one.observed is None else f'{one.observed:.6g}'}: {one.verdict}"
            for one in self.verdicts
        ]
        head = f"{self.name} “{self.title}”"
        return tree(head, rows)


def validate(*cases: str | Path, computed: bool = False, tell: Tell | None = None) -> list[CaseVerdict]:
    """Live through validation cases, all that are shipped or those that are named (V3, or a file of one's own).

    Every file is read, and every scenario and observable checked, before anything is lived; a fault is a `Problem`.
    A case that is named twice is settled once. With `computed` nothing is lived: the numbers of functions alone are
    settled, and a case without any is left out.

    >>> [found] = validate("V8")
    >>> found.holds
    True
    """
    read = [CaseFile.read(str(name)) for name in cases or case_paths()]
    files = [*{file.path.resolve(): file for file in read}.values()]
    scenarios = [{} if computed else _scenarios(file) for file in files]
    wanted = [[one for one in file.case.expect if not (computed and file.case.world_of(one))] for file in files]
    total, done = sum(len(expected) for expected in wanted), 0
    made = []
    for file, worlds, expected in zip(files, scenarios, wanted, strict=True):
        asked, verdicts = _Asked(file.case, worlds), []
        for one in expected:
            verdicts.extend(_settled(file, one, asked))
            done += 1
            if tell is not None:
                tell(done, total)
        case = file.case
        if verdicts:
            made.append(CaseVerdict(file.name, case.title, case.source, tuple(verdicts), case.about, case.untold))
    return made


def _scenarios(file: CaseFile) -> dict[str, Scenario]:
    """Resolve the worlds of a case, and refuse what none of them answers."""
    made = {name: scenario_of(world, file.path) for name, world in file.case.worlds.items()}
    for one in file.case.expect:
        if one.observable is not None:
            check_observable(one.observable, made[file.case.world_of(one) or ""])
    return made


class _Asked:
    """What was lived and computed for a case so far, so that nothing is done twice."""

    def __init__(self, case: Case, worlds: dict[str, Scenario]) -> None:
        self.case = case
        self.worlds = worlds
        self._runs: dict[str, Run] = {}
        self._numbers: dict[str, Numbers] = {}

    def run(self, name: str) -> Run:
        if name not in self._runs:
            self._runs[name] = live(self.worlds[name])
        return self._runs[name]

    def numbers(self, one: Expectation) -> Numbers:
        key = repr((one.check, one.world, sorted(one.given.items())))
        if key not in self._numbers:
            world = None if one.world is None else self.worlds[one.world]
            self._numbers[key] = called(one.check or "", world, one.given)
        return self._numbers[key]


def _settled(file: CaseFile, one: Expectation, asked: _Asked) -> list[Verdict]:
    """Observe what an expectation asks for, and set it beside what is expected."""

    def verdict(what: str, expected: float, observed: float | None, why: str = "") -> Verdict:
        source = one.source or file.case.source
        lived = one.world is not None or one.observable is not None
        return Verdict(file.name, what, expected, one.within, one.because, source, observed, lived, why)

    if one.observable is not None:
        return [verdict(one.what, one.value or 0.0, observe(asked.run(file.case.world_of(one) or ""), one.observable))]
    try:
        numbers = asked.numbers(one)
    except Problem as problem:
        if isinstance(problem.__cause__, ModuleNotFoundError):
            return [verdict(_named(one, name), value, None, str(problem)) for name, value in one.values.items()]
        raise problem.placed(str(one.place)) from problem
    for name in one.values:
        if name not in numbers:
            what = f"the check '{one.check}' gives no '{name}'"
            raise Problem(what, place=str(one.place), mend=suggestion(name, numbers))
    return [verdict(_named(one, name), value, float(numbers[name])) for name, value in one.values.items()]


def _named(one: Expectation, name: str) -> str:
    return f"{one.what}: {name.replace('_', ' ')}" if len(one.values) > 1 else one.what
