"""R0 in C (skip.c), compiled by the system's compiler: the yardstick."""

from __future__ import annotations

import ctypes
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from bench import r0
from bench.peers.skipping import Skipping

SOURCE = Path(__file__).with_name("skip.c")
FLAGS = ("-O3", "-march=native", "-fno-math-errno", "-shared", "-fPIC")


def compiled() -> Any:
    """Compile the kernel and give its function; no compiler is an ImportError, as for any peer that is not there."""
    compiler = shutil.which("cc")
    if compiler is None:
        raise ImportError("there is no C compiler (cc)")
    with tempfile.TemporaryDirectory() as folder:
        library = Path(folder, "skip.so")
        subprocess.run([compiler, *FLAGS, "-o", str(library), str(SOURCE), "-lm"], check=True)
        live = ctypes.CDLL(str(library)).live
    arrays = [np.float32, np.float32, np.uint8, np.int16, np.int32, np.int32, np.int32, np.int32]
    live.restype = None
    live.argtypes = [ctypes.c_uint64, ctypes.c_int64, ctypes.c_int64, ctypes.c_int32]
    live.argtypes += [np.ctypeslib.ndpointer(dtype, flags="C_CONTIGUOUS") for dtype in arrays]
    return live


def build(agents: int, days: int, seed: int, threads: int = 1) -> r0.Model:
    """Give the model, its agents drawn and its kernel compiled."""
    return Skipping(agents, days, seed, threads, compiled())
