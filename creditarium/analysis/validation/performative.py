"""V6: predictions that move what they predict (Perdomo and others, ICML 2020), in closed form.

Fitting anew to what the last prediction brought about goes to a stable point; the best prediction is another.
"""

from __future__ import annotations

from math import isfinite

_GREAT = 1e12


def performative_coin(mu: float, eps: float, rounds: int = 10) -> dict[str, float]:
    """Give the stable and the best prediction of a biased coin that answers to its prediction, and their risks.

    x is -1 or 1, P(y = 1) = 1/2 + (mu + eps theta) x, the predictor says 1/2 + theta x, and the loss is squared; so the
    risk is 1/4 - 2 theta (mu + eps theta) + theta^2. `fitted` is the prediction after so many fits from 0, and
    `contraction` by what its distance to the stable point shrinks in one.

    >>> round(performative_coin(0.2, 0.3)["stable"], 6)
    0.285714
    """
    stable, best = mu / (1 - eps), mu / (1 - 2 * eps)
    fitted = [0.0]
    for _ in range(rounds):
        fitted.append(mu + eps * fitted[-1])
    return {
        "stable": stable,
        "best": best,
        "risk_of_stable": _risk(stable, mu, eps),
        "risk_of_best": _risk(best, mu, eps),
        "fitted": fitted[-1],
        "contraction": (fitted[1] - stable) / (fitted[0] - stable),
    }


def _risk(theta: float, mu: float, eps: float) -> float:
    return 0.25 - 2 * theta * (mu + eps * theta) + theta**2


def performative_mean(mu: float, eps: float, rounds: int = 1000) -> dict[str, float]:
    """Give the estimate of a mean that answers to its estimate, mu + eps theta, after so many fits from 0.

    `diverges` is 1 where it grows beyond all bounds (|eps| of 1 or more), and then there is no estimate.
    """
    theta = 0.0
    for _ in range(rounds):
        theta = mu + eps * theta
        if not isfinite(theta) or abs(theta) > _GREAT:
            return {"diverges": 1.0}
    return {"estimate": theta, "diverges": float(abs(eps) >= 1)}
