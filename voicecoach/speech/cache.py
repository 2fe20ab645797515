"""Clips that were spoken before, kept in a folder. A cache may lose what it was given; it never gives anything else."""

from __future__ import annotations

import hashlib
import json
import os
import struct
import tempfile
import zlib
from contextlib import suppress
from pathlib import Path

from voicecoach.clip import FRAME_BYTES, FRAME_RATE, Clip
from voicecoach.conform import CONFORM_VERSION

HEADER = struct.Struct("<4sII")
"""Before the samples: MAGIC, their number of bytes, their CRC-32."""

MAGIC = b"vcc1"


def clip_key(engine: str, version: str, voice: str, rate_wpm: int, text: str) -> str:
    """The name of a clip in any cache: a digest of all that its sound depends on. `version` is the engine's own."""
    session = [FRAME_RATE, FRAME_BYTES, CONFORM_VERSION]
    ingredients = json.dumps([session, engine, version, voice, rate_wpm, text])
    return hashlib.sha256(ingredients.encode()).hexdigest()


class ClipCache:
    """Clips by key, a file each. Threads and processes may share a folder; it is made with the first clip."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, key: str) -> Clip | None:
        """The clip of that key; None where there is none, or only a broken one."""
        try:
            entry = self._path(key).read_bytes()
        except OSError:
            return None
        samples = entry[HEADER.size :]
        if entry[: HEADER.size] != _header(samples):
            return None
        return Clip(samples)

    def put(self, key: str, clip: Clip) -> Clip | None:
        """Keep a clip, whole or not at all, and give the one that is kept from now on: the first that came.

        So no clip changes under a process that uses it. None where the disk is full or the folder can't be written.
        """
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            descriptor, name = tempfile.mkstemp(dir=self._folder, suffix=".part")
            part = Path(name)
            try:
                with os.fdopen(descriptor, "wb") as file:
                    file.write(_header(clip.samples) + clip.samples)
                return self._settled(key, part, clip)
            finally:
                part.unlink(missing_ok=True)
        return None

    def _settled(self, key: str, part: Path, clip: Clip) -> Clip:
        try:
            os.link(part, self._path(key))  # unlike a rename, it never overwrites
        except OSError:  # there is one already, or the file system has no hard links
            if kept := self.get(key):
                return kept
            part.replace(self._path(key))
        return clip

    def _path(self, key: str) -> Path:
        return self._folder / f"{key}.clip"


def _header(samples: bytes) -> bytes:
    return HEADER.pack(MAGIC, len(samples), zlib.crc32(samples))
