# mutagen brings few types:
# mypy: allow-untyped-calls
"""A file that was exported → what it says of itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from voicecoach.clip import frames_from_s, s_from_frames
from voicecoach.errors import InputError
from voicecoach.export import id3, mp4_tags, vorbis_comments
from voicecoach.export.encoder import Tags


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
    from mutagen import File

    kinds = _kinds()
    try:
        with path.open("rb") as file:
            found = File(file, options=list(kinds))
            if found is not None:
                mime, length_and_tags = kinds[type(found)]
                length, tags = length_and_tags(found, file)
                return ExportedFile(path, mime, s_from_frames(length), tags)
    except OSError as error:
        raise InputError(f"{path} can't be read: {error.strerror}; name a file that was exported") from error
    except Exception as error:  # of damaged files mutagen raises whatever its parts do
        reason = str(error) or type(error).__name__
        raise InputError(f"{path} is damaged ({reason}); export it anew") from error
    raise InputError(f"{path} is no audio file of a known format; name a file that was exported")


_Reading = Callable[[Any, BinaryIO], tuple[int, Tags]]
"""A file as mutagen found it, and itself → how many frames of sound it holds, and its tags."""


def _kinds() -> dict[type, tuple[str, _Reading]]:
    """Each kind of file as mutagen knows it, its media type (RFC 3003, 9639, 5334, 4337; WAV's is what browsers say),
    and how it is read."""
    from mutagen.flac import FLAC
    from mutagen.mp3 import MP3
    from mutagen.mp4 import MP4
    from mutagen.oggopus import OggOpus
    from mutagen.oggvorbis import OggVorbis
    from mutagen.wave import WAVE

    return {
        MP3: ("audio/mpeg", _with_id3),
        WAVE: ("audio/wav", _with_id3),
        FLAC: ("audio/flac", _with_comments),
        OggVorbis: ("audio/ogg", _with_comments),
        OggOpus: ("audio/ogg", _with_comments),
        MP4: ("audio/mp4", _with_atoms),
    }


def _with_id3(found: Any, _: BinaryIO) -> tuple[int, Tags]:
    from mutagen.id3 import ID3

    return frames_from_s(found.info.length), id3.tags_from(found.tags or ID3())


def _with_comments(found: Any, _: BinaryIO) -> tuple[int, Tags]:
    length = frames_from_s(found.info.length)
    cover = next((picture.data for picture in getattr(found, "pictures", ())), b"")  # FLAC has blocks of pictures
    return length, vorbis_comments.tags_from(found.tags or (), cover, length)


def _with_atoms(found: Any, file: BinaryIO) -> tuple[int, Tags]:
    length = mp4_tags.presented_frames(file) or frames_from_s(found.info.length)
    return length, mp4_tags.tags_from(found, length)
