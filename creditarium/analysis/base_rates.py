"""What a test says where what it looks for is rare: false listings, and how long they stand."""

from __future__ import annotations

from dataclasses import dataclass

from creditarium.model.problem import Problem


@dataclass(frozen=True)
class Screening:
    """One check of everybody: shares of the people listed rightly and wrongly, and the predictive value."""

    true: float
    false: float

    @property
    def predictive_value(self) -> float:
        """The share of those listed who are listed rightly; not a number if nobody is."""
        listed = self.true + self.false
        return self.true / listed if listed > 0 else float("nan")


def screening(prevalence: float, true_positive: float, false_positive: float) -> Screening:
    """Give whom one check lists: prevalence × TPR rightly, (1 − prevalence) × FPR wrongly, shares of the people.

    PPV is the first over their sum (Bayes). Source: Meehl and Rosen, Psychological Bulletin 52 (1955).

    >>> found = screening(0.001, 0.99, 0.01)
    >>> round(found.predictive_value, 6), round(1e6 * found.false)
    (0.090164, 9990)
    """
    for share in (prevalence, true_positive, false_positive):
        _share(share)
    return Screening(prevalence * true_positive, (1 - prevalence) * false_positive)


def ever_falsely_listed(false_positive: float, checks: float) -> float:
    """Give the chance of at least one false listing in so many checks, 1 − (1 − FPR)^checks, if they are apart.

    >>> round(ever_falsely_listed(0.01, 60), 6)
    0.452843
    """
    _share(false_positive)
    return float(1 - (1 - false_positive) ** checks)


def listing_days(appeal: float, success: float, decision_days: float, term_days: float) -> float:
    """Give the mean days that a listing stands: a·s·d + (1 − a·s)·L.

    `appeal` is the share appealed, `success` the share of these upheld after `decision_days`; all others
    stand for the term.

    >>> listing_days(0.5, 0.6, 30, 730)
    520.0
    """
    _share(appeal)
    _share(success)
    won = appeal * success
    return won * decision_days + (1 - won) * term_days


def prevalence_of_listing(hazard: float, mean_days: float) -> float:
    """Give the share listed at any time, hM / (1 + hM): `hazard` a day while not listed, `mean_days` of a listing.

    It is the stationary share of an alternating renewal process (Cox, Renewal Theory, 1962).

    >>> round(prevalence_of_listing(0.0001, 520), 6)
    0.04943
    """
    return hazard * mean_days / (1 + hazard * mean_days)


def _share(value: float) -> None:
    if not 0 <= value <= 1:
        raise Problem(f"{value:g} is no share", mend="give a number from 0 to 1")
