"""Which assumption drives which conclusion, and how little of a move would reverse it."""
