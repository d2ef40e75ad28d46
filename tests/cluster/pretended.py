"""A cluster within one process: what is sent is pickled, as Ray does it, and workers are lost when a test says so."""

import pickle
from collections.abc import Callable
from typing import Any

from creditarium.cluster.joining import Cluster


class LostError(Exception):
    """A worker is no more."""


class TaskError(Exception):
    """What a worker raised."""

    def __init__(self, cause: Exception) -> None:
        super().__init__(str(cause))
        self.cause = cause


class Errors:
    """The names under which Ray has them."""

    RayError = Exception
    RayTaskError = TaskError
    RayActorError = ActorUnschedulableError = ObjectLostError = NodeDiedError = LostError
    WorkerCrashedError = OutOfMemoryError = LostError


def sent(value: Any) -> Any:
    """Send a value as Ray does: its arrays arrive in memory that may not be written."""
    buffers: list[pickle.PickleBuffer] = []
    held = pickle.dumps(value, protocol=5, buffer_callback=buffers.append)
    return pickle.loads(held, buffers=[bytes(one.raw()) for one in buffers])


class Actor:
    """A worker of its own, until it is lost."""

    def __init__(self, ray: "PretendedRay", made: type, given: tuple[Any, ...]) -> None:
        self.ray, self.lost, self.held = ray, False, made(*sent(given))

    def __getattr__(self, name: str) -> Any:
        """Give a method that is called from elsewhere."""
        return Method(self, name)


class Method:
    def __init__(self, actor: Actor, name: str) -> None:
        self.actor, self.name = actor, name

    def remote(self, *given: Any) -> Callable[[], Any]:
        actor = self.actor
        actor.ray.calls += 1
        if actor.ray.losing(actor.ray.calls, self.name):
            actor.lost = True
        if actor.lost:
            return self._gone
        try:
            answer = sent(getattr(actor.held, self.name)(*sent(given)))
        except ValueError as error:
            cause = TaskError(error)

            def failed() -> Any:
                raise cause

            return failed
        return lambda: answer

    def _gone(self) -> Any:
        raise LostError


class PretendedRay:
    """As much of Ray as a crew asks for. `losing` hears each call's number and name, and says whether to lose it."""

    exceptions = Errors

    def __init__(self, losing: Callable[[int, str], bool], nodes: int) -> None:
        self.losing, self.calls, self.count = losing, 0, nodes

    def nodes(self) -> list[dict[str, Any]]:
        return [
            {"Alive": True, "NodeID": f"{j}", "NodeManagerAddress": f"10.0.0.{j}", "Resources": {"CPU": 2.0}}
            for j in range(self.count)
        ]

    def remote(self, made: Any) -> Any:
        class Remote:
            def options(self, **words: Any) -> "Remote":
                return self

            def remote(_, *given: Any) -> Any:  # noqa: N805
                return Actor(self, made, given) if isinstance(made, type) else lambda: made(*given)

        return Remote()

    @staticmethod
    def get(call: Callable[[], Any], timeout: float | None = None) -> Any:
        return call()

    @staticmethod
    def kill(actor: Actor) -> None:
        actor.lost = True


class Pretended(Cluster):
    """A cluster of such nodes, two processors each."""

    def __init__(self, nodes: int = 2, losing: Callable[[int, str], bool] = lambda call, name: False) -> None:
        super().__init__(PretendedRay(losing, nodes), workers=2 * nodes, local=True)

    def on(self, machine: object) -> dict[str, Any]:
        return {}
