"""What the site is built of beside its pages: version and digest on each, a place for each, and what the program says.

A page holds a line such as `<!-- site: commands -->`, what a reader of the file itself is told, and `<!-- end -->`; the
built page has in their place what the program says.
"""

from __future__ import annotations

import hashlib
import re
import runpy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

import creditarium

ROOT = Path(__file__).resolve().parents[2]
SITE = Path(__file__).resolve().parent
SHOWN = runpy.run_path(str(SITE / "notebooks.py"))["shown"]
SAID = runpy.run_path(str(SITE / "said.py"))["SAID"]
MARK = re.compile(
    r"^<!-- site: (?P<name>[a-z]+)(?: (?P<word>[\w-]+))? -->\n(?P<file>(?:(?!<!--).*\n)+)<!-- end -->$", re.MULTILINE
)
NOTEBOOK = re.compile(r"\]\((?P<name>(?:[\w.-]+/)*(?P<stem>[\w-]+))\.ipynb\)")
"""A link to a notebook, which the built site shows as a page."""
BESIDE = re.compile(r"\[(?P<text>[^]\n]+)\]\((?P<up>(?:\.\./)+)(?P<file>[\w./-]+)\)")
"""A link to a file that lies above the page."""
TAKEN = {
    "RESPONSIBLE_USE.md": "responsible-use.md",
    "DATA-LICENCES.md": "data-licences.md",
    "CHANGELOG.md": "changelog.md",
}
"""Pages that lie beside the README, and what the site calls them."""
DIGESTED = (".py", ".yaml", ".csv", ".md")


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Put version and digest at the foot of every page."""
    config.copyright = (
        f"Creditarium {creditarium.__version__} · digest {digest()} · one world among those the record allows"
    )
    config.nav = placed(config.nav or [])
    return config


def placed(nav: list[Any]) -> list[Any]:
    """Put the pages that have no place in the navigation at its end, by folder, so that none is lost.

    >>> next(iter(placed([{"Start": "index.md"}])[1]))
    'More'
    """
    folder = ROOT / "docs"
    known = set(_leaves(nav))
    rest: dict[str, list[str]] = {}
    for name in sorted({path.relative_to(folder).as_posix() for path in folder.rglob("*.md")} - known):
        rest.setdefault(name.rpartition("/")[0].capitalize() or "More", []).append(name)
    return [*nav, *({title: names} for title, names in rest.items())]


def _leaves(nav: Any) -> Iterator[str]:
    if isinstance(nav, str):
        yield nav
    for part in nav.values() if isinstance(nav, dict) else nav if isinstance(nav, list) else ():
        yield from _leaves(part)


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Take the pages along that lie beside the README, and the notebooks as pages."""
    for name, page in TAKEN.items():
        text = (ROOT / name).read_text(encoding="utf-8").replace("](docs/", "](")
        files.append(File.generated(config, page, content=text))
    for path in sorted((ROOT / "docs" / "notebooks").glob("*.ipynb")):
        markdown, pictures = SHOWN(path)
        files.append(File.generated(config, f"notebooks/{path.stem}.md", content=markdown))
        for name, picture in pictures.items():
            files.append(File.generated(config, f"notebooks/{name}", content=picture))
    return files


def on_page_markdown(markdown: str, page: Page, **_: Any) -> str:
    """Write what the program says in the place of each mark, and lead links to their pages.

    They are those to files beside docs/ and to notebooks, but for the link by which a page gives its own notebook.
    """
    depth = page.file.src_uri.count("/")

    def led(link: re.Match[str]) -> str:
        if len(link["up"]) // len("../") != depth + 1:
            return link[0]
        return f"[{link['text']}]({'../' * depth}{TAKEN[link['file']]})" if link["file"] in TAKEN else link["text"]

    asked = SAID | {"version": version}
    said = MARK.sub(lambda mark: asked[mark["name"]](*filter(None, [mark["word"]])), markdown)
    own = Path(page.file.src_uri).stem
    shown = NOTEBOOK.sub(lambda link: link[0] if link["stem"] == own else f"]({link['name']}.md)", said)
    return BESIDE.sub(led, shown)


def digest() -> str:
    """Give the first twelve digits of the SHA-256 over the package's and the pages' texts, name by name."""
    made = hashlib.sha256()
    for folder in (ROOT / "creditarium", ROOT / "docs"):
        for path in sorted(folder.rglob("*"), key=lambda path: path.relative_to(ROOT).as_posix()):
            if path.suffix in DIGESTED and path.is_file():
                made.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return made.hexdigest()[:12]


def version() -> str:
    """Name version and digest in a sentence."""
    return f"These pages belong to version **{creditarium.__version__}**, digest **{digest()}**."
