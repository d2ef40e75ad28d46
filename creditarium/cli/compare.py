"""`creditarium compare`: the same people in several worlds, and what the difference did to whom."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from creditarium.cli.options import AsJson, Days, People, Seed, Threads, at_least, seed_in_range, some_threads
from creditarium.cli.output import console, print_json
from creditarium.model.problem import Problem

if TYPE_CHECKING:
    from rich.console import Console

    from creditarium.analysis.pairs.comparison import Comparison
    from creditarium.analysis.pairs.given import Given

_WORLDS = "Scenarios by name or file, reforms of the first, or run folders; the first is what others are compared with."


def compare(
    worlds: Annotated[list[str], typer.Argument(help=_WORLDS, metavar="A [B …]")],
    people: People = None,
    days: Days = None,
    seed: Seed = None,
    threads: Threads = None,
    without: Annotated[
        list[str] | None,
        typer.Option(help="Also the first without a stage or one item; may be repeated.", metavar="STAGE[.NAME]"),
    ] = None,
    transparent: Annotated[bool, typer.Option("--transparent", help="Also the first, all rules published.")] = False,
    secret: Annotated[bool, typer.Option("--secret", help="Also the first, all rules secret.")] = False,
    perfect_sensors: Annotated[
        bool, typer.Option("--perfect-sensors", help="Also the first without errors, with even coverage.")
    ] = False,
    by: Annotated[list[str] | None, typer.Option(help="Break down by sex, age, income, …; may be repeated.")] = None,
    measure: Annotated[str, typer.Option(help="The measure that is broken down and drawn.")] = "denied",
    by_item: Annotated[bool, typer.Option("--by-item", help="Keep consequences and schemes apart.")] = False,
    weights: Annotated[
        list[str] | None,
        typer.Option("--weight", help="Declare a harm index; may be repeated.", metavar="MEASURE=WEIGHT"),
    ] = None,
    whom: Annotated[str, typer.Option("--persons", help="Whom persons.parquet lists: sample or all.")] = "sample",
    out: Annotated[
        str | None, typer.Option(help="The folder to write; left out, nothing is written.", metavar="FOLDER")
    ] = None,
    picture: Annotated[
        str | None, typer.Option("--picture", "--plot", help="A file for the picture, PNG or SVG.", metavar="FILE")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Live the same people in several worlds, and tell what the difference did to whom."""
    at_least("--people", people, 1)
    at_least("--days", days, 1)
    some_threads(threads)
    seed_in_range(seed)
    if whom not in ("sample", "all"):
        raise Problem(f"'{whom}' are no persons", place="--persons", mend="write sample or all")
    weighted = _weights(weights or [])
    from creditarium.cli.quick import start_quickly

    start_quickly()
    from creditarium.analysis.pairs.comparison import compare_given
    from creditarium.analysis.pairs.given import given
    from creditarium.analysis.pairs.groups import check_dimensions
    from creditarium.analysis.pairs.measures import check
    from creditarium.cli.progress import progress
    from creditarium.results.locking import reserved

    check_dimensions(by or [])
    for name in (measure, *weighted):
        check(name)
    with reserved(out):
        more = [*(f"without {what}" for what in without or []), *(["all rules published"] if transparent else [])]
        more += [*(["all rules secret"] if secret else []), *(["perfect sensors"] if perfect_sensors else [])]
        taken = given(worlds[0], worlds[1:], alone=bool(more), people=people, days=days, seed=seed)
        taken.extend(_sentence(taken[0], said) for said in more)
        if out is not None or picture is not None:
            from creditarium.views.effects import check_drawable

            check_drawable(len(taken), picture)
        with progress(as_json) as shown:
            tell, _ = shown.task(f"{len(taken)} worlds")
            made = compare_given(taken, everyone=whom == "all", by_item=by_item, threads=threads, tell=tell)
        if as_json:
            print_json(_plain(made, by or [], weighted))
        else:
            _tell(console(), made, by or [], measure, weighted)
        _write(made, measure, by or [], out, picture, None if as_json else console())


def _sentence(first: Given, said: str) -> Given:
    """Give the first world changed in one respect."""
    from creditarium.analysis.pairs.given import Given

    changed = {
        "all rules published": first.scenario.transparent,
        "all rules secret": first.scenario.secret,
        "perfect sensors": first.scenario.perfect_sensors,
    }
    make = changed.get(said) or (lambda: first.scenario.without(said.removeprefix("without ")))
    return Given(said, make())


def _weights(said: list[str]) -> dict[str, float]:
    made = {}
    for one in said:
        name, _, number = one.partition("=")
        try:
            made[name.strip()] = float(number)
        except ValueError as error:
            raise Problem("this is no MEASURE=WEIGHT", place=f"--weight {one}", mend="write denied=1") from error
    return made


def _plain(made: Comparison, by: list[str], weights: dict[str, float]) -> dict[str, Any]:
    from creditarium.analysis.pairs.writing import described

    return {
        **described(made),
        "effects": made.effects.to_dicts(),
        "touched": made.touched.to_dicts(),
        "parts": made.parts.to_dicts(),
        "by": {name: made.by(name).to_dicts() for name in by},
        **({"harm": {"weights": weights, "effects": made.harm(weights).to_dicts()}} if weights else {}),
    }


def _tell(out: Console, made: Comparison, by: list[str], measure: str, weights: dict[str, float]) -> None:
    from rich.table import Table

    from creditarium.views.effect_lines import cells_of, effect_lines, group_lines, heads, sentences
    from creditarium.views.wording import WORLD

    scenario = made.first.run.scenario
    size = f"{scenario.people:,} synthetic people, {scenario.clock.days} days, seed {scenario.seed}"
    out.print(f"{size}: the same in each world.")
    for other in made.others:
        shared = f" Their first {other.shared} windows are the same, and were lived once." if other.shared else ""
        out.print(f"\n{other.name}, compared with {made.first.name}.{shared}\n", style="bold")
        table = Table(*heads("first", "other"), box=None, pad_edge=False, header_style="bold")
        for column in table.columns[1:]:
            column.justify, column.no_wrap = "right", True
        lines = list(effect_lines(made, other.name))
        for dimension in by:
            lines.extend(group_lines(made, other.name, dimension, measure))
        for line in lines:
            table.add_row(line.label, *line.cells)
        if weights:
            [row] = made.harm(weights).filter(made.harm(weights)["world"] == other.name).to_dicts()
            table.add_row("harm, by the weights declared", *cells_of(row))
        out.print(table)
        out.print()
        for sentence in sentences(made, other.name):
            out.print(sentence)
    out.print(f"\nEach world is {WORLD}; differences between them are exact within the model, and no estimate.")


def _write(
    made: Comparison, measure: str, by: list[str], out: str | None, picture: str | None, screen: Console | None
) -> None:
    """Write the folder and the picture that were asked for, and say where they are."""
    from creditarium.analysis.pairs.writing import write

    if out is None and picture is None:
        return
    from creditarium.views.effects import plot

    group = by[0] if by else "income"
    said = []
    if out is not None:
        write(made, Path(out), lambda path: plot(made, measure, path=path, by=group))
        said.append(f"Tables:  {out}")
    if picture is not None:
        plot(made, measure, path=picture, by=group)
        said.append(f"Picture: {picture}")
    if screen is not None:
        screen.print("\n" + "\n".join(said), soft_wrap=True)
