"""What the page needs besides: the extra `page`, imported where it is used."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from creditarium.model.problem import Problem

PACKAGES = ("fastapi", "starlette", "uvicorn", "websockets")
MEND = "make setup-page, or pip install 'creditarium[page]'"


@contextmanager
def page_extra() -> Iterator[None]:
    """Turn a missing package of the extra into one clear line; the imports stand inside."""
    try:
        yield
    except ModuleNotFoundError as missing:
        package = (missing.name or "").partition(".")[0]
        if package not in PACKAGES:
            raise
        raise Problem(f"the page needs the package {package}, which is not installed", mend=MEND) from missing
