"""How to cite the software, a run, and what its numbers rest on."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from creditarium.model.source import Source
from creditarium.results.manifest import Manifest

AUTHORS, NAME, LICENCE = "The Creditarium authors", "Creditarium: a society under glass", "MIT licence"


@dataclass(frozen=True)
class Citation:
    """What to cite of a run: the software that lived it, the run itself, and the records behind its numbers.

    `year` is that in which the run was written. `sources` are public records; what is assumed or recalled is none,
    and `assumed` counts it.
    """

    manifest: Manifest
    year: int
    sources: tuple[Source, ...]
    assumed: int

    @property
    def software(self) -> str:
        """The software: the version that wrote the run."""
        return f"{AUTHORS}. {NAME}, version {self.manifest.creditarium}. {LICENCE}."

    @property
    def run(self) -> str:
        """The run: everything that it takes to live it again, and the digest that says that it is the same."""
        m = self.manifest
        return (
            f"{m.title} (scenario {m.scenario}, {m.people:,} synthetic people, {m.days} days from {m.start}, seed "
            f"{m.seed}). Lived with Creditarium {m.creditarium}, {self.year}. Digest of all tables: {m.digest}; of its "
            f"rules: {m.rules}."
        )

    @property
    def works(self) -> dict[tuple[str, int | None, str | None], list[Source]]:
        """The records by the work that they stand in: its title, year and address."""
        found: dict[tuple[str, int | None, str | None], list[Source]] = {}
        for source in self.sources:
            found.setdefault((source.title, source.year, source.address), []).append(source)
        return found

    @property
    def data(self) -> tuple[str, ...]:
        """The works, each with title, year, address and the ids of the records in it."""
        return tuple(
            f"{title}{f', {year}' if year else ''}.{f' {address}.' if address else ''} {_records(held)}."
            for (title, year, address), held in self.works.items()
        )

    def text(self) -> str:
        """Give all as plain text."""
        lines = ["Software", f"  {self.software}", "", "Run", f"  {self.run}", "", "Data and records"]
        lines += [f"  {said}" for said in self.data]
        lines += ["", f"  {self.assumed} further numbers are assumed or recalled: no source stands behind them."]
        return "\n".join(lines)

    def bibtex(self) -> str:
        """Give all as BibTeX entries; the key of a work is the id of its first record."""
        m, author = self.manifest, f"{{{AUTHORS}}}"
        entries = [
            _entry("software", "creditarium", author=author, title=NAME, version=m.creditarium, note=LICENCE),
            _entry("misc", f"run:{m.digest[:12]}", author=author, title=m.title, year=str(self.year), note=self.run),
        ]
        for (title, year, address), held in self.works.items():
            entries.append(
                _entry("misc", held[0].id, title=title, year=str(year or ""), url=address or "", note=_records(held))
            )
        return "\n\n".join(entries)

    def content(self) -> dict[str, Any]:
        """Give all as plain values."""
        return {
            "software": self.software,
            "run": self.run,
            "manifest": self.manifest.content(),
            "sources": [asdict(source) for source in self.sources],
            "assumed": self.assumed,
        }


def _records(sources: list[Source]) -> str:
    ids = ", ".join(source.id for source in sources)
    sure = ", ".join(dict.fromkeys(source.confidence for source in sources))
    return f"{'Record' if len(sources) == 1 else 'Records'} {ids} ({sure} confidence)"


def _entry(kind: str, key: str, **fields: str) -> str:
    lines = [f"  {name} = {{{text if name == 'url' else _plain(text)}}}," for name, text in fields.items() if text]
    return "\n".join([f"@{kind}{{{key},", *lines, "}"])


def _plain(text: str) -> str:
    """Escape what BibTeX reads as more than a letter."""
    for sign in "&%$#_":
        text = text.replace(sign, f"\\{sign}")
    return text
