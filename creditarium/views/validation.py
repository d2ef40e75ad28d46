"""Verdicts of validation cases in words: lines for the terminal, and the tables of the documentation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from creditarium.analysis.validation.validate import CaseVerdict, Verdict

HEAD = ("what", "expected", "observed", "tolerance", "because", "verdict")


def lines(cases: Sequence[CaseVerdict], every: bool = False) -> Iterator[tuple[str, bool]]:
    """Say what cases gave, line by line, and of each line whether it stands out.

    What holds is counted; what fails or cannot be told is given in full, as is everything where `every` is set.
    """
    width = max((len(case.name) for case in cases), default=0)
    for case in cases:
        told = _counts(case.verdicts)
        yield f"{case.name:<{width}}  {_whole(case):<6} {case.title}: {told}", not case.holds
        for one in case.verdicts:
            if every or not one.holds:
                yield f"{'':<{width}}    {line(one)}", not one.holds
    numbers = [one for case in cases for one in case.verdicts]
    yield f"{_counts(numbers)}, in {len(cases)} {'case' if len(cases) == 1 else 'cases'}.", False


def line(one: Verdict) -> str:
    """Say one number: what it is, what was expected and how closely, what was observed, and the verdict."""
    if one.cannot_tell:
        return f"cannot tell: {one.what}: {one.cannot_tell}"
    said = f"{one.verdict}: {one.what}: expected {number(one.expected)} ± {number(one.within)}"
    return f"{said}, observed {_observed(one)} ({one.because})"


def page(cases: Iterable[CaseVerdict]) -> str:
    """Write the cases as Markdown: a table of all, then each with source, numbers and what is not expressed."""
    found = list(cases)
    whole = [
        (f"[{case.name}](#{_anchor(case)})", case.title, case.source, _counts(case.verdicts), _whole(case))
        for case in found
    ]
    head = ("case", "title", "source", "numbers", "verdict")
    overview = "\n".join(_row(cells) for cells in (head, ["---"] * len(head), *whole))
    return "\n\n".join([overview, *(_section(case) for case in found)])


def rows(case: CaseVerdict) -> list[tuple[str, ...]]:
    """Give a case's table, a row for each number, its columns as `HEAD` names them."""
    return [
        (one.what, number(one.expected), _observed(one), f"± {number(one.within)}", _because(case, one), one.verdict)
        for one in case.verdicts
    ]


def number(value: float) -> str:
    """Write a number with six digits, without trailing noughts.

    >>> number(0.6687315), number(9900.0), number(1e-6)
    ('0.668732', '9900', '1e-06')
    """
    return f"{value:.6g}"


def _whole(case: CaseVerdict) -> str:
    return "holds" if case.holds else "FAILS"


def _anchor(case: CaseVerdict) -> str:
    kept = "".join(c for c in f"{case.name} {case.title}".lower() if c.isalnum() or c in " -")
    return kept.replace(" ", "-")


def _section(case: CaseVerdict) -> str:
    table = [_row(HEAD), _row(["---"] * len(HEAD)), *(_row(row) for row in rows(case))]
    untold = [f"Not expressed: {one}" for one in case.untold]
    told = [f"## {case.name}: {case.title}", f"Source: {case.source}", case.about, "\n".join(table), *untold]
    return "\n\n".join(part for part in told if part)


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _because(case: CaseVerdict, one: Verdict) -> str:
    return one.because if one.source == case.source else f"{one.because}; source: {one.source}"


def _observed(one: Verdict) -> str:
    return number(one.observed) if one.observed is not None else "nothing"


def _counts(verdicts: Sequence[Verdict]) -> str:
    held = sum(one.holds for one in verdicts)
    lived = sum(one.lived for one in verdicts)
    untold = sum(bool(one.cannot_tell) for one in verdicts)
    told = f"{held} of {len(verdicts)} numbers hold" + (f", {lived} are lived" if lived else "")
    return told + (f", {untold} cannot be told" if untold else "")
