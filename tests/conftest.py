"""What holds for every test: sockets closed, caches in the tree, heavy cases only when asked for."""

import os
import runpy
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import hypothesis.configuration
import pytest

ROOT = Path(__file__).resolve().parents[1]
CACHE = ROOT / ".cache"
CLOSED_SOCKETS = Path(__file__).parent / "closed_sockets"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
NO_BROWSER = "no chromium on this machine: apt-get install chromium"


class SocketLog:
    """The attempts, by this process or its children, to reach beyond this machine."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def take(self) -> list[str]:
        """Return the attempts since the last call, oldest first, and forget them."""
        attempts = self.path.read_text(encoding="utf-8").splitlines()
        if attempts:
            self.path.write_text("", encoding="utf-8")
        return attempts


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--heavy", action="store_true", help="run the heavy cases in full")


def pytest_configure(config: pytest.Config) -> None:
    CACHE.mkdir(exist_ok=True)
    os.environ.setdefault("MPLCONFIGDIR", str(CACHE / "matplotlib"))
    os.environ.pop("COLUMNS", None)  # a test process of several is told a width: no terminal has it
    hypothesis.configuration.set_hypothesis_home_dir(CACHE / "hypothesis")
    # The same examples on every machine and no deadline: no test asserts a timing or fails by chance.
    hypothesis.settings.register_profile("suite", deadline=None, derandomize=True)
    hypothesis.settings.register_profile("heavy", deadline=None, derandomize=True, max_examples=1000)
    hypothesis.settings.load_profile("heavy" if config.getoption("--heavy") else "suite")
    _close_sockets()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--heavy"):
        return
    for item in items:
        if "heavy" in item.keywords:
            item.add_marker(pytest.mark.skip(reason="heavy: runs under --heavy (make test-all)"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say aloud that tests were skipped for want of a browser; nothing else shows it in a quiet run."""
    skipped = [one for one in terminalreporter.stats.get("skipped", ()) if NO_BROWSER in str(one.longrepr)]
    if skipped:
        terminalreporter.write_line(
            f"NOT TESTED IN A BROWSER: {len(skipped)} tests ({NO_BROWSER})", yellow=True, bold=True
        )


def _close_sockets() -> None:
    """Close every socket but loopback here and, through the environment, in every child."""
    log, path = tempfile.mkstemp(prefix="sockets-", dir=CACHE)
    os.close(log)
    os.environ["CREDITARIUM_SOCKET_LOG"] = path
    inherited = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(CLOSED_SOCKETS), inherited]))
    runpy.run_path(str(CLOSED_SOCKETS / "sitecustomize.py"))


def pytest_unconfigure() -> None:
    Path(os.environ["CREDITARIUM_SOCKET_LOG"]).unlink(missing_ok=True)


@pytest.fixture(scope="session")
def heavy(request: pytest.FixtureRequest) -> bool:
    """Whether the heavy cases run in full; a test that samples chooses its size by it."""
    return bool(request.config.getoption("--heavy"))


@pytest.fixture(autouse=True)
def socket_log() -> Iterator[SocketLog]:
    """Fail a test that tried to reach beyond this machine and did not take its attempts from the log."""
    log = SocketLog(Path(os.environ["CREDITARIUM_SOCKET_LOG"]))
    yield log
    attempts = log.take()
    if attempts:
        pytest.fail("sockets beyond this machine were asked for: " + "; ".join(attempts))


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a browser; without one the test is skipped, or fails where CREDITARIUM_BROWSER=required."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None and os.environ.get("CREDITARIUM_BROWSER") == "required":
        pytest.fail(NO_BROWSER)
    if found is None:
        pytest.skip(NO_BROWSER)
    return found
