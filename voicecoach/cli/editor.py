"""The user's own editor."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from voicecoach.errors import InputError, VoicecoachError

_VARIABLES = ("VISUAL", "EDITOR")
_USUAL = ("notepad",) if os.name == "nt" else ("sensible-editor", "nano", "vim", "vi")


def open_in_editor(file: Path) -> None:
    """Let the user edit a file, until the editor ends. Raises InputError where none can be started, VoicecoachError
    where it fails."""
    command, named_by = _editor()
    try:
        with _left_to_the_editor():
            status = subprocess.run([*command, str(file)], check=False).returncode
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise InputError(
            f"the editor {command[0]!r}{named_by} can't be started: {reason}; set the variable EDITOR to one"
        ) from error
    if status:
        raise VoicecoachError(f"the editor {command[0]!r} ended with status {status}; {file} is as it left it")


def _editor() -> tuple[list[str], str]:
    """The editor's command, and words that say which variable named it."""
    for variable in _VARIABLES:
        if written := os.environ.get(variable, "").strip():
            try:
                words = shlex.split(written, posix=os.name != "nt")  # \ is no escape in Windows' paths
            except ValueError as error:
                raise InputError(f"the variable {variable} holds no command: {error}: {written}") from error
            return [word.strip('"') for word in words], f" of the variable {variable}"
    for name in _USUAL:
        if shutil.which(name):
            return [name], ""
    raise InputError("no editor was found; set the variable EDITOR to one, such as EDITOR=nano")


@contextmanager
def _left_to_the_editor() -> Iterator[None]:
    """Ctrl-C meanwhile is meant for the editor, which has it too: for many it is a key like others."""
    before = signal.signal(signal.SIGINT, lambda number, frame: None)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
