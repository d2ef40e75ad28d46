"""Live the notebooks of docs/notebooks from beginning to end, and store what they show, so that no output is typed.

Usage: python docs/make_notebooks.py [NOTEBOOK …]
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

try:
    import nbclient
    import nbformat
except ModuleNotFoundError as missing:
    sys.exit(f"this needs the package {missing.name}. Mend: make setup-dev, or pip install 'creditarium[notebooks]'.")

DOCS = Path(__file__).resolve().parent
MOST_SECONDS = 600
"""What one cell may take on a slow machine."""


def notebooks() -> list[Path]:
    """Give every notebook."""
    return sorted((DOCS / "notebooks").glob("*.ipynb"))


def lived(path: Path, folder: Path) -> Any:
    """Run a notebook's cells in an empty folder, as a reader would, and give it with what they showed."""
    notebook = nbformat.read(path, as_version=4)
    client = nbclient.NotebookClient(
        notebook,
        timeout=MOST_SECONDS,
        kernel_name="python3",
        record_timing=False,
        # The kernel warns that it speaks over TCP without encryption; it does so on this machine alone.
        extra_arguments=["--IPKernelApp.log_level=40"],
        resources={"metadata": {"path": str(folder)}},
    )
    known = os.pathsep.join(filter(None, [str(DOCS.parent), os.environ.get("PYTHONPATH")]))
    plain = {name: value for name, value in os.environ.items() if name != "MPLBACKEND"}
    client.execute(env={**plain, "PYTHONPATH": known})
    for data in (output.data for cell in notebook.cells for output in cell.get("outputs", ()) if "data" in output):
        if "xr-wrap" in data.get("text/html", ""):
            del data["text/html"]  # xarray draws its names by lot, so it would never be the same again
    return notebook


def shown(notebook: Any) -> Iterator[tuple[str, str]]:
    """Give what a notebook shows, as (kind, text); of a picture only that it is there."""
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            if output.output_type == "stream":
                yield output.name, output.text
            elif output.output_type == "error":
                yield "error", f"{output.ename}: {output.evalue}"
            else:
                for kind, text in sorted(output.data.items()):
                    yield kind, "" if kind.startswith("image/") else text


def main(names: list[str]) -> None:
    """Live the notebooks named, or all."""
    for path in [Path(name).resolve() for name in names] or notebooks():
        print(path.relative_to(DOCS.parent))
        with tempfile.TemporaryDirectory(prefix="notebook-") as folder:
            made = lived(path, Path(folder))
        made.metadata.language_info = {"name": "python"}
        nbformat.write(made, path)


if __name__ == "__main__":
    main(sys.argv[1:])
