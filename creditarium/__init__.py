"""Creditarium: a laboratory that puts social-credit schemes over synthetic societies and shows what they do."""

__version__ = "0.1.0"
