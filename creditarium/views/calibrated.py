"""A calibration in words: how each target came out, what the targets tell, and what they cannot."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from creditarium.analysis.calibration.calibration import Calibration

_FEW = 5


def figure_of(value: Any) -> str:
    """Write a number of any size in few signs; nothing where there is none."""
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return "–"
    if isinstance(value, tuple | list):
        return " ".join(figure_of(item) for item in value)
    if not isinstance(value, int | float) or isinstance(value, bool):
        return str(value)
    size = abs(value)
    if size >= 1_000_000:
        return f"{value / 1_000_000:,.2f}m".replace("-", "−")
    return (f"{value:,.0f}" if size >= 1_000 else f"{value:.3g}").replace("-", "−")


def judged(row: Mapping[str, Any]) -> str:
    """Say in words how a target came out."""
    if row["after"] is None or not math.isfinite(row["after"]):
        return "no answer"
    if row["beyond"] > 0:
        return f"out of reach, by {figure_of(row['beyond'])}"
    off = abs(row["off"])
    return "within" if off <= 1 else f"{off:.1f} tolerances off"


def sentences(made: Calibration) -> Iterator[str]:
    """Say what the calibration tells, and what it cannot."""
    fitted = [one for one in made.told if one.fitted]
    lost = [one.free.path for one in fitted if not one.identified]
    known = [one.free.path for one in fitted if one.identified]
    yield (
        "“Moves” is how far a number alone moves the targets, in standard deviations; “width” is what is left of its "
        "range: 1 is all of it."
    )
    if known:
        yield f"The targets tell of: {', '.join(known)}."
    if lost:
        yield f"They do not tell of, though it was fitted: {', '.join(lost)}. Its range stays as it was."
    if fitted and fitted[0].few:
        worth = f"{fitted[0].draws:.0f} of equal weight"
        yield f"Draws as good as {worth} are too few to narrow a range: give a greater --keep."
    if made.missed:
        missed = f"{made.missed} of the {int(made.aims.fitted.sum())} fitted targets by more than their tolerance"
        knows = "a range that is narrow under a model that does not fit is no knowledge"
        yield f"The calibrated world misses {missed}: {knows}."
    still = [one.free.path for one in made.told if not one.fitted]
    if still:
        shown = ", ".join(still[:_FEW]) + (f" and {len(still) - _FEW} more" if len(still) > _FEW else "")
        yield f"They were looked at and left as written, since they move the targets less: {shown}."
    for first, second, close in made.tied:
        way = "the higher the one, the higher the other" if close > 0 else "the higher the one, the lower the other"
        yield f"Not told apart: {first} and {second} ({way}; correlation {close:.2f})."
    scenario = made.space.scenario
    size = f"{scenario.people:,} people, {scenario.clock.days} days from {scenario.clock.start}"
    seeds = f"{len(made.seeds)} seed{'s' if len(made.seeds) > 1 else ''}"
    yield (
        f"{made.lived} points of {size} under {seeds}, in {made.seconds:.0f} seconds, by {made.method}. "
        "A number that agrees with what was published is not thereby known."
    )
