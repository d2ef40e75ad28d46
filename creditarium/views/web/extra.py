"""What the page needs besides: the extra `page`, imported where it is used."""

from __future__ import annotations

from contextlib import AbstractContextManager

from creditarium.analysis.extra import needing

PACKAGES = ("fastapi", "starlette", "uvicorn", "websockets")
MEND = "make setup-page, or pip install 'creditarium[page]'"


def page_extra() -> AbstractContextManager[None]:
    """Turn a missing package of the extra into one clear line; the imports stand inside."""
    return needing(PACKAGES, MEND)
