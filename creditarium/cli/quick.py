"""Starting quickly: what a command that lives does before it loads the engine."""

from __future__ import annotations

import gc
import sys

_BLAS = "scipy.linalg.cython_blas"
_SELDOM = 200_000
"""How many objects more there must be before garbage is looked for: starting makes many, and hardly any garbage."""


def start_quickly() -> bool:
    """Look for garbage seldom, and load Numba's part of the start without what it only looks for.

    Tell whether the kernel was compiled before.
    """
    gc.set_threshold(_SELDOM)
    from creditarium.engine.lives import live

    found: bool = live._cache.exists()
    if not found:
        _load_compiler()
    return found


def _load_compiler() -> None:
    """Let Numba load its array functions without looking for a linear algebra, for which it would import scipy.

    The kernel has none, and where scipy is installed the search takes longer than all else that Numba loads. Only
    a command may do so: its process is ours, so nobody else's compiled code misses what was not found.
    """
    if _BLAS in sys.modules or "numba.np.arraymath" in sys.modules:
        return
    sys.modules[_BLAS] = None  # type: ignore[assignment]
    try:
        import numba.np.arraymath  # noqa: F401
    finally:
        del sys.modules[_BLAS]
