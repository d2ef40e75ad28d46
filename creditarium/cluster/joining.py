"""Joining a Ray cluster, or starting one on this machine; what stands in the way is one clear line."""

from __future__ import annotations

import json
import os
import re
import socket
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, redirect_stdout, suppress
from dataclasses import dataclass, field
from importlib import import_module
from platform import python_version
from typing import Any

from creditarium import __version__
from creditarium.model.problem import Problem

ANSWER_SECONDS = 5.0
"""How long an address may take to answer."""
PROBE_SECONDS = 60.0
"""How long a machine may take to say which version it has: a process of Ray's has to begin there first."""
STORE_BYTES = 256 << 20
"""What the object store of a Ray of our own holds at most: no message is larger than a quarter of it."""
OPTION = "--workers"
AUTO = "auto"
HEAD = "give the address that `ray start --head` printed"
_PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\x00\x00\x00\x04\x00\x00\x00\x00\x00"
_SETTINGS = 4
ALONE = {
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0",
    "http_proxy": "http://127.0.0.1:9",
    "https_proxy": "http://127.0.0.1:9",
    "no_proxy": "127.0.0.1,localhost",
}
"""How a Ray of our own keeps to this machine: no word of its use, 127.0.0.1 as its only address, and a way out that
leads nowhere: it would ask the clouds' own addresses whether it runs there."""


@dataclass(frozen=True)
class Machine:
    """A node of a cluster: its id, the address by which people know it, and its processors."""

    node: str
    address: str
    processors: int


@dataclass
class Cluster:
    """A Ray cluster that this process has joined."""

    ray: Any
    workers: int
    """How many processes are to live partitions or members at a time."""
    local: bool
    """Whether it was started here, for this process alone."""
    checked: set[str] = field(default_factory=set)

    def machines(self) -> list[Machine]:
        """Give the nodes that are alive now and have processors."""
        found = [one for one in self.ray.nodes() if one["Alive"]]
        made = [Machine(one["NodeID"], one["NodeManagerAddress"], int(one["Resources"].get("CPU", 0))) for one in found]
        return sorted((one for one in made if one.processors > 0), key=lambda one: one.node)

    def on(self, machine: Machine) -> dict[str, Any]:
        """Give the options by which an actor or a task begins on a machine, whatever else works there.

        It asks for no processor of Ray's: what takes over from a machine that was lost must begin at once.
        """
        strategies = import_module("ray.util.scheduling_strategies")
        return {
            "num_cpus": 0,
            "scheduling_strategy": strategies.NodeAffinitySchedulingStrategy(machine.node, soft=False),
        }

    def fit(self) -> list[Machine]:
        """Give the machines that can take a part: one that joined since, and cannot, ends no run."""
        found = []
        for one in self.machines():
            with suppress(Problem):
                self.check([one])
                found.append(one)
        return found

    def check(self, machines: Sequence[Machine]) -> None:
        """Refuse a machine without this package, or with another version of it."""
        fresh = [one for one in machines if not self.local and one.node not in self.checked]
        asked = [self.ray.remote(_probe()).options(**self.on(one)).remote() for one in fresh]
        for one, answer in zip(fresh, asked, strict=True):
            try:
                version = self.ray.get(answer, timeout=PROBE_SECONDS)
            except self.ray.exceptions.RayError as error:
                what = f"the node {one.address} does not begin a worker: {type(error).__name__}"
                raise Problem(what, place=OPTION, mend="look into Ray's logs on that node") from error
            if version != __version__:
                has = f"has Creditarium {version}, and this is {__version__}" if version else "has no Creditarium"
                mend = f"install creditarium[cluster] {__version__} on every node"
                raise Problem(f"the node {one.address} {has}", place=OPTION, mend=mend)
            self.checked.add(one.node)


@contextmanager
def joined(workers: str | int) -> Iterator[Cluster]:
    """Join the cluster at an address (HOST:PORT, or "auto"), or start one of so many workers on this machine.

    What Ray prints goes to the error stream. At the end the cluster is left, or stopped if it was started here.
    """
    local = isinstance(workers, int) or workers.isdecimal()
    ray = _ray(ALONE if local else {})
    if ray.is_initialized():
        raise Problem("this process has joined a Ray already", place=OPTION, mend="leave it first: ray.shutdown()")
    with redirect_stdout(sys.stderr):
        try:
            if local:
                _start(ray, int(workers))
            else:
                _join(ray, str(workers))
            cluster = Cluster(ray, int(workers) if local else 0, local)
            machines = cluster.machines()
            if not local:
                cluster.workers = sum(one.processors for one in machines)
                cluster.check(machines)
            if not cluster.workers:
                raise Problem("no node of the cluster has a processor", place=OPTION, mend="start one with --num-cpus")
            yield cluster
        finally:
            ray.shutdown()


def _ray(words: dict[str, str]) -> Any:
    """Load Ray, with some words in the environment, of which it reads a few at that moment."""
    with environment(words):
        try:
            return import_module("ray")
        except ModuleNotFoundError as missing:
            mend = "make setup-cluster, or pip install 'creditarium[cluster]'"
            raise Problem("this needs the package ray, which is not installed", mend=mend) from missing


@contextmanager
def environment(words: dict[str, str]) -> Iterator[None]:
    """Add words to the environment while the block runs; processes that begin in it have them too."""
    former = dict(os.environ)
    os.environ.update(words)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(former)


def _start(ray: Any, workers: int) -> None:
    """Start a Ray of our own, which reaches nothing beyond this machine."""
    if workers < 1:
        raise Problem(f"{workers} is less than 1", place=OPTION, mend="give 1 or more, or an address")
    with environment(ALONE):
        ray.init(
            address="local", num_cpus=workers, include_dashboard=False, object_store_memory=STORE_BYTES,
            log_to_driver=False, logging_level="ERROR",
        )  # fmt: skip


def _join(ray: Any, address: str) -> None:
    if address.startswith("ray://"):
        mend = "run this on a node of the cluster, with auto or HOST:PORT"
        raise Problem("an address of Ray's client is not taken", place=OPTION, mend=mend)
    if address != AUTO:
        _check_answer(address)
        _check_head(ray, address)
    try:
        ray.init(address=address, log_to_driver=False, logging_level="ERROR")
    except (ConnectionError, RuntimeError, ValueError, ray.exceptions.RayError) as error:
        said = " ".join(str(error).split())
        if there := re.search(r"Version mismatch.*?Ray: (\S+) Python: (\S+)", said):
            raise _other_version(ray, there[1], there[2]) from error
        what = f"no Ray can be joined at {address} from this machine ({said.partition('. ')[0].rstrip('.')})"
        raise Problem(what, place=OPTION, mend="make it a node first: ray start --address=HOST:PORT") from error


def _check_head(ray: Any, address: str) -> None:
    """Refuse another service of Ray's, a cluster whose token we have not, and another version: joining takes longer."""
    try:
        with _hushed():
            client = import_module("ray._raylet").GcsClient(address=address)
            told = client.internal_kv_get(b"CLUSTER_METADATA", b"cluster", timeout=ANSWER_SECONDS)
    except ray.exceptions.AuthenticationError as error:
        mend = "set RAY_AUTH_MODE=token, and put the cluster's token into ~/.ray/auth_token"
        raise Problem(f"the cluster at {address} wants its token", place=OPTION, mend=mend) from error
    except ray.exceptions.RayError as error:
        raise Problem(f"what answers at {address} is no head of a Ray", place=OPTION, mend=HEAD) from error
    there = json.loads(told) if told else {}
    if (there.get("ray_version"), there.get("python_version")) != (ray.__version__, python_version()):
        raise _other_version(ray, there.get("ray_version"), there.get("python_version"))


@contextmanager
def _hushed() -> Iterator[None]:
    """Let nothing through to the error stream, where Ray's own code would add a line to ours."""
    kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


def _other_version(ray: Any, there: str | None, python: str | None) -> Problem:
    here = f"Ray {ray.__version__} on Python {python_version()}"
    what = f"the cluster has Ray {there} on Python {python}, and this is {here}"
    return Problem(what, place=OPTION, mend=f"use {here} on every node")


def _check_answer(address: str) -> None:
    """Refuse an address where nothing answers in time, or something that does not speak as Ray does (HTTP/2)."""
    host, _, port = address.rpartition(":")
    if not host or not port.isdecimal() or not 0 < int(port) < 1 << 16:
        raise Problem(f"{address!r} is no address", place=OPTION, mend="give a number of workers, HOST:PORT or auto")
    try:
        with socket.create_connection((host, int(port)), timeout=ANSWER_SECONDS) as line:
            line.settimeout(ANSWER_SECONDS)
            line.sendall(_PREFACE)
            answer = line.recv(9)
    except OSError as error:
        what = f"nothing answers at {address} within {ANSWER_SECONDS:.0f} seconds"
        raise Problem(what, place=OPTION, mend=HEAD) from error
    if len(answer) < 4 or answer[3] != _SETTINGS:
        raise Problem(f"what answers at {address} is no Ray", place=OPTION, mend=HEAD)


def _probe() -> Callable[[], str]:
    """Give a function that tells the version of a machine; it is sent as it stands, since nothing may be there."""

    def version() -> str:
        try:
            from creditarium import __version__ as found
        except ImportError:
            return ""
        return found

    return version
