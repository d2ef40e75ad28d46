"""Worlds that share their people and occasions, lived side by side, and what the difference did to whom."""
