"""The chimes, by name: the shipped ones, and a user's own in their place."""

from __future__ import annotations

import hashlib
import wave as wav
from pathlib import Path

from voicecoach.cache import Cache, entry_name
from voicecoach.clip import Clip, s_from_frames
from voicecoach.conform import CEILING_DB, CONFORM_VERSION, conform, peak_dbfs, read_wave
from voicecoach.errors import InputError, UnknownNameError
from voicecoach.loudness import SESSION_LUFS, loudest_lufs

CHIMES = ("change-over", "click", "end", "finish", "start")

LONGEST_S = 10.0

OWN_LUFS = SESSION_LUFS - 4.5
"""How loud a user's chime is at its loudest: under the voice by as much as the shipped ones, which are 3 to 6 LU under
it."""


class Chimes:
    """Chimes as clips. Each is read once."""

    def __init__(self, folder: Path | None = None, cache: Cache | None = None) -> None:
        """`folder` may hold a `NAME.wav` for any of CHIMES; the others are the shipped ones. Fitting a user's chime
        takes a second, so `cache` keeps what came of it."""
        self._folder, self._cache = folder, cache
        self._clips: dict[str, Clip] = {}
        self._keys: dict[str, str] = {}

    def clip(self, name: str) -> Clip:
        """The chime of that name; it sounds from the clip's start.

        Raises UnknownNameError for a name not in CHIMES, InputError for a user's file that can't be used.
        """
        if name not in CHIMES:
            raise UnknownNameError("chime", name, CHIMES)
        if name not in self._clips:
            own = self._folder / f"{name}.wav" if self._folder else None
            self._clips[name] = self._own_clip(own) if own and own.exists() else _shipped_clip(name)
        return self._clips[name]

    def key(self, name: str) -> str:
        """What is equal only where chimes sound equal. Raises as `clip` does."""
        if name not in self._keys:
            self._keys[name] = hashlib.blake2b(self.clip(name).samples, digest_size=32).hexdigest()
        return self._keys[name]

    def _own_clip(self, path: Path) -> Clip:
        try:
            content = hashlib.sha256(path.read_bytes()).hexdigest()
        except OSError as error:
            raise InputError(f"{path}: can't be read ({error.strerror}); give it as a WAV file") from error
        name = entry_name("chime", content, CONFORM_VERSION, OWN_LUFS)
        known = self._cache.get(name) if self._cache else None
        if known is not None:
            return Clip(known)
        clip = _fitted(path)
        if self._cache:
            self._cache.put(name, clip.samples)
        return clip


def _fitted(path: Path) -> Clip:
    """A user's sound, of any rate, width, channels and level: it starts where it sounds, and rings out to its end."""
    wave = read_wave(path)
    quieter_db = -max(0.0, peak_dbfs(wave))
    clip = conform(wave, gain_db=quieter_db, tail_s=None)
    if not clip.frames:
        raise InputError(f"{path}: is silent; give a chime that can be heard, or remove the file")
    if s_from_frames(clip.frames) > LONGEST_S:
        raise InputError(f"{path}: lasts {s_from_frames(clip.frames):.1f} s; a chime may last {LONGEST_S:g} s")
    gain_db = quieter_db + OWN_LUFS - loudest_lufs(clip)
    return conform(wave, gain_db=gain_db, ceiling_db=CEILING_DB, tail_s=None)


def _shipped_clip(name: str) -> Clip:
    """A shipped chime, which is in the session's format already."""
    package = Path(__file__).parent
    installed = package / "audio"
    folder = installed if installed.is_dir() else package.parent / "audio"
    with wav.open(str(folder / f"{name}.wav")) as file:
        return Clip(file.readframes(file.getnframes()))
