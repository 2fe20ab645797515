"""Where a session was left: a small file in the user's data folder, so that another session can go on from there."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import Any, NoReturn

from voicecoach.errors import InputError
from voicecoach.files import make_folder, save


class Part(str, Enum):
    """A part of a session."""

    OPENING = "opening"
    EXERCISE = "exercise"
    CLOSING = "closing"


@dataclass(frozen=True, slots=True)
class Bookmark:
    """The section that a session had come to.

    `routine` is a name, or a file's absolute path; `options` are those of the command line, as typed. `title` is the
    section's, in `language`. For an exercise, `exercise` is its name, and `occurrence` counts, from 1, how often it had
    come in the session by then: both hold though steps move. `since` is when the section began, by the clock.
    """

    routine: str
    language: str
    options: Mapping[str, Any]
    part: Part
    title: str
    exercise: str
    """Empty in the opening and the closing."""
    occurrence: int
    since: datetime

    @property
    def is_past_opening(self) -> bool:
        """Whether there is more to go on with than the whole."""
        return self.part is not Part.OPENING


class Bookmarks:
    """The one bookmark of a user, in a file."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def find(self) -> Bookmark | None:
        """The bookmark; None where there is none. Raises InputError where the file can't be read, or is damaged."""
        try:
            written = self._file.read_text(encoding="utf-8")
        except FileNotFoundError:
            return None
        except OSError as error:
            raise InputError(f"the bookmark {self._file} can't be read: {error.strerror}") from error
        except ValueError:
            self.damaged("it is no text")
        try:
            return _bookmark(json.loads(written))
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            self.damaged(str(error) or type(error).__name__)

    def damaged(self, reason: str) -> NoReturn:
        """Raise the InputError of a bookmark that can't be used."""
        raise InputError(
            f"the bookmark {self._file} is damaged ({reason}); delete it, and say where to begin with --from"
        )

    def keep(self, bookmark: Bookmark) -> None:
        """Put the bookmark in the place of the one before. Raises VoicecoachError where it can't be written."""
        make_folder(self._file.parent)
        values = asdict(bookmark) | {"since": bookmark.since.isoformat(timespec="seconds")}
        save(self._file, json.dumps(values, ensure_ascii=False, indent=2) + "\n", overwrite=True)

    def drop(self) -> None:
        """Take the bookmark away, if there is one. Raises InputError where that can't be done."""
        try:
            self._file.unlink(missing_ok=True)
        except NotADirectoryError:
            return
        except OSError as error:
            raise InputError(f"the bookmark {self._file} can't be deleted: {error.strerror}") from error


def _bookmark(values: Any) -> Bookmark:
    """The bookmark that a file holds. Raises ValueError, TypeError or KeyError where it holds none."""
    if not isinstance(values, dict):
        raise TypeError("it is no object")
    found = {field.name: values[field.name] for field in fields(Bookmark)}
    texts = ("routine", "language", "title", "exercise")
    if not all(isinstance(found[name], str) for name in texts) or not isinstance(found["options"], dict):
        raise TypeError("a value is of another type")
    if type(found["occurrence"]) is not int:
        raise TypeError("occurrence is no whole number")
    return Bookmark(**found | {"part": Part(found["part"]), "since": datetime.fromisoformat(found["since"])})
