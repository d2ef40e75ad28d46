"""Stub."""


def resume() -> None:
    """Stub."""
