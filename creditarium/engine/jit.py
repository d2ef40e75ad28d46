"""How the kernel is compiled: cached, without the interpreter's lock, allocation or reference counts.

The kernel's functions allocate nothing and return no arrays, so reference counting is switched off: with it, a
world of fifty arrays passed by value costs more than the life that is lived. No fast-math: bits must not vary.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numba
from numba.core.caching import FunctionCache

from creditarium.engine.lowering import WRITTEN_FOR, PartCompiler, PlainCompiler

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


njit: Any = numba.njit  # its annotations leave out the options below
KNOWN = numba.version_info.short == WRITTEN_FOR
"""Is this the Numba whose inner steps are made use of? With another all is compiled and loaded as it does it itself."""


class Kept(FunctionCache):
    """A function's compiled code on disk, which is loaded without what only compiling needs.

    Numba fills its registries of types and of array functions first, which takes longer than all that is loaded.
    Only code without reference counts can do without: that of the functions below.
    """

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        """Give the code for a signature, or None."""
        if not KNOWN:
            return super().load_overload(sig, target_context)
        with self._guard_against_spurious_io_errors():
            return self._load_overload(sig, target_context)

    def exists(self) -> bool:
        """Tell whether the function was compiled before; Numba may still find it made for another processor."""
        return any(Path(self.cache_path).glob(f"{self._impl.filename_base}.*.nbc"))


_plain, _part = ({"pipeline_class": PlainCompiler}, {"pipeline_class": PartCompiler}) if KNOWN else ({}, {})


def _kept(**options: bool) -> Callable[[Callable[..., Any]], Any]:
    decorate = njit(nogil=True, error_model="numpy", _nrt=False, no_cfunc_wrapper=True, **_plain, **options)

    def decorated(function: Callable[..., Any]) -> Any:
        made = decorate(function)
        made._cache = Kept(function)
        return made

    return decorated


compiled = _kept()
"""A function of the kernel that is called from Python."""

small = _kept(forceinline=True)
"""A function of numbers only, compiled into its callers and called from Python too."""

bounded = njit(cache=True, nogil=True, error_model="numpy", boundscheck=True)
"""A function of an extension: what it indexes is checked."""

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

Without wrappers, and as a part (lowering.py), it takes a fraction of the time to compile. It is not kept by itself,
only in its callers.
"""
