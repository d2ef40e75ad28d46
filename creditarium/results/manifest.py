"""What a run says of itself: versions, size, seed and digests; neither time nor machine."""

from __future__ import annotations

import dataclasses
import platform
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from creditarium import __version__
from creditarium.model.problem import Problem

FORMAT = 3
"""The form of the run folder that is written."""
READ = (2, 3)
"""The forms that are read: in form 2 there were no digests of files, and a checkpoint was a whole run folder."""
PACKAGES = ("numpy", "numba", "polars", "pyarrow", "pydantic")


@dataclass(frozen=True)
class Manifest:
    """The manifest of a run.

    `days` from `start` on are counted, `warm_up` days before it only lived; `lived` of `windows` windows are
    lived. `fate` holds the digests of what makes two runs a pair, part by part, and their own digest as "whole";
    `rules` is the digest of the rest of the scenario; `tables` has the digest of the values of every table, and of
    all of them as "whole".
    """

    scenario: str
    title: str
    people: int
    organisations: int
    regions: int
    communities: int
    seed: int
    start: str
    days: int
    warm_up: int
    window: int
    windows: int
    lived: int
    fate: Mapping[str, str] = field(default_factory=dict)
    rules: str = ""
    tables: Mapping[str, str] = field(default_factory=dict)
    creditarium: str = __version__
    versions: Mapping[str, str] = field(default_factory=lambda: versions())
    format: int = FORMAT

    @property
    def digest(self) -> str:
        """The digest of all tables; empty where they were not digested."""
        return self.tables.get("whole", "")

    @property
    def whole(self) -> bool:
        """Whether every window is lived."""
        return self.lived == self.windows

    def content(self) -> dict[str, Any]:
        """Give the manifest as plain values, as they are written."""
        return dataclasses.asdict(self)

    @classmethod
    def read(cls, content: Any, place: str) -> Manifest:
        """Take a manifest from plain values; what is none is a `Problem` that names the file."""
        if not isinstance(content, dict) or content.get("format") not in READ:
            raise _foreign(content, place)
        names = {item.name: item.type for item in dataclasses.fields(cls)}
        if set(content) != set(names):
            odd = sorted(set(content) ^ set(names))
            raise Problem(f"the manifest is damaged at '{odd[0]}'", place=place, mend="live the scenario again")
        kinds: dict[Any, type] = {"int": int, "str": str, "Mapping[str, str]": dict}
        for name, kind in names.items():
            if not isinstance(content[name], kinds[kind]):
                raise Problem(f"the manifest is damaged at '{name}'", place=place, mend="live the scenario again")
        return cls(**content)


def _foreign(content: Any, place: str) -> Problem:
    """Give the problem of a manifest in another form, with the version that wrote it if it names one."""
    what, again = "this is not the manifest of a run that this version can read", "live the scenario again"
    if isinstance(content, dict) and isinstance(content.get("format"), int) and "creditarium" in content:
        version, forms = content["creditarium"], " and ".join(str(form) for form in READ)
        what = f"Creditarium {version} wrote this run in form {content['format']}; this version reads forms {forms}"
        again = f"open it with Creditarium {version}, {again}"
    return Problem(what, place=place, mend=f"{again}, or read the tables themselves")


def versions() -> dict[str, str]:
    """Give the versions of Python and of the packages that a run rests on."""
    return {"python": platform.python_version(), **{name: _version(name) for name in PACKAGES}}


@cache
def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "unknown"
