"""The sections of a report, by name, as the page offers them; a test holds them equal to a report's own."""

from __future__ import annotations

SECTIONS = {
    "summary": "In short",
    "schemes": "Who is graded, and how",
    "refusals": "Who is refused",
    "records": "What the records get wrong",
    "conduct": "What people do otherwise",
    "gains": "Who gains, and who pays",
    "lives": "Three lives",
    "audit": "The audit",
    "assumptions": "What is assumed",
    "sources": "Sources",
    "again": "How to make it again",
}
"""What each section is called, in their order."""
