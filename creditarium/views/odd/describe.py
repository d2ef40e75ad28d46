"""The whole description: the seven elements of the ODD protocol of 2020, each from the model itself."""

from __future__ import annotations

from creditarium.engine.compile.lifelong import lifelong_states
from creditarium.engine.people import CIRCLE
from creditarium.engine.run import Engine
from creditarium.engine.society import PERSONS_AN_ORGANISATION
from creditarium.model.inventory import parameters
from creditarium.model.population import ATTRIBUTES, FURTHER_ATTRIBUTES
from creditarium.model.scenario import STAGES, Scenario
from creditarium.model.tables import tables_of
from creditarium.results.compiling import engine_of
from creditarium.results.tally import ALL_MEASURES
from creditarium.views.odd.concepts import concepts
from creditarium.views.odd.flow import flows
from creditarium.views.odd.numbers import source_table
from creditarium.views.odd.process import window_steps
from creditarium.views.odd.submodels import submodels
from creditarium.views.report.content import Column, Line, Lines, Notice, Paragraph, Part, Section, Table
from creditarium.views.report.document import Report
from creditarium.views.wording import WORLD, words

FEW = 4_000
"""People enough to compile a world with: its states and rules do not depend on how many there are."""
_STATES = {
    "score": "score under the scheme",
    "clean": "windows without minus points under the scheme, and 1; 0 while there is one",
    "cap": "what has counted towards a cap of the scheme",
    "dimension": "record of merits in a dimension of the scheme",
    "consent": "takes part in the scheme",
    "copy": "band that an agreement published last",
    "refused": "ever refused this because of a scheme",
}
"""What the engine's own states are, by the first word of their names."""


def odd_of(scenario: Scenario) -> Report:
    """Describe a scenario by the ODD protocol of 2020 (Grimm et al., JASSS 23(2) 7): seven elements, eleven concepts.

    What it says is read from the scenario, its compiled world and the kernel's source; every number of the
    scenario stands in it once, in element 7.
    """
    people = min(scenario.people, FEW)
    engine = engine_of(scenario.model_copy(update={"people": people}))
    sections = (
        _purpose(scenario),
        _entities(scenario, engine),
        _process(scenario, engine),
        concepts(scenario),
        _initialisation(scenario),
        _inputs(scenario),
        submodels(scenario),
        _sources(scenario),
    )
    about = (
        f"{scenario.name} by the ODD protocol of 2020 (Grimm et al., JASSS 23(2) 7), written from the model itself: "
        f"{len(list(parameters(scenario))):,} numbers, each with its source, or its range and the reason for it."
    )
    return Report(scenario.title, about, sections)


def _heads(*names: str) -> tuple[Column, ...]:
    return tuple(Column(name) for name in names)


def _purpose(scenario: Scenario) -> Section:
    schemes = scenario.scoring.values()
    rules = [rule for scheme in schemes for rule in scheme.rules.values()] + list(scenario.consequences.rules.values())
    reported, denied = sum(rule.reported for rule in rules), sum(rule.contradicted for rule in rules)
    parts: list[Part] = [
        Paragraph(
            "The purpose is to show what scoring schemes do to a synthetic people: to conduct, to travel, to loans, to "
            "speech, and to those who did nothing that a scheme lists. It is a model of scoring systems, never such a "
            f"system. A run shows {WORLD}; it predicts nothing about any country."
        ),
        Lines(
            (
                Line("schemes", "; ".join(f"{name}: {scheme.title}" for name, scheme in scenario.scoring.items())),
                Line(
                    "patterns",
                    f"what published records say: {reported} of {len(rules)} rules are as press reports have "
                    f"them, and of these the record contradicts {denied}",
                ),
                Line("measures", ", ".join(words(name) for name in ALL_MEASURES)),
                *(Line("note", note) for note in scenario.notes),
                Line("left out", ", ".join(scenario.absent)),
            )
        ),
    ]
    return Section("purpose", "1. Purpose and patterns", tuple(parts))


def _entities(scenario: Scenario, engine: Engine) -> Section:
    clock, population = scenario.clock, scenario.population
    attributes = tuple((name, ", ".join(one.categories)) for name, one in ATTRIBUTES.items())
    more = tuple((name, ", ".join(categories)) for name, categories in FURTHER_ATTRIBUTES.items())
    titles = {name: state.title for name, state in {**scenario.conduct.states, **scenario.response.states}.items()}
    lasting = lifelong_states(scenario)
    states = tuple(
        (name, titles.get(name) or _STATES.get(name.partition(".")[0], "kept by the engine for a window or for good"),
         f"{one.lowest} to {one.lowest + (1 << one.bits) - 1}{', for life' if name in lasting else ''}")
        for name, one in sorted(engine.compiled.layout.variables.items())
    )  # fmt: skip
    few = f"one for each {PERSONS_AN_ORGANISATION} persons of a community, up to a limit"
    organised = few if _organised(scenario) else "none"
    lines = Lines(
        (
            Line("persons", f"{scenario.people:,} of {population.title}, each a function of seed and number"),
            Line("households", "who live together; households lie in circles"),
            Line("circles", f"{CIRCLE} neighbours, whom a person knows"),
            Line("communities", f"{scenario.community:,} persons, of whom a person hears"),
            Line("regions", f"{len(engine.settled.regions)}, each a {population.region_is}"),
            Line("organisations", organised),
            Line("schemes, sensors, institutions", f"{len(scenario.scoring)}, {len(scenario.observation.sensors)} and "
                 f"{len(scenario.consequences.institutions)}: they act by rules and hold records of persons"),
            Line("time", f"{clock.days} days from {clock.start} in windows of {clock.window} days; within a window "
                 "in ticks, rules by the day"),
            Line("space", "none but membership: household, circle, community, region and stratum"),
        )
    )  # fmt: skip
    return Section(
        "entities",
        "2. Entities, state variables and scales",
        (
            lines,
            Table("Attributes of a person, fixed for a life", _heads("attribute", "values"), attributes + more),
            Table("State variables of a person or organisation", _heads("state", "what it is", "values"), states),
        ),
    )


def _organised(scenario: Scenario) -> bool:
    return any(kind.who.organisation for kind in scenario.conduct.kinds.values())


def _process(scenario: Scenario, engine: Engine) -> Section:
    rows = tuple(
        (flow.stage, ", ".join(flow.reads), ", ".join(flow.writes), ", ".join(words(one) for one in flow.counts))
        for flow in flows(scenario, engine.compiled)
    )
    steps = tuple((str(n), f"{'· ' * step.depth}{step.name}", step.says) for n, step in enumerate(window_steps(), 1))
    order = ", ".join(STAGES)
    return Section(
        "process",
        "3. Process overview and scheduling",
        (
            Paragraph(
                f"One loop of seven stages: {order}, and from response back to conduct. Time runs in windows. Within a "
                "window everybody lives alone, occasion by occasion in the order of time, and reads only what the last "
                "window left; persons meet through fields at its end, so that the order of persons cannot matter."
            ),
            Table("The steps of a window, in the order of the kernel", _heads("", "step", "what it does"), steps),
            Table("What each stage reads, writes and counts", _heads("stage", "reads", "writes", "counts"), rows),
        ),
    )


def _initialisation(scenario: Scenario) -> Section:
    listed: list[tuple[str, str]] = []
    for states in (scenario.conduct.states, scenario.response.states):
        listed.extend(
            (f"state {name}", f"{len(state.start)} shares of the people")
            for name, state in states.items()
            if state.start
        )
    for name, scheme in scenario.scoring.items():
        if scheme.start is not None:
            listed.append((f"score under {name}", "everybody whom it covers begins with the same"))
        if scheme.stock:
            listed.append((f"stock of {name}", f"{len(scheme.stock)} shares begin with entries or another score"))
        if scheme.consent is not None:
            listed.append((f"consent to {name}", f"{len(scheme.consent.start)} shares take part from the beginning"))
    return Section(
        "initialisation",
        "5. Initialisation",
        (
            Paragraph(
                f"Beginning: {scenario.beginning}. Seed {scenario.seed}; warm-up {scenario.clock.warm_up} days. The "
                "people are drawn from the tables of element 6; who begins with what is drawn by the name of the "
                "state, so that worlds that declare the same begin alike. The shares and values stand in element 7."
            ),
            Table("What people begin with", _heads("what", "how"), tuple(listed)),
        ),
    )


def _inputs(scenario: Scenario) -> Section:
    tables = tuple(
        (one.file, one.title, str(one.year), one.source or "", one.assumed or one.recalled or "",
         f"times {one.range[0]} to {one.range[1]}" if one.range else "", one.licence)
        for one in tables_of(scenario.population)
    )  # fmt: skip
    dated = tuple(
        (path, ", ".join(str(day) for day in parameter.breaks))
        for path, parameter in parameters(scenario)
        if parameter.breaks
    )
    heads = _heads("file", "what it holds", "year", "source", "assumed or recalled", "range", "licence")
    parts: list[Part] = [Table("Tables of the population: counts of people, never a person", heads, tables)]
    if dated:
        parts.append(Table("Numbers that change on dates", _heads("number", "dates"), dated))
    else:
        parts.append(Paragraph("No number changes on a date. Nothing else drives the model from outside."))
    return Section("inputs", "6. Input data", tuple(parts))


def _sources(scenario: Scenario) -> Section:
    numbers = [parameter for _, parameter in parameters(scenario)]
    tables = [table.source for table in tables_of(scenario.population)]
    notice = (
        "A record that is only remembered, or has no address, is no source: what it says counts with the assumptions."
    )
    return Section("sources", "Sources", (Notice(notice), source_table(numbers, tables)))
