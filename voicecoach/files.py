"""A file appears whole or not at all: it is written beside its place, then moved into it."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from voicecoach.errors import ExportError, InputError
from voicecoach.parts import new_part, sweep

_PREFIX = ".voicecoach-"
"""Of what is being written, beside its place."""


@contextmanager
def reserve(path: Path, *, overwrite: bool) -> Iterator[Reservation]:
    """Make sure, before any work, that a file can be written at `path`; give what it is written through.

    A symbolic link stays, and its target is written. Until the reservation has been written, and whatever ends it,
    `path` is as it was. A hidden file ending in `.part` lies beside it meanwhile; only a killed process leaves that,
    and the next reservation in the folder removes it.

    Raises InputError where `path` can't be written, or exists and `overwrite` is false.
    """
    target = checked_target(path, overwrite=overwrite)
    tidy(target.parent)
    with ExitStack() as stack:
        try:
            part, file = stack.enter_context(new_part(target.parent, _PREFIX))
        except OSError as error:
            raise InputError(f"can't write in the folder {target.parent}: {error.strerror}; choose another") from error
        yield Reservation(path, target, part, file, overwrite)


@dataclass(frozen=True, slots=True)
class Reservation:
    """A path that a file can be written to, once. Made by `reserve`."""

    path: Path
    _target: Path
    _part: Path
    _file: BinaryIO
    _overwrite: bool

    def write(self, fill: Callable[[BinaryIO], object]) -> None:
        """Have `fill` write the file, and move it into place.

        Raises ExportError where that fails (the disk is full, say), InputError where a file has come to be at the path
        in the meantime and may not be overwritten; what `fill` raises, beside OSError, passes through.
        """
        try:
            with self._file:
                fill(self._file)
                self._file.flush()
                os.fsync(self._file.fileno())
            self._move()
        except OSError as error:
            raise ExportError(f"{self.path} couldn't be written: {_reason(error)}") from error

    def _move(self) -> None:
        if self._overwrite:
            with suppress(FileNotFoundError):
                shutil.copymode(self._target, self._part)  # what only its owner may read stays so
            self._part.replace(self._target)
            return
        try:
            os.link(self._part, self._target)  # unlike a rename, it never overwrites
        except FileExistsError as error:
            raise _exists(self.path) from error
        except OSError as error:  # a file system without hard links
            if os.path.lexists(self._target):
                raise _exists(self.path) from error
            self._part.replace(self._target)


def save(path: Path, text: str, *, overwrite: bool) -> None:
    """Write a text to a file. Raises as `reserve` and Reservation.write do."""
    with reserve(path, overwrite=overwrite) as reservation:
        reservation.write(lambda file: file.write(text.encode()))


def tidy(folder: Path) -> None:
    """Remove what killed processes have left of files that they wrote in a folder; never fails for what it can't do."""
    sweep(folder, _PREFIX)


def make_folder(folder: Path) -> None:
    """Make a folder and those around it, where they aren't there. Raises InputError where it can't be written in."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"the folder {folder} can't be made: {error.strerror}") from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise InputError(f"can't write in the folder {folder}; make it writable")


def checked_target(path: Path, *, overwrite: bool) -> Path:
    """Where the file at `path` really lies. Raises InputError where it is in plain sight that it can't be written."""
    target = Path(os.path.realpath(path))
    try:
        mode = target.stat().st_mode
    except FileNotFoundError:
        if not target.parent.is_dir():
            raise InputError(f"{path}: the folder {target.parent} doesn't exist; create it first") from None
        return target
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise InputError(f"can't write to {path}: {reason}; choose another name") from error
    if target.is_dir():
        raise InputError(f"{path} is a folder; name a file in it")
    if not target.is_file():
        raise InputError(f"{path} is a device or a pipe; name a plain file")
    if not overwrite:
        raise _exists(path)
    if not mode & 0o222:
        raise InputError(f"{path} is read-only; make it writable, or choose another name")
    return target


def _exists(path: Path) -> InputError:
    return InputError(f"{path} exists; overwrite it with --force, or choose another name")


def _reason(error: OSError) -> str:
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return "the disk is full; free some space, or choose another folder"
    return str(error.strerror or error)
