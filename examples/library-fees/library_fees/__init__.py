"""Presets of Creditarium about a library that counts points for books brought back late; there is no code."""
