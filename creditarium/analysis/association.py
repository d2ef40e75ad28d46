"""How closely two classes of people hang together."""

from __future__ import annotations

import numpy as np
import polars as pl

from creditarium.analysis.extra import analysis_extra


def cramers_v(counts: pl.DataFrame, one: str, other: str) -> float | None:
    """Give Cramér's V of two columns of a table of counts (`people`): 0 not at all, 1 one gives the other away.

    None where one of them has a single class. Source: Cramér, Mathematical Methods of Statistics (1946), by SciPy.

    >>> table = pl.DataFrame({"a": ["x", "y"], "b": ["p", "q"], "people": [5, 5]})
    >>> cramers_v(table, "a", "b")
    1.0
    """
    with analysis_extra():
        from scipy.stats.contingency import association
    rows, columns = (list(dict.fromkeys(counts[name].to_list())) for name in (one, other))
    table = np.zeros((len(rows), len(columns)), dtype=np.int64)
    for row, column, people in counts.select(one, other, "people").iter_rows():
        table[rows.index(row), columns.index(column)] += people
    table = table[table.sum(axis=1) > 0][:, table.sum(axis=0) > 0]
    return float(association(table, method="cramer")) if min(table.shape) > 1 else None
