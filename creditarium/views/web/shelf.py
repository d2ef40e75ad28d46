"""The reports that were made lately, by names that nobody can guess; they live as long as the server, at most."""

from __future__ import annotations

from collections import OrderedDict

from creditarium.views.languages import SPOKEN

MOST = 8 * len(SPOKEN)
"""How many pages are kept, of eight reports in every language; the oldest goes first."""


class Shelf:
    """Reports by name."""

    def __init__(self) -> None:
        self._pages: OrderedDict[str, bytes] = OrderedDict()

    def put(self, name: str, page: bytes) -> None:
        """Keep a report."""
        self._pages[name] = page
        while len(self._pages) > MOST:
            self._pages.popitem(last=False)

    def get(self, name: str) -> bytes | None:
        """Give a report; None if it is not there, or no longer."""
        return self._pages.get(name)
