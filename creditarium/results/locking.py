"""One process at a time on a folder that is or will be written: a lock beside it that vanishes with its process."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from pathlib import Path

from creditarium.model.problem import Problem
from creditarium.results.storage import check_room, unwritable
from creditarium.results.unfinished import tidy

try:
    import fcntl
except ImportError:  # Windows, where a file that is open can be made to go with its process instead
    fcntl = None  # type: ignore[assignment]


@contextmanager
def sole(path: Path) -> Iterator[None]:
    """Hold a folder that is or will be written; where another process holds it, that is a `Problem`.

    The lock is the file `.NAME.lock` beside the folder. It is removed at the end, and so are the folders above
    that were made for it and are still empty; the lock of a killed process is free at once.
    """
    absent = [above for above in path.parents if not above.exists()]
    lock = _lock_of(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = _taken(lock)
    except (BlockingIOError, FileExistsError) as error:
        if lock.parent.is_dir():
            what = "another process is working on this folder"
            raise Problem(what, place=str(path), mend="wait until it is done, or name another folder") from error
        raise unwritable(path, error) from error
    except OSError as error:
        raise unwritable(path, error) from error
    try:
        yield
    finally:
        with suppress(OSError):
            lock.unlink()
        os.close(handle)
        with suppress(OSError):
            for above in absent:
                above.rmdir()


def alone(path: Path | None) -> AbstractContextManager[None]:
    """Hold a folder where there is to be one; see `sole`."""
    return nullcontext() if path is None else sole(path)


@contextmanager
def reserved(wanted: str | Path | None) -> Iterator[None]:
    """Hold a new folder, where there is to be one, from before the work that is done for it until it is written.

    One that cannot be written, that something is in or that another process holds is a `Problem`. What a killed process
    left half written of it is removed.
    """
    if wanted is None:
        yield
        return
    path = Path(wanted)
    check_room(path)
    with sole(path):
        check_room(path)  # another process may just have written it
        tidy(path)
        yield


def in_use(path: Path) -> bool:
    """Say whether another process holds a run's folder."""
    if not _lock_of(path).exists():
        return False
    try:
        with sole(path):
            return False
    except Problem:
        return True


def _lock_of(path: Path) -> Path:
    return path.with_name(f".{path.name}.lock")


def _taken(lock: Path) -> int:
    """Open and lock a file, or raise; one that was removed between the two is opened anew."""
    if fcntl is None:
        return os.open(lock, os.O_CREAT | os.O_EXCL | os.O_RDWR | getattr(os, "O_TEMPORARY", 0))
    while True:
        handle = os.open(lock, os.O_CREAT | os.O_RDWR, 0o666)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            raise
        except OSError:  # a file system without locks: better no lock than no run
            return handle
        with suppress(FileNotFoundError):
            if os.path.samestat(os.fstat(handle), lock.stat()):
                return handle
        os.close(handle)
