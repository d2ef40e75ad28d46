"""The space of a scenario's free numbers: every point of the unit cube is a scenario that the record allows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from creditarium.analysis.ensembles.free import UNKNOWN, FreeNumber
from creditarium.model.inventory import parameters, with_parameters
from creditarium.model.overlay import Reform
from creditarium.model.parameter import Parameter
from creditarium.model.problem import Problem, suggestion
from creditarium.model.scenario import Scenario
from creditarium.model.schema import values_at
from creditarium.model.showing import tree


@dataclass(frozen=True)
class Space:
    """Some of a scenario's free numbers, each of them one axis of the unit cube, in the order of the scenario.

    It comes from `space_of`. What is no axis stays as it is written.
    """

    scenario: Scenario
    free: tuple[FreeNumber, ...]

    def __len__(self) -> int:
        return len(self.free)

    @property
    def names(self) -> tuple[str, ...]:
        """The dotted paths of the axes."""
        return tuple(one.path for one in self.free)

    @property
    def home(self) -> tuple[float, ...]:
        """The point at which the scenario stands as it is written."""
        return tuple(one.home for one in self.free)

    def at(self, point: Sequence[float]) -> Scenario:
        """Give the scenario at a point of the unit cube; one whose numbers do not go together is a `Problem`.

        Whatever refuses a file refuses a point; what only compiling finds (bands out of order, a rate above its
        ceiling), the engine refuses when it is made.
        """
        self._check(point)
        moved = {one.path: one.moved(float(place)) for one, place in zip(self.free, point, strict=True)}
        return with_parameters(self.scenario, moved)

    def reform(self, point: Sequence[float], title: str) -> Reform:
        """Give what `at` does to the scenario as a reform, which can be written down and laid over it."""
        self._check(point)
        pairs = zip(self.free, point, strict=True)
        return Reform(
            title=title, changes=tuple(change for one, place in pairs for change in one.changes(float(place)))
        )

    def recorded(self, point: Sequence[float]) -> dict[str, float | str]:
        """Give by path what a table keeps of a point; see `FreeNumber.recorded`."""
        self._check(point)
        return {one.path: one.recorded(float(place)) for one, place in zip(self.free, point, strict=True)}

    def only(self, paths: Iterable[str]) -> Space:
        """Give the space of some of the axes; a path names a number, or all that stand under it.

        What is not free is a `Problem` that says why: it has a source, is a scheme's rule, or is not there.
        """
        wanted = list(paths)
        for path in wanted:
            if not any(_under(name, path) for name in self.names):
                raise _not_free(self.scenario, path)
        kept = (one for one in self.free if any(_under(one.path, path) for path in wanted))
        return Space(self.scenario, tuple(kept))

    def _check(self, point: Sequence[float]) -> None:
        if len(point) != len(self.free):
            what = f"a point of {len(point)} coordinates in a space of {len(self.free)}"
            raise Problem(what, mend="give one for each free number")
        if not all(0 <= place <= 1 for place in point):
            raise Problem("a coordinate lies outside 0 and 1", mend="give a point of the unit cube")

    def __repr__(self) -> str:
        stages: dict[str, int] = {}
        for name in self.names:
            stages[name.split(".")[0]] = stages.get(name.split(".")[0], 0) + 1
        rows = [f"{stage}: {count}" for stage, count in stages.items()] or ["nothing is free"]
        head = f"Space of {len(self)} free numbers of “{self.scenario.name}”"
        return tree(head, rows)


def space_of(scenario: Scenario, *, rules: bool = False) -> Space:
    """Give the space of all numbers of a scenario that are assumed or recalled, with the ranges that they declare.

    A scheme's own rules (see `creditarium.analysis.ensembles.rules`) are no axes: nothing that looks for a best
    point may move them. With ``rules`` those are axes too that nobody found in a source; that is for what asks how
    much is unknown, and seeks nothing. Numbers with a source never are. Tables of a population stay as they are.

    >>> from creditarium.model.resolve import resolve
    >>> len(space_of(resolve("rongcheng"))) < len(space_of(resolve("rongcheng"), rules=True))
    True
    """
    found = (
        FreeNumber(path, parameter, whole=values_at(Scenario, path.split(".")) == {int})
        for path, parameter in parameters(scenario)
        if parameter.kind in UNKNOWN and _moves(parameter)
    )
    return Space(scenario, tuple(one for one in found if rules or not one.rule))


def _moves(parameter: Parameter[Any]) -> bool:
    """Say whether there is more than one value for it."""
    if parameter.range is not None:
        return parameter.range[0] < parameter.range[1]
    return len(parameter.variants) > 1


def _under(name: str, path: str) -> bool:
    return name == path or name.startswith(f"{path}.")


def _not_free(scenario: Scenario, path: str) -> Problem:
    """Say why a path leads to nothing free."""
    there = {name: parameter for name, parameter in parameters(scenario) if _under(name, path)}
    if not there:
        return Problem(f"no number is called '{path}'", mend=suggestion(path, dict(parameters(scenario))))
    unknown = [name for name, parameter in there.items() if parameter.kind in UNKNOWN and _moves(parameter)]
    if unknown:
        what = f"'{unknown[0]}' is a scheme's rule, and no search moves one"
        return Problem(what, mend="name an assumption about people, sensors or offices")
    name, parameter = next(iter(there.items()))
    why = {"sourced": f"has a source ({parameter.source})", "set": "was set by hand"}.get(parameter.kind, "is certain")
    return Problem(f"'{name}' {why}, so it is not free", mend="name a number that is assumed or recalled")
