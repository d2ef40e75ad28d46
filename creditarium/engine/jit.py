"""How the kernel is compiled: cached, without the interpreter's lock, allocation or reference counts.

The kernel's functions allocate nothing and return no arrays, so reference counting is switched off: with it, a
world of fifty arrays passed by value costs more than the life that is lived. No fast-math: bits must not vary.
"""

from __future__ import annotations

from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numba

from creditarium.engine.parts import WRITTEN_FOR, PartCompiler

_HERE = Path(__file__).resolve().parent
_STAMP = "kernel.stamp"


def _forget_stale_code() -> None:
    """Drop compiled code of the kernel if any of its source files changed.

    Numba's cache looks at the file of the function itself only: a function compiled into a caller in another
    file would go on being served as it was. Without the right to write, the cache is left alone.
    """
    sources = sorted(_HERE.rglob("*.py"))
    state = blake2b(numba.__version__.encode(), digest_size=16)
    for source in sources:
        at = source.stat()
        state.update(f"{source.name} {at.st_size} {at.st_mtime_ns}".encode())
    stamp = _HERE / "__pycache__" / _STAMP
    with suppress(OSError):
        if stamp.is_file() and stamp.read_text() == state.hexdigest():
            return
        for pattern in ("*.nbi", "*.nbc"):
            for old in _HERE.rglob(pattern):
                old.unlink(missing_ok=True)
        stamp.parent.mkdir(exist_ok=True)
        stamp.write_text(state.hexdigest())


_forget_stale_code()


def is_compiled() -> bool:
    """Tell whether the kernel lies compiled beside its source; numba may still find it made for another processor."""
    return any((_HERE / "__pycache__").glob("lives.live-*.nbc"))


njit: Any = numba.njit  # its annotations leave out the options below

compiled = njit(cache=True, nogil=True, error_model="numpy", _nrt=False, no_cfunc_wrapper=True)
"""A function of the kernel that is called from Python."""

small = njit(cache=True, nogil=True, error_model="numpy", _nrt=False, forceinline=True, no_cfunc_wrapper=True)
"""A function of numbers only, compiled into its callers and called from Python too."""

bounded = njit(cache=True, nogil=True, error_model="numpy", boundscheck=True)
"""A function of an extension: what it indexes is checked."""

_part = {"pipeline_class": PartCompiler} if numba.version_info.short == WRITTEN_FOR else {}

inlined = njit(
    nogil=True,
    error_model="numpy",
    _nrt=False,
    forceinline=True,
    no_cpython_wrapper=True,
    no_cfunc_wrapper=True,
    **_part,
)
"""A function written apart to be read and compiled into its callers; Python must never call it.

Without wrappers, and as a part (parts.py), it takes a fraction of the time to compile. It is not kept by itself, only
in its callers.
"""
