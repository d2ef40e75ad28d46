"""What is committed of the page is what its sources give: small, without inline parts, in two whole languages."""

import gzip
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
WEB = ROOT / "web"
BUILT = ROOT / "creditarium" / "views" / "web" / "assets"
MOST_BYTES = 150_000
MOST_LINES = 3_000
LANGUAGES = ("en", "sv")
NO_NODE = "the page was not built again: `make page-tools` needs Node 20.19 or later"


def _strings(language: str) -> dict[str, str]:
    made: dict[str, str] = json.loads((WEB / "src" / f"{language}.json").read_text(encoding="utf-8"))
    return made


def _content(folder: Path) -> dict[str, bytes]:
    """Read what is built by name; what is compressed, as it was before: compressors differ between versions."""
    read = {path.name: path.read_bytes() for path in sorted(folder.iterdir())}
    return {name: gzip.decompress(data) if name.endswith(".gz") else data for name, data in read.items()}


def _node(*command: str) -> str:
    """Run one of the page's own tools."""
    if shutil.which("node") is None or not (WEB / "node_modules").is_dir():
        pytest.skip(NO_NODE)
    tool = WEB / "node_modules" / ".bin" / command[0]
    made = subprocess.run([tool, *command[1:]], cwd=WEB, capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stdout + made.stderr
    return made.stdout


@pytest.mark.heavy
def test_the_sources_are_well_typed() -> None:
    assert "0 errors and 0 warnings" in _node("svelte-check", "--fail-on-warnings")


def test_building_again_gives_the_same_bytes(tmp_path: Path) -> None:
    _node("vite", "build", "--outDir", str(tmp_path), "--logLevel", "warn")
    assert _content(tmp_path) == _content(BUILT), "web/ was changed and not built: make page"


def test_what_is_built_is_small() -> None:
    assert sum(path.stat().st_size for path in BUILT.iterdir()) < MOST_BYTES
    assert {path.name for path in BUILT.iterdir()} == {
        "index.html", "app.js.gz", "app.css.gz", "icon.svg", "licences.txt",
    }  # fmt: skip


def test_the_page_has_no_inline_part_and_names_nothing_outside() -> None:
    page = (BUILT / "index.html").read_text(encoding="utf-8")
    assert not re.search(r"<style|style=|\son\w+=|<script(?![^>]*\ssrc=)", page)
    assert set(re.findall(r'(?:src|href)="([^"]*)"', page)) == {
        "./assets/app.js",
        "./assets/app.css",
        "./assets/icon.svg",
    }
    addresses = re.compile(rb"https?://[\w./-]+")
    found = {name: set(addresses.findall(data)) for name, data in _content(BUILT).items() if name != "licences.txt"}
    named = {address for addresses in found.values() for address in addresses}
    # Names of namespaces, and the pages that explain Svelte's errors: nothing is fetched from them.
    assert [one for one in named if not one.startswith((b"http://www.w3.org/", b"https://svelte.dev/e/"))] == []


def test_both_languages_say_everything() -> None:
    english, swedish = (_strings(language) for language in LANGUAGES)
    assert list(english) == list(swedish)
    places = re.compile(r"\{\w+\}")
    assert [
        key for key in english if sorted(places.findall(english[key])) != sorted(places.findall(swedish[key]))
    ] == []
    assert [key for key in english if not swedish[key].strip()] == []


def test_every_string_is_used() -> None:
    sources = [path for path in (WEB / "src").rglob("*") if path.suffix in (".ts", ".svelte")]
    text = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    made_up = ("page.", "theme.", "layer.", "state.", "size.", "col.", "source.", "say.", "fifth.", "does.")
    unused = [key for key in _strings("en") if f"'{key}'" not in text and not key.startswith(made_up)]
    assert unused == []


def test_the_sources_are_few_lines() -> None:
    sources = [path for path in (WEB / "src").rglob("*") if path.suffix in (".ts", ".svelte", ".css")]
    written = [path for path in sources if path.name != "types.ts"]
    assert sum(len(path.read_text(encoding="utf-8").splitlines()) for path in written) < MOST_LINES


def test_the_lock_names_no_place_to_fetch_from() -> None:
    lock = json.loads((WEB / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: one for name, one in lock["packages"].items() if name}
    assert packages
    assert [name for name, one in packages.items() if "resolved" in one or "integrity" not in one] == []
    assert {"svelte", "uplot"} <= {name.removeprefix("node_modules/") for name in packages}
