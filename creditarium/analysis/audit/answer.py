"""An answer of the audit: findings, each with interval, window and denominator, or why nobody can tell."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

import polars as pl

from creditarium.model.showing import tree

Element = Literal["", "met", "not met", "cannot tell"]
"""What is said of the elements of a norm; the audit never says more, as no court sits here."""
POINTS = "percentage points"
"""The unit of a difference between shares, which is no share itself."""
DECLARED = "declared"
"""As `counted_in`: read from the scenario, the same in every seed."""


@dataclass(frozen=True)
class Interval:
    """From `low` to `high`; `spans` says over what, which is never the number of synthetic people."""

    low: float
    high: float
    spans: str


@dataclass(frozen=True)
class Finding:
    """One number of an answer, or the reason why there is none.

    `unit` is "share", "days", "people", …; `of` names the denominator and `base` counts it; `window` is the
    time it is counted over; `counted_in` says whether the run, the seeds or the scenario gave it. `test` holds
    the one sentence of a test, where a rule asks for it.
    """

    what: str
    value: float | str | None
    unit: str = ""
    interval: Interval | None = None
    window: str = ""
    of: str = ""
    base: float | None = None
    counted_in: str = DECLARED
    cannot_tell: str = ""
    test: str = ""

    def __post_init__(self) -> None:
        if (self.value is None) != bool(self.cannot_tell):
            raise ValueError(f"{self.what}: a finding has a value, or a reason why not")
        counted = self.counted_in != DECLARED and not self.cannot_tell
        if counted and not (self.window and self.of and self.base is not None and self.interval is not None):
            raise ValueError(f"{self.what}: what is counted has interval, window and denominator")


@dataclass(frozen=True)
class Evidence:
    """A table behind an answer: a title, and plain rows."""

    title: str
    frame: pl.DataFrame

    def plain(self) -> dict[str, Any]:
        """Give the table as columns and rows of plain values."""
        return {
            "title": self.title,
            "columns": self.frame.columns,
            "rows": [[_plainly(value) for value in row] for row in self.frame.rows()],
        }


@dataclass(frozen=True, repr=False)
class Answer:
    """The answer to one question: `words` in plain sentences, then the findings and the tables behind them.

    `element` is said of a norm's elements only. `cannot_tell` holds the reason where nothing can be said, and
    `declarable` what the auditor may declare so that something can.
    """

    number: int
    words: str = ""
    findings: tuple[Finding, ...] = ()
    element: Element = ""
    evidence: tuple[Evidence, ...] = ()
    cannot_tell: str = ""
    declarable: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if bool(self.words or self.findings) == bool(self.cannot_tell):
            raise ValueError(f"question {self.number}: it is answered, or it says why it cannot be")

    def plain(self) -> dict[str, Any]:
        """Give the answer as plain values, for JSON."""
        return {
            "number": self.number,
            "element": self.element,
            "words": self.words,
            "cannot_tell": self.cannot_tell,
            "findings": [asdict(finding) for finding in self.findings],
            "evidence": [one.plain() for one in self.evidence],
        }

    def __repr__(self) -> str:
        head = f"Answer {self.number}" + (f" (elements {self.element})" if self.element else "")
        said = f"cannot tell: {self.cannot_tell}" if self.cannot_tell else self.words
        rows = [said] if said else []
        rows += [f"{one.what}: {told(one)}" for one in self.findings]
        return tree(head, rows)


def cannot(what: str, why: str) -> Finding:
    """Make a finding that nobody can tell, with the reason.

    >>> cannot("impact ratio by religion", "no person has the attribute").value is None
    True
    """
    return Finding(what, None, cannot_tell=why)


def told(finding: Finding, spans: str = "", window: str = "") -> str:
    """Write a finding in one line: value, interval and what it spans, window, denominator.

    What an interval spans and the window are left out where they are these, told before.

    >>> told(Finding("people", 12, "people"))
    '12 people'
    """
    if finding.cannot_tell:
        return f"cannot tell: {finding.cannot_tell}"
    said = amount(finding.value, finding.unit)
    if finding.interval is not None:
        low, high = (amount(end, finding.unit, bare=True) for end in (finding.interval.low, finding.interval.high))
        over = "" if finding.interval.spans == spans else f"; {finding.interval.spans}"
        said += f" [{low} to {high}{over}]"
    if finding.of:
        said += f", of {finding.of}" + (f" ({finding.base:,.0f})" if finding.base is not None else "")
    if finding.window and finding.window != window:
        said += f", {finding.window}"
    return said + (f"; {finding.test}" if finding.test else "")


def amount(value: float | str | None, unit: str, bare: bool = False) -> str:
    """Write a number with its unit; a share as a percentage.

    >>> amount(0.1234, "share"), amount(3.0, "days"), amount(0.00071, "ratio")
    ('12.3 %', '3 days', '0.00071 ratio')
    """
    if value is None or isinstance(value, str):
        return value or ""
    if unit == "share":
        return f"{_digits(100 * value)} %"
    return _digits(value) if bare or not unit else f"{_digits(value)} {unit}"


def _digits(value: float) -> str:
    if value != value:
        return "none"
    if value == round(value) and abs(value) < 1e15:
        return f"{value:,.0f}"
    return f"{value:,.1f}" if abs(value) >= 10 else f"{value:.3g}"


def _plainly(value: Any) -> Any:
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)
