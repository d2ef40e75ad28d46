"""What stands in the way of a cluster is one clear line, and soon."""

import socket
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from creditarium import __version__
from creditarium.cli.options import some_workers
from creditarium.cluster import joining
from creditarium.cluster.joining import Machine, joined
from creditarium.model.problem import Problem
from tests.cluster.conftest import Nodes


def test_without_ray_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(Problem, match=r"needs the package ray.*creditarium\[cluster\]"), joined(2):
        pass


@pytest.mark.parametrize("address", ["nowhere", "host:", ":6379", "host:port", "host:0", "host:65536", "-3"])
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(Problem, match=f"--workers: '{address}' is no address.*HOST:PORT or auto"):
        joining._check_answer(address)


@pytest.fixture
def listening() -> Any:
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        line.listen()
        yield line, f"127.0.0.1:{line.getsockname()[1]}"


def test_an_address_that_nobody_has_is_refused(listening: Any) -> None:
    line, address = listening
    line.close()
    with pytest.raises(Problem, match=f"nothing answers at {address} within 5 seconds"):
        joining._check_answer(address)


def test_an_address_that_says_nothing_is_refused(listening: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    _, address = listening
    monkeypatch.setattr(joining, "ANSWER_SECONDS", 0.1)
    with pytest.raises(Problem, match=f"nothing answers at {address}"):
        joining._check_answer(address)


def test_what_speaks_otherwise_than_ray_is_refused(listening: Any) -> None:
    line, address = listening

    def answer() -> None:
        with line.accept()[0] as other:
            other.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
            other.recv(100)

    speaking = threading.Thread(target=answer)
    speaking.start()
    with pytest.raises(Problem, match=f"what answers at {address} is no Ray"):
        joining._check_answer(address)
    speaking.join()


def test_words_that_cannot_be_meant_are_refused(ray: Any) -> None:
    with pytest.raises(Problem, match="0 is less than 1"), joined(0):
        pass
    with pytest.raises(Problem, match="an address of Ray's client is not taken"), joined("ray://127.0.0.1:10001"):
        pass


@pytest.mark.heavy
def test_other_versions_are_refused(nodes: Nodes, ray: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A node without the package, or with another version of it, and a Ray of another version."""
    monkeypatch.chdir(tmp_path)  # Ray lets workers import from the folder where the driver is
    for name, text in (("old", '__version__ = "0.0.1"'), ("none", 'raise ImportError("there is none")')):
        (tmp_path / name / "creditarium").mkdir(parents=True)
        (tmp_path / name / "creditarium" / "__init__.py").write_text(text + "\n", encoding="utf-8")
    for name, said in (("old", f"has Creditarium 0.0.1, and this is {__version__}"), ("none", "has no Creditarium")):
        node = nodes.add(PYTHONPATH=str(tmp_path / name))
        with pytest.raises(Problem, match=f"the node 127.0.0.1 {said}.*on every node"), joined(nodes.address):
            pass
        nodes.cluster.remove_node(node, allow_graceful=False)
        nodes.wait_until(2)
    other = nodes.nodes[0].node_manager_port
    with pytest.raises(Problem, match=f"what answers at 127.0.0.1:{other} is no head"), joined(f"127.0.0.1:{other}"):
        pass
    with joined(nodes.address) as cluster:
        assert cluster.checked == {one.node for one in cluster.machines()}
        with pytest.raises(Problem, match="does not begin a worker"):
            cluster.check([Machine("0" * 56, "10.0.0.9", 1)])
    monkeypatch.setattr(ray, "__version__", "1.0.0")
    with pytest.raises(Problem, match=r"the cluster has Ray \d.*and this is Ray 1.0.0"), joined(nodes.address):
        pass


def test_more_workers_than_processors_are_taken_with_a_word(capsys: pytest.CaptureFixture[str]) -> None:
    some_workers("9999")
    assert "--workers: 9999 workers on" in capsys.readouterr().err
    some_workers("127.0.0.1:6379")
    assert capsys.readouterr().err == ""
    with pytest.raises(Problem, match="--workers: 0 is less than 1"):
        some_workers("0")
