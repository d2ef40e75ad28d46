"""What a conclusion hinges on, in sentences: the assumption, its range, its reason, and how much it decides."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING, Any

from creditarium.analysis.sensitivity.factors import REST, SEED
from creditarium.analysis.sensitivity.result import WEIGHTS
from creditarium.views.ensembles import three_figures

if TYPE_CHECKING:
    from creditarium.analysis.ensembles.free import FreeNumber
    from creditarium.analysis.sensitivity.flipping import Reversal
    from creditarium.analysis.sensitivity.result import Sensitivity

MOST = 3
"""How many assumptions are named for a headline."""
_LEAST_SHARE = 0.05
"""A smaller share of the variance is not worth a name."""


def sentences(made: Sensitivity, headline: str) -> list[str]:
    """Say what a headline hinges on, or that it hinges on none of the assumptions, and what reverses it."""
    frame = made.effects[headline].sort(WEIGHTS[made.method], descending=True, maintain_order=True)
    rows = frame.to_dicts()
    by_name = {row["factor"]: row for row in rows}
    if headline in made.doubts:
        said = [made.doubts[headline]]
    elif not any(row[WEIGHTS[made.method]] for row in rows):
        said = ["This finding hinges on nothing: no assumption and no seed moves it."]
    else:
        decisive = [row for row in rows if row["size"] == 1 and _decides(made, row, by_name)]
        said = [_hinge(made, row) for row in decisive[:MOST]] or [_none(made, by_name, rows)]
        said += _others(made, headline, by_name, decisive)
    if headline in made.flips:
        said.append(flip_sentence(made.flips[headline]))
    return said


def range_of(free: FreeNumber) -> str:
    """Say what a number may be: its range with the unit, or its variants."""
    if free.variants:
        return " or ".join(free.variants)
    assert free.low is not None
    assert free.high is not None
    span = f"{three_figures(free.low)} to {three_figures(free.high)}"
    return f"{span} {free.unit}".strip() + (", all its values together" if free.together else "")


def flip_sentence(found: Reversal) -> str:
    """Say which smallest move reverses a headline, or how far the assumptions bring it."""
    flip = found.flip
    if not flip.before:
        return "As it is written it is 0: there is no sign to reverse."
    if not isfinite(flip.before):
        return "As it is written its worlds stopped: there is no sign to reverse."
    before, after = three_figures(found.stays), three_figures(found.fresh)
    moves = "; ".join(f"{move.free.path} {_step(move.free, move.to)}" for move in found.moves)
    if not found.signed:
        return (
            "Its sign is not sure enough to be reversed: as it is written it is "
            f"{three_figures(flip.before)}, and of the same sign in {found.sure} of {found.seeds} other seeds only."
        )
    if found.turned:
        return (
            f"Its sign turns, from {before} to {after}, if {moves} (a distance of {flip.distance:.2f} in the unit cube "
            f"of ranges). Lived again: turned in {found.holds} of {found.seeds} other seeds."
        )
    if flip.turned:
        again = f"{found.holds} of {found.seeds} other seeds, whose mean is {after}"
        return f"No move holds it turned: {moves} does in {again}."
    if not found.among:
        return "None within the ranges turns its sign: no assumption moves it."
    furthest = f"; the furthest, {moves}, brings it from {before} to {after}" if moves else ""
    among = "one assumption that was" if found.among == 1 else f"{found.among} assumptions that were"
    return f"None within the ranges turns its sign, of the {among} moved{furthest}."


def _decides(made: Sensitivity, row: dict[str, Any], by_name: dict[str, dict[str, Any]]) -> bool:
    """Whether an assumption, as surely as the analysis can tell, matters more than the luck of the seed."""
    seed = by_name.get(SEED)
    if made.method == "sweep":
        return bool(row["beyond_chance"])
    if row["factor"] == SEED or seed is None:
        return False
    if made.method == "sobol":
        sure = row["total"] - row["total_conf"]
        return bool(sure > _LEAST_SHARE or (sure > 0 and row["total"] > max(seed["total"], _LEAST_SHARE)))
    return bool(row["mu_star"] - row["mu_star_conf"] > seed["mu_star"])


def _hinge(made: Sensitivity, row: dict[str, Any]) -> str:
    free = next(one for one in made.plan.axes if one.path == row["factor"])
    known = f"{range_of(free)}; {free.kind}{': ' + free.reason if free.reason else ''}"
    return f"This finding hinges on {free.path} ({known}): {_measure(made.method, row)}."


def _measure(method: str, row: dict[str, Any]) -> str:
    if method == "sobol":
        return (
            f"{_percent(row['total'])} of its variance (± {_percent(row['total_conf'])}), {_percent(row['first'])} by "
            "itself"
        )
    if method == "sweep":
        return f"{_percent(row['share'])} of the variance of its ranks (correlation {row['correlation']:+.2f})".replace(
            "-", "−"
        )
    way = "" if row["mu"] is None else ", up" if row["mu"] > row["mu_star"] / 2 else ""
    way = ", down" if row["mu"] is not None and row["mu"] < -row["mu_star"] / 2 else way
    return f"its range moves it by {three_figures(row['mu_star'])} (± {three_figures(row['mu_star_conf'])}){way}"


def _none(made: Sensitivity, by_name: dict[str, dict[str, Any]], rows: list[dict[str, Any]]) -> str:
    if made.method == "sweep":
        return "This finding hinges on none of them as far as this sweep can tell: no correlation is beyond chance."
    seed = by_name[SEED]
    if made.method == "sobol":
        return f"This finding hinges on none of them: another seed explains {_percent(seed['total'])} of its variance."
    best = next((row for row in rows if row["factor"] != SEED), seed)
    if best is seed or not best["mu_star"]:
        moved = three_figures(seed["mu_star"])
        return f"This finding hinges on none of them: no assumption moves it, and another seed moves it by {moved}."
    return (
        f"This finding hinges on none of them: another seed moves it by {three_figures(seed['mu_star'])}, and "
        f"{best['factor']}, the strongest of all, by {three_figures(best['mu_star'])} "
        f"(± {three_figures(best['mu_star_conf'])})."
    )


def _others(
    made: Sensitivity, headline: str, by_name: dict[str, dict[str, Any]], decisive: list[dict[str, Any]]
) -> list[str]:
    """Say what the rest and the seed amount to, beside those that are named."""
    if made.method == "sweep":
        share = _percent(made.explained[headline])
        said = f"All {len(decisive)} beyond chance together explain {share}; the rest is others, and seeds."
        return [said] if len(decisive) > 1 else []
    weight = WEIGHTS[made.method]
    told = [f"{SEED} {_amount(made.method, by_name[SEED][weight])}"] if decisive else []
    told += [
        f"all the other {row['size']} numbers together {_amount(made.method, row[weight])}"
        for name, row in by_name.items()
        if name.startswith(REST)
    ]
    return [f"For comparison: {', '.join(told)}."] if told else []


def _amount(method: str, value: float) -> str:
    return _percent(value) if method == "sobol" else three_figures(value)


def _step(free: FreeNumber, to: float) -> str:
    if free.together:
        share = abs(free.recorded(to))  # type: ignore[arg-type]
        return f"goes {_percent(share)} of the way to its {'high' if to > free.home else 'low'} end ({range_of(free)})"
    old, new = free.recorded(free.home), free.recorded(to)
    if isinstance(old, str) or isinstance(new, str):
        return f"is {new}, not {old}"
    return f"is {three_figures(new)}, not {three_figures(old)} ({range_of(free)})"


def _percent(share: float) -> str:
    """Write a share as a percentage; below nothing and above the whole, where an estimate may fall, is neither.

    >>> _percent(0.123), _percent(0.004), _percent(-0.1), _percent(1.04)
    ('12%', '0.4%', '0%', '100%')
    """
    share = min(max(100 * share, 0.0), 100.0)
    return f"{share:.1f}%" if 0.05 <= share < 1 else f"{share:.0f}%"
