"""V5: reputation under a public register: the leading eight norms in closed form, and ready to be lived."""

from __future__ import annotations

from functools import cache

import numpy as np

from creditarium.analysis.validation.fair_lending import plain
from creditarium.model.base import Spec
from creditarium.model.problem import Problem, suggestion
from creditarium.model.reading import load
from creditarium.model.tree import Table, tree_of
from creditarium.model.validation import VALIDATION

_ROUNDS = 100_000
_STILL = 1e-15


class Norm(Spec):
    """A norm as bits: who is judged good and who helps; see `presets/validation/tables/norms.yaml` for their order."""

    good: tuple[int, ...]
    helps: tuple[int, ...]


class Norms(Spec):
    """The norms by name."""

    title: str
    norms: dict[str, Norm]


@cache
def norms() -> dict[str, Norm]:
    """Read the leading eight, once."""
    return dict(load(Norms, VALIDATION / "tables" / "norms.yaml").norms)


def _norm(name: str) -> Norm:
    if name not in norms():
        raise Problem(f"no norm is called '{name}'", mend=suggestion(name, norms()))
    return norms()[name]


def _chances(norm: Norm, assignment_error: float, action_error: float) -> tuple[list[float], list[float]]:
    """Give the chance to help by 2 x own standing + the other's, and to be judged good by 4, 2 and helped or not."""
    helps = [(1 - action_error) * bit for bit in norm.helps]
    good = [bit * (1 - assignment_error) + (1 - bit) * assignment_error for bit in norm.good]
    return helps, good


def reputation(
    norm: str, assignment_error: float, action_error: float, benefit: float = 5.0, cost: float = 1.0
) -> dict[str, float]:
    """Give the share of good people at rest, how often one is helped, and whether no other conduct pays.

    At rest the share h is the fixed point of being judged good by whoever meets at random. Good standing is worth
    D = (u_G - u_B) / (1 - l): what it brings and saves in a meeting, and l by how much likelier who is good stays
    so. Whoever should help does if (1 - 2a)(g_C - g_D) D >= cost, and whoever should not if it is not above it
    (`stable` is 1). Source: Ohtsuki and Iwasa, J. Theor. Biol. 231 (2004); Glynatsi, Hilbe and Murase (2025).
    """
    helps, good = (np.array(part) for part in _chances(_norm(norm), assignment_error, action_error))
    help_by, good_by = helps.reshape(2, 2), good.reshape(2, 2, 2)
    next_good = help_by * good_by[:, :, 1] + (1 - help_by) * good_by[:, :, 0]
    share = 1.0
    for _ in range(_ROUNDS):
        mix = np.array([1 - share, share])
        before, share = share, float(mix @ next_good @ mix)
        if abs(share - before) < _STILL:
            break
    mix = np.array([1 - share, share])
    given, received = help_by @ mix, mix @ help_by
    staying = next_good @ mix
    worth = (benefit * (received[1] - received[0]) - cost * (given[1] - given[0])) / (1 - (staying[1] - staying[0]))
    pays = (good_by[:, :, 1] - good_by[:, :, 0]) * worth - cost
    does = np.array(_norm(norm).helps).reshape(2, 2) == 1
    stable = np.where(does, pays >= -1e-12, pays <= 1e-12).all()
    return {"good": share, "helped": float(mix @ help_by @ mix), "worth": float(worth), "stable": float(stable)}


def public_register(tree: Table, norm: str, assignment_error: float, action_error: float) -> Table:
    """Fill a written scenario with who helps and who is judged good under a norm, its errors included."""
    written = plain(tree)
    helps, good = _chances(_norm(norm), assignment_error, action_error)
    kinds = written["conduct"]["kinds"]
    by_case = [helps[case // 2] if case % 2 == 0 else 0.0 for case in range(8)]
    for kind, table in (("c_help", by_case), ("d_good", good)):
        kinds[kind]["depends"][0]["table"] = {"fixed": table, "because": f"norm {norm} of the case"}
    filled: Table = tree_of(written, tree.place)
    return filled
