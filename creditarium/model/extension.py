"""A rule that data cannot express: a few lines of whole-number arithmetic, kept with the scenario as text.

It reads some states and attributes of a person and writes some states, once a window. So that it keeps the
guarantees whoever wrote it, it is held to a small language: functions, conditions, loops over ``range`` and
whole numbers. It can import, call or open nothing, never fails to end, and gives the same on every machine.
"""

from __future__ import annotations

import ast
from typing import Self

from pydantic import model_validator

from creditarium.model.base import Spec
from creditarium.model.problem import Problem

RULE = "rule"
PARAMETERS = ("read", "luck", "written")
LISTS = ("READS", "WRITES")
CALLABLE = ("min", "max", "abs", "range", "len")
_ALLOWED = (
    ast.Module, ast.FunctionDef, ast.arguments, ast.arg, ast.Expr, ast.Assign, ast.AugAssign, ast.Return, ast.Pass,
    ast.If, ast.For, ast.Break, ast.Continue, ast.IfExp, ast.BoolOp, ast.BinOp, ast.UnaryOp, ast.Compare, ast.Call,
    ast.Subscript, ast.Tuple, ast.Name, ast.Constant, ast.Load, ast.Store, ast.And, ast.Or, ast.Not, ast.USub,
    ast.Invert, ast.Add, ast.Sub, ast.Mult, ast.FloorDiv, ast.Mod, ast.LShift, ast.RShift, ast.BitAnd, ast.BitOr,
    ast.BitXor, ast.Eq, ast.NotEq, ast.Lt, ast.LtE, ast.Gt, ast.GtE,
)  # fmt: skip
"""No division, power or fraction (their last bits vary), no `while`, no attribute, no import."""


class Extension(Spec):
    """A file of Python with two lists of names, ``READS`` and ``WRITES``, and ``rule(read, luck, written)``.

    ``read`` and ``written`` hold whole numbers in the order of the lists, ``written`` beginning with the present
    values; ``luck`` is one uniform draw in [0, 2**32) of the person and window. What is written is clipped to the
    range of its state.
    """

    file: str
    source: str

    @model_validator(mode="after")
    def _is_harmless(self) -> Self:
        self.parsed()
        return self

    @property
    def reads(self) -> tuple[str, ...]:
        """The states and attributes that the rule reads."""
        return self._names(LISTS[0])

    @property
    def writes(self) -> tuple[str, ...]:
        """The states that the rule writes."""
        return self._names(LISTS[1])

    def functions(self) -> tuple[str, ...]:
        """The names of its functions in their order."""
        return tuple(node.name for node in self.parsed().body if isinstance(node, ast.FunctionDef))

    def parsed(self) -> ast.Module:
        """Parse the file; whatever is not in the small language is a `Problem` that names its line."""
        try:
            tree = ast.parse(self.source)
        except (SyntaxError, ValueError) as error:
            why = error.msg if isinstance(error, SyntaxError) else error
            raise self._wrong(f"this is not Python: {why}", getattr(error, "lineno", None)) from error
        for node in ast.walk(tree):
            self._check(node)
        self._check_body(tree.body)
        return tree

    def _check(self, node: ast.AST) -> None:
        line = getattr(node, "lineno", None)
        if not isinstance(node, _ALLOWED):
            what = f"a rule cannot have {type(node).__name__.lower()}"
            raise self._wrong(what, line, "use whole numbers, conditions, loops over range and functions only")
        if isinstance(node, ast.Constant) and not isinstance(node.value, int | str):
            raise self._wrong(f"{node.value!r} is no whole number", line, "scale it, as scores are scaled")
        if isinstance(node, ast.For) and not _called(node.iter, "range"):
            raise self._wrong("a loop goes over a range", line, "write 'for j in range(n):'")
        if _name(node).startswith("_") or (isinstance(node, ast.FunctionDef) and node.name.startswith("_")):
            raise self._wrong("a name begins with a letter", line, "take the underscore away")
        if isinstance(node, ast.Call) and (not isinstance(node.func, ast.Name) or node.keywords):
            raise self._wrong("only functions of the file are called", line, "name the function")

    def _check_body(self, body: list[ast.stmt]) -> None:
        known = set(CALLABLE)
        for place, node in enumerate(body):
            if isinstance(node, ast.FunctionDef):
                plain = node.args
                if node.decorator_list or plain.defaults or plain.vararg or plain.kwarg or plain.kwonlyargs:
                    raise self._wrong("a function has plain parameters only", node.lineno, "write 'def name(a, b):'")
                called = {_name(call.func) for call in ast.walk(node) if isinstance(call, ast.Call)}
                if called - known:
                    odd = sorted(called - known)[0]
                    raise self._wrong(f"'{odd}' is called and not defined before", node.lineno, f"define '{odd}' first")
                known.add(node.name)
            elif isinstance(node, ast.Assign):
                if not all(isinstance(target, ast.Name) for target in node.targets) or not _literal(node.value):
                    raise self._wrong("outside functions there are constants only", node.lineno, "write NAME = 3")
            elif place or not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):
                raise self._wrong("outside functions there are constants only", node.lineno, "write NAME = 3")
        rules = [node for node in body if isinstance(node, ast.FunctionDef) and node.name == RULE]
        if [tuple(arg.arg for arg in node.args.args) for node in rules] != [PARAMETERS]:
            raise self._wrong(f"there is no {RULE}({', '.join(PARAMETERS)})", None, "define it, once")

    def _names(self, wanted: str) -> tuple[str, ...]:
        for node in self.parsed().body:
            if isinstance(node, ast.Assign) and [_name(target) for target in node.targets] == [wanted]:
                names = ast.literal_eval(node.value)
                if isinstance(names, tuple) and names and all(isinstance(name, str) for name in names):
                    return names
        raise self._wrong(f"there is no {wanted}", None, f"list names: {wanted} = ('risk',)")

    def _wrong(self, what: str, line: int | None, mend: str = "") -> Problem:
        return Problem(what, place=f"{self.file}:{line}" if line else self.file, mend=mend or "correct it")


def _name(node: ast.AST) -> str:
    return node.id if isinstance(node, ast.Name) else ""


def _called(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Call) and _name(node.func) == name


def _literal(node: ast.AST) -> bool:
    """Tell whether an expression is a number, a text, or a tuple of them."""
    if isinstance(node, ast.UnaryOp):
        return isinstance(node.op, ast.USub) and isinstance(node.operand, ast.Constant)
    if isinstance(node, ast.Tuple):
        return all(isinstance(item, ast.Constant) for item in node.elts)
    return isinstance(node, ast.Constant)
