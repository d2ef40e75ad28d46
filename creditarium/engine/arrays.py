"""The kinds of arrays that the kernel's functions take, named once."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Links = NDArray[np.uint32]
"""One row of the link tables."""
Views = NDArray[np.int32]
"""The views of one life, int32[views], or of a circle's, int32[views, lanes]."""
Items = NDArray[np.uint64]
"""Matters in hand (docket.py)."""
Row = Any
"""One row of a structured array of the world."""
Rows = Any
"""A structured array of the world."""
Who = tuple[Any, ...]
"""(community, region, agent in the community, segment, stratum, window)."""
Books = tuple[Any, ...]
"""What an agent is counted in.

(tally of the group in this slice of the window int64[rows], own measures, measure of each row int32[rows], candidates
and acts of the group int64[K, 2], tally of the group in all slices int64[slices, rows], ticks a slice).
"""
Log = tuple[Ints, Ints]
"""The trace's rows, int64[m, 9], and how many are filled, int64[1]."""
Key = np.uint64
Cut = tuple[int, int]
"""A run of communities: the first, and the end."""
