"""The levers of the page: each moves some numbers of a scenario from a date on, as a reform that anybody can read.

A lever stands at 1 as the scenario is. Several levers on one number are applied in the order below, always to the
scenario's own value, so that a lever that is moved back leaves the scenario as it was. What a lever gives is never
beyond what the number's own range, and its sort, allow: so no lever changes fate.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from creditarium.model.inventory import parameters
from creditarium.model.overlay import Change, Reform
from creditarium.model.parameter import Parameter
from creditarium.model.problem import Problem, suggestion
from creditarium.model.scenario import Scenario

AS_IT_IS = 1.0
"""Where every lever stands in the scenario itself."""
_DIGITS = 9
Paths = tuple[str, ...]
Move = Callable[[float, float], float]
"""From the scenario's own value and the lever's to the value that holds."""


@dataclass(frozen=True)
class Lever:
    """A lever: what it is called, how far it goes, what its ends mean, and which numbers it moves how."""

    name: str
    title: str
    most: float
    step: float
    changes: str
    marks: Mapping[float, str]
    moves: Callable[[Scenario, Paths], Move | None]


def _times(value: float, by: float) -> float:
    return value * by


def _share(value: float, by: float) -> float:
    return min(value * by, 1.0)


def _coverage(_: Scenario, path: Paths) -> Move | None:
    return _share if path[:2] == ("observation", "sensors") and path[3] == "coverage" else None


def _errors(_: Scenario, path: Paths) -> Move | None:
    if path[:2] != ("observation", "sensors"):
        return None
    return _share if path[3] == "mistaken" else _times if path[3:5] == ("false", "rate") else None


def _secrecy(scenario: Scenario, path: Paths) -> Move | None:
    """Let people know the rules: nothing that is not listed is held back, and what is listed as under published rules.

    A reaction multiplies a chance by `times`, to the power of its weight; 1 is no reaction.
    """
    hidden = any(scheme.disclosure == "secret" for scheme in scenario.scoring.values())
    if path[:2] != ("response", "reactions") or not hidden:
        return None
    reaction = scenario.response.reactions[path[2]]
    if reaction.under != "secret" or path[3] != "terms" or path[5] != "times":
        return None
    if reaction.acts == "chilled":
        return lambda value, by: value**by
    weight = reaction.weight.value if reaction.weight is not None else 1.0
    return lambda value, by: value ** (by + (1 - by) / weight)


def _sharing(scenario: Scenario, path: Paths) -> Move | None:
    """Let what an institution does that knows of a scheme by an agreement only be done so much less often."""
    if path[:2] != ("consequences", "rules") or path[3] != "chance":
        return None
    rule = scenario.consequences.rules[path[2]]
    return _share if scenario.scoring[rule.scheme].owner != rule.institution else None


_ONE_WHEN_RIGHT = ("notice", "file_if_wrong", "upheld_if_wrong")


def _appeals(_: Scenario, path: Paths) -> Move | None:
    if path[0] != "scoring" or path[2] != "appeal":
        return None
    if path[3] in _ONE_WHEN_RIGHT:
        return lambda value, by: value * by if by <= AS_IT_IS else value + (1 - value) * (by - AS_IT_IS)
    if path[3] in ("notice_delay", "decision_delay"):
        return lambda value, by: value * min(2 - by, AS_IT_IS)
    return None


def _decay(_: Scenario, path: Paths) -> Move | None:
    if path[0] != "scoring":
        return None
    return _times if path[2:4] == ("recovery", "points") else _share if path[4] == "forget" else None


def _penalties(_: Scenario, path: Paths) -> Move | None:
    if path[0] != "scoring" or path[2] != "rules":
        return None
    if path[4] == "term":
        return lambda value, by: max(value * by, 1.0)
    return (lambda value, by: value * by if value < 0 else value) if path[4] in ("points", "add") else None


def _scheme(scenario: Scenario, path: Paths) -> Move | None:
    """Switch the schemes off: nothing is seen, nothing follows, and nobody is told any more that they are scored."""
    if path[:2] == ("response", "reactions") and path[3] == "couplings" and path[5] == "gain":
        told = scenario.response.reactions[path[2]].couplings[int(path[4])].view == "covered"
        return _times if told else None
    follows = path[:2] == ("consequences", "rules") and path[3] == "chance"
    wrong = path[3:5] == ("false", "rate")
    return _times if follows or wrong or _coverage(scenario, path) is not None else None


LEVERS = (
    Lever("coverage", "How much is seen", 4, 0.1, "the share of people and places that each sensor covers",
          {0: "nothing is seen", 1: "as it is", 4: "four times as much, or everything"}, _coverage),
    Lever("errors", "How much is wrong", 3, 0.1, "false records, and acts taken for somebody else's",
          {0: "no error", 1: "as it is", 3: "three times as many, or as many as the record allows"}, _errors),
    Lever("secrecy", "How secret the rules are", 1, 0.1, "what people hold back because they cannot know the rules",
          {0: "everybody knows the rules", 1: "as it is"}, _secrecy),
    Lever("sharing", "How widely the score is shared", 1, 0.1,
          "how often an institution acts on a score that another one keeps",
          {0: "not at all", 1: "as it is"}, _sharing),
    Lever("appeals", "How well appeals work", 2, 0.1, "whether the wronged notice, appeal and are heard, and how soon",
          {0: "nobody is heard", 1: "as it is", 2: "everybody is heard at once"}, _appeals),
    Lever("decay", "How soon it is forgotten", 5, 0.25, "the points that come back after clean time",
          {0: "nothing is forgotten", 1: "as it is", 5: "five times as soon"}, _decay),
    Lever("penalties", "How hard the penalties are", 3, 0.1, "points taken, and how long a listing lasts",
          {0: "none", 1: "as it is", 3: "three times as hard"}, _penalties),
    Lever("scheme", "The score", 1, 1, "everything that is seen, and everything that follows",
          {0: "off", 1: "on"}, _scheme),
)  # fmt: skip
"""All levers, in the order in which they are applied and shown."""
BY_NAME = {lever.name: lever for lever in LEVERS}


@dataclass(frozen=True)
class Moved:
    """A lever moved to a value, from the start of a window on."""

    lever: str
    value: float
    window: int


def checked(name: str, value: float) -> Lever:
    """Give a lever by name; an unknown one, or a value beyond its end, is a `Problem`."""
    if name not in BY_NAME:
        raise Problem(f"no lever is called '{name}'", place="levers", mend=suggestion(name, BY_NAME))
    lever = BY_NAME[name]
    if not 0 <= value <= lever.most:
        raise Problem(f"{value:g} is beyond the lever '{name}'", place="levers", mend=f"give 0 to {lever.most:g}")
    return lever


def standing(log: Sequence[Moved]) -> tuple[Moved, ...]:
    """Give a log in the order of its windows, without what moves a lever to where it stands already.

    >>> standing([Moved("errors", 1, 0), Moved("errors", 0, 2), Moved("errors", 0, 5)])
    (Moved(lever='errors', value=0, window=2),)
    """
    stands: dict[str, float] = {}
    kept = []
    for moved in sorted(log, key=lambda moved: moved.window):
        if moved.value != stands.get(moved.lever, AS_IT_IS):
            kept.append(moved)
        stands[moved.lever] = moved.value
    return tuple(kept)


def moving(scenario: Scenario) -> tuple[str, ...]:
    """Name the levers that move some number of a scenario."""
    held = [_split(path) for path, _ in parameters(scenario)] if scenario.scoring else []
    return tuple(lever.name for lever in LEVERS if any(lever.moves(scenario, path) for path in held))


def reform_of(scenario: Scenario, log: Sequence[Moved], title: str = "Levers of the page") -> Reform:
    """Give what was moved as a reform of the scenario as it is without any lever."""
    days = sorted({day_of(scenario, moved.window) for moved in log})
    changes: list[Change] = []
    for path, parameter in parameters(scenario):
        if days:
            changes.extend(_changes(scenario, path, parameter, log, days))
    return Reform(title=title, changes=tuple(changes))


def day_of(scenario: Scenario, window: int) -> date:
    """Give the first day of a window."""
    clock = scenario.clock
    return clock.first_day + timedelta(days=window * clock.window)


def number_of_day(scenario: Scenario, window: int) -> int:
    """Give the first day of a window as a run counts its days: 0 is that of the start, and a warm-up lies before."""
    return window * scenario.clock.window - scenario.clock.warm_up


def _changes(
    scenario: Scenario, path: str, parameter: Parameter[Any], log: Sequence[Moved], days: Sequence[date]
) -> Iterator[Change]:
    """Give the dated changes of one number; from the first lever on its own later dates are said again."""
    moves = {lever.name: move for lever in LEVERS if (move := lever.moves(scenario, _split(path))) is not None}
    touching = [moved for moved in log if moved.lever in moves]
    if not touching:
        return
    begin = min(day_of(scenario, moved.window) for moved in touching)
    last, said = parameter.at(begin - timedelta(days=1)), False
    for day in sorted({*(day for day in days if day >= begin), *(day for day in parameter.breaks if day > begin)}):
        stand = {moved.lever: moved for moved in touching if day_of(scenario, moved.window) <= day}
        value = _within(_split(path), parameter, _moved(parameter.at(day), moves, stand))
        if value != last or (said and day in parameter.breaks):
            because = ", ".join(f"{name} {moved.value:g}" for name, moved in stand.items())
            yield Change.model_validate({"path": path, "value": value, "from": day, "because": f"levers: {because}"})
            last, said = value, True


def _moved(value: float, moves: Mapping[str, Move], stand: Mapping[str, Moved]) -> float:
    for name, move in moves.items():
        if name in stand:
            value = move(value, stand[name].value)
    return value


def _within(path: Paths, parameter: Parameter[Any], value: float) -> float | int:
    """Hold a value within what the number may be: whole points, and no more false records than its range allows."""
    if "points" in path:
        return round(value)
    return round(min(value, parameter.highest) if "rate" in path else value, _DIGITS)


def _split(path: str) -> Paths:
    parts = tuple(path.split("."))
    return (*parts, *("",) * (6 - len(parts)))
