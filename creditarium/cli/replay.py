"""Stub."""


def replay() -> None:
    """Stub."""
