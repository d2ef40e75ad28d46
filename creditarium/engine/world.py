"""A world: a scenario compiled to plain arrays, the kernel's whole input.

Each stage's rules are rows of a structured array; the leading axis *era*, where there is one, is the stretch of
days between two dates at which some parameter changes. Thresholds are probabilities as integers in [0, 2**32].
Views are indices into the scratch vector ``v`` of the person being lived (see layout.py).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from creditarium.engine.layout import ONE_VIEW

SORTS = ("temptation", "duty", "need", "mishap")
ORDINARY, FALSE_RECORD_ROLE, LANDING_ROLE, BOUT_ROLE = 0, 1, 2, 3
ON_ACT, ON_OMIT, ON_GRANT, ON_DENY = 0, 1, 2, 3
POINTS_SCHEME, WEIGHTED_SCHEME, LIST_SCHEME, RATING_SCHEME = 0, 1, 2, 3
NO_RULE, BY_POINTS, TO_BAND, LISTING, BY_DIMENSION, BY_TARIFF, REMOVING = 0, 1, 2, 3, 4, 5, 6
DENY, GRANT, PRICE, MONEY, FAVOUR = 0, 1, 2, 3, 4
PENDING, STANDING, APPEALED = 0, 1, 2
DECIDE_ACT, DECIDE_SEEN, DECIDE_ANSWER, DECIDE_APPEAL = 0, 1, 2, 3
HISTOGRAM_BINS = 64
LANES = 32
"""The most members of a circle: how many lives are opened and closed side by side."""
NOW, NEXT, MORE, HERE, LOWER, DRAW = (LANES * row for row in range(6))
"""Where the rows of a tile begin, see `Lanes`."""
EVENT_COLUMNS = 5
KIND_BITS = 8
MOST_KINDS = (1 << KIND_BITS) - 1
"""The most kinds: what an event's second column and a matter can name."""
MOST_GATES = 31
STIRS = 1 << MOST_GATES
"""What every kind wakes: the life itself."""
MOST_BANDS = 16
FIELD_LEVELS = 31
SCHEDULED_ORDINAL, BOUT_ORDINAL = 192, 240
"""The ordinals of a window: of its random candidates from 0 on, then of its scheduled occasions, then of its bouts."""

# What each kind, rule, consequence, sensor and scheme counts: the offsets of its tally rows.
KIND_ROWS = ("candidates", "acts", "held_back", "induced", "clipped", "seen", "refused", "granted")
RULE_ROWS = ("entered", "false", "landed", "points")
CONSEQUENCE_ROWS = ("applied", "denied", "attempts", "blameless", "money")
SENSOR_ROWS = ("astray", "false_records")
SCHEME_ROWS = ("appeals", "upheld", "wrong_days", "recovered", "removed", "expired", "prolonged")


def _row(*fields: tuple[str, str]) -> np.dtype[np.void]:
    return np.dtype(list(fields), align=True)


ALIAS = _row(("cut", "<u4"), ("kind", "<u1"), ("other", "<u1"), ("top", "<u1"), ("other_top", "<u1"))
KIND = _row(
    ("salt", "<u8"), ("period", "<i8"), ("short_salt", "<u4"), ("sort", "<i4"), ("role", "<i4"), ("link", "<i4"),
    ("own_link", "<i4"),
    ("personal", "<i4"), ("meets", "<i4"), ("common", "<i4"), ("row", "<i4"), ("money", "<i4"),
    ("gate", "<i4"), ("term", "<i4"), ("response_term", "<i4"), ("covered_term", "<i4"), ("term_end", "<i4"),
    ("own_term", "<i4"),
    ("own_end", "<i4"),
    ("effect", "<i4"), ("effect_end", "<i4"), ("watch", "<i4"), ("watch_end", "<i4"),
    ("consequence", "<i4"), ("consequence_end", "<i4"), ("bout", "<i4"), ("listed", "<i4"),
)  # fmt: skip
TERM = _row(("at", "<u4"), ("lowest", "<i4"), ("last", "<u4"), ("table", "<u4"))
GATE = _row(("at", "<u4"), ("least", "<i4"), ("most", "<i4"), ("bit", "<u4"))
EFFECT = _row(
    ("on", "<i4"), ("at", "<i4"), ("sets", "<i4"), ("value", "<i4"), ("highest", "<i4"), ("chance", "<i8"),
    ("salt", "<u8"),
)  # fmt: skip
WATCH = _row(("sensor", "<i4"), ("schemes", "<i4"), ("sensitivity", "<i8"))
SENSOR = _row(
    ("salt", "<u8"), ("mistaken", "<i8"), ("false_share", "<i8"), ("claims", "<i4"), ("claim_schemes", "<i4"),
    ("delay_days", "<i4"), ("since_day", "<i4"), ("adaptive", "<i4"), ("adds_to", "<i4"), ("row", "<i4"),
)  # fmt: skip
RULE = _row(
    ("sort", "<i4"), ("points", "<i4"), ("term_days", "<i4"), ("at", "<i4"), ("highest", "<i4"), ("most", "<i4"),
    ("table", "<i4"), ("last", "<i4"), ("minus", "<i4"), ("extends_days", "<i4"), ("row", "<i4"),
)  # fmt: skip
SCHEME = _row(
    ("salt", "<u8"), ("notice", "<i8"), ("file_wrong", "<i8"), ("file_right", "<i8"), ("upheld_wrong", "<i8"),
    ("upheld_right", "<i8"), ("sort", "<i4"), ("score", "<i4"), ("band", "<i4"), ("member", "<i4"),
    ("consent", "<i4"), ("clean", "<i4"), ("floor", "<i4"), ("ceiling", "<i4"), ("cut", "<i4"), ("bands", "<i4"),
    ("notice_days", "<i4"), ("decision_days", "<i4"), ("grace_days", "<i4"), ("clean_windows", "<i4"),
    ("back", "<i4"), ("back_to", "<i4"), ("bin_shift", "<i4"), ("row", "<i4"), ("rank", "<i4"), ("stranger", "<i4"),
    ("cap", "<i4"), ("cap_end", "<i4"), ("part", "<i4"), ("part_end", "<i4"), ("base", "<i4"), ("start", "<i4"),
)  # fmt: skip
CAP = _row(("at", "<i4"), ("every_windows", "<i4"))
PART = _row(("at", "<i4"), ("lowest", "<i4"), ("last", "<i4"), ("table", "<i4"))
DIMENSION = _row(("at", "<i4"), ("scheme", "<i4"), ("keep", "<i8"), ("salt", "<u8"))
COPY = _row(("at", "<i4"), ("band", "<i4"), ("member", "<i4"), ("since_day", "<i4"))
CONSEQUENCE = _row(
    ("salt", "<u8"), ("chance", "<i8"), ("retry", "<i8"), ("at", "<i4"), ("member", "<i4"), ("low", "<i4"),
    ("high", "<i4"), ("does", "<i4"), ("by", "<i4"), ("since_day", "<i4"), ("until_day", "<i4"), ("mark", "<i4"),
    ("effect", "<i4"), ("effect_end", "<i4"), ("row", "<i4"), ("scheme", "<i4"), ("also", "<i4"),
    ("also_low", "<i4"), ("also_high", "<i4"),
)  # fmt: skip
COUPLING = _row(("to", "<u4"), ("at", "<u4"), ("gain", "<i4"), ("low", "<i4"), ("high", "<i4"), ("salt", "<u4"))
DROP = _row(("at", "<u4"), ("salt", "<u4"), ("chance", "<i8"))
FIELD = _row(("at", "<u4"), ("of", "<u4"), ("mean", "<i4"), ("scale", "<i4"))
STOCK = _row(("at", "<i4"), ("given", "<i4"), ("value", "<i4"), ("most", "<i4"), ("salt", "<u8"))
ATTRIBUTE = _row(("shift", "<u4"), ("mask", "<u4"), ("at", "<u4"))


class Marks(NamedTuple):
    """The views of the engine's own states."""

    sanctioned: int
    rewarded: int
    acted: int
    denied: int
    blamed: int
    wrong: int
    covered: int


class World(NamedTuple):
    """The arrays of a compiled scenario. Axes: E eras, K kinds, S segments, D conducts, C schemes, R regions, N
    sensors. A conduct is a class of segments that do the same."""

    link: NDArray[np.uint32]  # [3, 16384] thresholds less 1, see stages/conduct.py
    gap: NDArray[np.int64]  # [1026]
    tables: NDArray[np.int32]  # [E, T] tables that terms, parts and tariffs point into
    era_of_day: NDArray[np.int32]  # [days + window]
    slice_of_day: NDArray[np.int32]  # [days + window] the slice of its window in which a day lies
    slice_ticks: int  # how long a slice is
    variables: NDArray[np.void]  # packed states
    attributes: NDArray[np.void]  # fixed attributes that are read
    marks: Marks
    segment_of: NDArray[np.uint16]  # [65536 + 1] profile to segment; the last is the organisations'
    cell_of: NDArray[np.uint16]  # [65536 + 1] profile to group cell
    conduct_of: NDArray[np.uint16]  # [S]
    lifelong: NDArray[np.int32]  # [n, 2] view and stride of each lifelong state that ceilings follow
    sets: int  # how many combinations of their values there are; a stream is a conduct times these, and the set
    mean_gap: NDArray[np.int64]  # [D * sets] mean ticks between candidates, 0 for none
    alias: NDArray[np.void]  # [D * sets, M]
    alias_size: NDArray[np.int32]  # [D * sets]
    kinds: NDArray[np.void]  # [K]
    base: NDArray[np.int32]  # [E, D, K] index of the act before terms
    own: NDArray[np.int32]  # [E, D, K] index of the institution's own answer before terms
    terms: NDArray[np.void]
    effects: NDArray[np.void]  # [E, ...]
    gates: NDArray[np.void]  # what the kinds that can sleep require
    gate_of: NDArray[np.uint32]  # [K] a kind's gate, as a bit; 0 if it cannot sleep
    wakes: NDArray[np.uint32]  # [K] STIRS, and the gates, as bits, that what follows from a kind may open
    scheduled: NDArray[np.int32]  # kinds
    woken_later: NDArray[np.uint32]  # [scheduled] the gates that the scheduled kinds after each may open
    bouts: NDArray[np.int32]  # [bouts, 2] kind and view of each bout
    applies: NDArray[np.uint8]  # [K, D]
    watches: NDArray[np.void]  # [E, ...]
    sensors: NDArray[np.void]  # [E, N]
    cover: NDArray[np.int64]  # [E, N, R, 3]
    sensor_group: NDArray[np.int64]  # [N, S] scaled by 2**16
    rules: NDArray[np.void]  # [E, C, K]
    schemes: NDArray[np.void]  # [E, C]
    cuts: NDArray[np.int32]  # lowest scores of bands
    caps: NDArray[np.void]
    parts: NDArray[np.void]
    dimensions: NDArray[np.void]
    recalculates: NDArray[np.uint8]  # [windows, C]
    schemes_of: NDArray[np.uint32]  # [S] the schemes that cover a segment: bit c for scheme c
    since_day: NDArray[np.int32]  # [C, communities, 3]
    copies: NDArray[np.void]
    publishes: NDArray[np.uint8]  # [windows, copies]
    consequences: NDArray[np.void]  # [E, ...]
    consequence_who: NDArray[np.uint8]  # [..., S]
    couplings: NDArray[np.void]  # [E, ...]
    drops: NDArray[np.void]  # [E, ...]
    circle_fields: NDArray[np.void]
    community_fields: NDArray[np.void]
    region_fields: NDArray[np.void]
    clears: NDArray[np.int32]  # views set to 0 at each window's start
    stocks: NDArray[np.void]  # what people begin with, see start.py
    stock_share: NDArray[np.int64]  # [stocks, S]
    employer: NDArray[np.int32]  # [C] view of the employer's band, or -1
    contagion: NDArray[np.int32]  # [pairs, 2] a scheme, and one whose lowest band brings its own
    large_firms: NDArray[np.int64]  # [R] how many there are, and the chance to be employed by one of them
    large_share: NDArray[np.int64]  # [R]
    score_variable: NDArray[np.int32]  # [C] row of the score in ``variables``
    views: int


class Society(NamedTuple):
    """Where everybody is. Rows of the record array are persons first, then organisations.

    A person's row is its index less ``person_base``; organisation j's row is j plus ``organisation_row``.
    """

    start: NDArray[np.int64]  # [communities + 1] first person of each community
    region: NDArray[np.int64]  # [communities]
    organisations: NDArray[np.int64]  # [communities + 1] first organisation of each community
    landing_scale: NDArray[np.int64]  # [communities] threshold of a landing for each entry sent astray
    circle: int
    person_base: int
    organisation_row: int


class Before(NamedTuple):
    """What the last window left for all to read."""

    community: NDArray[np.int64]  # [communities, fields] sums over the members
    astray: NDArray[np.int64]  # [communities] entries sent astray
    region: NDArray[np.int64]  # [R, fields] levels 0..31
    astray_kinds: NDArray[np.int64]  # [R, K] entries sent astray so far
    rank_class: NDArray[np.int64]  # [C, 64] percentile class 0..31 of a histogram bin
    bands: NDArray[np.int64]  # [R, C, 16] members by band
    large: NDArray[np.int64]  # [R, C, F] bands of the large firms
    attention: NDArray[np.int64]  # [N, communities] factor scaled by 2**16
    counting: NDArray[np.int64]  # [N, communities] threshold that a record counts for the next attention


class After(NamedTuple):
    """What this window leaves; the arrays by region belong to one thread and are added up afterwards."""

    community: NDArray[np.int64]
    astray: NDArray[np.int64]
    records: NDArray[np.int64]  # [N, communities]
    region: NDArray[np.int64]  # [R, fields] sums
    astray_kinds: NDArray[np.int64]  # [R, K]
    bins: NDArray[np.int64]  # [R, C, 64]
    bands: NDArray[np.int64]  # [R, C, 16]
    moves: NDArray[np.int64]  # [R, slices, C, 16] what each slice added to the members by band; [R, 0, …] of one slice
    tally: NDArray[np.int64]  # [R, cells, slices, rows], but for what is in ``often``
    often: NDArray[np.int64]  # [R, cells, slices, K, 2] candidates and acts, which come most often, close together
    measures: NDArray[np.int32]  # [agents, measures], or one row for all where nothing is measured
    measure_of: NDArray[np.int32]  # [rows] the measure that a tally row is also counted in; 0 for none
    laps: NDArray[np.int64]  # [places, 2] where the time goes, see laps.py


class Lanes(NamedTuple):
    """The agents of the circle that is being lived, one lane each.

    ``tile`` holds what their candidates are drawn from, one row of lanes after the other in one array, so that the
    compiler knows that no row overlaps another and works on many lanes at once: the key of the window (``now``,
    which is its first row), the key of the next candidate and the bits that hold its kind and its gap, and the key,
    the bits of the kind and the draw of the candidate that is being listed.
    """

    key: NDArray[np.uint64]
    now: NDArray[np.uint64]
    profile: NDArray[np.int64]
    segment: NDArray[np.int64]
    conduct: NDArray[np.int64]
    stream: NDArray[np.int64]
    stratum: NDArray[np.int64]
    cell: NDArray[np.int64]
    rounding: NDArray[np.uint32]
    phase: NDArray[np.uint32]
    due: NDArray[np.int64]
    shut: NDArray[np.uint32]
    wakes: NDArray[np.uint32]
    tile: NDArray[np.uint64]
    tick: NDArray[np.int64]
    listed: NDArray[np.int64]
    scheduled: NDArray[np.int64]
    active: NDArray[np.int64]
    words: NDArray[np.uint32]
    schemes: NDArray[np.uint32]


class Scratch(NamedTuple):
    """What a thread needs while it lives a circle's window; nothing in it survives the circle."""

    v: NDArray[np.int32]
    lanes: Lanes
    ticks: NDArray[np.int64]
    items: NDArray[np.uint64]
    events: NDArray[np.int64]
    bouts: NDArray[np.int64]
    employers: NDArray[np.int64]
    begun: NDArray[np.uint32]
    calendar: NDArray[np.int64]
    standing: NDArray[np.int64]


def covers(world: World, c: int, segments: NDArray[np.integer[Any]]) -> NDArray[np.bool_]:
    """Tell which of some segments scheme ``c`` covers."""
    inside: NDArray[np.bool_] = (world.schemes_of[segments] >> np.uint32(c)) & np.uint32(1) != 0
    return inside


def scratch_for(world: World, matters: int) -> Scratch:
    """Return scratch for a world; an agent may have ``matters`` in hand."""
    v = np.zeros((world.views, LANES), np.int32)
    v[ONE_VIEW] = 1
    tile = np.zeros(DRAW + LANES, np.uint64)
    return Scratch(
        v=v,
        lanes=Lanes(
            key=np.zeros(LANES, np.uint64),
            now=tile[NOW : NOW + LANES],
            profile=np.zeros(LANES, np.int64),
            segment=np.zeros(LANES, np.int64),
            conduct=np.zeros(LANES, np.int64),
            stream=np.zeros(LANES, np.int64),
            stratum=np.zeros(LANES, np.int64),
            cell=np.zeros(LANES, np.int64),
            rounding=np.zeros(LANES, np.uint32),
            phase=np.zeros(LANES, np.uint32),
            due=np.zeros(LANES, np.int64),
            shut=np.zeros(LANES, np.uint32),
            wakes=np.zeros(LANES, np.uint32),
            tile=tile,
            tick=np.zeros(LANES, np.int64),
            listed=np.zeros(LANES, np.int64),
            scheduled=np.zeros(LANES, np.int64),
            active=np.zeros(LANES + 1, np.int64),
            words=np.zeros(LANES, np.uint32),
            schemes=np.zeros(LANES, np.uint32),
        ),
        ticks=np.zeros(matters, np.int64),
        items=np.zeros(matters, np.uint64),
        events=np.zeros((LANES, BOUT_ORDINAL, EVENT_COLUMNS), np.int64),
        bouts=np.zeros((world.bouts.shape[0] + 1, 2), np.int64),
        employers=np.ones((world.rules.shape[1] + 1, 17), np.int64),
        begun=np.zeros(4, np.uint32),
        calendar=np.zeros((world.scheduled.shape[0] + 1, 2), np.int64),
        standing=np.zeros(world.schemes.shape[1] + 1, np.int64),
    )
