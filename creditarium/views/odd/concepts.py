"""Element 4 of the protocol: the eleven design concepts, with what the scenario holds of each."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from creditarium.engine import purposes
from creditarium.model.scenario import STAGES, Scenario
from creditarium.results.contents import TABLES
from creditarium.results.tally import ALL_MEASURES
from creditarium.views.report.content import Line, Lines, Paragraph, Part, Section
from creditarium.views.wording import words

CONCEPTS = (
    "basic principles", "emergence", "adaptation", "objectives", "learning", "prediction", "sensing", "interaction",
    "stochasticity", "collectives", "observation",
)  # fmt: skip
"""The concepts of the protocol, in its order."""


def concepts(scenario: Scenario) -> Section:
    """Describe the eleven design concepts."""
    told = {
        "basic principles": _principles(),
        "emergence": (Paragraph(
            "Bands, refusals, wrong entries and what falls silent come from single lives; no rate of them is set. "
            "Base rates of acts and the rules of schemes are set."),),
        "adaptation": _adaptation(scenario),
        "objectives": (Paragraph(
            "Persons have none: no utility is maximised. An act follows an occasion by a chance that the person's "
            "state moves. Schemes and institutions follow their rules."),),
        "learning": _learning(scenario),
        "prediction": (Paragraph(
            "Persons foresee nothing. The one expectation is the state of perceived risk where the response has one; "
            "it is learned, and moves chances as any other state does."),),
        "sensing": _sensing(scenario),
        "interaction": _interaction(scenario),
        "stochasticity": _stochasticity(),
        "collectives": (Paragraph(
            "Households, circles, communities and regions are blocks of persons, fixed for a run; an organisation has "
            "a rating of its own, which touches those who work there."),),
        "observation": _observation(),
    }  # fmt: skip
    parts = tuple(Section(f"concept-{name.replace(' ', '-')}", name.capitalize(), told[name]) for name in CONCEPTS)
    return Section("concepts", "4. Design concepts", parts)


def _lines(pairs: Iterable[tuple[str, str]]) -> tuple[Part, ...]:
    made = tuple(Line(topic, text) for topic, text in pairs)
    return (Lines(made),) if made else (Paragraph("Nothing of it in this scenario."),)


def _principles() -> tuple[Part, ...]:
    text = (
        "People act, are seen, are scored, the score is shared, it has consequences, and people respond: "
        f"{', '.join(STAGES)}. Fate is apart from choice: candidate occasions are drawn by seed and person alone, and "
        "a state decides which of them become acts, so that worlds of one seed differ person by person only where a "
        "rule makes them differ. No difference between groups in conduct is assumed without a source."
    )
    return (Paragraph(text),)


def _adaptation(scenario: Scenario) -> tuple[Part, ...]:
    return _lines(
        (name, f"{reaction.title} ({words(reaction.acts)}"
         f"{'' if reaction.among == 'everyone' else ', of whom a scheme covers'}"
         f"{'' if reaction.under == 'any' else f', under {reaction.under} rules'})")
        for name, reaction in scenario.response.reactions.items() if reaction.terms
    )  # fmt: skip


def _learning(scenario: Scenario) -> tuple[Part, ...]:
    reactions = scenario.response.reactions.items()
    learned = [
        (name, f"{coupling.to} follows {coupling.view}")
        for name, reaction in reactions
        for coupling in reaction.couplings
    ]
    states = {**scenario.conduct.states, **scenario.response.states}
    faded = [(name, "fades or falls by itself") for name, state in states.items() if state.fade or state.drop]
    return _lines([*learned, *faded])


def _sensing(scenario: Scenario) -> tuple[Part, ...]:
    sensors = [
        (name, f"{sensor.title}: {', '.join(sensor.sees)}") for name, sensor in scenario.observation.sensors.items()
    ]
    fields = [(f"field {name}", field.title) for name, field in scenario.response.fields.items()]
    return _lines([*sensors, *fields])


def _interaction(scenario: Scenario) -> tuple[Part, ...]:
    fields = [
        (f"{field.level} {name}", f"{field.take} of {field.of}") for name, field in scenario.response.fields.items()
    ]
    kinds = scenario.conduct.kinds
    met = [(name, f"{kind.title}, with a stranger") for name, kind in kinds.items() if kind.meets == "stranger"]
    astray = [(name, kind.title) for name, kind in kinds.items() if kind.role == "landing"]
    return _lines([*fields, *met, *astray])


def _stochasticity() -> tuple[Part, ...]:
    named = [words(name.lower()) for name, value in vars(purposes).items() if isinstance(value, np.uint64)]
    text = (
        "Every random number is a function of seed, person, window, ordinal of the candidate and purpose; one draw "
        f"answers one question. The purposes: {', '.join(named)}."
    )
    return (Paragraph(text),)


def _observation() -> tuple[Part, ...]:
    text = f"Everybody is counted, in whole numbers. Measures: {', '.join(words(name) for name in ALL_MEASURES)}."
    return (Paragraph(text), Paragraph(f"Tables: {', '.join(TABLES)}."))
