"""The suite's own rules: sockets are closed in every process, heavy cases wait for --heavy."""

import os
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import settings

TESTS = Path(__file__).parent
FAR = ("192.0.2.1", 9)  # an address set apart for documentation: nobody answers there
CASES = """
import socket
import pytest

@pytest.mark.heavy
def test_heavy() -> None:
    pass

def test_swallows_the_refusal() -> None:
    try:
        socket.create_connection(("192.0.2.1", 9), timeout=1)
    except OSError:
        pass
"""


def test_loopback_is_open() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname()).close()


def test_a_far_address_is_refused(socket_log) -> None:
    with socket.socket() as far, pytest.raises(PermissionError, match="but loopback"):
        far.connect(FAR)
    with pytest.raises(PermissionError, match="but loopback"):
        socket.getaddrinfo("example.org", 443)
    with socket.socket() as everyone, pytest.raises(PermissionError, match="but loopback"):
        everyone.bind(("0.0.0.0", 0))
    assert len(socket_log.take()) == 3


def test_a_far_address_is_refused_in_a_child_process(socket_log) -> None:
    code = f"import socket; socket.create_connection({FAR}, timeout=1)"
    child = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert child.returncode == 1
    assert "but loopback" in child.stderr
    assert socket_log.take()


def test_examples_are_the_same_on_every_machine() -> None:
    assert settings().derandomize
    assert settings().deadline is None


@pytest.mark.parametrize(("flags", "counts"), [((), (1, 1)), (("--heavy",), (2, 0))])
def test_heavy_waits_and_a_swallowed_refusal_fails(
    tmp_path: Path, flags: tuple[str, ...], counts: tuple[int, int]
) -> None:
    folder = tmp_path / "tests"
    shutil.copytree(TESTS / "closed_sockets", folder / "closed_sockets")
    shutil.copy(TESTS / "conftest.py", folder)
    (folder / "test_cases.py").write_text(CASES, encoding="utf-8")
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers = heavy\n", encoding="utf-8")
    command = [sys.executable, "-m", "pytest", *flags, "tests"]
    result = subprocess.run(command, cwd=tmp_path, env=dict(os.environ), capture_output=True, text=True, check=False)
    passed, skipped = (
        int(found[1]) if (found := re.search(rf"(\d+) {word}", result.stdout)) else 0 for word in ("passed", "skipped")
    )
    assert (passed, skipped) == counts
    assert "1 error" in result.stdout
