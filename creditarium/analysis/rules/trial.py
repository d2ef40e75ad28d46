"""The world in which a scheme's rules are tried: the scheme alone, and nothing left to chance.

It is a scenario with a declared overlay (`CHANGES`): every occasion that the scheme or its consequences know comes
once a day and nobody acts on it, unless a test says so. What the tests ask about is the scenario's own, untouched:
the scheme's points, caps, terms, recovery, bands and recalculation, who shares its grades and how often, and what
institutions make of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from creditarium.engine.numbers import TICKS_PER_DAY
from creditarium.model.catalogue import find_preset
from creditarium.model.derived import beside, read_preset
from creditarium.model.population import STRATA
from creditarium.model.problem import Problem
from creditarium.model.reading import load
from creditarium.model.resolve import scenario_tree
from creditarium.model.rule_tests import Beginning, RuleTests
from creditarium.model.scenario import Scenario
from creditarium.model.tree import Table

CHANGES = (
    "the scheme stands alone, everywhere and from its first day on",
    "an occasion comes once a day to whomever it concerns, and is acted on only where the test says so",
    "what is scored by the length of a bout comes as one such occasion",
    "sensors that feed the scheme see every act at once and mistake nobody; nobody appeals",
    "institutions grant what is asked, unless the test says otherwise, and apply every consequence that fits",
    "nobody learns, and an act leaves nothing behind but its entries",
)
"""What the world of the tests changes in the scenario, in words."""

PEOPLE = 2048
SEED = 1
_SURE = {"fixed": 1, "because": "the world of the tests leaves nothing to chance"}
_NEVER = {"fixed": 0, "because": "nobody acts unless the test says so"}
_DAILY = {
    "fixed": 1 + 1 / TICKS_PER_DAY,
    "unit": "days",
    "because": "once a day: a tick more, so that no window of a day holds two",
}
_PERFECT = {
    "coverage": dict.fromkeys(STRATA, _SURE),
    "delay": {**_NEVER, "unit": "days"},
    "mistaken": _NEVER,
}


@dataclass(frozen=True)
class Trial:
    """What the tests of one file are lived in, as it is written: a scenario's tree and a scheme's, not yet checked."""

    scheme: str
    rules: Table
    tree: Table
    start: date
    days: int

    @classmethod
    def of(cls, tests: RuleTests, path: Path) -> Trial:
        """Read what the tests of a file name; what cannot be read is a `Problem`."""
        tree = scenario_tree(beside(tests.scenario, path))
        found = find_preset("schemes", beside(tests.scheme, path))
        scheme = read_preset("schemes", found)
        if not isinstance(scheme, Table) or not isinstance(scheme.get("rules"), Mapping):
            raise Problem("a scheme has rules", place=str(found), mend="name a scheme's file")
        start = tests.begins or tree["clock"]["start"]
        last = max((test.last for test in tests.tests if test.last is not None), default=start)
        return cls(found.stem, scheme, tree, start, (max(last, start) - start).days + 1)

    def scenario(self, begins: Beginning) -> Scenario:
        """Give the scenario for lives that begin so; bad rules are a `Problem`."""
        name, scheme, tree = self.scheme, self.rules, self.tree
        rules = {key: rule for key, rule in tree["consequences"].get("rules", {}).items() if rule.get("scheme") == name}
        kinds = _known(scheme, rules)
        content = {
            **{key: tree[key] for key in ("name", "title", "population")},
            "people": PEOPLE,
            "seed": SEED,
            "clock": {"start": self.start, "days": self.days, "window": 1, "tally": 1},
            "conduct": _conduct(tree["conduct"], kinds, begins),
            "observation": _observation(tree["observation"], scheme.get("feeds", ()), kinds),
            "scoring": {name: _scheme(scheme, begins)},
            "sharing": _agreements(tree["sharing"], name),
            "consequences": {**tree["consequences"], "rules": {key: _certain(rule) for key, rule in rules.items()}},
            "response": {"title": "Nobody learns"},
        }
        return load(Scenario, Table(content, tree.place))


def _known(scheme: Table, rules: Mapping[str, Any]) -> set[str]:
    """Name the occasions that the scheme has rules for, those that its consequences answer, and those of consent."""
    consent = scheme.get("consent", {})
    asked = {rule.get("need") for rule in rules.values()}
    return {*scheme["rules"], *asked, consent.get("joins"), consent.get("leaves")} - {None}


def _conduct(conduct: Table, wanted: Iterable[str], begins: Beginning) -> dict[str, Any]:
    kinds = {name: _occasion(conduct["kinds"][name]) for name in conduct["kinds"] if name in set(wanted)}
    states = {name: state.without_item("start") for name, state in conduct["states"].items()}
    for name, value in begins.states.items():
        if name in states:
            states[name] = states[name].with_item("start", (_all(value),))
    return {"title": conduct["title"], "states": states, "kinds": kinds}


def _occasion(kind: Table) -> dict[str, Any]:
    """Give a kind as it comes here: once a day, to everybody of its sort (or to every organisation)."""
    kept = {key: kind[key] for key in ("title", "sort", "domain", "lawful", "money") if key in kind}
    firms = kind.get("who", {}).get("organisation", False)
    made = {**kept, "who": {"organisation": firms}, "every": _DAILY, "phase": "common", "chance": _NEVER}
    if "answer" in kind:
        made["answer"] = {"institution": kind["answer"]["institution"], "chance": _SURE}
    return {**made, "link": "linear"}


def _observation(observation: Table, feeds: Iterable[str], kinds: set[str]) -> dict[str, Any]:
    sensors = {}
    for name in feeds:
        sensor = observation["sensors"].get(name)
        if sensor is not None:
            seen = {kind: _SURE for kind in sensor["sees"] if kind in kinds}
            kept = {key: sensor[key] for key in ("title", "since") if key in sensor}
            sensors[name] = {**kept, **_PERFECT, "sees": seen}
    return {"title": observation["title"], "sensors": sensors}


def _scheme(scheme: Table, begins: Beginning) -> Table:
    """Give the scheme with nobody in it but by the test's own word, and everywhere from its first day on."""
    covers = scheme["covers"]
    first = min(row["since"] for row in covers["places"])
    scheme = scheme.without_item("appeal").with_item("covers", covers.with_item("places", ({"since": first},)))
    if scheme.get("consent") is not None:
        taking = (_all(1),) if begins.takes_part else ()
        scheme = scheme.with_item("consent", scheme["consent"].with_item("start", taking))
    stock = () if begins.score is None else (_all(begins.score, firms=bool(covers.get("who", {}).get("organisation"))),)
    return scheme.with_item("stock", stock)


def _agreements(sharing: Table, name: str) -> dict[str, Any]:
    agreements = sharing.get("agreements", {})
    mine = {key: terms for key, terms in agreements.items() if terms.get("scheme") == name}
    return {"title": sharing["title"], "agreements": mine}


def _certain(rule: Table) -> Table:
    return rule.with_item("chance", _SURE).without_item("then").without_item("attempts")


def _all(value: float, firms: bool = False) -> dict[str, Any]:
    """Let everybody begin with a value."""
    held = {"fixed": value, "because": "the test says so"}
    return {"share": _SURE, "value": held, "who": {"organisation": firms}}
