"""Every peer in its own process, run by turns: round after round, so that a busy machine is busy for all."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from bench.plan import HERE, OURS, REQUIREMENTS, Peer, python_of, work

ROOT = HERE.parent
SETUP = "not installed"
PACED = 2.5e6
"""Agent-days of an agreement, for each million that a peer lives in a second."""
Tell = Callable[[str], None]


class Worker:
    """A peer's process: started once, asked again and again. `problem` says why it cannot run."""

    def __init__(self, peer: Peer) -> None:
        self.peer, self.problem = peer, ""
        python = Path(sys.executable) if peer.environment == OURS else python_of(peer.environment)
        if not python.exists():
            self.problem = SETUP
            return
        given = [f"{name}={value}" for name, value in peer.options]
        self.process = subprocess.Popen(
            [str(python), "-m", "bench.worker", peer.module, *given],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        )  # fmt: skip
        self.problem = self._answer().get("problem", "")

    def run(self, agents: int, days: int, seed: int) -> dict[str, Any]:
        """Let the peer run once; a peer that fails answers nothing more and keeps its problem."""
        if self.problem:
            return {"problem": self.problem}
        try:
            print(json.dumps({"agents": agents, "days": days, "seed": seed}), file=self.process.stdin, flush=True)
            answer = self._answer()
        except OSError as error:
            answer = {"problem": f"it ended before it was asked: {error}"}
        self.problem = answer.get("problem", "")
        return answer

    def _answer(self) -> dict[str, Any]:
        for line in self.process.stdout or ():
            if line.startswith("{"):
                found: dict[str, Any] = json.loads(line)
                return found
        return {"problem": "it ended without an answer"}

    def close(self) -> None:
        """End the process."""
        if hasattr(self, "process"):
            with suppress(OSError):
                self.process.communicate()


def set_up(tell: Tell) -> dict[str, str]:
    """Make the peers' environments where they are missing or outdated; give the problem of each that failed."""
    problems = {}
    for environment, file in REQUIREMENTS.items():
        wanted, stamp = (HERE / file).read_text(encoding="utf-8"), HERE / environment / "stamp"
        if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
            continue
        tell(f"setting up bench/{environment} from bench/{file}")
        install = ["--quiet", "--quiet", "--require-hashes", "--only-binary", ":all:", "--requirement", file]
        for command in (
            [sys.executable, "-m", "venv", "--clear", environment],
            [str(python_of(environment)), "-m", "pip", "install", *install],
        ):
            done = subprocess.run(command, cwd=HERE, capture_output=True, text=True, check=False)
            if done.returncode:
                problems[environment] = (done.stderr.strip() or "it failed").splitlines()[-1]
                break
        else:
            stamp.write_text(wanted, encoding="utf-8")
    return problems


def rounds(peers: list[Peer], agents: int, count: int, seconds: float, tell: Tell) -> dict[str, list[dict[str, Any]]]:
    """Let every peer run once in each round, and give the answers by the peers' keys."""
    workers = []
    for peer in peers:
        tell(f"{agents:,} agents: starting {peer.title}")
        workers.append(Worker(peer))
    answers: dict[str, list[dict[str, Any]]] = {peer.key: [] for peer in peers}
    for turn in range(count):
        for worker in workers:
            tell(f"{agents:,} agents, round {turn + 1} of {count}: {worker.peer.title}")
            answers[worker.peer.key].append(worker.run(*work(worker.peer, agents, seconds), seed=turn + 1))
    for worker in workers:
        worker.close()
    return answers


def agreement(peers: list[Peer], agents: int, days: int, tell: Tell) -> dict[str, dict[str, Any]]:
    """Let every peer live so many days, each with its own seed; slow ones are given fewer agents."""
    found = {}
    for j, peer in enumerate(peers):
        tell(f"agreement after {days} days: {peer.title}")
        worker = Worker(peer)
        many = max(min(agents, int(peer.pace * PACED / days)), 5000)
        found[peer.key] = worker.run(many, days, seed=100 + j)
        worker.close()
    return found
