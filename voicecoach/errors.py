"""The one error root. An error says what happened, where, and what to do; its data are attributes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import ClassVar


class VoicecoachError(Exception):
    """Root of every error that voicecoach raises on purpose.

    `exit_status` is what the command line ends with: 1 for a failure, 2 for bad input, 3 for no sound device.
    """

    exit_status: ClassVar[int] = 1


class InputError(VoicecoachError):
    """What the user gave can't be used: a name, an option, a file."""

    exit_status = 2


class NotSetUpError(InputError):
    """A back end that waits for something of the user's: a package, a setting, a voice. Nothing is broken."""


class UnknownNameError(InputError):
    """A name that isn't known; the message offers the nearest known ones: those that are near, or, where `always`, the
    three nearest however far they are."""

    def __init__(self, kind: str, name: str, known: Iterable[str], hint: str = "", *, always: bool = False) -> None:
        self.kind, self.name, self.known = kind, name, tuple(sorted(known))
        super().__init__(f"unknown {kind} {name!r}; {suggestion(name, self.known, always=always)}{hint}")


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake in a file. `line` and `column` count from 1; they are 0 where `file` is a single value, such as a
    variable of the environment."""

    file: str
    line: int
    column: int
    message: str

    def __str__(self) -> str:
        if not self.line:
            return f"{self.file}: {self.message}"
        return f"{self.file}:{self.line}:{self.column}: {self.message}"


class FileProblemsError(InputError):
    """A file with mistakes: all of them, in the order of the file."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda p: (p.file, p.line, p.column)))
        super().__init__("\n".join(map(str, self.problems)))


class AlreadyPlayingError(VoicecoachError):
    """Another process plays a session for this user."""


class LogError(VoicecoachError):
    """The log of sessions can't be read or written just now."""


class SpeechError(VoicecoachError):
    """A cue that couldn't be spoken."""


class PlaybackError(VoicecoachError):
    """A player that failed while playing."""


class DeviceLostError(PlaybackError):
    """The sound device, or its server, has gone while something was playing. Another player may find it again."""


class NoDeviceError(PlaybackError):
    """No sound device could be opened."""

    exit_status = 3


class ExportError(VoicecoachError):
    """A file that couldn't be written; the target is as it was before."""


class TimerError(VoicecoachError):
    """A timer of the system that didn't do what it was told to."""


class ShareError(VoicecoachError):
    """Nothing can be shared: there is no network."""


_MOST_NAMES = 20
_NEAREST = 3


def suggestion(name: str, known: Iterable[str], *, always: bool = False) -> str:
    """Words that lead from an unknown `name` to the known ones: those that are near; else all, or of more than 20 the
    three nearest. Where `always`, the three nearest are named in any case."""
    known = sorted(known)
    if near := get_close_matches(name.lower(), known, n=_NEAREST, cutoff=0.0 if always else 0.6):
        return f"did you mean {' or '.join(near)}?"
    if not known:
        return "none is known"
    if len(known) <= _MOST_NAMES:
        return f"known are {', '.join(known)}"
    return f"the nearest are {', '.join(get_close_matches(name.lower(), known, n=_NEAREST, cutoff=0.0))}"
