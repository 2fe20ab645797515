"""The one error root. An error says what happened, where, and what to do; its data are attributes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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
    """A name that isn't known; the message leads to the known ones as `suggestion` does."""

    def __init__(self, kind: str, name: str, known: Iterable[str], hint: str = "", *, always: bool = False) -> None:
        self.kind, self.name, self.known = kind, name, tuple(sorted(known))
        super().__init__(f"unknown {kind} {name!r}; {suggestion(name, self.known, hint, always=always)}")


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


def suggestion(name: str, known: Iterable[str], hint: str = "", *, always: bool = False) -> str:
    """Words that lead from an unknown `name` to the known ones: those that are near; else all, or of more than 20 the
    three nearest. Where `always`, the three nearest are named in any case. A `hint` at what else can be done
    follows."""
    known = sorted(known)
    nearest = get_close_matches(name.lower(), known, n=_NEAREST, cutoff=0.0)
    if near := get_close_matches(name.lower(), known, n=_NEAREST):
        meant = _listed(nearest if always else near, "or")
        return f"did you mean {meant}?{f' {hint[0].upper()}{hint[1:]}' if hint else ''}"
    if not known:
        words = "none is known"
    elif len(known) <= _MOST_NAMES and not always:
        words = f"known are {', '.join(known)}"
    else:
        words = f"the nearest {'are' if len(nearest) > 1 else 'is'} {_listed(nearest, 'and')}"
    return f"{words}; {hint}" if hint else words


def clause(error: Exception) -> str:
    """What the error of another library says, as a part of a sentence: in one line, without a full stop."""
    return " ".join(str(error).split()).rstrip(".")


def _listed(names: Sequence[str], last: str) -> str:
    """`a, b or c`."""
    return f" {last} ".join(filter(None, (", ".join(names[:-1]), names[-1])))
