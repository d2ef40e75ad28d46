"""What a run rests on, in a report: the assumptions, the sources, and how to make the run again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from creditarium.model.problem import Problem
from creditarium.model.resolve import resolve
from creditarium.model.source import Source, is_weak, sources
from creditarium.model.tree import tree_of
from creditarium.views.provenance import Origin, count_text, counted, origins
from creditarium.views.report.content import Cell, Column, Command, Link, Paragraph, Part, Section, Table
from creditarium.views.sayings import Composed, Kept, Quoted, listed

if TYPE_CHECKING:
    from creditarium.results.run import Run

_THOSE = (
    "Those that are not sourced stand here, each with the range in which it may lie and the reason; another value in "
    "the range gives another world that the record allows just as well."
)


def basis_sections(run: Run, against: Run | None = None) -> tuple[Section, Section, Section]:
    """List the assumptions of a run, its sources, and how to make it again; and the run that stood beside it."""
    numbers = list(origins(tree_of(run.scenario.model_dump(mode="python"))))
    return _assumptions(run, numbers), _sources(numbers), _again(run, against)


def _assumptions(run: Run, numbers: list[Origin]) -> Section:
    scenario = run.scenario
    weak = [one for one in numbers if one.weak or one.kind == "set"]
    parts: list[Part] = [Paragraph(Composed("The scenario holds ", count_text(counted(numbers)), ". ", _THOSE))]
    parts.extend(Paragraph(note) for note in scenario.notes)
    if scenario.absent:
        parts.append(Paragraph(Composed("Left out of this world", ": ", listed(scenario.absent), ".")))
    parts.append(
        Table(
            f"The {len(weak):,} numbers and tables that are assumed, recalled or set by hand",
            _heads("number", "value", "range", "how it is known", "reason, or record"),
            tuple(_assumption(one) for one in weak),
            folded=True,
        )
    )
    return Section("assumptions", "What is assumed", tuple(parts))


def _heads(*names: str) -> tuple[Column, ...]:
    return tuple(Column(name) for name in names)


def _assumption(one: Origin) -> tuple[Cell, ...]:
    because = (": ", one.reason) if one.reason else ()
    source = one.source if " " in one.source else Kept(one.source)
    reason = Composed(source, *because) if one.source else one.reason
    return Kept(one.path), one.says, one.between, "set by hand" if one.kind == "set" else one.kind, reason


def _sources(numbers: list[Origin]) -> Section:
    uses: dict[str, int] = {}
    for one in numbers:
        if one.source:
            uses[one.source] = uses.get(one.source, 0) + 1
    known = sources()
    found = [known[key] for key in known if key in uses]
    text = (
        f"{len(found):,} records stand behind the sourced and the recalled numbers. A record that is only remembered, "
        "or has no address, is no source: what it says counts with the assumptions."
    )
    columns = (
        Column("record"),
        Column("title"),
        Column("year"),
        Column("confidence"),
        Column("how it was found"),
        Column("numbers", "count"),
    )
    rows = tuple(_record(one, uses[one.id]) for one in found)
    return Section("sources", "Sources", (Paragraph(text), Table("The records", columns, rows, folded=True)))


def _record(one: Source, uses: int) -> tuple[Cell, ...]:
    said = Quoted(one.title)
    title: Cell = Link(said, one.address) if one.address and one.address.startswith("https://") else said
    found = "recalled, not read again" if one.found_by == "memory" else "no address" if is_weak(one) else "read"
    return Kept(one.id), title, str(one.year or ""), one.confidence, found, uses


def _again(run: Run, against: Run | None) -> Section:
    manifest = run.manifest
    rows: tuple[tuple[Cell, ...], ...] = (
        ("digest of all tables", Kept(manifest.digest)),
        ("digest of fate (two runs are a pair if it is the same)", Kept(manifest.fate.get("whole", ""))),
        ("digest of the rules", Kept(manifest.rules)),
        (Kept("Creditarium"), Kept(manifest.creditarium)),
        *((Kept(name), Kept(version)) for name, version in manifest.versions.items()),
    )
    text = (
        "The same command with the same version of Creditarium gives the same people, the same lives and the same "
        "tables, on any machine and any number of threads; the digests say whether they are the same. This report "
        "holds neither the time nor the machine of its making."
    )
    parts: list[Part] = [
        Paragraph(text),
        Command("\n".join(_commands(run, against))),
        Table("Digests and versions", _heads("what", "value"), rows),
    ]
    for one, which in ((run, "This world"), (against, "The other world")):
        if one is not None and changed_stages(one) != []:
            parts.append(
                Paragraph(f"{which} {_said_changed(one)}: scenario.yaml in its run folder is the whole scenario.")
            )
    if against is not None:
        other = against.manifest
        parts.append(Paragraph(f"The other world has the digest {other.digest}, and its rules have {other.rules}."))
    return Section("again", "How to make it again", tuple(parts))


def _said_changed(run: Run) -> str:
    changed = changed_stages(run)
    if changed is None:
        return "is no preset"
    return f"differs from the preset {run.scenario.name} in {', '.join(changed)}"


def _commands(run: Run, against: Run | None) -> Iterator[str]:
    """Give the commands that live the run, and the one beside it, and make this report."""
    folders = []
    for one, nameless in ((run, "RUN"), (against, "OTHER")):
        if one is not None:
            again = "" if changed_stages(one) == [] else "-again"
            folders.append(f"{folder_of(one, nameless)}{again}")
            yield f"{command_of(one, nameless)} --out {folders[-1]}"
    yield " --against ".join((f"creditarium report {folders[0]}", *folders[1:]))


def folder_of(run: Run, nameless: str = "RUN") -> str:
    """Give the name of a run's folder, or a word for it while it has none."""
    return run.path.resolve().name if run.path is not None else nameless


def command_of(run: Run, nameless: str = "RUN") -> str:
    """Give the command that lives a run again: by its preset's name if nothing was changed, else from its file."""
    scenario = run.scenario
    if changed_stages(run) == []:
        size = f"--people {scenario.people} --days {scenario.clock.days} --seed {scenario.seed}"
        return f"creditarium run {scenario.name} {size}"
    return f"creditarium run {folder_of(run, nameless)}/scenario.yaml"


def changed_stages(run: Run) -> list[str] | None:
    """Name the parts in which a run's scenario differs from the preset of its name, or give None if there is none."""
    mine = run.scenario
    try:
        preset = resolve(mine.name, people=mine.people, days=mine.clock.days, seed=mine.seed)
    except Problem:
        return None
    return [name for name in type(mine).model_fields if getattr(mine, name) != getattr(preset, name)]
