"""The chimes, by name: the shipped ones, and a user's own in their place."""

from __future__ import annotations

import wave
from pathlib import Path

from voicecoach.clip import Clip, s_from_frames
from voicecoach.errors import InputError, UnknownNameError

CHIMES = ("change-over", "end", "finish", "start")

LONGEST_S = 10.0

OWN_PEAK_DBFS = -14.0
"""A user's chime may ring on under speech, whose peaks lie at -2 dBFS: together they stay under full scale."""


class Chimes:
    """Chimes as clips. Each is read once."""

    def __init__(self, folder: Path | None = None) -> None:
        """`folder` may hold a `NAME.wav` for any of CHIMES; the others are the shipped ones."""
        self._folder = folder
        self._clips: dict[str, Clip] = {}

    def clip(self, name: str) -> Clip:
        """The chime of that name; it sounds from the clip's start.

        Raises UnknownNameError for a name not in CHIMES, InputError for a user's file that can't be used.
        """
        if name not in CHIMES:
            raise UnknownNameError("chime", name, CHIMES)
        if name not in self._clips:
            own = self._folder / f"{name}.wav" if self._folder else None
            self._clips[name] = _own_clip(own) if own and own.exists() else _shipped_clip(name)
        return self._clips[name]


def _own_clip(path: Path) -> Clip:
    """A user's sound, of any rate, width, channels and level: it starts where it sounds, and rings out to its end."""
    from voicecoach.conform import conform, read_wave

    wave = read_wave(path)
    clip = conform(wave, peak_dbfs=OWN_PEAK_DBFS, tail_s=None)
    if not clip.frames:
        raise InputError(f"{path}: is silent; give a chime that can be heard, or remove the file")
    if s_from_frames(clip.frames) > LONGEST_S:
        raise InputError(f"{path}: lasts {s_from_frames(clip.frames):.1f} s; a chime may last {LONGEST_S:g} s")
    return clip


def _shipped_clip(name: str) -> Clip:
    """A shipped chime, which is in the session's format already."""
    package = Path(__file__).parent
    installed = package / "audio"
    folder = installed if installed.is_dir() else package.parent / "audio"
    with wave.open(str(folder / f"{name}.wav")) as file:
        return Clip(file.readframes(file.getnframes()))
