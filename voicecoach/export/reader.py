# mutagen brings few types:
# mypy: allow-untyped-calls
"""A file that was exported → what it says of itself."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from voicecoach.errors import InputError
from voicecoach.export.encoder import Tags
from voicecoach.export.id3 import tags_from


@dataclass(frozen=True, slots=True)
class ExportedFile:
    """An audio file: `mime` is its media type, such as `audio/mpeg`; `duration_s` the length of its sound."""

    path: Path
    mime: str
    duration_s: float
    tags: Tags


def read_exported(path: Path) -> ExportedFile:
    """What an exported file says of itself; of others, what they have of the same. Nothing is decoded.

    Raises InputError where it can't be read, is damaged, or is no audio file of a known format.
    """
    import mutagen
    from mutagen.id3 import ID3
    from mutagen.mp3 import MP3
    from mutagen.wave import WAVE

    try:
        with path.open("rb") as file:
            found = mutagen.File(file, options=[MP3, WAVE])
    except OSError as error:
        raise InputError(f"{path} can't be read: {error.strerror}; name a file that was exported") from error
    except mutagen.MutagenError as error:
        raise InputError(f"{path} is damaged ({error}); export it anew") from error
    if found is None:
        raise InputError(f"{path} is no audio file of a known format; name a file that was exported")
    mime = {MP3: "audio/mpeg", WAVE: "audio/wav"}[type(found)]
    return ExportedFile(path, mime, found.info.length, tags_from(found.tags or ID3()))
