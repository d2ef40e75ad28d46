"""The statistics that a plain run does without: the extra `analysis`, imported where it is used."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from creditarium.model.problem import Problem

PACKAGES = ("fairlearn", "lifelines", "pandas", "scipy", "statsmodels")
MEND = "make setup-analysis, or pip install 'creditarium[analysis]'"


@contextmanager
def analysis_extra() -> Iterator[None]:
    """Turn a missing package of the extra into one clear line; the imports stand inside.

    >>> with analysis_extra():
    ...     import scipy.a_module_that_nobody_wrote
    Traceback (most recent call last):
    ...
    creditarium.model.problem.Problem: the audit needs the package scipy, ... Mend: make setup-analysis, ...
    """
    try:
        yield
    except ModuleNotFoundError as missing:
        package = (missing.name or "").partition(".")[0]
        if package not in PACKAGES:
            raise
        raise Problem(f"the audit needs the package {package}, which is not installed", mend=MEND) from missing
