"""Stage 4: from which rating to which the lowest band passes between the firms of one responsible person."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from creditarium.engine.compile.context import Context
from creditarium.model.problem import Problem, suggestion


def contagion(context: Context) -> NDArray[np.int32]:
    """Return the pairs (scheme, scheme that it takes from), each after those it rests on; a circle is a Problem."""
    pairs: list[tuple[int, int]] = []
    done: set[str] = set()

    def visit(name: str, path: tuple[str, ...]) -> None:
        scheme = context.scenario.scoring[name]
        if name in path:
            way = " → ".join([*path[path.index(name) :], name])
            raise Problem(f"contagion goes in a circle: {way}", place=str(scheme.place), mend="leave one of them out")
        if name in done:
            return
        others = [other for other in scheme.contagion if other != name]
        for other in others:
            if other not in context.schemes:
                what = f"contagion of {name!r} from {other!r}, which is no scheme here"
                raise Problem(what, place=str(scheme.place), mend=suggestion(other, context.schemes))
            visit(other, (*path, name))
        own = [name] if name in scheme.contagion else []
        pairs.extend((context.schemes.index(name), context.schemes.index(other)) for other in (*others, *own))
        done.add(name)

    for name in context.schemes:
        visit(name, ())
    return np.array(pairs, dtype=np.int32).reshape(-1, 2)
