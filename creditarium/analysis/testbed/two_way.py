"""Two-way fixed effects: the outcome on a dummy for being treated, with one level for each place and each month.

Errors are clustered by place. Where places begin at different times and effects grow or differ, places treated
earlier stand as comparators of later ones, and the coefficient is no mean of effects: some have negative weights
(de Chaisemartin and D'Haultfœuille 2020, Goodman-Bacon 2021).
"""

from __future__ import annotations

import numpy as np

from creditarium.analysis.extra import analysis_extra, one_thread
from creditarium.analysis.testbed.estimate import Found, combined, dummies
from creditarium.analysis.testbed.seen import Seen


@one_thread()
def two_way(seen: Seen) -> Found:
    """Estimate the mean effect over all treated places and months with a record."""
    with analysis_extra():
        from statsmodels.regression.linear_model import WLS
    place, month = np.nonzero(seen.recorded)
    treated = seen.treated[place, month].astype(np.float64)
    design = np.column_stack([treated, dummies(place), dummies(month, 1)])
    model = WLS(seen.outcome[place, month], design, weights=seen.weights[place, month])
    fitted = model.fit(cov_type="cluster", cov_kwds={"groups": place})
    places = len(np.unique(place))
    chosen = np.zeros(design.shape[1])
    chosen[0] = 1.0
    cells = np.where(seen.recorded & seen.treated, seen.weights, 0.0)
    missing = int(np.count_nonzero(~seen.recorded))
    value = combined(fitted, chosen, places - 1)
    return Found(*value, places, len(np.unique(month)), missing, cells / cells.sum())
