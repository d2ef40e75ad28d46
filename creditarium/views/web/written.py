"""A choice as a URL's query, and back: the URL is the scenario."""

from __future__ import annotations

from pydantic import ValidationError

from creditarium.model.problem import Problem
from creditarium.views.web.asking import Choice

_DEFAULT = Choice()


def choice_of(
    scenario: str = _DEFAULT.scenario, people: str = "", days: str = "", seed: str = "", without: str = "",
    levers: str = "",
) -> Choice:  # fmt: skip
    """Read a choice from the parts of a query; what is none is a `Problem`.

    >>> choice_of("rongcheng", people="2000", levers="errors:0@30,scheme:0@180").levers[1].day
    180
    """
    given: dict[str, object] = {"scenario": scenario}
    given |= {name: text for name, text in (("people", people), ("days", days), ("seed", seed)) if text}
    given["without"] = tuple(part for part in without.split(",") if part)
    given["levers"] = tuple(_lever(part) for part in levers.split(",") if part)
    try:
        return Choice.model_validate(given)
    except ValidationError as refused:
        first = refused.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise Problem(first["msg"], place=place, mend="correct the address") from refused


def _lever(text: str) -> dict[str, str]:
    lever, colon, rest = text.partition(":")
    value, _, day = rest.partition("@")
    if not colon:
        raise Problem(f"'{text}' moves no lever", place="levers", mend="write NAME:VALUE@DAY, as in errors:0@30")
    return {"lever": lever, "value": value, **({"day": day} if day else {})}


def query_of(choice: Choice) -> str:
    """Write a choice as a query; what is as always is left out. No part needs to be escaped.

    >>> query_of(Choice(scenario="rongcheng", people=2000))
    'scenario=rongcheng&people=2000'
    """
    levers = ",".join(f"{one.lever}:{one.value:g}@{one.day}" for one in choice.levers)
    parts = {
        "scenario": choice.scenario, "people": choice.people, "days": choice.days, "seed": choice.seed,
        "without": ",".join(choice.without), "levers": levers,
    }  # fmt: skip
    usual = _DEFAULT.model_dump()
    return "&".join(f"{name}={value}" for name, value in parts.items() if value != usual[name] and value != "")
