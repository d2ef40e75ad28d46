"""The set-up works anywhere: pinned and hashed packages, no host, no machine's path, one version number."""

import importlib.metadata
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import creditarium

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCKS = ("core", "analysis", "page", "cluster", "dev")
# Put together here, so that this file does not hold what it looks for.
REGISTRY_HOSTS = re.compile(
    "|".join(
        re.escape(".".join(parts))
        for parts in (
            ("pythonhosted", "org"),
            ("pypi", "org"),
            ("registry", "npmjs"),
            ("deb", "debian", "org"),
        )
    )
)
MACHINE_PATHS = re.compile(r"(?<![\w./~-])/(?:home|root|Users|work)/\w|\.\./(?:\.library|shared)\b")
NOT_SHIPPED = {".git", ".venv", ".cache", "runs", "build", "dist", "__pycache__"}


def _shipped_files() -> list[Path]:
    """List what git tracks or would track; without git, all but the folders that the set-up makes."""
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    if shutil.which("git") and (ROOT / ".git").exists():
        names = subprocess.run(listing, cwd=ROOT, capture_output=True, text=True, check=False).stdout
        files = [ROOT / name for name in names.split("\0") if name]
    else:
        files = [path for path in ROOT.rglob("*") if not NOT_SHIPPED.intersection(path.relative_to(ROOT).parts)]
    return [path for path in files if path.is_file()]


def _lock(name: str) -> dict[str, list[str]]:
    """Read a lock as {requirement with its marker: hashes}."""
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8").replace("\\\n", " ")
    entries = [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]
    return {entry.split(" --hash=")[0].strip(): re.findall(r"--hash=sha256:[0-9a-f]{64}", entry) for entry in entries}


def _pins(name: str) -> dict[str, Requirement]:
    requirements = [Requirement(entry) for entry in _lock(name)]
    return {canonicalize_name(requirement.name): requirement for requirement in requirements}


def _version(pin: Requirement) -> str:
    return str(pin.specifier).removeprefix("==")


@pytest.mark.parametrize("pattern", [REGISTRY_HOSTS, MACHINE_PATHS], ids=["registry host", "machine path"])
def test_no_shipped_file_names_a_host_or_a_machine(pattern: re.Pattern[str]) -> None:
    files = _shipped_files()
    assert files
    found = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path in files
        if (match := pattern.search(path.read_text(encoding="utf-8", errors="ignore")))
    ]
    assert found == []


def test_no_shipped_file_names_this_checkout() -> None:
    here = str(ROOT)
    assert [path.name for path in _shipped_files() if here in path.read_text(encoding="utf-8", errors="ignore")] == []


def test_versions_agree() -> None:
    version = PROJECT["project"]["version"]
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    changelog = re.search(r"^## \[(\d\S*)\]", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert changelog
    assert {
        citation["version"],
        changelog[1],
        creditarium.__version__,
        importlib.metadata.version("creditarium"),
    } == {version}


def test_citation_holds_what_the_format_requires() -> None:
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["cff-version"] == "1.2.0"
    assert citation["license"] == PROJECT["project"]["license"]
    assert all(citation[key] for key in ("message", "title", "authors"))


@pytest.mark.parametrize("name", LOCKS)
def test_every_package_is_pinned_and_hashed(name: str) -> None:
    for entry, hashes in _lock(name).items():
        assert not entry.startswith("-"), "a lock holds no option, so no index and no host"
        assert hashes, entry
        assert [specifier.operator for specifier in Requirement(entry).specifier] == ["=="], entry


def test_every_declared_package_is_locked() -> None:
    project = PROJECT["project"]
    core = project["dependencies"] + PROJECT["build-system"]["requires"]
    extras = project["optional-dependencies"]
    analysis, page = core + extras["analysis"] + extras["calibration"], core + extras["page"]
    cluster = core + extras["cluster"]
    dev = analysis + page + cluster + extras["docs"] + extras["notebooks"] + extras["dev"]
    for name, declared in (("core", core), ("analysis", analysis), ("page", page), ("cluster", cluster), ("dev", dev)):
        pins = _pins(name)
        for requirement in map(Requirement, declared):
            pin = pins[canonicalize_name(requirement.name)]
            assert requirement.specifier.contains(_version(pin)), requirement


def test_the_locks_agree() -> None:
    core, analysis, page, cluster, dev = (
        {name: str(pin) for name, pin in _pins(lock).items()}.items() for lock in LOCKS
    )
    assert core <= analysis <= dev
    assert core <= page <= dev
    assert core <= cluster <= dev
    assert PROJECT["dependency-groups"]["build"] == PROJECT["build-system"]["requires"]


def test_what_is_installed_is_what_is_locked() -> None:
    pins = [pin for pin in _pins("dev").values() if pin.marker is None or pin.marker.evaluate()]
    locked = {pin.name: _version(pin) for pin in pins}
    assert {name: importlib.metadata.version(name) for name in locked} == locked


def test_every_dependency_says_why() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    lines = re.findall(r'^    "[\w-]+>=.*$', text, re.MULTILINE)
    extras = sum(map(len, PROJECT["project"]["optional-dependencies"].values()))
    assert len(lines) == len(PROJECT["project"]["dependencies"]) + extras
    assert [line for line in lines if not re.search(r'",\s+# \w', line)] == []


def test_the_command_is_installed() -> None:
    (command,) = importlib.metadata.entry_points(group="console_scripts", name="creditarium")
    assert callable(command.load())


def test_a_built_package_holds_its_data(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "flit_core.wheel", "--outdir", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True)
    (wheel,) = tmp_path.glob("*.whl")
    held = set(zipfile.ZipFile(wheel).namelist())
    package = ROOT / "creditarium"
    wanted = {
        path.relative_to(ROOT).as_posix()
        for pattern in ("*.py", "*.yaml", "*.csv", "py.typed")
        for path in package.rglob(pattern)
    }
    assert wanted <= held


@pytest.mark.parametrize("form", ["wheel", "sdist"])
def test_a_built_package_installs_and_runs_without_node(form: str, tmp_path: Path, heavy: bool) -> None:
    """Installed beside the packages of this environment, in a folder of its own, with no other program in reach."""
    if form == "sdist" and not heavy:
        pytest.skip("the sdist is installed in make test-all")
    build = f"from flit_core.buildapi import build_{form} as build; build({str(tmp_path)!r})"
    subprocess.run([sys.executable, "-c", build], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    (built,) = (*tmp_path.glob("*.whl"), *tmp_path.glob("*.tar.gz"))
    target = tmp_path / "installed"
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", "--no-build-isolation"]
    subprocess.run([*pip, "--target", str(target), str(built)], check=True)
    alone = {"PATH": str(tmp_path / "nothing"), "PYTHONPATH": str(target), "HOME": str(tmp_path)}
    listed = subprocess.run(
        [sys.executable, "-c", "from creditarium.cli.main import main; main()", "list"],
        cwd=tmp_path, env=alone, check=True, capture_output=True, text=True,
    )  # fmt: skip
    assert "reported-2020" in listed.stdout
    where = subprocess.run(
        [sys.executable, "-c", "import creditarium, creditarium.views.web as web; print(creditarium.__file__); "
         "from pathlib import Path; print(len(list(Path(web.__file__).parent.rglob('*.gz'))))"],
        cwd=tmp_path, env=alone, check=True, capture_output=True, text=True,
    ).stdout.split()  # fmt: skip
    assert Path(where[0]).is_relative_to(target)
    assert int(where[1]) > 0


def test_continuous_integration_runs_the_same_command() -> None:
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert script.read_text(encoding="utf-8").splitlines()[-1] == "make test"


def test_an_old_python_gets_one_line(tmp_path: Path) -> None:
    for name in ("Makefile", "pyproject.toml", "requirements"):
        (tmp_path / name).symlink_to(ROOT / name)
    old = tmp_path / "old-python"
    old.write_text('#!/bin/sh\n[ "$1" = --version ] && echo Python 3.8.1\n', encoding="utf-8")
    old.chmod(0o755)
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("MAKE", "MFLAGS"))}
    command = ["make", "setup", "PYTHON=./old-python"]
    result = subprocess.run(command, cwd=tmp_path, env=clean, capture_output=True, text=True, check=False)
    assert result.returncode == 2
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    assert "needs Python 3.11 or later" in line
    assert "Python 3.8.1" in line
    assert not (tmp_path / ".venv").exists()
