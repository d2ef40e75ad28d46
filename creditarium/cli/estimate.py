"""`creditarium estimate`: what an economist would find in a scenario's panel, and what is true in it."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from creditarium.cli.options import (
    AsJson,
    Days,
    Plot,
    Reform,
    Settings,
    SoManyPeople,
    Threads,
    Without,
    at_least,
    seed_in_range,
)
from creditarium.cli.output import console, print_json
from creditarium.model.problem import Problem

if TYPE_CHECKING:
    from rich.table import Table

    from creditarium.analysis.testbed.panel import Panel
    from creditarium.analysis.testbed.trials import Trials

PEOPLE = 20_000
PICTURE = "estimates.png"
DRAWN = 200
"""How many panels are planted unless the caller says otherwise."""


def estimate(
    scenario: Annotated[str, typer.Argument(help="A scenario that rolls a scheme out.")] = "pilot-rollout",
    outcome: Annotated[str, typer.Option(help="offences, posts, … or a kind of act.")] = "offences",
    seeds: Annotated[int | None, typer.Option(help="Try the estimators on the panels of so many seeds.")] = None,
    planted: Annotated[str | None, typer.Option(help="Try them on drawn panels instead: growing, shock, …")] = None,
    people: SoManyPeople = PEOPLE,
    days: Days = None,
    seed: Annotated[int | None, typer.Option(help="The seed of their fate, or the first of the seeds.")] = None,
    scheme: Annotated[str | None, typer.Option(help="The scheme whose roll-out is looked at.")] = None,
    months: Annotated[str, typer.Option(help="weeks (four to a month) or calendar.")] = "weeks",
    gaps: Annotated[float, typer.Option(help="The share of months whose records are missing.")] = 0.0,
    comparators: Annotated[str, typer.Option(help="Places not-yet or never covered.")] = "not-yet",
    threads: Threads = None,
    reform: Reform = None,
    settings: Settings = None,
    without: Without = None,
    out: Annotated[
        str | None, typer.Option(help="A new folder for panel, truth and picture.", metavar="FOLDER")
    ] = None,
    plot: Plot = None,
    as_json: AsJson = False,
) -> None:
    """Estimate what a roll-out did from a panel of places and months, and set it beside the truth."""
    for option, value in {"--people": people, "--days": days, "--threads": threads, "--seeds": seeds}.items():
        at_least(option, value, 1)
    seed_in_range(seed)
    if (planted or seeds) and (out or plot):
        raise Problem("panel and picture are those of one seed", place="--out, --plot", mend="leave out --seeds")
    from creditarium.analysis.testbed.panel import panel
    from creditarium.analysis.testbed.trials import planted_trials, trials
    from creditarium.cli.progress import progress
    from creditarium.model.resolve import resolve
    from creditarium.results.locking import reserved

    with reserved(out):
        if plot is not None:
            from creditarium.views.style import check_picture

            check_picture(plot)
        with progress(as_json) as shown:
            if planted is not None:
                tell, _ = shown.task(planted, "panel")
                first = 1 if seed is None else seed
                tried = planted_trials(
                    planted, seeds=seeds or DRAWN, seed=first, gaps=gaps, comparators=comparators, tell=tell
                )
            else:
                whole = resolve(
                    scenario, reform=reform, settings=settings or (), missing=without or (), people=people, days=days,
                    seed=seed,
                )  # fmt: skip
                options: dict[str, Any] = {
                    "scheme": scheme, "months": months, "gaps": gaps, "comparators": comparators, "threads": threads,
                }  # fmt: skip
                tell, _ = shown.task(whole.name, "window" if seeds is None else "seed")
                if seeds is None:
                    made = panel(whole, outcome, tell=tell, **options)
                else:
                    tried = trials(whole, outcome, seeds=seeds, tell=tell, **options)
        if planted is not None or seeds is not None:
            _tell_trials(tried, as_json)
            return
        if out is not None:
            made.plot(outcome, made.write(out) / PICTURE)
        if plot is not None:
            made.plot(outcome, plot)
    _tell_panel(made, outcome, as_json)
    if out is not None and not as_json:
        console().print(f"Panel, truth and picture: {out}", soft_wrap=True)


def _tell_panel(made: Panel, outcome: str, as_json: bool) -> None:
    from creditarium.analysis.testbed.verdicts import TITLES
    from creditarium.analysis.testbed.writing import described

    found = made.estimates(outcome)
    if as_json:
        rows = [asdict(one) for one in found]
        events = made.events(outcome).to_dicts()
        print_json({**described(made), "outcome": outcome, "estimates": rows, "events": events})
        return
    screen = console()
    screen.print(f"{made.scenario.name}: {made.outcomes[outcome].title}, for 1,000 people in four weeks", style="bold")
    table = _table("", "estimate", "95 % interval", "truth", "error", "holds it", "places", "months")
    for one in found:
        interval = f"{_number(one.low)} to {_number(one.high)}"
        cells = (_number(one.estimate), interval, _number(one.truth), _number(one.error))
        held = "yes" if one.covered else "no"
        table.add_row(TITLES[one.name], *cells, held, str(one.places), str(one.months))
    screen.print(table)
    screen.print()
    for one in found:
        screen.print(f"{TITLES[one.name]}: {one.verdict}.")
    screen.print(f"\n{_how(made, outcome)}")


def _how(made: Panel, outcome: str) -> str:
    """Say what the panel is of, and what no estimator can see in it."""
    scenario, months, since = made.scenario, len(made.months.last), made.since
    before, never = int((since == 0).sum()), int((since >= months).sum())
    steps = len(made.seen(outcome).cohorts)
    said = (
        f"{made.scheme} comes to {len(made.places)} places (the cities, towns or countryside of a region) in {steps} "
        f"{'step' if steps == 1 else 'steps'} within {months} months; covered before: {before}, never: {never}. The "
        f"truth is what the same {scenario.people:,} people do without the scheme, seed {scenario.seed}: the mean "
        f"effect on those whom the estimator speaks of."
    )
    spilt = made.touched_before(outcome)
    if spilt:
        said += (
            f" Places not yet covered were touched too, by {_number(spilt)} on average: they are no clean comparators."
        )
    return said


def _tell_trials(tried: Trials, as_json: bool) -> None:
    from creditarium.analysis.testbed.verdicts import TITLES

    if as_json:
        print_json({"name": tried.name, "outcome": tried.outcome, "scores": tried.scores.to_dicts(),
                    "estimates": tried.frame.to_dicts()})  # fmt: skip
        return
    screen = console()
    screen.print(f"{tried.name}, {tried.outcome}: {tried.scores['seeds'][0]} seeds", style="bold")
    table = _table("", "estimate", "truth", "bias", "RMSE", "coverage", "shown", "claimed")
    for row in tried.scores.iter_rows(named=True):
        cells = (_number(row[name]) for name in ("estimate", "truth", "bias", "rmse"))
        shares = (f"{row[name]:.0%}" for name in ("coverage", "shown", "claimed"))
        table.add_row(TITLES[row["estimator"]], *cells, *shares)
    screen.print(table)
    screen.print(
        "\nEstimate and truth are means over the seeds; bias is the mean of estimate − truth, RMSE the root of its "
        "mean square; coverage is how often the 95 % interval holds the truth, shown how often it leaves 0 out, and "
        "claimed how often an effect is claimed."
    )


def _table(*heads: str) -> Table:
    from rich.table import Table

    table = Table(*heads, box=None, pad_edge=False, header_style="bold")
    for column in table.columns[1:]:
        column.justify, column.no_wrap = "right", True
    return table


def _number(value: float) -> str:
    """Write a number with two decimals and its sign; what rounds to nothing is a 0."""
    return f"{value:+,.2f}".replace("-", "−") if abs(value) >= 0.005 else "0"
