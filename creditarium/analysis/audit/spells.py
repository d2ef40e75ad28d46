"""How long marks stand: from the entry to the day on which it is made good, or to the end of the run."""

from __future__ import annotations

import polars as pl

from creditarium.analysis.audit.witness import Witness, against


def standing(witness: Witness) -> pl.DataFrame:
    """Give the marks against people as spells: person, scheme, kind, wrong, `days` so far, and whether it is `over`.

    A listing is over when nothing lists the person any more. Points taken are made good when the score is again
    where it stood before the entry, by whatever way: recovery, an appeal, or points for other deeds.
    """
    scenario = witness.run.scenario
    lists = [name for name, scheme in scenario.scoring.items() if scheme.sort == "list"]
    end = scenario.clock.days
    entries = witness.entries.with_columns(pl.col("scheme", "kind").cast(pl.String))
    on_list = pl.col("scheme").is_in(lists)
    marks = entries.filter(against(scenario)).with_row_index("mark")
    changed = pl.concat(
        [
            entries.select("person", "scheme", pl.col("day").alias("then"), pl.col("score").alias("reached")),
            witness.changes.select(
                "person",
                pl.col("scheme").cast(pl.String),
                pl.col("day").alias("then"),
                pl.col("score").alias("reached"),
            ),
        ]
    )
    before = pl.col("score") - pl.col("delta")
    good = pl.when(on_list).then(pl.col("reached") == 0).otherwise(pl.col("reached") >= before)
    ends = (
        marks.join(changed, on=["person", "scheme"], how="inner", maintain_order="left")
        .filter((pl.col("then") > pl.col("day")) & good)
        .group_by("mark", maintain_order=True)
        .agg(pl.col("then").min())
    )
    return (
        marks.join(ends, on="mark", how="left", maintain_order="left")
        .with_columns(
            (pl.col("then").fill_null(float(end)) - pl.col("day")).alias("days"),
            pl.col("then").is_not_null().alias("over"),
        )
        .select("person", "scheme", "kind", "wrong", "days", "over")
        .sort("person", "scheme", "days")
    )
