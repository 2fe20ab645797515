"""One session at a time: whoever plays holds a lock in the user's data folder. The home of filelock.

The system frees the lock however the process ends, so that nothing is left of one that crashed. A file beside it says
who plays; it counts only while the lock is held.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from voicecoach.errors import AlreadyPlayingError, InputError
from voicecoach.files import make_folder


@contextmanager
def alone(file: Path, routine: str, now: datetime) -> Iterator[None]:
    """Be the only one who plays for as long as the context lasts; `file`, with a `.lock` beside it, tells others that
    it is `routine`, since `now`.

    Raises AlreadyPlayingError where another process plays, InputError where nothing can be written there.
    """
    from filelock import FileLock, Timeout

    make_folder(file.parent)
    # a lock that isn't the system's own would outlive a crash
    lock = FileLock(file.with_suffix(".lock"), timeout=0, fallback_to_soft=False)
    try:
        lock.acquire()
    except Timeout as error:
        raise AlreadyPlayingError(f"{_who_plays(file, now)}, or wait for its end") from error
    except OSError as error:
        raise InputError(f"{lock.lock_file} can't be locked: {error.strerror}") from error
    try:
        told = {"routine": routine, "since": now.isoformat(timespec="seconds"), "process": os.getpid()}
        with suppress(OSError):  # the lock is what counts
            file.write_text(json.dumps(told), encoding="utf-8")
        yield
    finally:
        with suppress(OSError):
            file.unlink()
        lock.release()


def _who_plays(file: Path, now: datetime) -> str:
    """What plays, and how to end it."""
    try:
        told: Any = json.loads(file.read_text(encoding="utf-8"))
        routine, process, since = str(told["routine"]), int(told["process"]), datetime.fromisoformat(told["since"])
    except (OSError, ValueError, TypeError, KeyError):
        return "another session is playing already; end it with q"
    clock = f"{since:%H:%M}" if since.date() == now.date() else f"{since:%Y-%m-%d %H:%M}"
    return f"{routine} is playing already, since {clock}, as process {process}; end it with q (or `kill {process}`)"
