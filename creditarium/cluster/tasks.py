"""Whole worlds on a Ray cluster: an executor like that of threads, for sweeps and decompositions."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import Any

from creditarium.cluster.joining import Cluster
from creditarium.cluster.worker import lived_apart


class Tasks(Executor):
    """Calls functions on the workers of a cluster, one call a processor; Ray repeats what a lost worker was at.

    An argument that several calls share is sent once.
    """

    def __init__(self, cluster: Cluster) -> None:
        self._ray = cluster.ray
        self._call = self._ray.remote(lived_apart).options(num_cpus=1)
        self._sent: dict[int, tuple[Any, Any]] = {}

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Call a function somewhere; what it raises there is raised here."""
        assert not kwargs, "a call takes its arguments in their order"
        answer: Future[Any] = Future()
        self._call.remote(fn, *(self._reference(one) for one in args)).future().add_done_callback(
            lambda done: _pass_on(done, answer)
        )
        return answer

    def _reference(self, argument: Any) -> Any:
        if isinstance(argument, int | str):
            return argument
        if id(argument) not in self._sent:
            self._sent[id(argument)] = argument, self._ray.put(argument)
        return self._sent[id(argument)][1]


def _pass_on(done: Future[Any], answer: Future[Any]) -> None:
    if not answer.set_running_or_notify_cancel():
        return
    error = done.exception()
    if error is None:
        answer.set_result(done.result())
    else:
        answer.set_exception(getattr(error, "cause", None) or error)
