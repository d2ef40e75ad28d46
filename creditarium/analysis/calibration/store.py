"""The worlds that a calibration has lived, kept line by line: one that was broken off goes on where it stood."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from creditarium.model.problem import Problem
from creditarium.results.storage import check_room, damaged, unwritable

WORLDS = "worlds.jsonl"

Place = Mapping[str, float]
"""Where a world stands: the coordinate of every number that was moved, by path."""


class Store:
    """A file of worlds: a head with the digest of the rules that they were lived under, then a line a world.

    Worlds of other rules are a `Problem`. A last line that was cut off is left out, and written anew.
    """

    def __init__(self, folder: Path, digest: str, about: Mapping[str, Any]) -> None:
        self.path = folder / WORLDS
        self._known: dict[str, list[float | None]] = {}
        if self.path.is_file():
            self._read(digest)
            return
        check_room(folder)
        self._append({"digest": digest, **about}, new=True)

    def get(self, place: Place, seed: int) -> list[float] | None:
        """Give the answers of a world that was lived, none of one that was not."""
        held = self._known.get(_key(place, seed))
        return None if held is None else [float("nan") if one is None else one for one in held]

    def put(self, place: Place, seed: int, answers: list[float]) -> None:
        """Keep the answers of a world."""
        told = [None if one != one else one for one in answers]
        self._known[_key(place, seed)] = told
        self._append({"at": dict(place), "seed": seed, "answers": told})

    def left(self) -> str:
        """Say what a calibration that is broken off leaves, and how it goes on."""
        return (
            f"{self.path.parent} holds the {len(self._known)} worlds lived so far: the same command goes on from there"
        )

    def _read(self, digest: str) -> None:
        try:
            text = self.path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise damaged(self.path) from error
        whole, _, torn = text.rpartition("\n")
        try:
            head, *rows = [json.loads(line) for line in whole.splitlines()]
            held = head["digest"]
            self._known = {_key(row["at"], row["seed"]): row["answers"] for row in rows}
        except (ValueError, KeyError, TypeError) as error:
            raise damaged(self.path) from error
        if held != digest:
            what = "the folder holds worlds of other rules, people or observables"
            raise Problem(what, place=str(self.path), mend="name a new folder, or calibrate what these worlds are of")
        if torn:
            self._rewrite(whole + "\n")

    def _rewrite(self, text: str) -> None:
        part = self.path.with_name(f".{self.path.name}.part")
        try:
            part.write_text(text, encoding="utf-8")
            part.replace(self.path)
        except OSError as error:
            raise unwritable(self.path.parent, error) from error

    def _append(self, row: Mapping[str, Any], new: bool = False) -> None:
        try:
            if new:
                self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(row, ensure_ascii=False) + "\n")
        except OSError as error:
            raise unwritable(self.path.parent, error) from error


def _key(place: Place, seed: int) -> str:
    return json.dumps([sorted(place.items()), seed])
