"""Section A: what is scored, why and by whom; what feeds the score and what it leads to."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from creditarium.analysis.association import cramers_v
from creditarium.analysis.audit.answer import Answer, Evidence, Finding
from creditarium.analysis.audit.case import Case, Measure
from creditarium.analysis.audit.groups import GROUPS, absent
from creditarium.analysis.audit.witness import Witness
from creditarium.model.conduct import Who
from creditarium.model.population import ATTRIBUTES


def purpose(case: Case) -> Answer:
    """Question 1: purpose, population, owner, date, version and seed."""
    head, scenario = case.run.contents.head, case.scenario
    findings = (
        Finding("purpose", scenario.title),
        Finding("population", scenario.population.title),
        Finding("people", case.people, "people"),
        Finding("regions", head.regions, "regions"),
        Finding("time", case.window),
        Finding("version of the model", head.creditarium),
        Finding("seed", str(head.seed)),
        Finding("digest of all tables", case.run.manifest.digest or "none (in memory only)"),
        *(Finding(f"owner of {name}", f"{scheme.owner} ({scheme.title})") for name, scheme in scenario.scoring.items()),
    )
    return Answer(1, f"{scenario.title}.", findings)


def feeds(case: Case) -> Answer:
    """Question 2: which behaviours feed the score, from which contexts, and through which attributes."""
    counts = case.tallied.tally("entered", by=["scheme", "domain"]).filter(pl.col("scheme").is_in(case.personal))
    wholes = dict(counts.group_by("scheme", maintain_order=True).agg(pl.col("count").sum()).rows())
    seeds = _entered(case)
    shares = [
        case.per(
            f"entries of {scheme} from {domain.replace('_', ' ')}",
            "share",
            "entries",
            _from(seeds, scheme, domain),
            (float(count), float(wholes[scheme])),
        )
        for scheme, domain, count in counts.sort("count", descending=True, maintain_order=True).rows()
        if count * 20 >= wholes[scheme] > 0
    ]
    used = sorted(set(_attributes(case)))
    findings = [
        *shares,
        Finding(
            "attributes of a person that some rule reads",
            ", ".join(used) or "none",
            of="attributes",
            base=len(ATTRIBUTES),
        ),
    ]
    for name in case.personal:
        findings += [_tie(case, name, group) for group in GROUPS if _differs(case, group)]
    words = (
        "Domains that give a twentieth of a scheme's entries or more are told apart; the table has all. An attribute "
        "may be read by a rule of coverage, of sight or of a consequence; correlation is Cramér's V with the band."
    )
    return Answer(
        2, words, (*findings, *absent("correlation")), evidence=(Evidence("entries by scheme and domain", counts),)
    )


def _entered(case: Case) -> dict[tuple[int, str, str], float]:
    """Count the entries of each seed by scheme and domain."""
    kinds = case.scenario.conduct.kinds
    counts = case.of_seeds(lambda seed: seed.entries.group_by("scheme", "kind").len())
    made: dict[tuple[int, str, str], float] = {}
    for scheme, kind, count, seed in counts.iter_rows():
        place = (seed, scheme, kinds[kind].domain)
        made[place] = made.get(place, 0.0) + count
    return made


def _from(entered: dict[tuple[int, str, str], float], scheme: str, domain: str) -> Measure:
    def measure(seed: Witness) -> tuple[float, float]:
        whole = sum(count for (one, other, _), count in entered.items() if (one, other) == (seed.seed, scheme))
        return entered.get((seed.seed, scheme, domain), 0.0), float(whole)

    return measure


def _attributes(case: Case) -> Iterator[str]:
    """Name the attributes that coverage, sight, dimensions or consequences read."""
    scenario = case.scenario
    for scheme in scenario.scoring.values():
        yield from _named(scheme.covers.who)
        for dimension in scheme.dimensions.values():
            yield from (term.view for term in dimension.terms if term.view in ATTRIBUTES)
    for sensor in scenario.observation.sensors.values():
        yield from (name for name in sensor.by if name in ATTRIBUTES)
    for rule in scenario.consequences.rules.values():
        yield from _named(rule.who)


def _named(who: Who) -> Iterator[str]:
    yield from (name for name in ATTRIBUTES if getattr(who, name) is not None)


def _differs(case: Case, group: str) -> bool:
    return bool(case.seeds) and case.seeds[0].people.filter("covered")[group].n_unique() > 1


def _tie(case: Case, scheme: str, group: str) -> Finding:
    counts = case.persons.filter(f"in.{scheme}").group_by("seed", group, f"band.{scheme}", maintain_order=True)
    seeds = counts.len("people").partition_by("seed", as_dict=True)

    def measure(seed: Witness) -> tuple[float | None, float]:
        frame = seeds.get((seed.seed,))
        if frame is None:
            return None, 0.0
        return cramers_v(frame, group, f"band.{scheme}"), float(frame["people"].sum())

    return case.each(
        f"tie of {group} to the band of {scheme} (Cramér's V, 0 to 1)", "", "people under a scheme", measure
    )


def leads_to(case: Case) -> Answer:
    """Question 3: which consequences follow, in which contexts, and for how long."""
    scenario, applied = case.scenario, case.total("applied", "consequence")
    every = dict(case.tallied.tally("applied", by=["consequence"]).rows())
    rows = []
    for name, rule in scenario.consequences.rules.items():
        domain = scenario.conduct.kinds[rule.need].domain
        when = rule.when.model_dump(exclude_none=True, mode="json")
        told = ", ".join(f"{key} {_plain(value)}" for key, value in when.items())
        rows.append(
            (
                rule.title,
                rule.institution,
                domain,
                rule.does,
                rule.scheme,
                told,
                int(every.get(name, 0)),
                _marked(rule),
            )
        )
    columns = ["consequence", "institution", "context", "does", "scheme", "when", "applied", "said"]
    table = pl.DataFrame(rows, schema=columns, orient="row").sort("applied", descending=True, maintain_order=True)
    seeds = {seed.seed: dict(seed.tallied.of_persons("applied", ["consequence"]).rows()) for seed in case.seeds}
    findings = [
        Finding("consequences", len(rows), "rules", of="rules", base=len(rows)),
        Finding("contexts in which they stand", table["context"].n_unique(), "domains", of="rules", base=len(rows)),
        *(
            case.per(
                f"{word} for each 1,000 people",
                "",
                "people",
                _done(seeds, does),
                (
                    sum(
                        applied.get(name, 0.0)
                        for name, rule in scenario.consequences.rules.items()
                        if rule.does == does
                    ),
                    case.people,
                ),
                times=1000,
            )
            for does, word in (("deny", "refusals by rule"), ("grant", "grants"), ("price", "changed prices"))
        ),
    ]
    words = "A consequence lasts as long as the band or listing that it reads; see questions 28 and 29."
    return Answer(
        3, words, tuple(findings), evidence=(Evidence("consequences, and how often each was applied", table),)
    )


def _plain(value: object) -> str:
    return str(next(iter(value.values()))) if isinstance(value, dict) else str(value)


def _marked(rule: object) -> str:
    reported = getattr(rule, "reported", False)
    against = " and contradicted by the record" if getattr(rule, "contradicted", False) else ""
    return f"reported{against}" if reported else "documented"


def _done(applied: dict[int, dict[str, int]], does: str) -> Measure:
    def measure(seed: Witness) -> tuple[float, float]:
        counts, rules = applied[seed.seed], seed.run.scenario.consequences.rules
        done = sum(counts.get(name, 0) for name, rule in rules.items() if rule.does == does)
        return float(done), float(len(seed.people))

    return measure


ANSWERS = {1: purpose, 2: feeds, 3: leads_to}
