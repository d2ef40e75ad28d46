"""Without the extra a plain run works, the audit's modules load, and what needs it says in one line how to get it."""

import os
import subprocess
import sys

import pytest

from creditarium.analysis.extra import PACKAGES, analysis_extra
from creditarium.model.problem import Problem

BARE = """
import sys
for name in {packages}:
    sys.modules[name] = None  # as if it were not installed
import creditarium as cr
from creditarium.analysis import alternatives, attention, chilling, counts, fairness, gaps, ratios, survival
from creditarium.analysis.alternatives import search
run = cr.run("rongcheng", people=300, days=7)
table = counts.crossed(run, "sex", "refused")
assert attention.attention(run).columns == ["window", "region", "attention", "true"]
for needs in (
    lambda: ratios.audited_ratio(1, 2, 1, 2),
    lambda: fairness.selection(table, ["sex"], "refused"),
    lambda: survival.recovery([1], [True]),
):
    try:
        needs()
    except cr.Problem as problem:
        print(problem)
"""


def test_without_the_extra() -> None:
    code = BARE.format(packages=PACKAGES)
    child = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, env=dict(os.environ)
    )
    assert child.stderr == ""
    lines = child.stdout.splitlines()
    assert [line.split("package ")[1].split()[0] for line in lines] == ["statsmodels,", "fairlearn,", "lifelines,"]
    assert all("make setup-analysis" in line and "creditarium[analysis]" in line for line in lines)


def test_any_other_missing_module_is_no_ones_extra() -> None:
    with pytest.raises(ModuleNotFoundError, match="nobody_wrote_this"), analysis_extra():
        import nobody_wrote_this  # noqa: F401
    with pytest.raises(Problem, match="needs the package scipy"), analysis_extra():
        import scipy.nobody_wrote_this  # noqa: F401


def test_an_audit_needs_neither_what_calibrates_nor_what_asks_for_sensitivity() -> None:
    code = """
import sys
for name in ("SALib", "optuna", "pyabc"):
    sys.modules[name] = None  # as if it were not installed
from creditarium.analysis.audit import auditing
auditing._need_extra()
"""
    child = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (child.returncode, child.stderr) == (0, "")
