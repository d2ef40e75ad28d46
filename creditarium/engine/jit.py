"""How the kernel is compiled: cached, without the interpreter's lock, allocation or reference counts.

The kernel's functions allocate nothing and return no arrays, so reference counting is switched off: with it, a
world of fifty arrays passed by value costs more than the life that is lived. No fast-math: bits must not vary.
"""

from __future__ import annotations

from numba import njit

compiled = njit(cache=True, nogil=True, error_model="numpy", _nrt=False)
"""A function of the kernel that is called from Python."""

small = njit(cache=True, nogil=True, error_model="numpy", _nrt=False, forceinline=True)
"""A function of numbers only, compiled into its callers and called from Python too."""

inlined = njit(
    cache=True,
    nogil=True,
    error_model="numpy",
    _nrt=False,
    forceinline=True,
    no_cpython_wrapper=True,
    no_cfunc_wrapper=True,
)
"""A function written apart to be read and compiled into its callers; Python must never call it.

Without wrappers it takes a fifth of the time to compile.
"""
