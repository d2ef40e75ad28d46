"""What the site reads from the program itself: commands, names, presets, stages, numbers, words.

Each function gives Markdown; a page asks for it by a line such as `<!-- site: commands -->`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import creditarium

ROOT = Path(__file__).resolve().parents[2]
PIPE = re.compile(r"`[^`]*`|\|")
"""Code, which keeps its bars, or a bar that would end a cell."""
EXAMPLE_SCENARIO = "reported-2020"


def commands() -> str:
    """Describe every command with its arguments and options."""
    import typer

    from creditarium.cli.main import app_of

    parts = []
    for name, command in typer.main.get_command(app_of()).commands.items():  # type: ignore[attr-defined]
        rows = [(_usage(param), param.help or "", _default(param)) for param in command.params]
        parts.append(f"## `creditarium {name}`\n\n{command.help}\n\n{table(('option', 'what it is', 'else'), rows)}")
    return "\n\n".join(parts)


def _usage(param: Any) -> str:
    from creditarium.cli.help_words import value_word

    if param.param_type_name == "argument":
        return f"`{param.metavar or param.name.upper()}`"
    return f"`{', '.join(param.opts)} {value_word(param)}`".replace(" `", "`")


def _default(param: Any) -> str:
    held = param.default
    return "" if held is None or isinstance(held, bool) or callable(held) or held in ((), [], "") else f"`{held}`"


def presets() -> str:
    """List every shipped preset by kind."""
    from creditarium.model.catalogue import KINDS, titles

    parts = []
    for kind in KINDS:
        rows = [(f"`{name}`", title) for name, title in titles(kind).items()]
        parts.append(f"## {kind.capitalize()}\n\n{table(('name', 'title'), rows)}")
    return "\n\n".join(parts)


def stage(name: str) -> str:
    """Say what a stage reads, writes and counts in one scenario, as its parts declare it."""
    from creditarium.engine.run import Engine
    from creditarium.model.resolve import resolve
    from creditarium.views.odd.describe import FEW
    from creditarium.views.odd.flow import flows

    if not _flows:
        scenario = resolve(EXAMPLE_SCENARIO, people=FEW)
        _flows.update({flow.stage: flow for flow in flows(scenario, Engine.of(scenario).compiled)})
    flow = _flows[name]
    rows = [(what, _listed(getattr(flow, what))) for what in ("reads", "writes", "counts")]
    return table((f"in `{EXAMPLE_SCENARIO}` it", ""), rows)


_flows: dict[str, Any] = {}


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names) or "nothing"


def glossary(language: str) -> str:
    """Give the page's glossary in one language."""
    from creditarium.views.web import page_data

    terms = page_data.glossary().terms.values()
    said = [(one.term[language], one.meaning[language]) for one in terms]  # type: ignore[index]
    return table(("ord" if language == "sv" else "word", "betydelse" if language == "sv" else "meaning"), said)


def scenarios(language: str) -> str:
    """List the scenarios with their titles in one language."""
    from creditarium.model.catalogue import titles
    from creditarium.views.languages import words

    known = words(language)
    return table(
        ("scenario", "titel"), [(f"`{name}`", known.get(title, title)) for name, title in titles("scenarios").items()]
    )


def numbers() -> str:
    """Count the numbers of every scenario by what they rest on, and say what the scenario leaves out."""
    from creditarium.model.catalogue import preset_names
    from creditarium.model.resolve import resolve
    from creditarium.model.tree import tree_of
    from creditarium.views.provenance import CALLED, counted, origins

    rows, kinds = [], []
    for name in preset_names("scenarios"):
        scenario = resolve(name)
        counts = counted(origins(tree_of(scenario.model_dump(mode="python"))))
        kinds = [kind for kind in counts if kind != "set"]
        left_out = ", ".join(scenario.absent)
        rows.append((f"`{name}`", *(f"{counts[kind]:,}" for kind in kinds), left_out))
    return table(("scenario", *(CALLED.get(kind, kind) for kind in kinds), "leaves out"), rows)


def names() -> str:
    """Ask for every public name that the page of them does not ask for already."""
    page = (ROOT / "docs" / "reference" / "python.md").read_text(encoding="utf-8")
    asked = set(re.findall(r"^::: creditarium\.(\w+)$", page, re.MULTILINE)) | {"__version__"}
    rest = [f"::: creditarium.{name}" for name in creditarium.__all__ if name not in asked]
    return "\n\n".join(["## More", *rest]) if rest else ""


def _kept(found: re.Match[str]) -> str:
    return "\\|" if found[0] == "|" else found[0]


def table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """Write a table; one without rows is nothing."""
    lines = ["| " + " | ".join(" ".join(PIPE.sub(_kept, cell).split()) for cell in row) + " |" for row in rows]
    if not lines:
        return ""
    return "\n".join(["| " + " | ".join(head) + " |", "|" + " --- |" * len(head), *lines])


SAID: dict[str, Callable[..., str]] = {
    "commands": commands,
    "glossary": glossary,
    "names": names,
    "numbers": numbers,
    "presets": presets,
    "scenarios": scenarios,
    "stage": stage,
}
"""What a page may ask for, by the word of its mark."""
