"""Where harm came from: each refusal and each dearer price traced to the entries behind it.

A score is the fold of many entries, so a refusal is shared out over those that took points before it, each by what
it took. On a list it is those that list. Where no entry of the person's own stands behind it (a stock at the start,
an employer's rating, a secret start), it has no conduct to be traced to, and is counted so.
"""

from __future__ import annotations

import polars as pl

from creditarium.analysis.audit.witness import REFUSED, Witness
from creditarium.model.checklist import Measures
from creditarium.model.scenario import Scenario

NOBODY = "no entry of their own"
EMPLOYERS = "the employer's rating"


def traced_harm(witness: Witness, told: Measures) -> pl.DataFrame:
    """Share out every refusal and every dearer price over the entries behind it.

    One row a harm and kind behind it: person, day, consequence, need, `harm` ("refused" or "dearer"), `kind`,
    `wrong` (the entry was wrong), `weight` and `related` (to the need, as `told`); the weights of a harm add up to 1.
    """
    scenario = witness.run.scenario
    harms = _harms(witness, scenario).with_row_index("harm_id")
    entries = _adverse(witness, scenario)
    behind = (
        harms.filter(~pl.col("by_employer"))
        .join(entries, on=["person", "scheme"], how="inner", maintain_order="left")
        .filter((pl.col("entered") <= pl.col("day")) & (pl.col("until") > pl.col("day")))
    )
    whole = pl.col("taken").sum().over("harm_id")
    behind = behind.with_columns((pl.col("taken") / whole).alias("weight"))
    found = behind.group_by("harm_id", "behind", "wrong", maintain_order=True).agg(pl.col("weight").sum())
    alone = harms.join(found.select("harm_id").unique(maintain_order=True), on="harm_id", how="anti").select(
        "harm_id",
        pl.when("by_employer").then(pl.lit(EMPLOYERS)).otherwise(pl.lit(NOBODY)).alias("behind"),
        pl.lit(False).alias("wrong"),
        pl.lit(1.0).alias("weight"),
    )
    shared = pl.concat([found, alone], how="vertical_relaxed")
    return _judged(scenario, told, harms.join(shared, on="harm_id", how="inner", maintain_order="left")).sort(
        "harm_id", "behind"
    )


def _harms(witness: Witness, scenario: Scenario) -> pl.DataFrame:
    rows = []
    for name, rule in scenario.consequences.rules.items():
        employer = (rule.when.view or "").startswith("employer.")
        rows.append((name, rule.scheme, scenario.conduct.kinds[rule.need].domain, employer))
    schema = {"consequence": pl.String, "scheme": pl.String, "need": pl.String, "by_employer": pl.Boolean}
    told = pl.DataFrame(rows, schema=schema, orient="row")
    refused = (pl.col("does") == REFUSED) & pl.col("own")
    return (
        witness.effects.filter(refused | (pl.col("money") < 0))
        .with_columns(
            pl.col("consequence").cast(pl.String),
            pl.when(refused).then(pl.lit("refused")).otherwise(pl.lit("dearer")).alias("harm"),
        )
        .join(told, on="consequence", how="left", maintain_order="left")
        .select("person", "day", "consequence", "scheme", "need", "by_employer", "harm", "money")
    )


def _adverse(witness: Witness, scenario: Scenario) -> pl.DataFrame:
    """Give what took points or listed, and until when it can stand: a list's until it is free again."""
    lists = [name for name, scheme in scenario.scoring.items() if scheme.sort == "list"]
    entries = witness.entries.with_columns(pl.col("scheme", "kind").cast(pl.String))
    on_list = pl.col("scheme").is_in(lists)
    taken = pl.when(on_list).then(pl.col("delta")).otherwise(-pl.col("delta"))
    frame = entries.with_columns(taken.alias("taken")).filter(pl.col("taken") > 0)
    when = ("person", "scheme", pl.col("day").alias("until"))
    over = witness.changes.with_columns(pl.col("scheme").cast(pl.String)).filter(
        pl.col("scheme").is_in(lists) & (pl.col("score") == 0) & (pl.col("delta") < 0)
    )
    free = entries.filter(on_list & (pl.col("score") == 0))
    ends = pl.concat([over.select(when), free.select(when)]).sort("until", maintain_order=True)
    joined = frame.sort("day", maintain_order=True).join_asof(
        ends, left_on="day", right_on="until", by=["person", "scheme"], strategy="forward", check_sortedness=False
    )
    return joined.select(
        "person",
        "scheme",
        pl.col("day").alias("entered"),
        pl.col("kind").alias("behind"),
        "wrong",
        "taken",
        pl.col("until").fill_null(float("inf")),
    )


def _judged(scenario: Scenario, told: Measures, frame: pl.DataFrame) -> pl.DataFrame:
    """Say of each harm whether what stands behind it arose in a context related to what was asked for.

    Where no conduct stands behind it there is nothing to be related: null.
    """
    rows = [
        (kind, need, None if kind in (NOBODY, EMPLOYERS) else told.related(kind, scenario.conduct.kinds[kind], need))
        for kind, need in frame.select("behind", "need").unique(maintain_order=True).rows()
    ]
    schema = {"behind": pl.String, "need": pl.String, "related": pl.Boolean}
    return frame.join(
        pl.DataFrame(rows, schema=schema, orient="row"), on=["behind", "need"], how="left", maintain_order="left"
    )
