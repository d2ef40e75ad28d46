"""The packed record of a life, and the views that the rules may read.

A *record* is a row of 16-bit words; each state variable lies in a few bits of one word. A *view* is an integer
that a rule reads: a state variable, a fixed attribute, a band, a field, … Views exist in the kernel's scratch
only, and only those that some rule asks for.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from creditarium.model.problem import Problem, suggestion

WORD_BITS = 16
ONE_VIEW = 0

VARIABLE = np.dtype([("word", "<i4"), ("shift", "<u4"), ("mask", "<u4"), ("at", "<u4"), ("offset", "<i4")], align=True)
"""Where a state variable lies: word, shift and mask in the record; its view is the raw value plus offset."""


@dataclass(frozen=True)
class Variable:
    """A state variable of the record: its bits, its lowest value and the view that shows it."""

    name: str
    bits: int
    lowest: int
    view: int


@dataclass
class Layout:
    """The state variables and views of one world, filled while its stages are compiled."""

    variables: dict[str, Variable] = field(default_factory=dict)
    views: dict[str, int] = field(default_factory=lambda: {"one": ONE_VIEW})
    known: set[str] = field(default_factory=lambda: {"one"})
    sizes: dict[str, tuple[int, int]] = field(default_factory=lambda: {"one": (1, 1)})

    def variable(self, name: str, bits: int, lowest: int = 0) -> Variable:
        """Add a state variable of ``bits`` bits whose least value is ``lowest``, or return the present one."""
        if name not in self.variables:
            if not 1 <= bits <= WORD_BITS:
                raise Problem(f"state {name!r} asks for {bits} bits", mend=f"give it 1 to {WORD_BITS} bits")
            self.offer(name, lowest, lowest + (1 << bits) - 1)
            self.variables[name] = Variable(name, bits, lowest, self.view(name))
        return self.variables[name]

    def offer(self, name: str, lowest: int, highest: int) -> None:
        """Declare that rules may read the view ``name``, which lies in [lowest, highest]."""
        self.known.add(name)
        self.sizes[name] = (lowest, highest)

    def view(self, name: str) -> int:
        """Return the index of a view, giving it a place when it is asked for the first time."""
        if name not in self.known:
            what = f"no view or state is called {name!r}"
            raise Problem(what, mend=suggestion(name, sorted(self.known)), unknown=("state", name))
        return self.views.setdefault(name, len(self.views))

    def wanted(self, prefix: str) -> dict[str, int]:
        """Return the views in use whose name begins with ``prefix``, without the prefix."""
        return {name[len(prefix) :]: index for name, index in self.views.items() if name.startswith(prefix)}

    def packed(self) -> tuple[NDArray[np.void], int, dict[str, int]]:
        """Return the places of all variables sorted by word, the number of 16-bit words, and each one's row.

        The largest are placed first, each where it first fits.
        """
        room: list[int] = []
        placed: list[tuple[int, int, Variable]] = []
        for variable in sorted(self.variables.values(), key=lambda v: (-v.bits, v.name)):
            word = next((w for w, free in enumerate(room) if free >= variable.bits), len(room))
            if word == len(room):
                room.append(WORD_BITS)
            placed.append((word, WORD_BITS - room[word], variable))
            room[word] -= variable.bits
        placed.sort(key=lambda place: place[:2])
        rows = np.zeros(len(placed), dtype=VARIABLE)
        for row, (word, shift, variable) in zip(rows, placed, strict=True):
            row["word"], row["shift"], row["mask"] = word, shift, (1 << variable.bits) - 1
            row["at"], row["offset"] = variable.view, variable.lowest
        return rows, max(len(room), 1), {place[2].name: j for j, place in enumerate(placed)}
