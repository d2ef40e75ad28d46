"""Interrupted time series: a line before the break and a line after it, for one cohort, alone or with comparators.

The series is the cohort's level month by month, each place against itself, so that a place without a record moves no
other month. Alone, all that happens at the break counts as its effect; with comparators the series is the cohort's
less theirs, in the months in which both have a record. Errors are those of `cautious`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from creditarium.analysis.extra import analysis_extra, one_thread
from creditarium.analysis.testbed.estimate import Found, cautious, dummies
from creditarium.analysis.testbed.seen import Floats, Focus, Seen, Truths
from creditarium.model.problem import Problem

LINES = 4
"""What two lines have: level and slope, and how both change."""
_FEWER = "let fewer records be missing (--gaps), or live more people or days"


def interrupted(seen: Seen, focus: Focus) -> Found:
    """Estimate the mean effect on the cohort after its break from its own line before."""
    return _fitted(seen, focus, focus.places, np.zeros_like(focus.places))


def beside(seen: Seen, focus: Focus) -> Found:
    """Estimate what the comparators did at the same break, as if it had been theirs."""
    return _fitted(seen, focus, focus.others, np.zeros_like(focus.others))


def controlled(seen: Seen, focus: Focus) -> Found:
    """Estimate the mean effect on the cohort after its break, less what its comparators did."""
    return _fitted(seen, focus, focus.places, focus.others)


@one_thread()
def _fitted(seen: Seen, focus: Focus, mine: Truths, others: Truths) -> Found:
    sample = (mine | others)[:, None] & (np.arange(seen.months) < focus.end)[None, :]
    known = sample & seen.recorded
    if others.any():
        beside: Truths = np.any(known[others], axis=0)
        known &= ~mine[:, None] | beside[None, :]
    months, series = _series(seen, known, mine)
    _check_lines(months, focus.cohort)
    since = (months - focus.cohort).astype(np.float64)
    design = np.column_stack([np.ones(len(months)), since, since >= 0, np.where(since >= 0, since, 0.0)])
    after = (np.arange(seen.months) >= focus.cohort)[None, :]
    cells = np.where(known & mine[:, None] & after, seen.weights, 0.0)
    cells /= cells.sum()
    chosen = _mean_gap(cells, focus.cohort)
    value = cautious(series, design, chosen)
    missing = int(np.count_nonzero(sample & ~seen.recorded))
    return Found(*value, int(known.any(axis=1).sum()), len(months), missing, cells)


def _series(seen: Seen, known: Truths, mine: Truths) -> tuple[NDArray[np.int64], Floats]:
    """Give the months that `mine` have a record in, and their level in each, less the others' where there are any."""
    with analysis_extra():
        from statsmodels.regression.linear_model import WLS
    place, month = np.nonzero(known)
    months = np.unique(month[mine[place]])
    own = np.where(mine[place], 1.0, 0.0)[:, None] * (month[:, None] == months[None, :])
    common = dummies(month, 1) if (known & ~mine[:, None]).any() else np.zeros((len(place), 0))
    design = np.column_stack([own[:, 1:], dummies(place), common])
    if np.linalg.matrix_rank(design) < design.shape[1]:
        raise Problem("the records that are left do not tell one month's level from another's", mend=_FEWER)
    fitted = WLS(seen.outcome[place, month], design, weights=seen.weights[place, month]).fit()
    return months, np.concatenate([[0.0], fitted.params[: len(months) - 1]])


def _check_lines(months: NDArray[np.int64], cohort: int) -> None:
    """Refuse months with a record that are too few for a line on either side of the break, and what is left over."""
    before = int((months < cohort).sum())
    after = len(months) - before
    if min(before, after) < LINES // 2 or len(months) <= LINES:
        what = (
            f"the months with a record are too few for a line on either side: {before} before the break, {after} after"
        )
        raise Problem(what, mend=_FEWER)


def _mean_gap(cells: Floats, cohort: int) -> Floats:
    """Give the coefficients' weights in the mean gap between the line after the break and the one before it."""
    by_month = cells.sum(axis=0)
    later = float(by_month @ (np.arange(len(by_month)) - cohort))
    return np.array([0.0, 0.0, by_month.sum(), later])
