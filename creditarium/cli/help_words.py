"""What stands for a value in a help text: a word in capitals, and nothing where no value is taken."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from typer.core import TyperCommand, TyperGroup

_WORDS: dict[Any, str] = {int: "NUMBER", float: "NUMBER", date: "DATE", datetime: "DATE"}


def value_word(param: Any) -> str:
    """Give the word for what an option takes; it is empty for one that takes nothing."""
    if param.is_flag:
        return ""
    return str(param.metavar or _WORDS.get(param.type_descriptor.annotation, "NAME"))


def _in_words(params: list[Any]) -> list[Any]:
    for param in params:
        if param.param_type_name == "argument":
            param.display_type_rich = _nothing  # its name says what it is
        else:
            param.metavar = value_word(param)
    return params


def _nothing(ctx: Any) -> None:
    """Say nothing of an argument's type."""


class Verb(TyperCommand):
    """A command whose help speaks in words."""

    def get_params(self, ctx: Any) -> list[Any]:
        """Give the arguments and options, the one for help among them."""
        return _in_words(super().get_params(ctx))


class Verbs(TyperGroup):
    """The commands together, likewise."""

    def get_params(self, ctx: Any) -> list[Any]:
        """Give the options that stand before a verb, the one for help among them."""
        return _in_words(super().get_params(ctx))
