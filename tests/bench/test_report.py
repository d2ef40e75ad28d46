"""The table of the benchmark: medians, ratios, verdicts, and rows that only say why there is nothing in them."""

import doctest
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bench import plan, r0, report
from bench.plan import TABLE, work
from bench.turns import Worker

ROOT = Path(__file__).parents[2]
SPEED = {"creditarium_data": 40.0, "mesa_model": 0.5, "numpy_plain": 10.0, "c_skip": 400.0}


def _answer(agents: int, pace: float, **more: Any) -> dict[str, Any]:
    seconds = agents * 10 / (pace * 1e6)
    return {
        "agents": agents, "days": 10, "seconds": seconds, "processor_seconds": 2 * seconds, "mean": 1038.0,
        "error": 0.2, "peak_bytes": 2**28, "bytes_an_agent": 8.0, **more,
    }  # fmt: skip


def _found() -> dict[str, Any]:
    turns = {}
    for peer in TABLE:
        pace = SPEED.get(peer.module)
        slow = 0.1 * (pace or 0)
        good = [_answer(1000, speed) for speed in (slow, pace, pace)] if pace else [{"problem": "not installed"}]
        turns[peer.key] = good
    agreement = {key: answers[0] for key, answers in turns.items()}
    agreement["mesa_model"] = _answer(1000, 1, mean=1030.0)
    return {
        "date": "2020-01-01", "machine": "a machine", "cores": 2, "load": 3.0, "count": 3, "sizes": [1_000_000],
        "problems": {".venv/mesa-frames": "no wheel"}, "versions": "mesa 3", "agreement_days": 364,
        "rounds": {"1000000": turns}, "agreement": agreement,
        "further": {"a pair": {"value": 1.9, "unit": "runs of one"}, "import x": {"problem": "could not be run"},
                    "a draw": {"value": 2e-6, "unit": "s"}, "others": {"value": 0, "unit": "lives"}},
    }  # fmt: skip


def test_a_row_is_the_median_of_its_turns_and_a_failed_peer_says_why() -> None:
    rows = {line.split(" | ")[0].removeprefix("| "): line for line in report.table(_found()).splitlines()}
    assert "| 10.0 | 5.00 | 1,000 × 10 | 256 MiB | 8 | 1038.00 ± 0.20, the reference |" in rows["NumPy, plain"]
    assert "28.3 errors apart" in rows["Mesa"]
    assert rows["Starsim"].endswith("| – | – | – | – | – | not installed |")
    assert len(rows) == len({peer.title for peer in TABLE}) + 2


def test_ratios_take_the_fastest_of_each_sort_for_each_calendar_of_records() -> None:
    (found,) = report.ratios(_found()).values()
    assert [(one["records"], one["fastest"], one["times"]) for one in found] == [
        (records, title, pytest.approx(times))
        for records in ("every day", "every 28 days")
        for title, times in (("Mesa", 80.0), ("NumPy, plain", 4.0), ("C, event to event", 0.1))
    ]
    assert {round(one["of_processor"] / one["times"], 9) for one in found} == {1.0}


def test_the_page_tells_the_targets_the_load_and_what_is_missing(tmp_path: Path) -> None:
    found = _found()
    page = report.page(found)
    assert "framework, Mesa; records every day | 80 | 80 | 50, aim 100 | met |" in page
    assert "array program, NumPy, plain; records every 28 days | 4 | 4 | 10 | missed |" in page
    assert "| 0.1 | 0.1 | 1/1.5 | missed |" in page
    assert "| memory an agent: 8 bytes; " in page
    assert "The machine was busy" in page
    assert "bench/.venv/mesa-frames could not be set up: no wheel" in page
    assert "Mesa (200,000) and AgentPy (200,000)" in page
    assert "| a pair | 1.90 runs of one |" in page
    assert "| a draw | 2.0 µs |" in page
    assert "| others | 0 lives |" in page
    assert "was busy" not in report.page(found | {"load": 0.4})
    report.draw(found, tmp_path / "peers.png")
    assert (tmp_path / "peers.png").read_bytes()[:4] == b"\x89PNG"


def test_nothing_measured_is_no_abort() -> None:
    found = _found()
    nothing = {"1000000": {key: [{"problem": "not installed"}] for key in found["rounds"]["1000000"]}}
    page = report.page(found | {"rounds": nothing, "agreement": {key: {"problem": "no"} for key in found["agreement"]}})
    assert page.count("not measured") == 2


@pytest.mark.parametrize("peer", TABLE, ids=lambda peer: str(peer.key))
def test_a_turn_is_whole_windows_and_within_its_bounds(peer: Any) -> None:
    for agents in (1_000, 1_000_000):
        many, days = work(peer, agents, 4.0)
        assert many == min(agents, peer.most)
        assert 1 <= days <= 364
        assert days % dict(peer.options).get("window", 1) == 0


def test_a_worker_answers_and_one_that_cannot_run_says_so() -> None:
    def asked(peer: str, line: str) -> str:
        command = [sys.executable, "-m", "bench.worker", peer]
        return subprocess.run(command, cwd=ROOT, input=line, capture_output=True, text=True, check=True).stdout

    said = asked("numpy_plain", '{"agents": 500, "days": 2, "seed": 1}\n').splitlines()
    assert '"ready": "numpy_plain"' in said[0]
    assert '"agents": 500, "days": 2' in said[1]
    assert asked("nobody", "").startswith('{"problem": "ModuleNotFoundError')


def test_a_peer_whose_process_is_gone_keeps_its_row() -> None:
    worker = Worker(
        next(peer for peer in TABLE if peer.module == "creditarium_data")._replace(module="numpy_plain", options=())
    )
    assert worker.problem == ""
    worker.process.kill()
    worker.process.wait()
    assert "it ended" in worker.run(100, 1, 1)["problem"]
    assert "it ended" in worker.run(100, 1, 1)["problem"]
    worker.close()


@pytest.mark.parametrize("module", [plan, r0, report], ids=lambda module: str(module.__name__))
def test_the_examples_say_what_they_say(module: Any) -> None:
    found = doctest.testmod(module)
    assert found.attempted > 0
    assert found.failed == 0
