"""One seed's people, lived with the schemes and without, and everything that befell each of them, as tables.

The tallies of a run say how often something happened; who did it, what stood behind it and how long it lasted is
told by the trace of each life. A smaller people is lived for it, as a trace is long.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from creditarium.analysis.audit.tallied import Tallied
from creditarium.analysis.counts import members
from creditarium.engine import trace
from creditarium.engine.compile.world import AGE_CLASS_OF_GROUP, AGE_CLASSES
from creditarium.engine.docket import LANDED_FLAG, WRONG_FLAG
from creditarium.engine.numbers import TICKS_PER_DAY
from creditarium.engine.people import CIRCLE
from creditarium.model.population import ATTRIBUTES
from creditarium.model.scenario import Scenario
from creditarium.model.scoring import Scheme
from creditarium.results.axes import words
from creditarium.results.cohort import states_in_words
from creditarium.results.decoding import Ints
from creditarium.results.reliving import everybody
from creditarium.results.run import Run
from creditarium.results.tables import band_names, scale_of

KEPT = (
    trace.OCCASION, trace.ENTERED, trace.ANSWERED, trace.CONSEQUENCE, trace.APPEAL, trace.SETTLED, trace.DECISION,
)  # fmt: skip
REFUSED, GAINED, MOVED = 0, 1, 2
"""What a consequence did: it refused, it granted what the institution itself would not have, it moved a price."""


@dataclass(frozen=True)
class Witness:
    """One seed: the run with the schemes, the `twin` without, and one with schemes that make no mistake (`unerring`).

    All three are of the same people with the same occasions. `granted` and `plain_granted` count the requests
    granted to each person with the schemes and without.
    """

    seed: int
    run: Run
    twin: Run
    unerring: Run
    granted: Ints
    plain_granted: Ints

    def told(self) -> Witness:
        """Live the people once more with a trace, and make the tables that most questions ask, if not yet done."""
        _ = self.people, self.harm, self.acts, self.adverse, self.changes
        _ = self.tallied.of_kinds("acts"), self.plain_tallied.of_kinds("acts")
        return self

    @cached_property
    def people(self) -> pl.DataFrame:
        """Everybody: attributes and final states in words (`state.`, `band.`, `score.`), `in.` each scheme, `covered`.

        `covered` are those under any scheme of persons, `marked` those whom one lists or grades below the start.
        """
        engine = self.run.engine
        profiles = engine.settled.profiles.astype(np.int64)
        layout = engine.settled.built.layout
        persons = np.arange(len(profiles), dtype=np.int64)
        region = np.searchsorted(layout.region_start, persons, side="right") - 1
        held: dict[str, pl.Series] = {
            "person": pl.Series(persons.astype(np.int32)),
            "region": words(region, layout.region_names),
            "circle": pl.Series((persons // CIRCLE).astype(np.int32)),
        }
        for name, attribute in ATTRIBUTES.items():
            codes = (profiles >> attribute.shift) & ((1 << attribute.bits) - 1)
            codes = np.minimum(codes, len(attribute.categories) - 1)
            if name == "age":
                codes = np.array(AGE_CLASS_OF_GROUP)[codes]
            held[name] = words(codes, AGE_CLASSES if name == "age" else attribute.categories)
        return pl.DataFrame(held).hstack(self._own_ends).hstack(self._covered).with_columns(marked=self._marked)

    @cached_property
    def tallied(self) -> Tallied:
        """The tallies of the run with the schemes, added up once."""
        return Tallied(self.run)

    @cached_property
    def plain_tallied(self) -> Tallied:
        """The tallies of the world without schemes."""
        return Tallied(self.twin)

    @cached_property
    def _own_ends(self) -> pl.DataFrame:
        return self._ends(self.run)

    @cached_property
    def unerring_ends(self) -> pl.DataFrame:
        """The final states, bands and scores of the same people in the world whose sensors make no mistake."""
        return self._ends(self.unerring)

    def _ends(self, run: Run) -> pl.DataFrame:
        return states_in_words(run.engine, run.state.records[: run.scenario.people])

    @property
    def _covered(self) -> pl.DataFrame:
        """Who is under each scheme of persons at the end, and who is under any."""
        every = slice(0, self.run.scenario.people)
        records = self.run.state.records[every]
        names = [name for name, scheme in self.run.scenario.scoring.items() if scheme.sort != "rating"]
        inside = {f"in.{name}": members(self.run, name, every, records) for name in names}
        covered = np.zeros(every.stop, dtype=bool)
        for some in inside.values():
            covered |= some
        return pl.DataFrame({**inside, "covered": covered})

    @property
    def _marked(self) -> pl.Series:
        """Who ends on a list, or in a band below the one that everybody begins in (the lowest, if none is declared)."""
        ends, marked = self._own_ends, np.zeros(self.run.scenario.people, dtype=bool)
        for name, scheme in self.run.scenario.scoring.items():
            if scheme.sort != "rating":
                names = band_names(scheme)
                first = 1 if scheme.sort == "list" or scheme.start is None else _band_of(scheme, scheme.start.value)
                marked |= ends[f"band.{name}"].is_in(names[: max(first, 1)]).to_numpy()
        return pl.Series(marked)

    @cached_property
    def acts(self) -> pl.DataFrame:
        """What was done, or would have been but for the response: person, kind, day, act, held, induced, its origin."""
        rows = self.rows_of(trace.OCCASION)
        act, plainly = rows[:, 3] > 0, rows[:, 4] < rows[:, 6]
        return _frame(
            rows,
            kind=words(rows[:, 2], self.run.engine.compiled.kinds),
            act=pl.Series(act),
            held=pl.Series(plainly & ~act),
            induced=pl.Series(act & ~plainly),
            origin=pl.Series(self._window_of(rows[:, 0])),
            ordinal=pl.Series(rows[:, 7]),
        )

    @cached_property
    def gamed(self) -> pl.DataFrame:
        """The acts that the response brought about, of kinds for which some scheme writes something down."""
        kinds = {kind for scheme in self.run.scenario.scoring.values() for kind in scheme.rules}
        return self.acts.filter("induced").filter(pl.col("kind").cast(pl.String).is_in(kinds))

    def _window_of(self, ticks: Ints) -> Ints:
        clock = self.run.scenario.clock
        window: Ints = (ticks // TICKS_PER_DAY + clock.warm_up) // clock.window
        return window

    @cached_property
    def asked(self) -> pl.DataFrame:
        """What was asked of institutions: person, kind, day, granted, own (their own answer), refused_by."""
        rows = self.rows_of(trace.ANSWERED)
        compiled = self.run.engine.compiled
        return _frame(
            rows,
            kind=words(rows[:, 2], compiled.kinds),
            granted=pl.Series(rows[:, 3] > 0),
            own=pl.Series(rows[:, 4] > 0),
            refused_by=words(rows[:, 5] + 1, ("", *compiled.consequences)),
        )

    @cached_property
    def entries(self) -> pl.DataFrame:
        """Every entry: person, kind, scheme, day, delta, score after it, wrong, landed, and how it was contested.

        `noticed`, `filed` and `upheld` say how far the person came; `decided` is the day of the decision, beyond
        the horizon too.
        """
        rows = self.rows_of(trace.ENTERED)
        compiled, scoring = self.run.engine.compiled, self.run.scenario.scoring
        scales = np.array([scale_of(scoring[name]) for name in compiled.schemes] or [1], dtype=np.float64)
        made = _frame(
            rows,
            kind=words(rows[:, 2], compiled.kinds),
            scheme=words(rows[:, 3], compiled.schemes or ("",)),
            delta=pl.Series(rows[:, 4] / scales[rows[:, 3]]),
            score=pl.Series(rows[:, 5] / scales[rows[:, 3]]),
            wrong=pl.Series(rows[:, 6] & WRONG_FLAG > 0),
            landed=pl.Series(rows[:, 6] & LANDED_FLAG > 0),
            origin=pl.Series(rows[:, 6] >> trace.FLAG_BITS),
            tick=pl.Series(rows[:, 0]),
            code=pl.Series(rows[:, 2]),
            c=pl.Series(rows[:, 3]),
            ordinal=pl.Series(rows[:, 7]),
        )
        return made.join(
            self._contests, on=["person", "tick", "code", "c", "ordinal"], how="left", maintain_order="left"
        ).with_columns(pl.col("noticed", "filed", "upheld").fill_null(False))

    @cached_property
    def adverse(self) -> pl.DataFrame:
        """The entries against people: those that took points, or listed."""
        return self.entries.filter(against(self.run.scenario))

    @cached_property
    def _contests(self) -> pl.DataFrame:
        rows = self.rows_of(trace.DECISION)
        subject, outcome = rows[:, 6] >> 1, (rows[:, 6] & 1) > 0
        keys = {
            "person": pl.Series(rows[:, 8].astype(np.int32)),
            "tick": pl.Series(rows[:, 0]),
            "code": pl.Series(rows[:, 2]),
            "c": pl.Series(subject & ((1 << trace.SUBJECT_BITS) - 1)),
            "ordinal": pl.Series(rows[:, 7]),
        }
        frame = pl.DataFrame(keys).with_columns(
            question=pl.Series(rows[:, 3]),
            outcome=pl.Series(outcome),
            due=pl.Series((subject >> trace.SUBJECT_BITS) / TICKS_PER_DAY - self.run.scenario.clock.warm_up),
        )

        def when(question: np.int64) -> pl.Expr:
            return (pl.col("question") == int(question)) & pl.col("outcome")

        return frame.group_by(list(keys), maintain_order=True).agg(
            when(trace.NOTICES).any().alias("noticed"),
            when(trace.FILES).any().alias("filed"),
            when(trace.UPHOLDS).any().alias("upheld"),
            pl.col("due").filter(when(trace.FILES)).max().alias("decided"),
        )

    @cached_property
    def effects(self) -> pl.DataFrame:
        """What consequences did: person, kind (the need), day, consequence, does, own, money.

        A refusal with `own` false is one that the institution itself would have given, and no harm of the scheme.
        """
        rows = self.rows_of(trace.CONSEQUENCE)
        moved = rows[:, 4] == MOVED
        return _frame(
            rows,
            kind=words(rows[:, 2], self.run.engine.compiled.kinds),
            consequence=words(rows[:, 3], self.run.engine.compiled.consequences or ("",)),
            does=pl.Series(rows[:, 4].astype(np.int8)),
            own=pl.Series(np.where(moved, 1, rows[:, 5]) > 0),
            money=pl.Series(np.where(moved, rows[:, 5], 0)),
        )

    @cached_property
    def changes(self) -> pl.DataFrame:
        """Every change of a score after an entry's own: person, scheme, day, delta, score, sort.

        `sort` is `upheld`, `rejected`, `recovered`, `recalculated` or `term over`.
        """
        rows = np.concatenate([self.rows_of(trace.APPEAL), self.rows_of(trace.SETTLED)])
        compiled, scoring = self.run.engine.compiled, self.run.scenario.scoring
        scales = np.array([scale_of(scoring[name]) for name in compiled.schemes] or [1], dtype=np.float64)
        sorts = ("rejected", "upheld", "recovered", "recalculated", "term over")
        place = np.where(rows[:, 1] == trace.APPEAL, rows[:, 6], 2 + rows[:, 6])
        return _frame(
            rows,
            scheme=words(rows[:, 3], compiled.schemes or ("",)),
            delta=pl.Series(rows[:, 4] / scales[rows[:, 3]]),
            score=pl.Series(rows[:, 5] / scales[rows[:, 3]]),
            sort=words(place, sorts),
        )

    @cached_property
    def harm(self) -> pl.DataFrame:
        """What the schemes did to each person: person, requests refused, money lost, days wrongly listed, gains."""
        effects = self.effects
        refused = (pl.col("does") == REFUSED) & pl.col("own")
        counted = effects.group_by("person", maintain_order=True).agg(
            refused.sum().cast(pl.Int64).alias("refused"),
            (-pl.col("money").clip(upper_bound=0)).sum().alias("lost"),
            pl.col("money").clip(lower_bound=0).sum().alias("won"),
            (pl.col("does") == GAINED).sum().cast(pl.Int64).alias("gained"),
        )
        wrong = (
            self.entries.filter(pl.col("wrong") & (pl.col("delta") != 0))
            .group_by("person", maintain_order=True)
            .len("wrong")
        )
        made = (
            self.people.select("person")
            .join(counted, on="person", how="left", maintain_order="left")
            .join(wrong, on="person", how="left", maintain_order="left")
        )
        return made.fill_null(0)

    @cached_property
    def _rows(self) -> Ints:
        return traced(self.run, KEPT)

    def rows_of(self, *happenings: int) -> Ints:
        """Give what befell everybody of some sorts, person by person as it came, rows of the trace."""
        rows: Ints = self._rows[np.isin(self._rows[:, 1], happenings)]
        return rows


def _band_of(scheme: Scheme, score: float) -> int:
    """Give the place of the band in which a score lies."""
    return sum(1 for band in scheme.bands if band.least is not None and band.least.value <= score)


def against(scenario: Scenario) -> pl.Expr:
    """Tell of an entry (scheme, delta) whether it is against the person: it takes points, or lists."""
    lists = [name for name, scheme in scenario.scoring.items() if scheme.sort == "list"]
    listed = pl.col("scheme").cast(pl.String).is_in(lists)
    return pl.when(listed).then(pl.col("delta") > 0).otherwise(pl.col("delta") < 0)


def _frame(rows: Ints, **columns: pl.Series) -> pl.DataFrame:
    base: dict[str, Any] = {
        "person": pl.Series(rows[:, 8].astype(np.int32)),
        "day": pl.Series((rows[:, 0] / TICKS_PER_DAY).astype(np.float32)),
    }
    return pl.DataFrame(base | columns)


def traced(run: Run, kept: Sequence[int]) -> Ints:
    """Live everybody of a small run again and give what befell them, rows of the trace with the person as agent.

    Time counts from the start; what befell them in a warm-up is left out, and so are occasions that came to
    nothing in any case, and decisions but a person's own about an entry.
    """
    engine, fields = run.engine, run.fields
    chosen = np.zeros(len(trace.HAPPENINGS), dtype=bool)
    chosen[list(kept)] = True
    before = run.scenario.clock.warm_up * TICKS_PER_DAY
    parts = []
    for community in range(engine.settled.communities):
        rows = np.concatenate(list(everybody(engine, fields, community)))
        some = rows[_wanted(rows, chosen) & (rows[:, 0] >= before)]
        some[:, 8] += int(engine.settled.society.start[community])
        some[:, 0] -= before
        parts.append(some)
    return np.concatenate(parts) if parts else np.zeros((0, len(trace.COLUMNS)), dtype=np.int64)


def _wanted(rows: Ints, chosen: NDArray[np.bool_]) -> NDArray[np.bool_]:
    happening, other = rows[:, 1], rows[:, 3]
    idle = (happening == trace.OCCASION) & (other == 0) & (rows[:, 4] >= rows[:, 6])
    foreign = (happening == trace.DECISION) & (other < trace.NOTICES)
    return np.asarray(chosen[happening] & ~idle & ~foreign)
