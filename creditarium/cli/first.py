"""Stub."""


def first() -> None:
    """Stub."""
