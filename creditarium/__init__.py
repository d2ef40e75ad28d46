"""Creditarium: a laboratory that puts social-credit schemes over synthetic societies and shows what they do.

>>> import creditarium as cr
>>> run = cr.run("rongcheng", people=2_000, days=28, seed=1)
>>> run.tally("denied", by=["consequence", "income"]).columns
['consequence', 'income', 'count']
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from creditarium.analysis.audit.audited import Audit
    from creditarium.analysis.audit.auditing import audit
    from creditarium.analysis.calibration.calibrate import calibrate
    from creditarium.analysis.calibration.calibration import Calibration
    from creditarium.analysis.ensembles.result import Sweep
    from creditarium.analysis.ensembles.sweep import sweep
    from creditarium.analysis.explain import Explanation, explain
    from creditarium.analysis.pairs.comparison import Comparison, compare
    from creditarium.analysis.parts.decompose import decompose
    from creditarium.analysis.parts.decomposition import Decomposition
    from creditarium.analysis.rules.judging import RulesTried, try_rules
    from creditarium.analysis.sensitivity.result import Sensitivity
    from creditarium.analysis.sensitivity.sensitivity import sensitivity
    from creditarium.analysis.testbed.panel import Panel, panel
    from creditarium.analysis.testbed.trials import Trials, trials
    from creditarium.analysis.validation.validate import CaseVerdict, validate
    from creditarium.model.problem import Problem
    from creditarium.model.resolve import scenario
    from creditarium.model.scenario import Scenario
    from creditarium.results.living import NEW, resume, run
    from creditarium.results.overrides import Override
    from creditarium.results.replay import Life, replay
    from creditarium.results.run import Run, open_run
    from creditarium.results.verification import Verdict, verify
    from creditarium.views.report.document import Report
    from creditarium.views.report.making import report

__version__ = "0.1.0"

__all__ = [
    "NEW",
    "Audit",
    "Calibration",
    "CaseVerdict",
    "Comparison",
    "Decomposition",
    "Explanation",
    "Life",
    "Override",
    "Panel",
    "Problem",
    "Report",
    "RulesTried",
    "Run",
    "Scenario",
    "Sensitivity",
    "Sweep",
    "Trials",
    "Verdict",
    "__version__",
    "audit",
    "calibrate",
    "compare",
    "decompose",
    "explain",
    "open_run",
    "panel",
    "replay",
    "report",
    "resume",
    "run",
    "scenario",
    "sensitivity",
    "sweep",
    "trials",
    "try_rules",
    "validate",
    "verify",
]

_HOMES = {
    "Comparison": ("creditarium.analysis.pairs.comparison", "Comparison"),
    "Audit": ("creditarium.analysis.audit.audited", "Audit"),
    "Calibration": ("creditarium.analysis.calibration.calibration", "Calibration"),
    "NEW": ("creditarium.results.living", "NEW"),
    "Explanation": ("creditarium.analysis.explain", "Explanation"),
    "Decomposition": ("creditarium.analysis.parts.decomposition", "Decomposition"),
    "Life": ("creditarium.results.replay", "Life"),
    "Override": ("creditarium.results.overrides", "Override"),
    "Panel": ("creditarium.analysis.testbed.panel", "Panel"),
    "Problem": ("creditarium.model.problem", "Problem"),
    "Report": ("creditarium.views.report.document", "Report"),
    "RulesTried": ("creditarium.analysis.rules.judging", "RulesTried"),
    "Run": ("creditarium.results.run", "Run"),
    "Scenario": ("creditarium.model.scenario", "Scenario"),
    "Sensitivity": ("creditarium.analysis.sensitivity.result", "Sensitivity"),
    "Sweep": ("creditarium.analysis.ensembles.result", "Sweep"),
    "Trials": ("creditarium.analysis.testbed.trials", "Trials"),
    "Verdict": ("creditarium.results.verification", "Verdict"),
    "CaseVerdict": ("creditarium.analysis.validation.validate", "CaseVerdict"),
    "calibrate": ("creditarium.analysis.calibration.calibrate", "calibrate"),
    "compare": ("creditarium.analysis.pairs.comparison", "compare"),
    "explain": ("creditarium.analysis.explain", "explain"),
    "audit": ("creditarium.analysis.audit.auditing", "audit"),
    "decompose": ("creditarium.analysis.parts.decompose", "decompose"),
    "open_run": ("creditarium.results.run", "open_run"),
    "panel": ("creditarium.analysis.testbed.panel", "panel"),
    "replay": ("creditarium.results.replay", "replay"),
    "report": ("creditarium.views.report.making", "report"),
    "resume": ("creditarium.results.living", "resume"),
    "run": ("creditarium.results.living", "run"),
    "scenario": ("creditarium.model.resolve", "scenario"),
    "sensitivity": ("creditarium.analysis.sensitivity.sensitivity", "sensitivity"),
    "sweep": ("creditarium.analysis.ensembles.sweep", "sweep"),
    "trials": ("creditarium.analysis.testbed.trials", "trials"),
    "try_rules": ("creditarium.analysis.rules.judging", "try_rules"),
    "validate": ("creditarium.analysis.validation.validate", "validate"),
    "verify": ("creditarium.results.verification", "verify"),
}
"""Where each public name lives; its module is imported at the name's first use: the start is quick."""


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    module, attribute = _HOMES[name]
    value = getattr(import_module(module), attribute)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
