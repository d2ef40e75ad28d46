"""Section J: how people change. Gaming and who can afford it, chilling, withdrawal."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from creditarium.analysis.audit.answer import Answer, Evidence, Finding, cannot
from creditarium.analysis.audit.case import Case, Measure, Number, Part
from creditarium.analysis.audit.groups import each_group, with_harm, worst_over_best
from creditarium.analysis.audit.tallied import Tallied
from creditarium.analysis.audit.witness import Witness
from creditarium.analysis.chilling import between_worlds, comparator_kinds, watched_kinds


def gaming(case: Case) -> Answer:
    """Question 32: score gained without true improvement, what it costs, and who can afford it."""
    gained = case.per("points given for acts that were done only for the score", "share", "points given", _gamed_points)
    induced = case.per(
        "acts done only for the score", "for each 1,000 people under a scheme", "people under a scheme", _induced(case),
        times=1000,
    )  # fmt: skip
    better = case.per(
        "of those who did such acts, who did nothing that a scheme punishes",
        "share",
        "people who did such acts",
        _clean,
    )
    others = case.per(
        "of all others under a scheme, who did nothing that a scheme punishes",
        "share",
        "others under a scheme",
        _others,
    )
    rows = with_harm(case, case.of_seeds(lambda seed: seed.gamed.select("person")))
    groups = [worst_over_best(case, group, "acts done only for the score", rows) for group in each_group(case)]
    burden = cannot("social burden in money or hours", "no kind declares what such an act costs the person")
    words = (
        "An act is done only for the score if the response brought it about at an occasion that would have passed. If "
        "it were true improvement, those who do such acts would do less that is punished: the two shares stand side by "
        "side. The burden is counted in acts."
    )
    return Answer(32, words, (gained, induced, better, others, *groups, burden))


def _gamed_points(seed: Witness) -> Part:
    lists = [name for name, scheme in seed.run.scenario.scoring.items() if scheme.sort == "list"]
    given = seed.entries.filter((pl.col("delta") > 0) & ~pl.col("scheme").cast(pl.String).is_in(lists))
    origin = ["person", "kind", "origin", "ordinal"]
    induced = seed.acts.filter("induced").select(*origin, pl.lit(True).alias("gamed"))
    joined = given.join(induced, on=origin, how="left", maintain_order="left")
    return float(joined.filter(pl.col("gamed"))["delta"].sum()), float(given["delta"].sum())


def _induced(case: Case) -> Measure:
    return lambda seed: (float(len(seed.gamed)), float(seed.people["covered"].sum()))


def _doers(seed: Witness) -> pl.DataFrame:
    did = seed.gamed.select(pl.col("person").unique(maintain_order=True), pl.lit(True).alias("did"))
    frame = (
        seed.people.filter("covered")
        .select("person", "state.blamed")
        .join(did, on="person", how="left", maintain_order="left")
    )
    return frame.with_columns(pl.col("did").fill_null(False))


def _clean(seed: Witness) -> Part:
    frame = _doers(seed).filter("did")
    return float((~frame["state.blamed"]).sum()), float(len(frame))


def _others(seed: Witness) -> Part:
    frame = _doers(seed).filter(~pl.col("did"))
    return float((~frame["state.blamed"]).sum()), float(len(frame))


def chilling(case: Case) -> Answer:
    """Question 33: the fall of lawful, watched acts against acts that nobody watches."""
    watched, others = watched_kinds(case.scenario), comparator_kinds(case.scenario)
    missing = case.per(
        "candidate occasions that one world has and the other lacks", "share", "candidate occasions", _missing
    )
    if not watched or not others:
        lacking = "is watched" if not watched else "is left unwatched to compare with"
        return Answer(33, cannot_tell=f"no lawful act {lacking}")
    change = case.each(
        "change of watched lawful acts against unwatched ones, with the schemes against without", "share",
        "watched acts without schemes", _between(watched, others),
    )  # fmt: skip
    fall = case.per(
        "watched lawful acts against the same people without schemes", "times", "acts without schemes", _ratio(watched)
    )
    same = case.per(
        "unwatched lawful acts against the same people without schemes", "times", "acts without schemes", _ratio(others)
    )
    held = [
        case.per(
            f"lawful acts held back: {domain}",
            "share",
            "acts that there would have been",
            _held(domain),
            _held_part(case.tallied, domain),
        )
        for domain in _domains(case)
    ]
    words = (
        "Watched are lawful acts that a scheme punishes, that its sensors see, or that stand where a secret scheme "
        "lists; compared are lawful acts in domains where no scheme lists anything. Nobody is missing: both worlds "
        "have the same people and the same candidate occasions."
    )
    rows = [("watched", kind) for kind in watched] + [("compared", kind) for kind in others]
    table = Evidence("which acts", pl.DataFrame(rows, schema=["part", "kind"], orient="row"))
    return Answer(33, words, (change, fall, same, *held, missing), evidence=(table,))


def _count(tallied: Tallied, measure: str, kinds: Iterable[str]) -> float:
    counts = tallied.of_kinds(measure)
    return sum(counts.get(kind, 0.0) for kind in kinds)


def _between(watched: tuple[str, ...], others: tuple[str, ...]) -> Number:
    def measure(seed: Witness) -> tuple[float | None, float]:
        counts = [
            _count(world, "acts", kinds) for world in (seed.tallied, seed.plain_tallied) for kinds in (watched, others)
        ]
        return (between_worlds(*counts) if min(counts) > 0 else None), counts[2]

    return measure


def _ratio(kinds: tuple[str, ...]) -> Measure:
    return lambda seed: (_count(seed.tallied, "acts", kinds), _count(seed.plain_tallied, "acts", kinds))


def _missing(seed: Witness) -> Part:
    """Compare the candidates that both worlds have; a scheduled occasion depends on what one has (a loan, say)."""
    kinds = [
        name for name, kind in seed.run.scenario.conduct.kinds.items() if kind.every is None and kind.role == "ordinary"
    ]
    ours, theirs = (world.of_kinds("candidates") for world in (seed.tallied, seed.plain_tallied))
    differ = sum(abs(ours.get(kind, 0) - theirs.get(kind, 0)) for kind in kinds)
    return float(differ), float(sum(theirs.get(kind, 0) for kind in kinds))


def _domains(case: Case) -> list[str]:
    held = case.tallied.tally("held_back", by=["domain", "lawful"]).filter("lawful")
    return held.filter(pl.col("count") > 0).sort("count", descending=True, maintain_order=True)["domain"].to_list()[:6]


def _held(domain: str) -> Measure:
    return lambda seed: _held_part(seed.tallied, domain)


def _held_part(tallied: Tallied, domain: str) -> Part:
    """Give the lawful acts of a domain that were held back, of those that there would have been."""
    every = tallied.run.scenario.conduct.kinds
    kinds = [name for name, kind in every.items() if kind.lawful and kind.domain == domain]
    held = _count(tallied, "held_back", kinds)
    return held, _count(tallied, "acts", kinds) - _count(tallied, "induced", kinds) + held


def withdrawal(case: Case) -> Answer:
    """Question 34: over-compliance, withdrawal, and cutting of ties."""
    kinds = case.scenario.conduct.kinds
    listed = {kind for scheme in case.scenario.scoring.values() for kind in scheme.rules}
    lawful = tuple(
        name for name, kind in kinds.items() if kind.lawful and name not in listed and kind.sort == "temptation"
    )
    needs = tuple(name for name, kind in kinds.items() if kind.sort == "need" and not kind.who.organisation)
    over = case.per(
        "lawful acts that no scheme lists, and that were held back all the same", "share", "such acts without schemes",
        lambda seed: (_count(seed.tallied, "held_back", lawful), _count(seed.plain_tallied, "acts", lawful)),
    )  # fmt: skip
    asked = case.per(
        "requests made against the same people without schemes", "times", "requests without schemes", _ratio(needs)
    )
    away = (
        case.per("people who keep away from what may refuse, at the end", "share", "people under a scheme", _away)
        if "state.withdrawn" in case.seeds[0].people.columns
        else cannot("people who keep away from what may refuse", "no response of the scenario lets them")
    )
    ties: Finding = (
        case.per(
            "weeks of little contact against the same people without schemes",
            "times",
            "such weeks without schemes",
            _ratio(("low_contact",)),
        )
        if "low_contact" in kinds
        else cannot("ties cut", "the catalogue has no kind of contact")
    )
    words = "Everything is held against the same people in the world without schemes."
    return Answer(34, words, (over, asked, away, ties))


def _away(seed: Witness) -> Part:
    frame = seed.people.filter("covered")
    return float(frame["state.withdrawn"].sum()), float(len(frame))


ANSWERS = {32: gaming, 33: chilling, 34: withdrawal}
