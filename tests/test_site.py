"""The documentation builds as a site, strictly and offline; each page says what it belongs to, and asks nobody else."""

import doctest
import re
import subprocess
import sys
from pathlib import Path

import pytest

import creditarium
from tests.scripts import script

ROOT = Path(__file__).resolve().parents[1]
ELSEWHERE = re.compile(
    r"""<(?:script|img|iframe|source|video|audio|embed|object)\b[^>]*?\b(?:src|srcset|data)=["']?(?:https?:)?//[^\s"'>]*"""
    r"""|<link\b[^>]*?\bhref=["']?(?:https?:)?//[^\s"'>]*"""
    r"""|@import\s+(?:url\()?["']?(?:https?:)?//[^\s"')]*"""
    r"""|url\(\s*["']?(?:https?:)?//[^\s"')]*"""
    r"""|\b(?:fetch|import|importScripts)\(\s*["'](?:https?:)?//[^"']*"""
)
"""What a browser would fetch from another machine; a link that a reader may follow is no such thing."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", str(folder)]
    built = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (built.returncode, built.stderr) == (0, ""), built.stdout
    return folder


HOOK = script("docs/site/hook.py")


def pages(site: Path) -> list[Path]:
    found = sorted(site.rglob("*.html"))
    assert len(found) > 30
    return found


def test_every_page_of_the_tree_is_built(site: Path) -> None:
    wanted = {page.relative_to(ROOT / "docs").with_suffix(".html") for page in (ROOT / "docs").rglob("*.md")}
    wanted |= {Path(name).with_suffix(".html") for name in HOOK.TAKEN.values()}
    assert wanted <= {page.relative_to(site) for page in pages(site)}


def test_version_and_digest_stand_on_every_page(site: Path) -> None:
    digest = HOOK.digest()
    assert re.fullmatch(r"[0-9a-f]{12}", digest)
    said = f"Creditarium {creditarium.__version__} · digest {digest}"
    assert [page.name for page in pages(site) if said not in page.read_text(encoding="utf-8")] == []


def test_nothing_is_fetched_from_elsewhere(site: Path) -> None:
    texts = [path for path in site.rglob("*") if path.suffix in (".html", ".css", ".js", ".json", ".svg", ".xml")]
    found = [
        f"{path.relative_to(site)}: {match[0]}"
        for path in texts
        for match in ELSEWHERE.finditer(path.read_text(encoding="utf-8"))
    ]
    assert found == []


@pytest.mark.parametrize(
    "text",
    [
        '<script async src="https://example.org/a.js">',
        '<link rel="stylesheet" href="//example.org/a.css">',
        "@font-face {src: url('https://example.org/a.woff2')}",
        '@import "https://example.org/a.css";',
        "<img alt='' src=https://example.org/a.png>",
    ],
)
def test_what_would_be_fetched_from_elsewhere_is_seen(text: str) -> None:
    assert ELSEWHERE.search(text)
    assert not ELSEWHERE.search('<a href="https://example.org/">')


def test_the_reference_holds_every_public_name(site: Path) -> None:
    text = (site / "reference" / "python.html").read_text(encoding="utf-8")
    wanted = [name for name in creditarium.__all__ if name != "__version__"]
    assert [name for name in wanted if f'id="creditarium.{name}"' not in text] == []


def test_the_reference_holds_every_command_and_option(site: Path) -> None:
    text = (site / "reference" / "commands.html").read_text(encoding="utf-8")
    assert [
        line for line in HOOK.SAID["commands"]().splitlines() if line.startswith("## ") and line[4:-1] not in text
    ] == []
    assert "--audit-people N" in text
    assert "none|SCENARIO" in text
    assert "\\|" not in text
    assert text.count("<table>") > 15


def test_the_gallery_has_a_dozen_questions_each_made_by_the_program_with_its_picture(site: Path) -> None:
    folder = ROOT / "docs" / "gallery"
    index = (folder / "index.md").read_text(encoding="utf-8")
    questions = sorted(page for page in folder.glob("*.md") if page.name != "index.md")
    assert len(questions) >= 12
    for page in questions:
        text = page.read_text(encoding="utf-8")
        assert text.count("<!-- made by: creditarium ") == 1, page.name
        assert f"]({page.stem}.png)" in text, page.name
        assert (site / "gallery" / f"{page.stem}.png").is_file(), page.name
        assert f"({page.name})" in index, page.name


def test_every_mark_is_replaced_and_tells_a_reader_of_the_file_where_to_look(site: Path) -> None:
    texts = {page: page.read_text(encoding="utf-8") for page in (ROOT / "docs").rglob("*.md")}
    marks = {page: [*HOOK.MARK.finditer(text)] for page, text in texts.items() if "<!-- site: " in text}
    assert len(marks) > 10
    assert [page for page, found in marks.items() if len(found) != texts[page].count("<!-- site: ")] == []
    assert [page for page, found in marks.items() if any("make docs" not in mark["file"] for mark in found)] == []
    built = {page: page.read_text(encoding="utf-8") for page in pages(site)}
    assert [page for page, text in built.items() if "<!-- site: " in text or "in the built site (" in text] == []


def test_each_stage_says_what_it_reads_and_writes(site: Path) -> None:
    text = (site / "stages" / "response.html").read_text(encoding="utf-8")
    assert "<code>risk</code>" in text
    assert "Reaction" in text
    assert "<td><code>couplings</code></td>" in text, "what a type of the model holds"


def test_a_page_without_a_place_stands_at_the_end_of_the_navigation() -> None:
    start, stages, *rest = HOOK.placed([{"Start": "index.md"}, {"Stages": [{"One": "stages/population.md"}]}])
    assert (start, stages) == ({"Start": "index.md"}, {"Stages": [{"One": "stages/population.md"}]})
    placed = {title: names for part in rest for title, names in part.items()}
    assert "model.md" in placed["More"]
    assert "index.md" not in placed["More"]
    assert "stages/conduct.md" in placed["Stages"]
    assert "stages/population.md" not in placed["Stages"]


@pytest.mark.parametrize("name", ["hook", "docstrings"])
def test_the_examples_of_what_builds_the_site_run(name: str) -> None:
    tried = doctest.testmod(script(f"docs/site/{name}.py"))
    assert (tried.failed, tried.attempted > 0) == (0, True)


def test_doctests_of_docstrings_are_shown_as_code() -> None:
    fenced = script("docs/site/docstrings.py").fenced
    assert fenced("One.\n\n>>> 1\n1\n\n>>> 2\n2\n\nTwo.") == "One.\n\n```pycon\n>>> 1\n1\n\n>>> 2\n2\n```\n\nTwo."
    assert fenced("None here > there.") == "None here > there."


@pytest.mark.parametrize(
    ("link", "depth", "led"),
    [
        ("[it](../RESPONSIBLE_USE.md)", 0, "[it](responsible-use.md)"),
        ("[it](../../RESPONSIBLE_USE.md)", 1, "[it](../responsible-use.md)"),
        ("[it](../pyproject.toml)", 0, "it"),
        ("[it](../model.md)", 1, "[it](../model.md)"),
        ("[it](notebooks/two-lives.ipynb)", 0, "[it](notebooks/two-lives.md)"),
        ("[it](../notebooks/two-lives.ipynb)", 1, "[it](../notebooks/two-lives.md)"),
        ("[it](one.ipynb)", 1, "[it](one.ipynb)"),
    ],
)
def test_links_to_files_beside_the_pages_and_to_notebooks_lead_to_their_pages(link: str, depth: int, led: str) -> None:
    class At:
        src_uri = "stages/one.md" if depth else "one.md"

    class Of:
        file = At()

    assert HOOK.on_page_markdown(link, page=Of()) == led
