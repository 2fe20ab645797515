"""Exported files → the episodes of a feed."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, timezone
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from voicecoach.errors import InputError
from voicecoach.export.encoder import AUDIO_SUFFIXES

if TYPE_CHECKING:
    from voicecoach.export.encoder import Tags
    from voicecoach.export.reader import ExportedFile

OUR_ARTIST = "voicecoach"
"""By this, or by a fingerprint, an exported file is told from any other sound in the folder."""

_TRANSCRIPTS = {".vtt": "text/vtt", ".srt": "application/x-subrip", ".json": "application/json"}
"""The kinds of transcript that podcast apps read (podcast namespace, "Transcript File Format Details")."""

_PIECE_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Transcript:
    """What is said in an episode, in a file beside it."""

    path: Path
    media_type: str


@dataclass(frozen=True, slots=True)
class Episode:
    """An exported file, as a feed tells of it."""

    path: Path
    media_type: str
    duration_s: float
    size_bytes: int
    tags: Tags
    guid: str
    """It stays the same wherever the file is moved, and differs within a feed."""
    transcripts: tuple[Transcript, ...]
    number: int = 0
    """From 1, the oldest first."""
    published: datetime | None = None
    """In UTC; None where the file has no date."""
    name: str = ""
    """What the files that are made for it begin with."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A file that is no episode."""

    path: Path
    reason: str
    """A sentence with the file's name in it."""


def episodes_in(folder: Path) -> tuple[tuple[Episode, ...], tuple[LeftOut, ...]]:
    """The episodes of a folder, the oldest first, and the files with an audio file's ending that are none.

    The order is that of dates, then of track numbers, then of names. Hidden files and folders inside are not looked at.
    """
    found: list[Episode] = []
    left_out: list[LeftOut] = []
    for path in _audio_files(folder):
        try:
            episode = _episode(path)
        except InputError as error:
            left_out.append(LeftOut(path, str(error)))
            continue
        except OSError as error:  # it was taken away meanwhile
            left_out.append(LeftOut(path, f"{path} can't be read: {error.strerror}"))
            continue
        twin = next((other.path.name for other in found if other.guid == episode.guid), None)
        if twin:
            left_out.append(LeftOut(path, f"{path} holds the same session as {twin}"))
        else:
            found.append(episode)
    return tuple(_in_order(found)), tuple(sorted(left_out, key=lambda left: left.path.name))


def _audio_files(folder: Path) -> list[Path]:
    """The files with an exported file's ending, those of the kind that the most phones play first: where several hold
    the same session, the first of them is the episode."""
    files = [
        path
        for path in folder.iterdir()
        if path.suffix.lower() in AUDIO_SUFFIXES and not path.name.startswith(".") and path.is_file()
    ]
    return sorted(files, key=lambda path: (AUDIO_SUFFIXES.index(path.suffix.lower()), path.name))


def _episode(path: Path) -> Episode:
    from voicecoach.export.reader import read_exported

    exported = read_exported(path)
    if not (exported.tags.fingerprint or exported.tags.artist == OUR_ARTIST):
        raise InputError(f"{path} wasn't exported by voicecoach")
    return Episode(
        path,
        exported.mime,
        exported.duration_s,
        path.stat().st_size,
        exported.tags,
        _guid(exported),
        tuple(_transcripts(path)),
    )


def _guid(exported: ExportedFile) -> str:
    """By what the file was made from, whatever its format, else by its bytes: an episode that is exported again the
    same is no new one."""
    if exported.tags.fingerprint:
        return f"voicecoach:{exported.tags.fingerprint.partition('-')[0]}"
    digest = hashlib.sha256()
    with exported.path.open("rb") as file:
        for piece in iter(partial(file.read, _PIECE_BYTES), b""):
            digest.update(piece)
    return f"sha256:{digest.hexdigest()}"


def _transcripts(audio: Path) -> Iterator[Transcript]:
    for suffix, media_type in _TRANSCRIPTS.items():
        path = audio.with_suffix(suffix)
        if path.is_file() and (suffix != ".json" or _is_json_transcript(path)):
            yield Transcript(path, media_type)


def _is_json_transcript(path: Path) -> bool:
    """Whether a JSON file is a transcript as apps know it: other JSON may have the same name."""
    try:
        content = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return False
    return isinstance(content, dict) and isinstance(content.get("segments"), list) and "version" in content


def _in_order(episodes: Iterable[Episode]) -> Iterator[Episode]:
    """Numbered, and each later than the one before it: apps put episodes in order by their time alone.

    A file's date has no time of day. Noon UTC is on that date in nearly every place; the episodes of one date follow
    each other by a second.
    """
    ordered = sorted(episodes, key=lambda e: (e.tags.date or date.min, e.tags.track or 0, e.path.name))
    stems = Counter(episode.path.stem for episode in ordered)
    of_the_day: Counter[date | None] = Counter()
    for number, episode in enumerate(ordered, start=1):
        day = episode.tags.date
        begun = datetime.combine(day, time(), timezone.utc) if day else None
        yield replace(
            episode,
            number=number,
            published=begun + timedelta(seconds=of_the_day[day]) if begun else None,
            name=episode.path.stem if stems[episode.path.stem] == 1 else episode.path.name,
        )
        of_the_day[day] += 1
