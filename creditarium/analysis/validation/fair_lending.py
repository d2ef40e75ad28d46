"""V1 and V2: lending under criteria of fairness over the Federal Reserve's tables, computed and ready to be lived."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np

from creditarium.analysis.lending import (
    Lent,
    Policy,
    Scored,
    best_outcome,
    demographic_parity,
    equal_opportunity,
    equalised_odds,
    max_profit,
    mean_change,
    no_harm,
    single_threshold,
    total_profit,
)
from creditarium.analysis.validation.fico import Floats, four_groups, two_groups
from creditarium.model.problem import Problem, suggestion
from creditarium.model.tree import Table, tree_of

POLICIES: dict[str, Callable[[Mapping[str, Scored], float, float], Policy]] = {
    "max_profit": max_profit,
    "demographic_parity": demographic_parity,
    "equal_opportunity": equal_opportunity,
}
SEXES = {"Black": "male", "White": "female"}
"""The two groups of V1 stand as the sexes of the synthetic people."""


def groups_of(up: float, down: float, ends: tuple[float, float], clip: str = "realised") -> dict[str, Scored]:
    """Give the two groups with the change of a borrower's score: `up` if repaid, else `down`, kept within the ends.

    `clip` says whether what happens is kept within them ("realised": what people live) or its expectation
    ("expectation": what the paper's code does).
    """
    if clip == "realised":
        return two_groups(lambda scores, repay: mean_change(scores, repay, up, down, ends))
    if clip != "expectation":
        raise Problem(f"nothing is clipped as '{clip}'", mend=suggestion(clip, ("realised", "expectation")))
    return two_groups(partial(_expected, up=up, down=down, ends=ends))


def _expected(scores: Floats, repay: Floats, *, up: float, down: float, ends: tuple[float, float]) -> Floats:
    return np.clip(scores + up * repay + down * (1 - repay), *ends) - scores


def delayed_impact(
    policy: str, gain: float, loss: float, up: float, down: float, ends: tuple[float, float], clip: str = "realised"
) -> dict[str, float]:
    """Give what a bank's criterion does to the two groups of Liu and others (ICML 2018)."""
    groups = groups_of(up, down, ends, clip)
    lending = _policy(policy)(groups, gain, loss)
    found = {"adverse_impact_ratio": lending["Black"].rate / lending["White"].rate}
    for name, lent in lending.items():
        found |= {f"{part}_{name}": value for part, value in _told(lent).items()}
        found[f"base_rate_{name}"] = groups[name].base_rate
        found[f"mean_score_{name}"] = float(groups[name].people @ groups[name].scores)
    return found


def _told(lent: Lent) -> dict[str, float]:
    return {
        "threshold": lent.threshold,
        "rate": lent.rate,
        "true_positives": lent.true_positive,
        "change": lent.change,
    }


def outcome_curve(group: str, up: float, down: float, ends: tuple[float, float]) -> dict[str, float]:
    """Give the top of a group's outcome curve, where lending begins to harm, and the threshold of that."""
    scored = groups_of(up, down, ends, "expectation")[group]
    top, (share, threshold) = best_outcome(scored), no_harm(scored)
    found = {"best_rate": top.rate, "best_change": top.change, "harm_from_rate": share, "harm_threshold": threshold}
    if share < 1:
        # The authors' code adds the part of the border's people who get a loan, and for other thresholds the rest.
        border = int(np.flatnonzero(scored.selected >= share)[-1])
        lent = (share - scored.selected[border + 1]) / scored.people[border]
        found["harm_threshold"] = float(scored.scores[border] + lent * np.diff(scored.scores)[border])
    return found


def opportunity(target: float) -> dict[str, float]:
    """Give what criteria cost a bank over the four groups of Hardt and others (NeurIPS 2016), as shares of the most.

    A loan pays from the share of repayment `target` on. Also the base rates and the cut-offs of highest profit.
    """
    groups, gain, loss = four_groups(), 1 - target, -target
    best = max_profit(groups, gain, loss)
    most = total_profit(groups, best, gain, loss)
    found = {
        "race_blind": total_profit(groups, single_threshold(groups, gain, loss), gain, loss) / most,
        "equal_opportunity": total_profit(groups, equal_opportunity(groups, gain, loss), gain, loss) / most,
        "equalised_odds": equalised_odds(groups, gain, loss)[2] / most,
        "demographic_parity": total_profit(groups, demographic_parity(groups, gain, loss), gain, loss) / most,
        "base_rate_of_all": sum(group.weight * group.base_rate for group in groups.values()),
    }
    found |= {f"base_rate_{name}": group.base_rate for name, group in groups.items()}
    return found | {f"cut_off_{name}": lent.threshold for name, lent in best.items()}


# Ready to be lived ----------------------------------------------------------------------------------------


def fair_lending(
    tree: Table, policy: str, gain: float, loss: float, up: float, down: float, ends: tuple[int, int]
) -> Table:
    """Fill a written scenario with where people begin, the chance of default by score, and a criterion's thresholds.

    The tables' scores are rounded to whole points, which the scheme keeps: thresholds and repayment stay those of
    the table's own score, so that only the ends of the scale feel the rounding (below .05 points).
    """
    written = plain(tree)
    scheme, rules = written["scoring"]["credit"], written["consequences"]["rules"]
    kinds, sees = written["conduct"]["kinds"], written["observation"]["sensors"]["books"]["sees"]
    kind, rule, sight = kinds.pop("b_default"), scheme["rules"].pop("b_default"), sees.pop("b_default")
    groups = groups_of(up, down, ends)
    lending = _policy(policy)(groups, gain, loss)
    points = {name: np.round(scored.scores).astype(int) for name, scored in groups.items()}
    borders = {name: _border(scored, lending[name].rate) for name, scored in groups.items()}
    edges = {int(points[name][place]) + step for name, (place, _) in borders.items() for step in (0, 1)}
    bands = [ends[0], *sorted(edge for edge in edges if edge > ends[0])]
    names = ["0", *(str(low) for low in bands[1:])]
    scheme["bands"] = [{"name": "0"}, *({"name": str(low), "least": _fixed(low)} for low in bands[1:])]
    for name, scored in groups.items():
        sex, (place, share) = SEXES[name], borders[name]
        scheme["stock"] += _stock(scored, points[name], sex)
        common = {"institution": "bank", "need": "a_ask", "scheme": "credit", "does": "deny", "marks": "credit",
                  "who": {"sex": [sex]}}  # fmt: skip
        common["title"] = f"The {sex} threshold"
        at = bands.index(int(points[name][place]))
        if at > 0:
            rules[f"a_below_{sex}"] = common | {"when": {"band_at_most": names[at - 1]}, "chance": _fixed(1)}
        rules[f"b_border_{sex}"] = common | {"when": {"band_at_most": names[at]}, "chance": _fixed(1 - share)}
        depends = {"view": "score.credit", "table": _fixed(_defaults(scored, points[name], ends))}
        kinds[f"b_default_{sex}"] = kind | {"who": {"sex": [sex]}, "depends": [depends]}
        scheme["rules"][f"b_default_{sex}"], sees[f"b_default_{sex}"] = rule, sight
    filled: Table = tree_of(written, tree.place)
    return filled


def _policy(name: str) -> Callable[[Mapping[str, Scored], float, float], Policy]:
    if name not in POLICIES:
        raise Problem(f"no policy is called '{name}'", mend=suggestion(name, POLICIES))
    return POLICIES[name]


def _fixed(value: Any) -> dict[str, Any]:
    return {"fixed": value, "because": "case"}


def _stock(scored: Scored, points: Any, sex: str) -> list[dict[str, Any]]:
    """Write where a group begins: a later row overrides an earlier one, so shares are of those so far."""
    made = []
    for j in np.flatnonzero(scored.people > 0):
        share = min(float(scored.people[j] / scored.people[: j + 1].sum()), 1.0)
        made.append({"share": _fixed(share), "value": _fixed(int(points[j])), "who": {"sex": [sex]}})
    return made


def _border(scored: Scored, rate: float) -> tuple[int, float]:
    """Give the place of the lowest score that gets a loan, and the share of those there who get one."""
    place = int(np.flatnonzero(scored.selected[1:] < rate - 1e-12)[0])
    return place, float((rate - scored.selected[place + 1]) / (scored.selected[place] - scored.selected[place + 1]))


def _defaults(scored: Scored, points: Any, ends: tuple[int, int]) -> list[float]:
    """Write minus the share who repay at each whole score, as a table that is added to 1."""
    repays = np.interp(np.arange(ends[0], ends[1] + 1), points, scored.repay)
    repays[points - ends[0]] = scored.repay
    return [-float(share) for share in repays]


def plain(node: Any) -> Any:
    """Give a written scenario as plain dicts and lists, which may be changed."""
    if isinstance(node, Mapping):
        return {key: plain(value) for key, value in node.items()}
    return [plain(value) for value in node] if isinstance(node, tuple | list) else node
