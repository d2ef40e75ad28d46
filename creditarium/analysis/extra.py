"""What a plain run does without: packages of an extra, imported where they are used."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

from creditarium.model.problem import Problem

AUDIT = ("fairlearn", "lifelines", "pandas", "scipy", "statsmodels")
"""What the audit needs of the extra `analysis`."""
PACKAGES = (*AUDIT, "SALib", "threadpoolctl")
MEND = "make setup-analysis, or pip install 'creditarium[analysis]'"
CALIBRATION = (*PACKAGES, "optuna", "pyabc")
NOTEBOOKS = ("duckdb", "pandas", "xarray")
MEND_NOTEBOOKS = "make setup-dev, or pip install 'creditarium[notebooks]'"
MEND_CALIBRATION = "make setup-analysis, or pip install 'creditarium[analysis,calibration]'"


@contextmanager
def needing(packages: tuple[str, ...], mend: str) -> Iterator[None]:
    """Turn a missing one of these packages into one clear line; the imports stand inside."""
    try:
        yield
    except ModuleNotFoundError as missing:
        package = (missing.name or "").partition(".")[0]
        if package not in packages:
            raise
        raise Problem(f"this needs the package {package}, which is not installed", mend=mend) from missing


def calibration_extra() -> AbstractContextManager[None]:
    """Turn a missing package of the extras `analysis` and `calibration` into one clear line."""
    return needing(CALIBRATION, MEND_CALIBRATION)


def notebooks_extra() -> AbstractContextManager[None]:
    """Turn a missing package of the extra `notebooks` into one clear line."""
    return needing(NOTEBOOKS, MEND_NOTEBOOKS)


def analysis_extra() -> AbstractContextManager[None]:
    """Turn a missing package of the extra `analysis` into one clear line.

    >>> with analysis_extra():
    ...     import scipy.a_module_that_nobody_wrote
    Traceback (most recent call last):
    ...
    creditarium.model.problem.Problem: this needs the package scipy, ... Mend: make setup-analysis, ...
    """
    return needing(PACKAGES, MEND)


@contextmanager
def one_thread() -> Iterator[None]:
    """Let linear algebra have one thread: with more of them small regressions are slower, and last bits vary."""
    with analysis_extra():
        from threadpoolctl import threadpool_limits
    with threadpool_limits(limits=1, user_api="blas"):
        yield
