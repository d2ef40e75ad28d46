"""V1 through the engine: a bank's thresholds by group, lived by people, move scores as Liu et al. (ICML 2018) found.

The tables' scores are rounded to whole points, which the engine's scheme keeps: thresholds and repayment stay those of
the table's own score, so that only the ends of the scale feel the rounding (below .05 points).
"""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from creditarium.analysis.lending import Policy, Scored, demographic_parity, equal_opportunity, max_profit, mean_change
from creditarium.engine.run import History
from creditarium.model.resolve import resolve
from tests.analysis.cases import rows
from tests.analysis.fico import Floats, liu
from tests.engine.worlds import THEORY, Life, decoded, engine_of, live

GROUPS = {"Black": "male", "White": "female"}
"""The case's groups stand as the sexes of the synthetic people."""
POLICIES = {"MP": max_profit, "DP": demographic_parity, "EO": equal_opportunity}
LOWEST, HIGHEST = 300, 850


class Plain(yaml.SafeDumper):
    """Writes everything out: the reader knows no anchors."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def groups() -> dict[str, Scored]:
    return liu(lambda scores, repay: mean_change(scores, repay, 75, -150, (LOWEST, HIGHEST)))


def fixed(value: Any) -> dict[str, Any]:
    return {"fixed": value, "because": "case"}


def stock(scored: Scored, sex: str) -> list[dict[str, Any]]:
    """Write where a group begins: a later row overrides an earlier one, so shares are of those so far."""
    made, points = [], np.round(scored.scores).astype(int)
    for j in np.flatnonzero(scored.people > 0):
        share = float(scored.people[j] / scored.people[: j + 1].sum())
        made.append({"share": fixed(min(share, 1.0)), "value": fixed(int(points[j])), "who": {"sex": [sex]}})
    return made


def border(scored: Scored, rate: float) -> tuple[int, float]:
    """Give the place of the lowest score that gets a loan, and the share of those there who get one."""
    place = int(np.flatnonzero(scored.selected[1:] < rate - 1e-12)[0])
    return place, float((rate - scored.selected[place + 1]) / (scored.selected[place] - scored.selected[place + 1]))


def filled(policy: Policy, tmp_path: Path, people: int, seed: int) -> Any:
    """Fill the fixture with a policy's thresholds and the groups' tables, and read it."""
    written = yaml.safe_load((THEORY / "delayed_impact.yaml").read_text(encoding="utf-8"))
    scheme, rules = written["scoring"]["credit"], written["consequences"]["rules"]
    kind = written["conduct"]["kinds"].pop("b_default")
    edges: dict[int, str] = {}
    for name, scored in groups().items():
        place, _ = border(scored, policy[name].rate)
        points = np.round(scored.scores).astype(int)
        edges |= {int(points[place]): "", int(points[place]) + 1: ""}
    bands = [LOWEST, *sorted(edge for edge in edges if edge > LOWEST)]
    scheme["bands"] = [{"name": "0"}] + [{"name": str(low), "least": fixed(low)} for low in bands[1:]]
    names = ["0", *(str(low) for low in bands[1:])]
    for name, scored in groups().items():
        sex, (place, share) = GROUPS[name], border(scored, policy[name].rate)
        points = np.round(scored.scores).astype(int)
        scheme["stock"] += stock(scored, sex)
        at = bands.index(int(points[place]))
        common = {"institution": "bank", "need": "a_ask", "scheme": "credit", "does": "deny", "who": {"sex": [sex]}}
        common["title"] = f"The {sex} threshold"
        if at > 0:
            below = {"when": {"band_at_most": names[at - 1]}, "chance": fixed(1)}
            rules[f"a_below_{sex}"] = common | below
        rules[f"b_border_{sex}"] = common | {"when": {"band_at_most": names[at]}, "chance": fixed(1 - share)}
        repays = np.interp(np.arange(LOWEST, HIGHEST + 1), points, scored.repay)
        repays[points - LOWEST] = scored.repay
        default = {"view": "score.credit", "table": fixed([-float(p) for p in repays])}
        kinds = written["conduct"]["kinds"]
        kinds[f"b_default_{sex}"] = kind | {"who": {"sex": [sex]}, "depends": [default]}
    for part in (scheme["rules"], written["observation"]["sensors"]["books"]["sees"]):
        rule = part.pop("b_default")
        part |= {f"b_default_{sex}": rule for sex in GROUPS.values()}
    path = tmp_path / "filled.yaml"
    path.write_text(yaml.dump(written, Dumper=Plain, sort_keys=False), encoding="utf-8")
    return resolve(str(path), people=people, seed=seed)


def scores_of(life: Life, records: Any, sex: str) -> Floats:
    mine = life.attribute("sex") == ("male", "female").index(sex)
    return decoded(life.engine, records, "score.credit")[: life.engine.scenario.people][mine].astype(float)


@pytest.mark.parametrize("policy", POLICIES)
def test_engine_moves_scores_as_published(policy: str, tmp_path: Path, heavy: bool) -> None:
    """At 800,000 people within .35 points and .005 of the rates; sampled, within 3 standard errors of 16,000."""
    people = 800_000 if heavy else 16_000
    lending = POLICIES[policy](groups(), 1.0, -4.0)
    engine = engine_of(filled(lending, tmp_path, people, seed=2))
    life = live(engine)
    fresh = engine.fresh().records
    for row in rows("V1_liu2018_fico_u-4.csv"):
        if row["policy"] != policy:
            continue
        sex = GROUPS[row["group"]]
        before, after = (scores_of(life, records, sex) for records in (fresh, life.state.records))
        moved, n = after - before, len(before)
        wanted, lent = float(row["delta_mu_realised_clip"]), lending[row["group"]]
        error = 0.35 if heavy else 3 * moved.std() / n**0.5 + 0.05
        assert moved.mean() == pytest.approx(wanted, abs=error)
        granted, repaid = life.count("granted", "a_ask", sex=sex) / n, life.count("acts", "c_repay", sex=sex) / n
        for got, share, published in (
            (granted, lent.rate, float(row["selection_rate"])),
            (repaid / groups()[row["group"]].base_rate, lent.true_positive, float(row["tpr"])),
        ):
            base = 1.0 if share == lent.rate else groups()[row["group"]].base_rate
            rate_error = 0.005 if heavy else 3 * (share * (1 - share) / (base * n)) ** 0.5 + 1e-3
            assert got == pytest.approx(published, abs=rate_error)


def test_engine_begins_with_the_tables_scores(tmp_path: Path) -> None:
    engine = engine_of(filled(max_profit(groups(), 1.0, -4.0), tmp_path, 16_000, seed=2))
    life = Life(engine, engine.fresh(), History())
    for name, scored in groups().items():
        got = scores_of(life, life.state.records, GROUPS[name])
        deviation = (scored.people @ (scored.scores - scored.people @ scored.scores) ** 2) ** 0.5
        assert got.mean() == pytest.approx(scored.people @ scored.scores, abs=3 * deviation / len(got) ** 0.5 + 0.05)
        upper = np.cumsum(scored.people)
        for share in (0.25, 0.5, 0.75):
            place = int(np.searchsorted(upper, share))
            below = (got <= np.round(scored.scores[place])).mean()
            assert below == pytest.approx(upper[place], abs=3 * (share * (1 - share) / len(got)) ** 0.5)
