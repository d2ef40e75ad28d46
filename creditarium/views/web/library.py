"""What stands in the library: the catalogue, schemes with their point tables, sources, glossary, stories."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import asdict
from functools import cached_property

from creditarium import __version__
from creditarium.analysis.pairs.measures import MEASURES
from creditarium.model.catalogue import find_preset, preset_names
from creditarium.model.inventory import parameters
from creditarium.model.parameter import Parameter
from creditarium.model.population import ATTRIBUTES, FIRST_ADULT
from creditarium.model.reading import load
from creditarium.model.resolve import resolve
from creditarium.model.scenario import Scenario
from creditarium.model.scoring import Rule, Scheme
from creditarium.model.source import sources
from creditarium.views.languages import LANGUAGES, wording
from creditarium.views.web import page_data
from creditarium.views.web.bands import shipped_bands
from creditarium.views.web.cards import (
    fields,
    lever_fields,
    number_of,
    population_card,
    scenario_card,
    scheme_card,
)
from creditarium.views.web.reading import (
    Caps,
    Catalog,
    Chapter,
    ConsequenceTold,
    Glossary,
    RuleTold,
    ScenarioCard,
    SchemeTold,
    Section,
    SourcesTold,
    SourceTold,
    Stories,
    Story,
    Term,
    Words,
)
from creditarium.views.web.sections import SECTIONS
from creditarium.views.web.wording import learnt
from creditarium.views.web.written import choice_of

SEGMENTS = ("sex", "age", "income", "stratum", "migrant", "education")
"""The attributes by which a person may be drawn."""


class Library:
    """Everything that stands still while the server runs; each is made when it is first asked for, and kept."""

    def __init__(self, caps: Caps) -> None:
        self._caps = caps
        self._making = threading.RLock()
        self._told: dict[str, SchemeTold] = {}

    def prepare(self) -> None:
        """Begin to make the catalogue and the words, which takes seconds, so that they are there when the page asks."""
        threading.Thread(target=lambda: (self.catalog, *map(wording, LANGUAGES)), daemon=True).start()

    @property
    def catalog(self) -> Catalog:
        """All that the page offers."""
        with self._making:
            return self._catalog

    @cached_property
    def _catalog(self) -> Catalog:
        held = self._scenarios
        populations = {one.population.name: one.population for one in held.values()}
        return Catalog(
            version=__version__,
            fields=fields(held),
            levers=lever_fields(held),
            scenarios=tuple(self.scenario(name) for name in held),
            schemes=tuple(scheme_card(name, one, self._chinese(name)) for name, one in self.schemes.items()),
            populations=tuple(population_card(one) for one in populations.values()),
            segments={name: _categories(name) for name in SEGMENTS},
            sections=tuple(Section(name=name, title=title) for name, title in SECTIONS.items()),
            measures={one.name: one.title for one in MEASURES},
            bands=shipped_bands(self._names.labels),
            caps=self._caps,
        )

    def scenario(self, name: str) -> ScenarioCard:
        """Give the card of a shipped scenario."""
        with self._making:
            return scenario_card(name, self._scenarios[name], self._names.labels.get(name, ""))

    def scheme(self, name: str) -> SchemeTold:
        """Give a shipped scheme with its point table and what follows from it."""
        with self._making:
            if name not in self._told:
                self._told[name] = self._scheme(name)
            return self._told[name]

    @cached_property
    def schemes(self) -> dict[str, Scheme]:
        """Every shipped scheme."""
        return {name: load(Scheme, find_preset("schemes", name)) for name in preset_names("schemes")}

    @cached_property
    def sources(self) -> SourcesTold:
        """Every record that the presets may cite."""
        told = (SourceTold(id=name, content=asdict(one)) for name, one in sorted(sources().items()))
        return SourcesTold(sources=tuple(told))

    @cached_property
    def glossary(self) -> Glossary:
        """The words that the page uses."""
        held = page_data.glossary().terms
        return Glossary(terms=tuple(Term(name=n, term=one.term, meaning=one.meaning) for n, one in held.items()))

    @cached_property
    def stories(self) -> Stories:
        """The guided stories."""
        made = []
        for name, one in page_data.stories().stories.items():
            chapters = tuple(
                Chapter(title=step.title, text=step.text, choice=choice_of(**_parts(step.opens)), look=step.look)
                for step in one.chapters
            )
            made.append(Story(name=name, title=one.title, chapters=chapters))
        return Stories(stories=tuple(made))

    @staticmethod
    def words(language: str) -> Words:
        """Give the program's own titles in another language, and its sentences that are the same in every answer."""
        return Words(language=language, words=wording(language).whole)

    @cached_property
    def _scenarios(self) -> dict[str, Scenario]:
        return {name: resolve(name) for name in preset_names("scenarios")}

    @cached_property
    def _names(self) -> page_data.NamesFile:
        return page_data.names()

    def _chinese(self, scheme: str) -> str:
        return self._names.chinese.get(scheme, "")

    @cached_property
    def _kinds(self) -> dict[str, tuple[str, str]]:
        """The title and domain of every kind of occasion."""
        held = [kind for scenario in self._scenarios.values() for kind in scenario.conduct.kinds.items()]
        return {name: (kind.title, kind.domain) for name, kind in held}

    def _scheme(self, name: str) -> SchemeTold:
        scheme = self.schemes[name]
        told = SchemeTold(
            card=scheme_card(name, scheme, self._chinese(name)),
            rules=tuple(self._rule(kind, rule) for kind, rule in scheme.rules.items()),
            bands=tuple((band.name, band.least.value if band.least else None) for band in scheme.bands),
            consequences=tuple(self._consequences(name)),
            numbers=tuple(number_of(path, parameter) for path, parameter in parameters(scheme)),
            words={},
        )
        return told.model_copy(update={"words": learnt(told.model_dump())})

    def _rule(self, kind: str, rule: Rule) -> RuleTold:
        title, domain = self._kinds.get(kind, (kind.replace("_", " "), ""))
        number = next((value for _, value in rule if isinstance(value, Parameter)), None)
        does = next(word for word, tells in (
            (f"down to {rule.to_band}", rule.to_band), ("taken off the list", rule.removes), ("listed", rule.term),
            ("prolonged", rule.extends), ("points", rule.points or rule.tariff), (f"moves {rule.dimension}", True),
        ) if tells)  # fmt: skip
        return RuleTold(
            kind=kind, title=title, domain=domain, does=does, reported=rule.reported, contradicted=rule.contradicted,
            number=number_of(kind, number) if number is not None else None,
        )  # fmt: skip

    def _consequences(self, scheme: str) -> Iterator[ConsequenceTold]:
        seen: set[str] = set()
        for scenario in self._scenarios.values():
            part = scenario.consequences
            for name, rule in part.rules.items():
                if rule.scheme != scheme or name in seen:
                    continue
                seen.add(name)
                when = ", ".join(_condition(key, value) for key, value in rule.when if value is not None)
                yield ConsequenceTold(
                    title=rule.title, institution=part.institutions.get(rule.institution, rule.institution),
                    need=self._kinds.get(rule.need, (rule.need, ""))[0], when=when, does=rule.does,
                    reported=rule.reported, contradicted=rule.contradicted,
                )  # fmt: skip


def _condition(name: str, value: object) -> str:
    return f"{name.replace('_', ' ')} {value.value if isinstance(value, Parameter) else value}"


def _parts(query: str) -> dict[str, str]:
    """Take the query of a story's step apart."""
    return dict(part.partition("=")[::2] for part in query.split("&"))


def _categories(name: str) -> tuple[str, ...]:
    """Give what an attribute of an adult may be; nobody under 18 is drawn, as no scheme covers them."""
    categories = ATTRIBUTES[name].categories
    return categories[FIRST_ADULT:] if name == "age" else categories
