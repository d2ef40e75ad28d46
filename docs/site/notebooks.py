"""Shows the notebooks as pages: their words, their code, and what they showed when they were last lived."""

from __future__ import annotations

import base64
import json
import re
from pathlib import Path
from typing import Any, NamedTuple

_COLOURS = re.compile(r"\x1b\[[0-9;]*m")


class Shown(NamedTuple):
    """A notebook as a page: its Markdown, and its pictures by file name."""

    markdown: str
    pictures: dict[str, bytes]


def shown(path: Path) -> Shown:
    """Give a stored notebook as a page."""
    pictures: dict[str, bytes] = {}
    parts = []
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        text = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            parts.append(text)
            continue
        parts.append(f"```python\n{text}\n```")
        parts += [_output(output, path.stem, pictures) for output in cell["outputs"]]
    parts.append(f"[This notebook]({path.name}) can be taken and lived again.")
    return Shown("\n\n".join(parts), pictures)


def _output(output: dict[str, Any], stem: str, pictures: dict[str, bytes]) -> str:
    if output["output_type"] == "stream":
        return _fenced("".join(output["text"]))
    data = output["data"]
    if "image/png" in data:
        name = f"{stem}-{len(pictures) + 1}.png"
        pictures[name] = base64.b64decode("".join(data["image/png"]))
        return f"![What the cell above drew]({name})"
    return _fenced("".join(data["text/plain"]))


def _fenced(text: str) -> str:
    return f"```text\n{_COLOURS.sub('', text).rstrip()}\n```"
