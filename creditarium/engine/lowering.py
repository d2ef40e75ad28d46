"""How the kernel's functions are lowered: every index as it is, and a part into its callers only.

An index is a place from 0 on. Numba makes a negative one count from an array's end, which is three more instructions
at each of some thousand places; the kernel has no such index, and none is written for it (a test lives every shipped
scenario with all of them checked).

A part is a function that only ever becomes part of its callers: taken into them, never made ready by itself.

Numba optimises each function to the end and makes it machine code, before a caller takes it in and does both over
again. In a kernel of nested parts that is a quarter of all compiling. A part is only tidied up; its callers, into
which it is inlined, are optimised as ever.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from numba._dynfunc import make_function
from numba.core import types
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import CompilerBase, DefaultPassBuilder
from numba.core.compiler_machinery import register_pass
from numba.core.typed_passes import NativeLowering
from numba.np import arrayobj

WRITTEN_FOR = (0, 68)
"""The Numba whose inner steps these are; another compiles parts as it does all else."""
_TIDY = 1
"""The level of optimisation at which a part is tidied up: what comes in small goes faster through its callers."""
_NO_ADDRESS = 0


@contextmanager
def _plain_indices() -> Iterator[None]:
    """Have Numba take each index as it is while a function is lowered; only one is at a time."""
    wrapping = arrayobj.fix_integer_index

    def plain(context: Any, builder: Any, kind: Any, index: Any, size: Any) -> Any:
        return context.cast(builder, index, kind, types.intp)

    arrayobj.fix_integer_index = plain
    try:
        yield
    finally:
        arrayobj.fix_integer_index = wrapping


@register_pass(mutates_CFG=True, analysis_only=False)
class PlainLowering(NativeLowering):
    """Numba's last step for a function, with plain indices."""

    _name = "plain_lowering"

    def run_pass(self, state: Any) -> bool:
        """Lower a function."""
        with _plain_indices():
            lowered: bool = super().run_pass(state)
        return lowered


class Part(JITCodeLibrary):
    """The code of a part and of its own parts: callers link it, and there is no machine code of it."""

    def finalize(self) -> None:
        """Link the parts' parts; nothing is optimised, since nothing is run from here."""
        self._raise_if_finalized()
        for library in dict.fromkeys(self._linking_libraries):
            self._reload_init.update(library._reload_init)
            self._final_module.link_in(library._get_module_for_linking(), preserve=True)
        self._finalize_dynamic_globals()
        self._finalized = True

    def _optimize_functions(self, ll_module: Any) -> None:
        ll_module.data_layout = self._codegen._data_layout
        for function in ll_module.functions:
            manager, builder = self._codegen._function_pass_manager(opt=_TIDY)
            manager.run(function, builder)


@register_pass(mutates_CFG=True, analysis_only=False)
class PartLowering(PlainLowering):
    """That step, but for what makes it machine code."""

    _name = "part_lowering"

    def run_pass(self, state: Any) -> bool:
        """Lower a function into a `Part`, and let its callers find it."""
        state.library = Part(state.targetctx.codegen(), state.func_id.func_qualname)
        state.flags.no_compile = True
        super().run_pass(state)
        what, env = state.cr.fndesc, state.cr.env
        name = what.qualname.split(".")[-1]
        entry = make_function(what.lookup_module(), name, "", _NO_ADDRESS, env, (state.library,))
        state.targetctx.insert_user_function(entry, what, [state.library])
        state.cr = state.cr._replace(cfunc=entry)
        return True


class PlainCompiler(CompilerBase):
    """Numba's compiler with plain indices: ``numba.njit(pipeline_class=PlainCompiler, ...)``."""

    lowering: type[NativeLowering] = PlainLowering

    def define_pipelines(self) -> list[Any]:
        """Give the usual steps, the last of them for this sort of function."""
        steps = DefaultPassBuilder.define_nopython_pipeline(self.state)
        steps.passes = [(self.lowering if step is NativeLowering else step, what) for step, what in steps.passes]
        steps.finalize()
        return [steps]


class PartCompiler(PlainCompiler):
    """Numba's compiler for parts: ``numba.njit(pipeline_class=PartCompiler, ...)``."""

    lowering = PartLowering
