"""What a plain run does without: the extras `analysis` and `calibration`, imported where they are used."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from creditarium.model.problem import Problem

PACKAGES = ("SALib", "fairlearn", "lifelines", "optuna", "pandas", "pyabc", "scipy", "statsmodels", "threadpoolctl")
MEND = "make setup-analysis, or pip install 'creditarium[analysis,calibration]'"


@contextmanager
def analysis_extra() -> Iterator[None]:
    """Turn a missing package of the extras into one clear line; the imports stand inside.

    >>> with analysis_extra():
    ...     import scipy.a_module_that_nobody_wrote
    Traceback (most recent call last):
    ...
    creditarium.model.problem.Problem: this needs the package scipy, ... Mend: make setup-analysis, ...
    """
    try:
        yield
    except ModuleNotFoundError as missing:
        package = (missing.name or "").partition(".")[0]
        if package not in PACKAGES:
            raise
        raise Problem(f"this needs the package {package}, which is not installed", mend=MEND) from missing


@contextmanager
def one_thread() -> Iterator[None]:
    """Let linear algebra have one thread: with more of them small regressions are slower, and last bits vary."""
    with analysis_extra():
        from threadpoolctl import threadpool_limits
    with threadpool_limits(limits=1, user_api="blas"):
        yield
