"""Ratios of two rates and their tests, as a legal audit of so many people would find them.

A synthetic people can be of any size, so its size is no evidence. A test asks instead: had an audit drawn this
many people from such a society, would its table have been significant? The counts here are the shares of a run
scaled to that number.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from creditarium.analysis.extra import analysis_extra
from creditarium.model.problem import Problem

FOUR_FIFTHS = 0.8
"""The rule of thumb of the Uniform Guidelines, 29 CFR 1607.4(D): a lower ratio calls for a look, and is no verdict."""
SIGNIFICANT = 0.05
"""The level at which a legal test usually calls a difference significant."""
AUDITED = 2_000
"""How many people an audit is thought to draw, unless the caller says otherwise."""


@dataclass(frozen=True)
class AuditedRatio:
    """What an audit of so many people would find about two groups.

    `ratio` is the rate of the first over the rate of the second, [`low`, `high`] its 95 % interval on the
    logarithmic scale (Katz; it begins at 0 where nobody of the first is chosen), `z` and `p` are the two-proportion
    z test's with a pooled variance, `fisher_p` is Fisher's exact, two-sided. What a table without an event cannot tell
    is not a number.
    """

    audited: float
    rate: float
    best: float
    ratio: float
    low: float
    high: float
    z: float
    p: float
    fisher_p: float

    @property
    def flagged(self) -> bool:
        """Whether the ratio is below four fifths."""
        return self.ratio < FOUR_FIFTHS

    @property
    def significant(self) -> bool:
        """Whether such an audit would call the difference significant (Fisher's exact test, 5 %)."""
        return self.fisher_p < SIGNIFICANT

    @property
    def elements(self) -> str:
        """Say "met", "not met" or "cannot tell" of the elements of adverse impact: flagged and significant."""
        if np.isnan(self.ratio) or np.isnan(self.fisher_p):
            return "cannot tell"
        return "met" if self.flagged and self.significant else "not met"


def audited_ratio(
    chosen: float, people: float, best_chosen: float, best_people: float, audited: float | None = None
) -> AuditedRatio:
    """Compare a group with the best one, by counts scaled so that `audited` people are in the two together.

    Without `audited` the counts are taken as they are. Ratio: (chosen / people) / (best_chosen / best_people).
    Counts that no people could give are a `Problem`. Sources: Katz and others, Biometrics 34 (1978) for the
    interval; 29 CFR 1607.4(D) for the ratio.

    >>> found = audited_ratio(12, 40, 48, 80)
    >>> round(found.ratio, 3), round(found.z, 4), round(found.p, 7), found.elements
    (0.5, 3.0984, 0.0019458, 'met')
    """
    for part, whole in ((chosen, people), (best_chosen, best_people)):
        if not 0 <= part <= whole or whole <= 0:
            raise Problem(f"{part:g} of {whole:g} people is no count", mend="count people above 0, and some of them")
    scale = 1.0 if audited is None else audited / (people + best_people)
    table = [count * scale for count in (chosen, people, best_chosen, best_people)]
    rate, best = chosen / people, best_chosen / best_people
    ratio = rate / best if best > 0 else float("nan")
    low, high = _interval(*table) if best > 0 else (float("nan"), float("nan"))
    z, p = _pooled(*table)
    return AuditedRatio(table[1] + table[3], rate, best, ratio, low, high, z, p, _fisher(*table))


def _interval(chosen: float, people: float, best_chosen: float, best_people: float) -> tuple[float, float]:
    with analysis_extra():
        from statsmodels.stats.proportion import confint_proportions_2indep
    method = "log" if chosen > 0 else "log-adjusted"
    low, high = confint_proportions_2indep(
        chosen, people, best_chosen, best_people, compare="ratio", method=method, alpha=SIGNIFICANT
    )
    # Of nobody there is no logarithm: half a person is added, which puts the low end above the ratio itself.
    return float(low) if chosen > 0 else 0.0, float(high)


def _pooled(chosen: float, people: float, best_chosen: float, best_people: float) -> tuple[float, float]:
    """Give z (above 0 where the best is better) and its two-sided p; where all or none are chosen, neither."""
    with analysis_extra():
        from statsmodels.stats.proportion import proportions_ztest
    total = chosen + best_chosen
    if total <= 0 or total >= people + best_people:
        return float("nan"), float("nan")
    z, p = proportions_ztest([best_chosen, chosen], [best_people, people])
    return float(z), float(p)


def _fisher(chosen: float, people: float, best_chosen: float, best_people: float) -> float:
    """Fisher's test is of whole people: the scaled counts are rounded."""
    with analysis_extra():
        from scipy.stats import fisher_exact
    rows = [[round(c), round(n) - round(c)] for c, n in ((chosen, people), (best_chosen, best_people))]
    if any(sum(row) == 0 for row in rows):
        return float("nan")
    return float(fisher_exact(rows).pvalue)
