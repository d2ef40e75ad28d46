"""What Pydantic found wrong, said as one `Problem` that names the line and the mend."""

from __future__ import annotations

import re
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from creditarium.model.problem import Problem, suggestion
from creditarium.model.tree import Node, place_at

_EXPECTED = re.compile(r"'([^']*)'")


def problem_of(error: ValidationError, tree: Node) -> Problem:
    """Turn the fault that explains most into a `Problem`: a misspelt key before the key it leaves missing."""
    details = min(error.errors(include_url=False), key=_weight)
    problem = _said(details)
    path = (*details["loc"], *problem.at)
    return problem.placed(str(place_at(tree, path)) or _dotted(path))


def _weight(details: ErrorDetails) -> int:
    if isinstance(_raised(details), Problem) or details["type"] == "extra_forbidden":
        return 0
    return 2 if details["type"] == "missing" else 1


def _raised(details: ErrorDetails) -> object:
    return details.get("ctx", {}).get("error")


def _said(details: ErrorDetails) -> Problem:
    raised = _raised(details)
    if isinstance(raised, Problem):
        return raised
    loc = details["loc"]
    name = _dotted(loc[-2:]) if loc and isinstance(loc[-1], int) else str(loc[-1]) if loc else "this"
    kind, context = details["type"], details.get("ctx", {})
    if kind == "missing":
        return Problem(f"the key '{name}' is missing", mend=f"add '{name}:'")
    if kind == "union_tag_invalid":
        choices = _EXPECTED.findall(str(context.get("expected_tags", "")))
        what = f"'{context.get('tag')}' is none of the kinds there are"
        return Problem(what, mend=suggestion(str(context.get("tag")), choices))
    if kind in ("literal_error", "enum"):
        choices = _EXPECTED.findall(str(context.get("expected", "")))
        what = f"'{name}' cannot be {_brief(details['input'])}"
        return Problem(what, mend=suggestion(str(details["input"]), choices))
    if kind == "value_error":
        return Problem(f"'{name}': {raised}", mend=f"correct '{name}'")
    says = details["msg"].removeprefix("Input ").replace("dictionary", "mapping").replace("tuple", "list")
    return Problem(f"'{name}' {says}, not {_brief(details['input'])}", mend=f"correct '{name}'")


def _brief(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def _dotted(path: tuple[Any, ...]) -> str:
    return ".".join(str(part) for part in path)
