"""What is remembered about the listener from one session to the next: a small file in the user's data folder."""

from __future__ import annotations

import json
from pathlib import Path

from voicecoach.files import make_folder, save

_HEARD = "heard_a_session"


def has_heard_a_session(file: Path) -> bool:
    """Whether a session was heard to its end. A file that isn't there or can't be read remembers nothing."""
    try:
        remembered = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(remembered, dict) and remembered.get(_HEARD) is True


def remember_a_session(file: Path) -> None:
    """Remember that a session was heard to its end. Raises VoicecoachError where the file can't be written."""
    if has_heard_a_session(file):
        return
    make_folder(file.parent)
    save(file, json.dumps({_HEARD: True}), overwrite=True)
