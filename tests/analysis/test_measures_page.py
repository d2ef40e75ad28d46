"""The page of measures names every function of the audit's library, and none that is not there."""

import importlib
import inspect
import re
from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "docs" / "measures.md"
MODULES = (
    "attention", "base_rates", "chilling", "counts", "fairness", "gaming", "gaps", "inequality", "lending", "mobility",
    "office", "queueing", "ratios", "survival", "alternatives.search",
)  # fmt: skip
BENEATH = {"counts.members", "alternatives.search.added", "fairness.small_share"}
"""What other functions are made with."""


def test_the_page_names_every_measure() -> None:
    text = PAGE.read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:alternatives\.)?[a-z_]+\.[a-z_]+)`", text))
    there = set()
    for module in MODULES:
        held = importlib.import_module(f"creditarium.analysis.{module}")
        for name, function in inspect.getmembers(held, inspect.isfunction):
            if function.__module__ == held.__name__ and not name.startswith("_"):
                there.add(f"{module}.{name}")
    assert there - BENEATH == named - {"creditarium.analysis"}
