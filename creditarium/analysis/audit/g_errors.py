"""Section G: how errors spread. True conduct is known of a synthetic people, so an error is counted, not estimated."""

from __future__ import annotations

import polars as pl

from creditarium.analysis.audit.answer import Answer, Evidence, Finding
from creditarium.analysis.audit.case import Case, Measure, Part
from creditarium.analysis.audit.groups import OF_RUN, absent, each_group, with_harm, worst_over_best
from creditarium.analysis.audit.witness import Witness
from creditarium.analysis.survival import recovery


def false_listings(case: Case) -> Answer:
    """Question 22: the share of entries that is false, and who is ever falsely entered."""
    schemes = set(case.personal)
    entered, wrong = (_of_schemes(case, names, schemes) for names in (("entered",), ("false", "landed")))
    share = case.per(
        "entries without an act of the person (invented, or another's)",
        "share",
        "entries",
        lambda seed: (float(seed.entries["wrong"].sum()), float(len(seed.entries))),
        (wrong, entered),
    )
    value = case.per(
        "entries that are true (predictive value)",
        "share",
        "entries",
        lambda seed: (float((~seed.entries["wrong"]).sum()), float(len(seed.entries))),
        (entered - wrong, entered),
    )
    base = case.per(
        "people who did something that a scheme in force punishes (the true base rate)", "share", "people", _did
    )
    ever = case.per("people with a wrong entry against them at least once", "share", "people", _ever_wrong)
    days = _stood(case, wrong)
    listed = [_on_list(case, name) for name in case.personal if case.scenario.scoring[name].sort == "list"]
    words = "An entry is wrong where the person did nothing: it was invented by a sensor, or it is another's."
    return Answer(22, words, (share, value, base, ever, days, *listed))


def _stood(case: Case, wrong: float) -> Finding:
    """Tell how long wrong entries stood: after a warm-up, whose entries stand there too, how many do so on a day."""
    if not case.scenario.clock.warm_up:
        return case.per(
            "days that wrong entries stood (at most three at once are counted for a person)",
            "days",
            "wrong entries",
            lambda seed: (seed.tallied.total("wrong_days"), float(seed.entries["wrong"].sum())),
            (case.tallied.total("wrong_days"), wrong),
        )
    return case.per(
        "wrong entries that stand on a day, those of the warm-up too (at most three are counted for a person)",
        "for each 1,000 people",
        "people",
        lambda seed: (seed.tallied.total("wrong_days") / case.days, float(len(seed.people))),
        (case.tallied.total("wrong_days") / case.days, case.people),
        times=1000,
    )


def _of_schemes(case: Case, measures: tuple[str, ...], schemes: set[str]) -> float:
    return sum(count for name in measures for scheme, count in case.total(name, "scheme").items() if scheme in schemes)


def _did(seed: Witness) -> Part:
    return float(seed.people["state.blamed"].sum()), float(len(seed.people))


def _ever_wrong(seed: Witness) -> Part:
    return float(seed.adverse.filter("wrong")["person"].n_unique()), float(len(seed.people))


def _on_list(case: Case, name: str) -> Finding:
    def measure(seed: Witness) -> Part:
        frame = seed.adverse.filter(pl.col("wrong") & (pl.col("scheme").cast(pl.String) == name))
        return float(frame["person"].n_unique()), float(len(seed.people))

    return case.per(f"people ever wrongly on {name}", "share", "people", measure)


def travel(case: Case) -> Answer:
    """Question 23: how far one wrong record travels."""
    scenario = case.scenario
    reach = {
        name: sorted({to for one in scenario.sharing.agreements.values() if one.scheme == name for to in one.to})
        for name in case.personal
    }
    systems = Finding(
        "institutions that one entry reaches at most", max(map(len, reach.values()), default=0), "institutions",
        of="institutions", base=len(scenario.consequences.institutions),
    )  # fmt: skip
    behind = case.per("refusals with a wrong entry behind them", "share", "refusals", _wrong_behind(case))
    half = case.each(
        "days until half of the wrong marks are gone",
        "days",
        "wrong marks",
        lambda seed: _half(case.spells[seed.seed].filter("wrong")),
    )
    others = [
        case.per(f"{who} whose band or refusals differ from a world without errors", "share", who, _bystanders(near))
        for who, near in (
            ("people without a wrong entry, with one in their circle", True),
            ("people without a wrong entry in their circle", False),
        )
    ]
    words = (
        "A wrong record goes wherever the scheme is shared, and on through what acquaintances and the community see. "
        "Relatives are reached as members of the same circle; nothing else passes between them in this model."
    )
    rows = [(name, len(to), ", ".join(to)) for name, to in reach.items()]
    table = pl.DataFrame(rows, schema=["scheme", "institutions", "which"], orient="row")
    return Answer(23, words, (systems, behind, half, *others), evidence=(Evidence("who reads which scheme", table),))


def _wrong_behind(case: Case) -> Measure:
    def measure(seed: Witness) -> Part:
        frame = case.harms[seed.seed].filter(pl.col("harm") == "refused")
        return float(frame.filter("wrong")["weight"].sum()), float(frame["weight"].sum())

    return measure


def _half(spells: pl.DataFrame) -> tuple[float | None, float]:
    if not len(spells):
        return None, 0.0
    curve = recovery(spells["days"].to_numpy(), spells["over"].to_list())
    return curve.time_to(0.5), float(len(spells))


def _bystanders(near: bool) -> Measure:
    """Compare bands and refusals of those without a wrong entry with the same people's in a world without errors.

    `near` asks for those with somebody in their circle who had a wrong entry, else for all others.
    """

    def measure(seed: Witness) -> Part:
        names = [name for name in seed.unerring_ends.columns if name.startswith(("band.", "state.refused."))]
        differ = pl.any_horizontal(pl.col(name) != pl.col(f"{name}_other") for name in names)
        other = seed.unerring_ends.select(pl.col(name).alias(f"{name}_other") for name in names)
        touched = seed.entries.filter("wrong").select(
            pl.col("person").unique(maintain_order=True), pl.lit(True).alias("touched")
        )
        frame = seed.people.select("person", "circle", "covered", *names).hstack(other)
        frame = frame.join(touched, on="person", how="left", maintain_order="left").with_columns(
            pl.col("touched").fill_null(False)
        )
        beside = pl.col("touched").any().over("circle")
        left = frame.filter(pl.col("covered") & ~pl.col("touched") & (beside if near else ~beside))
        return float(left.select(differ.sum()).item() or 0), float(len(left))

    return measure


def between_groups(case: Case) -> Answer:
    """Question 24: how unequal errors are between groups."""
    entries = with_harm(case, case.of_seeds(lambda seed: seed.entries.filter("wrong").select("person")))
    findings = [worst_over_best(case, group, "wrong entries", entries) for group in each_group(case)]
    tables = []
    for group in OF_RUN:
        people = case.total("people", group)
        wrong = {name: sum(case.total(one, group).get(name, 0.0) for one in ("false", "landed")) for name in people}
        rows = [(str(name), people[name], wrong[name], 1000 * wrong[name] / max(people[name], 1.0)) for name in people]
        schema = {group: pl.String, "people": pl.Float64, "wrong": pl.Float64, "for_1000_people": pl.Float64}
        tables.append(Evidence(f"wrong entries in the run by {group}", pl.DataFrame(rows, schema=schema, orient="row")))
    words = "A difference comes from what the sensors cover and from how many of a group are entered; none is assumed."
    return Answer(24, words, (*findings, *absent("wrong entries")), evidence=tuple(tables))


ANSWERS = {22: false_listings, 23: travel, 24: between_groups}
