"""A validation case: worlds or functions, numbers that they must give, where these come from, and how closely."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from pydantic import Field, model_validator

from creditarium.model.base import Spec
from creditarium.model.catalogue import PRESETS, is_path, own_file
from creditarium.model.observable import Observable
from creditarium.model.problem import Problem, suggestion
from creditarium.model.reading import load

VALIDATION = PRESETS / "validation"
"""Where the shipped cases are, a file each, with the worlds and tables that they share."""


class Filled(Spec):
    """What fills a world in before it is read: a function by name, and what it is given."""

    by: str
    given: dict[str, Any] = {}


class World(Spec):
    """A world to be lived: a scenario by name, by its file (beside the case's) or written out, and what is changed.

    ``set`` moves parameters by their paths, as ``--set`` does; ``missing`` leaves out what ``--without`` would.
    """

    scenario: str | dict[str, Any]
    people: int | None = Field(None, ge=1)
    days: int | None = Field(None, ge=1)
    seed: int | None = Field(None, ge=0)
    set: dict[str, Any] = {}
    missing: tuple[str, ...] = ()
    filled: Filled | None = None


class Expectation(Spec):
    """One number that is expected, or several of one function.

    It is an ``observable`` of a world, or a ``check``: a registered function, ``given`` its parameters (and a world
    where it lives one), of which ``values`` names the numbers. It holds if it is ``within`` so much of what is
    expected, for the reason that ``because`` gives; ``source`` where it is not the case's own.
    """

    what: str
    world: str | None = None
    observable: Observable | None = None
    check: str | None = None
    given: dict[str, Any] = {}
    value: float | None = None
    values: dict[str, float] = {}
    within: float = Field(ge=0)
    because: str
    source: str = ""

    @model_validator(mode="after")
    def _asks_one_thing(self) -> Self:
        if (self.observable is None) == (self.check is None):
            raise Problem("an expectation asks for an observable or for a check", mend="give one of the two")
        if self.check is None and (self.value is None or self.values or self.given):
            what = "an observable is expected to have a value, and is given nothing"
            raise Problem(what, mend="write 'value:'", at=("observable",))
        if self.check is not None and (self.value is not None or not self.values):
            raise Problem("a check gives several numbers", mend="write 'values: {name: number}'", at=("check",))
        return self


class Case(Spec):
    """A validation case: its title and source, the worlds that it lives, and what they and its functions must give.

    ``untold`` says what of the case the model cannot express, and why.
    """

    title: str
    source: str
    about: str = ""
    worlds: dict[str, World] = {}
    expect: tuple[Expectation, ...]
    untold: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _names_its_worlds(self) -> Self:
        if not self.title or not self.source or not self.expect:
            raise Problem("a case has a title, a source and something to expect", mend="fill them in")
        for j, one in enumerate(self.expect):
            if one.world is not None and one.world not in self.worlds:
                what = f"the case has no world '{one.world}'"
                raise Problem(what, mend=suggestion(one.world, self.worlds), at=("expect", j, "world"))
            if one.observable is not None and self.world_of(one) is None:
                mend = "add 'worlds:', or name one of them with 'world:'"
                raise Problem("it is not said which world is observed", mend=mend, at=("expect", j))
        return self

    def world_of(self, one: Expectation) -> str | None:
        """Give the name of the world that an expectation is about; the only one need not be named."""
        if one.world is None and one.observable is not None and len(self.worlds) == 1:
            return next(iter(self.worlds))
        return one.world


@dataclass(frozen=True)
class CaseFile:
    """A case with the file that it stands in; `name` is what the command line and the tables call it."""

    name: str
    path: Path
    case: Case

    @classmethod
    def read(cls, name: str) -> CaseFile:
        """Read a shipped case by its number (V3), or a case of one's own by its path; a fault is a `Problem`.

        >>> CaseFile.read("V10").case.title
        'Image motive'
        """
        known = case_paths()
        if name in known:
            return cls(name, known[name], load(Case, known[name]))
        first, *_, last = known
        if not is_path(name):
            mend = f"give one of {first} to {last}, or the path of a case of your own"
            raise Problem(f"no validation case is called '{name}'", mend=mend)
        path = own_file(name, f"a shipped case by number, {first} to {last}")
        return cls(path.stem, path, load(Case, path))


def case_paths() -> dict[str, Path]:
    """Give the files of the shipped cases by number, in order."""
    found = {path.stem.partition("-")[0]: path for path in VALIDATION.glob("V*.yaml")}
    return dict(sorted(found.items(), key=lambda item: int(item[0][1:])))
