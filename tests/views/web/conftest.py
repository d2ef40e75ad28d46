"""One server for the tests that leave it as it was."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.views.web.server import Served, serving


@pytest.fixture(scope="session")
def served() -> Iterator[Served]:
    """A server for whoever needs one, with small caps."""
    with serving("--people", "200000", "--days", "400", "--runs", "6", "--queue", "2") as one:
        yield one
