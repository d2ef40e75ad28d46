"""A small scenario with planted numbers, and targets that a world of them would publish."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import creditarium as cr
from creditarium.analysis.ensembles.space import space_of
from creditarium.analysis.observables import Observable, observe
from creditarium.model.reading import load
from creditarium.model.scenario import Scenario

PLANTED = Path(__file__).resolve().parents[2] / "fixtures" / "theory" / "planted.yaml"
RATE, SEES = "conduct.kinds.offence.rate", "observation.sensors.clerk.sees.offence"
NOTICE, POINTS = "scoring.register.appeal.notice", "scoring.register.rules.offence.points"
OBSERVABLES: dict[str, dict[str, Any]] = {
    "acts": {"count": "acts", "kind": "offence"},
    "entered": {"count": "entered", "scheme": "register"},
}


def target(observable: dict[str, Any], value: float, tolerance: float, use: str = "fit") -> dict[str, Any]:
    """Write a target; its number is recalled, as no source has published it."""
    return {
        "title": "a count",
        "observable": observable,
        "value": {"recalled": value, "range": [0, 1e9], "unit": "times", "memory": "planted by the test"},
        "tolerance": {"fixed": tolerance, "unit": "times", "because": "twice the spread of such a count"},
        "use": use,
    }


@pytest.fixture(scope="session")
def planted() -> Scenario:
    return cr.scenario(str(PLANTED))


@pytest.fixture(scope="session")
def published(planted: Scenario) -> Callable[..., dict[str, Any]]:
    """Live a world at a place of two numbers, and publish its counts; a count varies as its root."""

    def publish(places: tuple[float, float], seed: int) -> dict[str, Any]:
        space = space_of(planted).only([RATE, SEES])
        run = cr.run(space.at(places).model_copy(update={"seed": seed}))
        counts = {name: observe(run, load(Observable, one)) for name, one in OBSERVABLES.items()}
        return {
            "title": "what the town published",
            "targets": {name: target(OBSERVABLES[name], count, 1.96 * count**0.5) for name, count in counts.items()},
        }

    return publish
