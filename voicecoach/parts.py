"""Parts: files that are being written beside their place. A part is told from what a killed process has left of one.

Whoever writes a part holds an advisory lock on it (flock) until it is moved into its place or removed. The system frees
the lock however a process ends; so what can be locked belongs to nobody any more.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import BinaryIO

if sys.platform != "win32":
    import fcntl

ENDING = ".part"

KEPT_S = 24 * 3600
"""Windows has no such lock, but keeps a file that is open: what is as old as this is removed there, if it can be."""

_ANY_MODE = 0o666


@contextmanager
def new_part(folder: Path, prefix: str, mode: int = _ANY_MODE) -> Iterator[tuple[Path, BinaryIO]]:
    """An empty file in `folder`, open for reading and writing, whose name is `prefix`, something random and `.part`.

    `mode` is what the umask may take from. The file is closed at the end, and removed where it still has that name;
    until then no `sweep` takes it. Raises OSError where it can't be made.
    """
    is_kept, keeper = False, None
    while not is_kept:
        path = folder / f"{prefix}{os.urandom(8).hex()}{ENDING}"
        try:  # from before the file is made: a signal may end this at any moment
            with open(path, "x+b", opener=partial(os.open, mode=mode)) as file:
                is_kept = _is_kept(path, file)
                if is_kept:
                    # a lock lasts as long as any descriptor of it: so it outlives the closing that comes before a move
                    # into place
                    keeper = os.dup(file.fileno()) if sys.platform != "win32" else None
                    yield path, file
        finally:
            with suppress(OSError):  # it was moved, or never made
                path.unlink()
            if keeper is not None:
                os.close(keeper)


def sweep(folder: Path, prefix: str) -> None:
    """Remove the parts of that prefix that killed processes have left in a folder; never fails for what it can't do."""
    paths: list[Path] = []
    with suppress(OSError):
        paths = list(folder.glob(f"{prefix}*{ENDING}"))
    for path in paths:
        with suppress(OSError):  # somebody writes it, it is gone already, or it isn't ours to remove
            _remove_abandoned(path)


def _is_kept(path: Path, file: BinaryIO) -> bool:
    """Lock a part that was just made. False where a sweep was quicker, to which it looked like one left behind."""
    try:
        _lock(file.fileno())
    except BlockingIOError:
        return False
    except OSError:  # a file system without locks: no sweep can take it either
        return True
    return os.path.lexists(path)


if sys.platform == "win32":

    def _lock(descriptor: int) -> None:
        """Nothing: an open file can't be removed."""

    def _remove_abandoned(path: Path) -> None:
        if time.time() - path.lstat().st_mtime > KEPT_S:
            path.unlink()

else:

    def _lock(descriptor: int) -> None:
        """Raises BlockingIOError where another has the lock, another OSError where there are no locks."""
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _remove_abandoned(path: Path) -> None:
        # a link is not followed, and a pipe not waited for: neither is a part; NFS locks only what can be written
        descriptor = os.open(path, os.O_RDWR | os.O_NOFOLLOW | os.O_NONBLOCK)
        try:
            _lock(descriptor)
            path.unlink()
        finally:
            os.close(descriptor)
