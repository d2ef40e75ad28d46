"""What a line of a life rests on: from a happening to the parameters of the scenario that decided it.

A line cites the paths that could have changed it, read off the model: the rate and the factors of its kind, the
sensors that watch it, the rule and the appeal of the scheme, the consequences of the need, and the states that
these read, with all that moves them. What else a life rests on, because it decides what never happened, is cited
by the life as a whole (`Citations.standing`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from creditarium.engine.compile.conduct import TRIGGERS
from creditarium.engine.compile.response import listed, reacting
from creditarium.model.conduct import Effect, Kind, Term, Who
from creditarium.model.inventory import parameters
from creditarium.model.population import ATTRIBUTES, STRATA
from creditarium.model.scenario import Scenario
from creditarium.model.scoring import Scheme

Paths = frozenset[str]
_OWN = ("score", "band", "rank", "copy", "clean", "cap", "dimension")
"""The first parts of the names of views that a scheme makes from a life's own entries."""


class Citations:
    """Gives the parameters behind each sort of line in the life of one sort of agent.

    `person` holds the place of the category of each fixed attribute, or is None for an organisation; `region`
    is the id of the agent's region.
    """

    def __init__(self, scenario: Scenario, person: Mapping[str, int] | None, region: str) -> None:
        self.scenario, self.person, self.region = scenario, person, region
        self.stratum = STRATA[person["stratum"]] if person is not None else ""
        self.occasion, self.seen = cache(self._occasion), cache(self._seen)
        self.entry, self.answer = cache(self._entry), cache(self._answer)
        self.state, self.scheme = cache(self._state), cache(self._scheme)
        self._listed = listed(scenario)
        self._moved_by = {
            name: reacting(scenario, one) for name, one in scenario.response.reactions.items() if one.terms
        }

    # Lines ------------------------------------------------------------------------------------------------

    def _occasion(self, name: str, done: bool) -> Paths:
        """Cite what decides whether an act follows an occasion of a kind, and what it then leaves behind."""
        kind, at = self.scenario.conduct.kinds[name], f"conduct.kinds.{name}"
        cited = set(_all(kind.rate, f"{at}.rate")) | set(_all(kind.chance, f"{at}.chance"))
        cited |= set(_all(kind.every, f"{at}.every")) | self._own_factors(kind.by, f"{at}.by")
        cited |= self._terms(kind.depends, f"{at}.depends") | self._views(kind.requires)
        cited |= self._responses(name) | _effects(kind.then, f"{at}.then", ("act",) if done else ("omit",))
        if done:
            for sensor in self.watching(name):
                cited |= self._coverage(sensor, name)
        return frozenset(cited)

    def _seen(self, sensor: str, name: str) -> Paths:
        """Cite what decides what becomes of an act that a sensor saw: whose it is taken for, and how late."""
        held, at = self.scenario.observation.sensors[sensor], f"observation.sensors.{sensor}"
        return self._coverage(sensor, name) | {*_all(held.mistaken, f"{at}.mistaken"), *_all(held.delay, f"{at}.delay")}

    def _entry(self, scheme: str, name: str) -> Paths:
        """Cite what an entry does: the rule with its cap, the bounds, the grace, the appeal and the bands."""
        rules, at = self.scenario.scoring[scheme], f"scoring.{scheme}"
        rule = rules.rules.get(name)
        cited = set(_all(rule, f"{at}.rules.{name}"))
        if rule is not None and rule.cap is not None:
            cited |= set(_all(rules.caps[rule.cap], f"{at}.caps.{rule.cap}"))
        for part in ("floor", "ceiling", "grace", "appeal", "bands", "recovery"):
            cited |= set(_all(getattr(rules, part), f"{at}.{part}"))
        return frozenset(cited)

    def _answer(self, name: str) -> Paths:
        """Cite what decides a need: the institution's own answer, then every consequence that concerns the asker."""
        kind, at = self.scenario.conduct.kinds[name], f"conduct.kinds.{name}"
        cited = set(_all(kind.money, f"{at}.money")) | _effects(kind.then, f"{at}.then", ("grant", "deny"))
        if kind.answer is not None:
            cited |= set(_all(kind.answer.chance, f"{at}.answer.chance"))
            cited |= self._terms(kind.answer.depends, f"{at}.answer.depends")
        for rule in self.consequences(name):
            cited |= self.consequence(rule)
        return frozenset(cited)

    def consequence(self, name: str) -> Paths:
        """Cite what decides a consequence: its share, size and condition, and what the institution knows."""
        rule, at = self.scenario.consequences.rules[name], f"consequences.rules.{name}"
        cited = {path for path in _all(rule, at) if path != f"{at}.attempts"}
        cited |= self._terms_of_view(rule.when.view) | self.scheme(rule.scheme) | self.state(f"band.{rule.scheme}")
        return frozenset(cited | self._handed_on(rule.scheme, rule.institution))

    def _handed_on(self, scheme: str, institution: str = "") -> set[str]:
        """Cite how often a scheme's bands are handed on, to an institution or to anybody."""
        agreements = self.scenario.sharing.agreements
        mine = (
            n for n, one in agreements.items() if one.scheme == scheme and (not institution or institution in one.to)
        )
        return {path for name in mine for path in _all(agreements[name], f"sharing.agreements.{name}")}

    # The life as a whole ----------------------------------------------------------------------------------

    def standing(self, schemes: Iterable[str]) -> Paths:
        """Cite what a life rests on besides its lines: what decides that something never comes up at all.

        These are the calendars of its scheduled kinds, the states without which a kind cannot come, the rates
        that are 0, the false records of all sensors (whose turn it is depends on those before), and how the
        `schemes` that cover it begin, grade, recover and are shared.
        """
        cited: set[str] = set()
        for name, kind in self.scenario.conduct.kinds.items():
            at = f"conduct.kinds.{name}"
            if admits(kind.who, self.person):
                cited |= set(_all(kind.every, f"{at}.every")) | self._views(kind.requires)
                cited |= self._occasion(name, False) if _never(kind) else set()
        for scheme in schemes:
            cited |= self.scheme(scheme) | self._handed_on(scheme)
        for sensor, held in self.scenario.observation.sensors.items():
            if held.false is not None:
                cited |= set(_all(held.false, f"observation.sensors.{sensor}.false")) | self._coverage(sensor, "")
        return frozenset(cited)

    def _scheme(self, name: str) -> Paths:
        """Cite how a scheme begins with this agent, grades, recovers and recalculates."""
        scheme, at = self.scenario.scoring[name], f"scoring.{name}"
        parts = (
            "start",
            "floor",
            "ceiling",
            "bands",
            "recovery",
            "recalculate",
            "dimensions",
            "covers",
            "consent",
            "stock",
        )
        cited = {path for part in parts for path in _all(getattr(scheme, part), f"{at}.{part}")}
        cited |= self._term_views(term for part in scheme.dimensions.values() for term in part.terms)
        cited |= self._views(start.given for start in scheme.stock if start.given is not None)
        return frozenset(cited)

    # Who and what -----------------------------------------------------------------------------------------

    def watching(self, name: str) -> list[str]:
        """Name the sensors that see a kind for some scheme that has a rule on it."""
        readers = [scheme for scheme in self.scenario.scoring.values() if name in scheme.rules]
        sensors = self.scenario.observation.sensors
        return [s for s, held in sensors.items() if name in held.sees and any(s in one.feeds for one in readers)]

    def consequences(self, need: str) -> list[str]:
        """Name the consequences of a need that concern this sort of agent."""
        rules = self.scenario.consequences.rules
        return [name for name, rule in rules.items() if rule.need == need and self._concerns(rule.who)]

    def _concerns(self, who: Who) -> bool:
        return self.person is None or admits(who, self.person)

    def _own_factors(self, by: Mapping[str, Mapping[str, Any]], at: str) -> set[str]:
        """Cite the factors for the categories to which the agent itself belongs."""
        words = {name: ATTRIBUTES[name].categories[place] for name, place in (self.person or {}).items()}
        return {
            path for name in by for path in _all(by[name].get(words.get(name, "")), f"{at}.{name}.{words.get(name)}")
        }

    def _coverage(self, sensor: str, name: str) -> Paths:
        held, at = self.scenario.observation.sensors[sensor], f"observation.sensors.{sensor}"
        cited = set(_all(held.sees.get(name), f"{at}.sees.{name}")) | self._own_factors(held.by, f"{at}.by")
        cited |= set(_all(held.regions.get(self.region), f"{at}.regions.{self.region}"))
        strata = [self.stratum] if self.stratum else STRATA
        cited |= {path for word in strata for path in _all(held.coverage[word], f"{at}.coverage.{word}")}
        return frozenset(cited | set(_all(held.adaptive, f"{at}.adaptive")))

    # States and terms -------------------------------------------------------------------------------------

    def _terms(self, terms: Iterable[Term], at: str) -> set[str]:
        """Cite terms, and all that moves the views they read."""
        listed_terms = tuple(terms)
        return set(_all(listed_terms, at)) | self._term_views(listed_terms)

    def _term_views(self, terms: Iterable[Term]) -> set[str]:
        return self._views(term.view for term in terms)

    def _terms_of_view(self, view: str | None) -> Paths:
        return self.state(view) if view is not None else frozenset()

    def _views(self, views: Iterable[str]) -> set[str]:
        return {path for view in views for path in self.state(view)}

    def _responses(self, name: str) -> set[str]:
        """Cite the reactions that move a kind, and what makes it one of those that they move."""
        cited: set[str] = set()
        for word, kinds in self._moved_by.items():
            if name in kinds:
                reaction, at = self.scenario.response.reactions[word], f"response.reactions.{word}"
                cited |= self._terms(reaction.terms, f"{at}.terms") | set(_all(reaction.weight, f"{at}.weight"))
                cited |= self._listing(name) if reaction.acts != "named" else set()
                cited |= self.state("covered") if reaction.among == "covered" else set()
        return cited

    def _listing(self, name: str) -> set[str]:
        """Cite the rules by which a kind is punished, rewarded, or chilled for its domain's sake."""
        kinds = self.scenario.conduct.kinds
        cited: set[str] = set()
        for word, scheme in self.scenario.scoring.items():
            for other, rule in scheme.rules.items():
                near = name in self._listed[2] and kinds[other].domain == kinds[name].domain
                if other == name or (near and scheme.disclosure == "secret"):
                    cited |= set(_all(rule, f"scoring.{word}.rules.{other}"))
        return cited

    def _state(self, view: str) -> Paths:
        """Cite all that moves a view: what people begin with, how it fades, and what teaches it.

        What the acts and entries of a life leave behind is cited by their own lines; what others do, by none.
        """
        return frozenset(self._moved({view}, set()))

    def _moved(self, views: set[str], known: set[str]) -> set[str]:
        cited: set[str] = set()
        for view in sorted(views - known):
            known.add(view)
            head, _, rest = view.partition(".")
            cited |= set(self._declared(view))
            cited |= self._moved(self._read(view, head, rest), known)
            if head in _OWN and rest in self.scenario.scoring:
                cited |= set(_all(self.scenario.scoring[rest].bands, f"scoring.{rest}.bands"))
                cited |= set(_all(self.scenario.scoring[rest].start, f"scoring.{rest}.start"))
            if head in ("member", "consent") and rest in self.scenario.scoring:
                cited |= _joined(self.scenario.scoring[rest], f"scoring.{rest}")
            if view == "covered":
                for name, scheme in self.scenario.scoring.items():
                    cited |= _joined(scheme, f"scoring.{name}")
            if head == "employer":
                cited |= self._employer(rest)
        return cited

    def _declared(self, view: str) -> Iterator[str]:
        for stage, states in (("conduct", self.scenario.conduct.states), ("response", self.scenario.response.states)):
            if view in states:
                yield from _all(states[view], f"{stage}.states.{view}")
        for word, reaction in self.scenario.response.reactions.items():
            for j, coupling in enumerate(reaction.couplings):
                if coupling.to == view:
                    yield from _all(coupling, f"response.reactions.{word}.couplings.{j}")

    def _read(self, view: str, head: str, rest: str) -> set[str]:
        """Name the views that move a view: those that teach it, those it begins with, and what a field is of."""
        read = {c.view for r in self.scenario.response.reactions.values() for c in r.couplings if c.to == view}
        for states in (self.scenario.conduct.states, self.scenario.response.states):
            if view in states:
                read |= {start.given for start in states[view].start if start.given is not None}
        if head in ("circle", "community", "region") and rest in self.scenario.response.fields:
            read.add(self.scenario.response.fields[rest].of)
        return read

    def _employer(self, scheme: str) -> set[str]:
        """Cite what an employer's rating rests on: the scheme, its sensors, and what organisations do."""
        rating = self.scenario.scoring[scheme]
        cited = set(_all(rating, f"scoring.{scheme}"))
        for sensor in rating.feeds:
            cited |= set(_all(self.scenario.observation.sensors[sensor], f"observation.sensors.{sensor}"))
        for name, kind in self.scenario.conduct.kinds.items():
            if kind.who.organisation:
                cited |= set(_all(kind, f"conduct.kinds.{name}"))
        return cited


def admits(who: Who, person: Mapping[str, int] | None) -> bool:
    """Say whether a class admits an agent of these attributes; None stands for an organisation."""
    if person is None or who.organisation:
        return person is None and who.organisation
    for name, attribute in ATTRIBUTES.items():
        wanted, word = getattr(who, name), attribute.categories[person[name]]
        if wanted is not None and word not in (("no", "yes")[wanted] if isinstance(wanted, bool) else wanted):
            return False
    return True


def _all(spec: Any, path: str) -> Iterator[str]:
    """Give the path of every parameter in a part of a scenario; nothing where the part is not there."""
    return (found for found, _ in parameters(spec, path))


def _effects(effects: tuple[Effect, ...], at: str, triggers: tuple[str, ...]) -> set[str]:
    """Cite the effects of some triggers ("act", "omit", "grant", "deny")."""
    assert set(triggers) <= set(TRIGGERS)
    return {path for j, effect in enumerate(effects) if effect.on in triggers for path in _all(effect, f"{at}.{j}")}


def _joined(scheme: Scheme, at: str) -> set[str]:
    """Cite what makes somebody a member: where the scheme is, and who takes part at the start."""
    return {*_all(scheme.covers, f"{at}.covers"), *_all(scheme.consent, f"{at}.consent")}


def _never(kind: Kind) -> bool:
    """Say whether some value by which a kind comes up at all is 0, so that no line could show it."""
    factors = [factor for words in kind.by.values() for factor in words.values()]
    return any(value is not None and value.lowest <= 0 for value in (kind.rate, kind.chance, *factors))
