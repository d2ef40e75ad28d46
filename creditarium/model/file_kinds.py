"""The kinds of file that a user writes, and how one is known from another: by a key that only its kind has."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from creditarium.model.problem import Problem


class FileKind(NamedTuple):
    """What a file of a kind is called in a sentence, the key that it is known by, and the type that it is read into."""

    said: str
    mark: str
    spec: str


FILE_KINDS = {
    "reforms": FileKind("a reform", "changes", "Reform"),
    "scenarios": FileKind("a scenario", "clock", "Scenario"),
    "populations": FileKind("a population", "households", "Population"),
    "occasions": FileKind("a catalogue of occasions", "kinds", "Conduct"),
    "sensors": FileKind("a set of sensors", "sensors", "Observation"),
    "schemes": FileKind("a scheme", "feeds", "Scheme"),
    "institutions": FileKind("a set of institutions", "institutions", "Consequences"),
    "responses": FileKind("a set of responses", "reactions", "Response"),
    "targets": FileKind("a file of targets", "targets", "Targets"),
    "cases": FileKind("a validation case", "expect", "Case"),
    "tests": FileKind("a file of tests", "tests", "RuleTests"),
}
_PUT_OVER_A_TOWN = "put it over a town: creditarium new scenario TOWN.yaml --scheme {name}"
_TESTED = "write tests of it: creditarium new tests FILE.yaml --scheme {name}"
_ASKED = {
    ("schemes", "scenarios"): _PUT_OVER_A_TOWN,
    ("schemes", "tests"): _TESTED,
    ("tests", "schemes"): "creditarium test {name} tries them",
    ("cases", "scenarios"): "creditarium validate {name} lives through it",
    ("tests", "scenarios"): "creditarium test {name} tries them",
    ("reforms", "scenarios"): "lay it over one: creditarium run SCENARIO --reform {name}",
    ("targets", "scenarios"): "creditarium calibrate SCENARIO --targets {name}",
}
"""What to do with a file of one kind where one of another was wanted."""


def kind_of_keys(keys: Collection[object]) -> str | None:
    """Tell the kind of a file by its keys; none if it has none of the marks."""
    return next((kind for kind, one in FILE_KINDS.items() if one.mark in keys), None)


def check_file_kind(keys: Collection[object], spec: str, name: str) -> None:
    """Refuse a file of one kind where the type ``spec`` is read, which stands for another; ``name`` is the file's.

    >>> check_file_kind({"title", "feeds"}, "Scenario", "mine.yaml")
    Traceback (most recent call last):
    ...
    creditarium.model.problem.Problem: mine.yaml: this is a scheme, and a scenario is wanted. Mend: put it over a \
town: creditarium new scenario TOWN.yaml --scheme mine.yaml.
    """
    wanted = next((kind for kind, one in FILE_KINDS.items() if one.spec == spec), None)
    if wanted is None or FILE_KINDS[wanted].mark in keys:
        return
    found = kind_of_keys(keys)
    if found is not None and found != wanted:
        what = f"this is {FILE_KINDS[found].said}, and {FILE_KINDS[wanted].said} is wanted"
        mend = _ASKED.get((found, wanted), f"give {FILE_KINDS[wanted].said}")
        raise Problem(what, place=name, mend=mend.format(name=name))
