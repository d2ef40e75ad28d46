"""Who is measured: each peer's file, environment and, where it is slow, how much of the work it is given."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent
OURS, PEERS, FRAMES = "creditarium", ".venv/peers", ".venv/mesa-frames"
REQUIREMENTS = {PEERS: "requirements.txt", FRAMES: "requirements-mesa-frames.txt"}
"""The environments beside this file and the packages in each; `OURS` is the one that runs this."""
FRAMEWORK, ARRAYS, KERNEL, PRODUCT = "agent-based framework", "array program", "kernel for R0 alone", "Creditarium"
MOST_DAYS, LEAST_DAYS = 364, 3


class Peer(NamedTuple):
    """One row: its title, its file, where it runs, what sort it is, and about how fast (million agent-days a second).

    `most` bounds the agents of one that takes long to build; `options` are passed to `build`; `packages` are those
    whose versions are told.
    """

    title: str
    module: str
    environment: str
    sort: str
    pace: float
    packages: tuple[str, ...]
    threads: int = 1
    most: int = 10_000_000
    options: tuple[tuple[str, int], ...] = ()

    @property
    def key(self) -> str:
        """A name for files and JSON."""
        return ".".join([self.module, *(f"{name}{value}" for name, value in self.options)])


def _data(title: str, threads: int, slices: int, pace: float) -> Peer:
    options = (("threads", threads), ("slices", slices))
    return Peer(title, "creditarium_data", OURS, PRODUCT, pace, ("numba",), threads, options=options)


def _two(
    module: str, title: str, environment: str, paces: tuple[float, float], packages: tuple[str, ...]
) -> list[Peer]:
    return [
        Peer(title, module, environment, KERNEL, pace, packages, n, options=(("threads", n),))
        for n, pace in enumerate(paces, start=1)
    ]


TABLE: tuple[Peer, ...] = (
    _data("Creditarium, records every day", 2, 28, 25),
    _data("Creditarium, records every day", 1, 28, 15),
    _data("Creditarium, records every 28 days", 2, 1, 30),
    _data("Creditarium, records every 28 days", 1, 1, 18),
    Peer("Mesa", "mesa_model", PEERS, FRAMEWORK, 0.4, ("mesa",), most=200_000),
    Peer("AgentPy", "agentpy_model", PEERS, FRAMEWORK, 0.3, ("agentpy",), most=200_000),
    Peer("Starsim", "starsim_model", PEERS, FRAMEWORK, 6, ("starsim",)),
    Peer("mesa-frames", "mesa_frames_model", FRAMES, FRAMEWORK, 6, ("mesa-frames", "polars", "numpy"), 2),
    Peer("Polars", "polars_model", PEERS, ARRAYS, 8, ("polars", "numpy"), 2),
    Peer("JAX on the processor", "jax_model", PEERS, ARRAYS, 10, ("jax",), 2),
    Peer("NumPy, plain", "numpy_plain", PEERS, ARRAYS, 10, ("numpy",)),
    Peer("NumPy, thinned by hand", "numpy_thinned", PEERS, ARRAYS, 40, ("numpy",)),
    *_two("numba_skip", "Numba, event to event", PEERS, (150, 300), ("numba",)),
    *_two("c_skip", "C, event to event", PEERS, (200, 400), ()),
)


def work(peer: Peer, agents: int, seconds: float) -> tuple[int, int]:
    """Give the agents and days of one turn, so that it takes about so many seconds.

    Days are whole months of 28, as far as there is time; Creditarium's windows are such months.

    >>> mesa = next(peer for peer in TABLE if peer.module == "mesa_model")
    >>> work(mesa, 1_000_000, 4.0)
    (200000, 8)
    """
    agents = min(agents, peer.most)
    days = int(min(max(seconds * peer.pace * 1e6 / agents, LEAST_DAYS), MOST_DAYS))
    month = 28 if days >= 28 or peer.sort == PRODUCT else 1
    return agents, max(days // month, 1) * month


def python_of(environment: str) -> Path:
    """Give the interpreter of an environment beside this file."""
    return HERE / environment / "bin" / "python"
