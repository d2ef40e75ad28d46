"""The plan on paper counts what the program counts."""

import runpy
from pathlib import Path

import pytest

DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest.mark.heavy
def test_the_bytes_of_the_plan_are_counted() -> None:
    plan = runpy.run_path(str(DOCS / "make_cluster_plan.py"))
    page = (DOCS / "cluster.md").read_text(encoding="utf-8")
    rows = [line for line in plan["measured"](plan["count"](), 1e6, 1.0) if line.startswith("| ")]
    assert len(rows) == 8
    assert [row for row in rows if row not in page] == []
