"""Which function answers which question: every question of the checklist exactly once."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from creditarium.analysis.audit import (
    a_purpose,
    b_social_scoring,
    c_high_risk,
    d_automated,
    e_adverse,
    f_impact,
    g_errors,
    h_process,
    i_dynamics,
    j_behaviour,
    k_people,
    l_credibility,
    m_china,
)
from creditarium.analysis.audit.answer import Answer
from creditarium.analysis.audit.case import Case

Ask = Callable[[Case], Answer]

SECTIONS: dict[str, Mapping[int, Ask]] = {
    "A": a_purpose.ANSWERS,
    "B": b_social_scoring.ANSWERS,
    "C": c_high_risk.ANSWERS,
    "D": d_automated.ANSWERS,
    "E": e_adverse.ANSWERS,
    "F": f_impact.ANSWERS,
    "G": g_errors.ANSWERS,
    "H": h_process.ANSWERS,
    "I": i_dynamics.ANSWERS,
    "J": j_behaviour.ANSWERS,
    "K": k_people.ANSWERS,
    "L": l_credibility.ANSWERS,
    "M": m_china.ANSWERS,
}
"""The answers by section; the numbers are those of the checklist."""
