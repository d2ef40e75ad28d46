"""Files of a run folder: written into a temporary sibling and moved into place, read with one clear line.

PyArrow is loaded where a table is read or written: a life is lived again without any.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import secrets
import shutil
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from creditarium.model.problem import Problem
from creditarium.results.places import try_folder

_ROWS_IN_GROUP = 1 << 20
_DIGEST_BYTES = 16
_AGAIN = "live the scenario again"
_FULL = "no space is left for it"


class Unwritable(Problem):
    """A folder that cannot be written; `why` says only what stands in the way."""

    def __init__(self, path: Path, why: str) -> None:
        mend = "name a folder of your own"
        if why == _FULL:
            mend = "make room on the disk, or name a folder on another"
        super().__init__(f"the folder cannot be written: {why}", place=str(path), mend=mend)
        self.why = why


@contextmanager
def arriving(path: Path) -> Iterator[Path]:
    """Give a temporary sibling folder to write into; it becomes `path` when all is written, or vanishes.

    `path` may exist if it is empty. Whatever ends the writing early (Ctrl-C too) leaves nothing behind.
    """
    check_room(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        staging = Path(tempfile.mkdtemp(prefix=f".{path.name}.", suffix=".partial", dir=path.parent))
    except OSError as error:
        raise unwritable(path, error) from error
    try:
        staging.chmod(0o777 & ~_umask())
        yield staging
        for file in sorted(staging.rglob("*"), reverse=True):
            _sync(file)
        _sync(staging)
        if path.is_dir():
            path.rmdir()
        staging.rename(path)
        _sync(path.parent)
    except OSError as error:
        raise unwritable(path, error) from error
    finally:
        shutil.rmtree(staging, ignore_errors=True)


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a temporary sibling file to write; it takes the place of `path` when all is written, or vanishes."""
    part = path.with_name(f".{path.name}.partial")
    try:
        yield part
        _sync(part)
        part.replace(path)
        _sync(path.parent)
    except OSError as error:
        raise unwritable(path.parent, error) from error
    finally:
        part.unlink(missing_ok=True)


def check_room(path: Path) -> None:
    """Refuse a folder that something is in, or that cannot be made, before any work is done for it."""
    if path.exists() and not path.is_dir():
        raise Problem("there is a file of this name", place=str(path), mend="name another folder")
    try:
        if path.is_dir() and any(path.iterdir()):
            raise Problem("the folder is not empty", place=str(path), mend="name a new folder, or empty this one")
        if path.resolve() in (here := Path.cwd(), *here.parents):
            raise Problem("a new folder cannot take the place of this one", place=str(path), mend="name one within it")
        try_folder(path)
    except OSError as error:
        raise unwritable(path, error) from error


def discard(path: Path) -> None:
    """Remove a folder of ours: it loses its name first, so that nobody finds it half removed."""
    hidden = path.with_name(f".{path.name}.{secrets.token_hex(4)}.removed")
    try:
        path.rename(hidden)
    except OSError as error:
        raise unwritable(path, error) from error
    shutil.rmtree(hidden, ignore_errors=True)


def unwritable(path: Path, error: OSError) -> Unwritable:
    """Give the problem of a folder that cannot be written."""
    full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
    return Unwritable(path, _FULL if full else (error.strerror or "it is refused").lower())


def damaged(path: Path, why: str = "it is cut off or changed") -> Problem:
    """Give the problem of a file that is not as it was written."""
    return Problem(f"this file of the run cannot be read: {why}", place=str(path), mend=_AGAIN)


def write_json(path: Path, content: Any) -> None:
    """Write plain values as JSON."""
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def read_json(path: Path) -> Any:
    """Read plain values from JSON; a damaged file is a `Problem`."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, OSError) as error:
        raise damaged(path, _why(error)) from error


def write_table(path: Path, frame: pl.DataFrame, words: Mapping[str, str]) -> None:
    """Write a tidy table as Parquet; `words` go into its metadata."""
    import pyarrow.parquet as pq

    table = frame.to_arrow()
    held = {**(table.schema.metadata or {}), **{key.encode(): text.encode() for key, text in words.items()}}
    pq.write_table(table.replace_schema_metadata(held), path, compression="zstd", row_group_size=_ROWS_IN_GROUP)


def read_table(path: Path) -> pl.DataFrame:
    """Read a whole tidy table; a damaged file is a `Problem`."""
    import pyarrow.parquet as pq
    from pyarrow import ArrowException

    try:
        read = pl.from_arrow(pq.read_table(path, memory_map=False))
    except (ArrowException, OSError, ValueError) as error:
        raise damaged(path, _why(error)) from error
    if not isinstance(read, pl.DataFrame):
        raise damaged(path)
    return read


def scan_table(path: Path) -> pl.LazyFrame:
    """Open a tidy table of which only a part may be wanted."""
    import pyarrow.parquet as pq
    from pyarrow import ArrowException

    try:
        pq.read_metadata(path)
    except (ArrowException, OSError, ValueError) as error:
        raise damaged(path, _why(error)) from error
    return pl.scan_parquet(path)


def write_arrays(path: Path, arrays: Mapping[str, NDArray[Any]], *, compress: bool = False) -> None:
    """Write named arrays of plain numbers, without pickle."""
    save = np.savez_compressed if compress else np.savez
    save(path, allow_pickle=False, **dict(arrays))


def read_arrays(path: Path, names: tuple[str, ...]) -> dict[str, NDArray[Any]]:
    """Read named arrays, each contiguous and writable; a damaged or foreign file is a `Problem`."""
    try:
        # NumPy leaves a file that it opened by name open if it is cut off.
        with path.open("rb") as file, np.load(file, allow_pickle=False) as held:
            return {name: np.ascontiguousarray(held[name]) for name in names}
    except (zipfile.BadZipFile, ValueError, KeyError, EOFError, OSError, AttributeError, TypeError) as error:
        raise damaged(path, _why(error)) from error


def file_digest(path: Path) -> str:
    """Give the digest of a file's bytes; one that cannot be read is a `Problem`."""
    try:
        with path.open("rb") as held:
            return hashlib.file_digest(held, lambda: hashlib.blake2b(digest_size=_DIGEST_BYTES)).hexdigest()
    except OSError as error:
        raise damaged(path, _why(error)) from error


def narrowed(array: NDArray[np.int64]) -> NDArray[Any]:
    """Give an array of integers in the smallest type that holds them."""
    if not array.size:
        return array.astype(np.int8)
    wanted = np.promote_types(np.min_scalar_type(array.min()), np.min_scalar_type(array.max()))
    return array.astype(wanted if wanted.kind in "iu" else np.int64)


def _why(error: Exception) -> str:
    if isinstance(error, FileNotFoundError):
        return "it is missing"
    if isinstance(error, PermissionError):
        return "reading is not permitted"
    return "it is cut off or changed"


def _sync(path: Path) -> None:
    """Bring a file or folder to the disk, where the system can do so for folders."""
    if path.is_dir() and os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
