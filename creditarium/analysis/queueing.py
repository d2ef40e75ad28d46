"""Waiting for a decision in closed form: Erlang C, a queue of random cases before c clerks."""

from __future__ import annotations

from dataclasses import dataclass

from creditarium.model.problem import Problem


@dataclass(frozen=True)
class Queue:
    """A queue at rest: `busy` is each clerk's load, `waits` the chance to wait, times in the unit of the rates.

    `wait` and `total` are the mean times before the clerk and until the decision, `waiting` and `inside` the mean
    numbers of cases.
    """

    busy: float
    waits: float
    wait: float
    total: float
    waiting: float
    inside: float


def erlang_c(arrivals: float, decisions: float, clerks: int) -> Queue:
    """Give the queue M/M/c: `arrivals` a day, `decisions` a day and clerk, both at random.

    With a = arrivals / decisions: P(wait) = Erlang's C(c, a), W_q = P(wait) / (c·decisions − arrivals), and Little's
    law gives the rest. An office that falls behind for ever (a ≥ c) is a `Problem`. Source: Erlang 1917; Cooper,
    Introduction to Queueing Theory (1981).

    >>> found = erlang_c(9, 1, 10)
    >>> round(found.waits, 6), round(found.waiting, 6)
    (0.668732, 6.018584)
    """
    if arrivals < 0 or decisions <= 0 or clerks < 1:
        raise Problem("a queue needs arrivals, decisions above 0 and at least one clerk", mend="correct the numbers")
    load = arrivals / decisions
    if load >= clerks:
        raise Problem(f"{clerks} clerks never catch up with a load of {load:g}", mend="give more clerks or fewer cases")
    blocked = 1.0  # Erlang's B by its recursion, which never overflows
    for n in range(1, clerks + 1):
        blocked = load * blocked / (n + load * blocked)
    busy = load / clerks
    waits = blocked / (1 - busy * (1 - blocked))
    wait = waits / (clerks * decisions - arrivals)
    total = wait + 1 / decisions
    return Queue(busy, waits, wait, total, arrivals * wait, arrivals * total)
