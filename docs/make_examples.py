"""Write the worked examples of these pages again, so that no number in them is typed.

A page holds a comment that names a command, and under it a block that the command's output replaces:

    <!-- made by: creditarium run rongcheng --people 2000 --out runs/small -->
    ```console
    ```

The commands of one page run in their order in one empty folder, so a later one may use what an earlier one
wrote; a picture that the page shows is copied beside it if a command wrote a file of that name. A command that
only prepares is written as `<!-- prepared by: creditarium … -->` and shows nothing. What a command writes in Markdown
stands between `<!-- written by: creditarium … -->` and `<!-- end -->`, as a part of the page.

A block of YAML under `<!-- file: NAME -->` is put into that folder before the commands run; under
`<!-- file: NAME from PATH -->` it is first taken from a file of the project, whose path is given from the page.

Usage: python docs/make_examples.py [PAGE …]
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

DOCS = Path(__file__).resolve().parent
STEP = re.compile(
    r"<!-- (?P<sort>made|prepared) by: (?P<command>creditarium [^\n]*?) -->\n(?P<block>```console\n.*?^```$)?",
    re.DOTALL | re.MULTILINE,
)
WRITTEN = re.compile(
    r"<!-- written by: (?P<command>creditarium [^\n]*?) -->\n(?P<block>.*?)^<!-- end -->$", re.DOTALL | re.MULTILINE
)
FILE = re.compile(
    r"<!-- file: (?P<name>[\w.-]+)(?: from (?P<origin>\S+))? -->\n```yaml\n(?P<text>.*?)^```$", re.DOTALL | re.MULTILINE
)
PICTURE = re.compile(r"!\[[^]]*\]\((?P<name>[\w.-]+\.(?:png|svg))\)")
SPEED = re.compile(r"[\d.,]+ (?=(?:million person-days|m?s|seconds?|minutes?)\b)")
"""What differs from machine to machine: how fast a command was."""


def pages() -> list[Path]:
    """Give the pages that hold worked examples."""
    return [page for page in sorted(DOCS.rglob("*.md")) if STEP.search(page.read_text(encoding="utf-8"))]


def made(page: Path, folder: Path) -> str:
    """Run a page's commands in an empty folder, and give the page with what they wrote."""
    text = FILE.sub(lambda one: _filed(one, page, folder), page.read_text(encoding="utf-8"))

    def block(step: re.Match[str]) -> str:
        said = _output(step["command"], folder)
        head = f"<!-- {step['sort']} by: {step['command']} -->\n"
        return head if step["sort"] == "prepared" else f"{head}```console\n$ {step['command']}\n{said}\n```"

    def part(step: re.Match[str]) -> str:
        return f"<!-- written by: {step['command']} -->\n\n{_output(step['command'], folder)}\n\n<!-- end -->"

    return WRITTEN.sub(part, STEP.sub(block, text))


def _filed(one: re.Match[str], page: Path, folder: Path) -> str:
    """Put a file of the page into the folder, and give its block."""
    origin = one["origin"]
    text = (page.parent / origin).read_text(encoding="utf-8") if origin else one["text"]
    (folder / one["name"]).write_text(text, encoding="utf-8")
    return f"<!-- file: {one['name']}{f' from {origin}' if origin else ''} -->\n```yaml\n{text}```"


def pictures(page: Path, folder: Path) -> Iterator[tuple[Path, Path]]:
    """Give the pictures that a page's commands drew, each with where the page shows it."""
    for shown in PICTURE.finditer(page.read_text(encoding="utf-8")):
        if (folder / shown["name"]).is_file():
            yield folder / shown["name"], page.parent / shown["name"]


def settled(text: str) -> str:
    """Give a page without what differs from machine to machine: speeds, and the breaks of lines around them."""
    return SPEED.sub("some ", " ".join(text.split()))


def _output(command: str, folder: Path) -> str:
    """Run one command of the program as a reader would, and give what it prints, without trailing blanks."""
    words = [sys.executable, "-m", "creditarium.cli.main", *shlex.split(command)[1:]]
    path = os.pathsep.join(filter(None, [str(DOCS.parent), os.environ.get("PYTHONPATH")]))
    plain = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "FORCE_COLOR")}
    done = subprocess.run(
        words, cwd=folder, capture_output=True, text=True, check=False, env={**plain, "PYTHONPATH": path}
    )
    if done.returncode:
        sys.exit(f"{command}\n{done.stderr.strip()}")
    return "\n".join(line.rstrip() for line in done.stdout.strip("\n").splitlines())


def main(names: list[str]) -> None:
    """Write the pages named, or all."""
    for page in [Path(name).resolve() for name in names] or pages():
        print(page.relative_to(DOCS.parent))
        with tempfile.TemporaryDirectory(dir=DOCS.parent, prefix=".examples-") as folder:
            text = made(page, Path(folder))
            for drawn, shown in pictures(page, Path(folder)):
                shutil.copyfile(drawn, shown)
        page.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
