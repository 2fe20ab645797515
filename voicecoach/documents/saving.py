"""Text → a file that appears whole or not at all."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from voicecoach.errors import ExportError, InputError


def save(path: Path, text: str, *, overwrite: bool) -> None:
    """Write text to a file, which appears whole or not at all; through a symbolic link, its target.

    Raises InputError where `path` can't be written, or exists and `overwrite` is false, and ExportError where the disk
    fails.
    """
    target = checked_target(path, overwrite=overwrite)
    part = target.with_name(f".voicecoach-{os.urandom(4).hex()}.part")
    try:
        file = part.open("x", encoding="utf-8", newline="\n")
    except OSError as error:
        raise InputError(f"can't write in the folder {part.parent}: {error.strerror}; choose another") from error
    try:
        with file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        _move(part, target, overwrite)
    except FileExistsError as error:
        raise _exists(path) from error
    except OSError as error:
        raise ExportError(f"{path} couldn't be written: {_reason(error)}") from error
    finally:
        part.unlink(missing_ok=True)


def checked_target(path: Path, *, overwrite: bool) -> Path:
    """Where the file at `path` really lies. Raises InputError where it is in plain sight that it can't be written."""
    target = Path(os.path.realpath(path))
    try:
        mode = target.stat().st_mode
    except FileNotFoundError:
        if not target.parent.is_dir():
            raise InputError(f"{path}: the folder {target.parent} doesn't exist; create it first") from None
        return target
    except OSError as error:
        raise InputError(f"can't write to {path}: {error.strerror}; choose another name") from error
    if target.is_dir():
        raise InputError(f"{path} is a folder; name a file in it, such as {path / 'my-back.yaml'}")
    if not target.is_file():
        raise InputError(f"{path} is a device or a pipe; name a plain file")
    if not overwrite:
        raise _exists(path)
    if not mode & 0o222:
        raise InputError(f"{path} is read-only; make it writable, or choose another name")
    return target


def _move(part: Path, target: Path, overwrite: bool) -> None:
    if overwrite:
        part.replace(target)
        return
    try:
        os.link(part, target)  # unlike a rename, it never overwrites
    except FileExistsError:
        raise
    except OSError as error:  # a file system without hard links
        if os.path.lexists(target):
            raise FileExistsError from error
        part.replace(target)


def _exists(path: Path) -> InputError:
    return InputError(f"{path} exists; overwrite it with --force, or choose another name")


def _reason(error: OSError) -> str:
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return "the disk is full; free some space, or choose another folder"
    return str(error.strerror or error)
