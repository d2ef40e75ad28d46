"""What people begin with: the shares of each segment to which a state, a consent or a listing is given at the start."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from creditarium.engine.compile.context import Context, stacked
from creditarium.engine.layout import ONE_VIEW
from creditarium.engine.numbers import threshold
from creditarium.engine.purposes import salt
from creditarium.engine.world import STOCK
from creditarium.model.conduct import Start


def stocks(context: Context) -> dict[str, NDArray[Any]]:
    """Compile what people begin with: declared states, consents and stocks of lists, by a world's names."""
    listed: list[tuple[str, str, Start]] = []
    for states in (context.scenario.conduct.states, context.scenario.response.states):
        for name, state in states.items():
            listed.extend((name, f"{name}.{j}", start) for j, start in enumerate(state.start))
    for name in context.schemes:
        scheme = context.scenario.scoring[name]
        if scheme.consent is not None:
            listed.extend((f"consent.{name}", f"consent.{name}.{j}", s) for j, s in enumerate(scheme.consent.start))
        listed.extend((f"score.{name}", f"stock.{name}.{j}", start) for j, start in enumerate(scheme.stock))
    rows, shares = [], []
    for view, key, start in listed:
        scale = context.scenario.scoring[view[6:]].scale if view.startswith("score.") else 1
        value = round(start.value.value * scale)
        most = round(start.most.value * scale) if start.most is not None else value
        given = context.layout.view(start.given) if start.given is not None else ONE_VIEW
        rows.append((context.layout.view(view), given, value, most, int(salt(key))))
        inside, share = context.inside(start.who), np.zeros(len(context.segments), dtype=np.int64)
        for person, places in context.alike(start.by):
            chance = start.share.at(context.start) * context.factor(start.by, person, context.start)
            share[places] = threshold(min(chance, 1.0))
        shares.append(np.where(inside, share, 0))
    made = np.array(shares, dtype=np.int64).reshape(len(rows), len(context.segments))
    return {"stocks": stacked(rows, STOCK), "stock_share": made}
