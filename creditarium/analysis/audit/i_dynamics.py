"""Section I: what moves over time. Mobility between bands, gaps between groups, and attention that follows records."""

from __future__ import annotations

import itertools

import numpy as np
import polars as pl
from numpy.typing import NDArray

from creditarium.analysis.attention import RunAway, attention, run_away
from creditarium.analysis.audit.answer import POINTS, Answer, Evidence, Finding
from creditarium.analysis.audit.case import Case, Number
from creditarium.analysis.audit.groups import OF_RUN
from creditarium.analysis.audit.scores import first_scores, score_changes
from creditarium.analysis.audit.witness import Witness
from creditarium.analysis.gaps import gap_trend
from creditarium.analysis.mobility import absorbing, expected_time, mobility, shorrocks
from creditarium.model.problem import Problem
from creditarium.results.axes import of_persons
from creditarium.results.run import Run
from creditarium.results.tables import band_names

STEP_WINDOWS = 4
"""Windows from one look at the bands to the next: four weeks, where a window is a week."""


def moving(case: Case) -> Answer:
    """Question 29: mobility between bands, absorbing states, and the time at the bottom."""
    findings, tables = [], []
    for scheme in case.personal:
        moves = {seed.seed: band_moves(seed, scheme) for seed in case.seeds}
        names = band_names(case.scenario.scoring[scheme])
        total = sum(moves.values(), np.zeros((len(names), len(names)), dtype=np.int64))
        chain = mobility(total)
        findings += _indices(case, scheme, moves)
        held = [names[band] for band in absorbing(chain)]
        findings.append(
            Finding(
                f"bands of {scheme} that nobody was seen to leave",
                ", ".join(held) or "none",
                of="bands",
                base=len(names),
            )
        )
        rows = [(name, int(total[place].sum()), *chain[place].tolist()) for place, name in enumerate(names)]
        columns = ["from", "looks", *names]
        tables.append(
            Evidence(f"moves between the bands of {scheme} in a step", pl.DataFrame(rows, schema=columns, orient="row"))
        )
    step = STEP_WINDOWS * case.scenario.clock.window
    words = f"A step is {step} days. Shorrocks' index is 0 if nobody moves, and 1 if a band says nothing of the next."
    return Answer(29, words, tuple(findings), evidence=tuple(tables))


def _indices(case: Case, scheme: str, moves: dict[int, NDArray[np.int64]]) -> list[Finding]:
    step = STEP_WINDOWS * case.scenario.clock.window

    def index(seed: Witness) -> tuple[float | None, float]:
        counts = moves[seed.seed]
        lived = counts[np.ix_(*[counts.sum(axis=1) > 0] * 2)]
        if len(lived) < 2 or (lived.sum(axis=1) == 0).any():
            return None, 0.0
        return shorrocks(mobility(lived)), float(counts.sum())

    def bottom(seed: Witness) -> tuple[float | None, float]:
        counts = moves[seed.seed]
        if not counts[0].sum() or counts[0, 0] == counts[0].sum():
            return None, 0.0
        return float(expected_time(_known(counts))[0]) * step, float(counts[0].sum())

    return [
        case.each(f"Shorrocks' index of {scheme}", "", "looks at a person", index),
        case.each(f"expected days in the bottom band of {scheme}", "days", "looks at a person there", bottom),
    ]


def _known(counts: NDArray[np.int64]) -> NDArray[np.float64]:
    """Give the chain, with a band that nobody was in as one that is not left: it is never reached either."""
    chain = mobility(counts)
    empty = np.isnan(chain).any(axis=1)
    chain[empty] = np.eye(len(chain))[empty]
    return chain


def band_moves(seed: Witness, scheme: str) -> NDArray[np.int64]:
    """Count the moves of a scheme's people between bands from one look to the next, int64[bands, bands]."""
    rules = seed.run.scenario.scoring[scheme]
    names = band_names(rules)
    clock = seed.run.scenario.clock
    step = STEP_WINDOWS * clock.window
    looks = np.arange(step, clock.days + 1, step)
    changed = score_changes(seed, scheme)
    person, reached = changed["person"].to_numpy(), changed["score"].to_numpy()
    upto = np.searchsorted(changed["day"].to_numpy(), looks.astype(np.float32))
    covered = seed.people[f"in.{scheme}"].to_numpy()
    score = first_scores(seed, scheme, changed)
    scores = np.full((len(looks), len(score)), np.nan)
    for place, (start, end) in enumerate(itertools.pairwise([0, *upto])):
        score[person[start:end]] = reached[start:end]  # of several changes of one person the last stays
        scores[place] = score
    if rules.sort == "list":
        bands = (scores <= 0).astype(np.int64)
    else:
        cuts = [band.least.value for band in rules.bands if band.least is not None]
        bands = np.searchsorted(np.array(cuts, dtype=np.float64), scores, side="right")
    moves = np.zeros((len(names), len(names)), dtype=np.int64)
    for earlier, later in itertools.pairwise(bands):
        np.add.at(moves, (earlier[covered], later[covered]), 1)
    return moves


def gaps(case: Case) -> Answer:
    """Question 30: does the gap between groups grow, compared with a world without the scheme?"""
    cells = {seed.seed: (_granted(seed.run), _granted(seed.twin)) for seed in case.seeds}
    findings = [
        case.each(
            f"change of the gap in granted requests between {group} groups, beyond that without schemes",
            POINTS,
            "requests",
            _widening(cells, group),
        )
        for group in OF_RUN
        if len(case.total("people", group)) > 1
    ]
    words = (
        "The gap is that between the best and the worst group's share of requests granted, in each period of the "
        "tallies; the same people's gap without schemes is taken off. Above 0 it widened from the first to the last."
    )
    return Answer(30, words, tuple(findings))


def _widening(cells: dict[int, tuple[pl.DataFrame, pl.DataFrame]], group: str) -> Number:
    def measure(seed: Witness) -> tuple[float | None, float]:
        counts, baseline = (_shares(one, group) for one in cells[seed.seed])
        try:
            trend = gap_trend(counts, group, "granted", baseline)
        except Problem:
            return None, 0.0
        return 100 * (trend.last - trend.first), float(counts["people"].sum())

    return measure


def _granted(run: Run) -> pl.DataFrame:
    """Count persons' requests, and those granted, by period and group."""
    kinds = run.scenario.conduct.kinds
    needs = [name for name, kind in kinds.items() if kind.sort == "need" and not kind.who.organisation]
    table = run.contents.table("tallies").filter(pl.col("measure").is_in(["acts", "granted"]))
    counts = (
        pl.col("count").filter(pl.col("measure") == "acts").sum().alias("people"),
        pl.col("count").filter(pl.col("measure") == "granted").sum().alias("granted"),
    )
    wanted = pl.col("item").cast(pl.String).is_in(needs) & of_persons()
    keys = (pl.col("end").alias("date"), *OF_RUN)
    return table.filter(wanted).group_by(keys).agg(counts).sort("date", *OF_RUN).collect()


def _shares(cells: pl.DataFrame, group: str) -> pl.DataFrame:
    """Give by period and group the share of requests that were granted, and as `people` how many there were."""
    sums = (
        cells.group_by("date", group, maintain_order=True)
        .agg(pl.col("people", "granted").sum())
        .filter(pl.col("people") > 0)
    )
    return sums.with_columns(pl.col("granted") / pl.col("people"))


def running_away(case: Case) -> Answer:
    """Question 31: does enforcement follow its own records?"""
    adaptive = [name for name, sensor in case.scenario.observation.sensors.items() if sensor.adaptive is not None]
    if case.run.contents.head.regions < 2:
        return Answer(31, cannot_tell="there is one region only, so attention cannot be shared out unevenly")
    mine = _attention(case.run)
    others = [found for found in (_attention(seed.run) for seed in case.seeds) if found is not None]
    if mine is None or not others:
        return Answer(31, cannot_tell="nothing was seen, or nothing happened, in the run or in the seeds")
    said = "the gap widens" if mine.widens else "the gap does not widen"
    acts = case.tallied.total("acts")
    sensors = case.scenario.observation.sensors
    findings = (
        Finding("sensors that follow their own records", len(adaptive), "sensors", of="sensors", base=len(sensors)),
        case.made(
            "half the sum of differences between shares of attention and of acts, at the end",
            "share", "acts", mine.last, [one.last for one in others], acts, "the run",
        ),
        case.made(
            "change of it from the first period to the last", POINTS, "acts", 100 * (mine.last - mine.first),
            [100 * (one.last - one.first) for one in others], acts, "the run",
        ),
    )  # fmt: skip
    words = f"By region; {said} in the run."
    if not adaptive:
        words += " No sensor here follows its own records, so a widening gap would come from chance or from elsewhere."
    return Answer(31, words, findings, evidence=(Evidence("shares by region at the end", mine.places),))


def _attention(run: Run) -> RunAway | None:
    """Test a run for run-away; none where nothing was seen or nothing happened."""
    try:
        return run_away(attention(run))
    except Problem:
        return None


ANSWERS = {29: moving, 30: gaps, 31: running_away}
