"""`voicecoach export`."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from datetime import date
from operator import methodcaller
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from voicecoach.cli.console import clock_time, output, progress
from voicecoach.cli.opening import Opened, Request, opened
from voicecoach.cli.options import takes_request
from voicecoach.cli.speech import BYTES_PER_MB, Speech

if TYPE_CHECKING:
    from voicecoach.cache import Cache
    from voicecoach.export.encoder import Tags
    from voicecoach.timeline import Timeline

Signs = Callable[[str], AbstractContextManager[Callable[[int, int], None]]]
"""A task → what is told how much of how much is done."""


@dataclass(frozen=True, slots=True)
class Order:
    """What to write, and where."""

    path: Path
    overwrite: bool = False
    format: str | None = None
    """Else the path's ending names it."""
    bit_rate_kbps: int | None = None
    track: int = 1
    transcripts: tuple[str, ...] = ()
    """Formats to write beside it, each once."""
    cover: bool = True
    """Whether a picture goes with it."""


@takes_request
def export(
    request: Request,
    target: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="FILE", help="The file to write, .mp3 or .wav. Default: ROUTINE.mp3."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite FILE if it exists.")] = False,
    format_: Annotated[
        str | None,
        typer.Option("--format", metavar="FORMAT", help="Write this format, whatever FILE's ending is."),
    ] = None,
    bit_rate_kbps: Annotated[
        int | None,
        typer.Option(
            "--bitrate", metavar="NUMBER", help="Kilobits a second: 32 to 320 for MP3. Default: 64, plenty for a voice."
        ),
    ] = None,
    transcripts: Annotated[
        list[str] | None,
        typer.Option(
            "--transcript",
            metavar="FORMAT",
            help="Write what is said beside FILE as well: txt to read, srt or vtt (captions), lrc (lyrics), or json "
            "(can be repeated).",
        ),
    ] = None,
    no_cover: Annotated[bool, typer.Option("--no-cover", help="Leave out the cover picture.")] = False,
) -> None:
    """Write a routine to an audio file, with a chapter for each exercise."""
    path = target or Path(f"{_file_name(request)}.{format_ or 'mp3'}")
    beside = tuple(dict.fromkeys(transcripts or ()))
    order = Order(path, force, format_, bit_rate_kbps, transcripts=beside, cover=not no_cover)
    timeline = exported(request, order, progress)
    console = output()
    console.print(summary(path, timeline), markup=False)
    for transcript in transcript_paths(order).values():
        console.print(str(transcript), markup=False)


def exported(request: Request, order: Order, signs: Signs) -> Timeline:
    """Write what was asked for; what it holds. Each file appears whole or not at all: the audio file first, then the
    transcripts. Raises as `opened`, `encoder_for`, `transcript_paths`, `reserve` and `write` do."""
    from voicecoach.config import load_config
    from voicecoach.export.describing import described
    from voicecoach.export.writer import encoder_for
    from voicecoach.export.writer import export as write
    from voicecoach.files import reserve

    speech = Speech(load_config())
    encoder = encoder_for(order.path, order.format, bit_rate_kbps=order.bit_rate_kbps, cache=speech.cache)
    paths = transcript_paths(order)
    with opened(request, speech=speech) as session, ExitStack() as stack:
        audio, *beside = [
            stack.enter_context(reserve(path, overwrite=order.overwrite)) for path in (order.path, *paths.values())
        ]
        with signs("Speaking") as on_progress:
            timeline = session.session.timeline(on_progress)
        with signs("Writing") as on_progress:
            tags = described(_about(session, order, timeline, speech.cache), timeline)
            write(audio, encoder, timeline.length, session.session.sound.islands(), tags, on_progress)
        for name, reservation in zip(paths, beside, strict=True):
            content = _transcript(name, session, timeline, tags).encode()
            reservation.write(methodcaller("write", content))
    return timeline


def transcript_paths(order: Order) -> dict[str, Path]:
    """The transcripts' files by their formats: beside the audio file, and named as it is but for the ending.

    Raises UnknownNameError for an unknown format.
    """
    if not order.transcripts:
        return {}
    from voicecoach.backends import backend_names
    from voicecoach.errors import UnknownNameError
    from voicecoach.export.transcripts import TRANSCRIPTS

    has_ending = order.path.suffix.lower().removeprefix(".") in backend_names("encoder")
    stem = order.path.stem if has_ending else order.path.name  # "stretches 1.5" ends in no format
    paths = {}
    for name in order.transcripts:
        if name not in TRANSCRIPTS:
            raise UnknownNameError("transcript", name, TRANSCRIPTS)
        paths[name] = order.path.with_name(f"{stem}.{name}")
    return paths


def summary(path: Path, timeline: Timeline) -> str:
    """What was written, in a line."""
    from voicecoach.clip import s_from_frames

    size_mb = path.stat().st_size / BYTES_PER_MB
    duration, chapters = clock_time(s_from_frames(timeline.length)), len(timeline.sections)
    return f"{path}: {duration}, {chapters} chapter{'s' * (chapters != 1)}, {size_mb:.1f} MB"


def _file_name(request: Request) -> str:
    """A file's name, without an ending, for the routine that was asked for."""
    return re.sub(r"\.ya?ml$", "", Path(request.routine).name, flags=re.IGNORECASE)


def _about(session: Opened, order: Order, timeline: Timeline, cache: Cache) -> Tags:
    from voicecoach.export.encoder import Tags

    routine = session.routine
    return Tags(
        title=routine.title,
        artist="voicecoach",
        album="voicecoach routines",
        language=routine.language,
        comment=f"voice {session.voice}, pace {session.choices.pace:g}, level {session.level.value}",
        track=order.track,
        date=date.today(),
        cover=cover(session, timeline, cache) if order.cover else b"",
    )


def cover(session: Opened, timeline: Timeline, cache: Cache | None = None) -> bytes:
    """The cover of a session, as a PNG file."""
    from voicecoach.clip import s_from_frames
    from voicecoach.cover import cover_png
    from voicecoach.phrases import phrases_for

    minutes = max(1, round(s_from_frames(timeline.length) / 60))
    sign = phrases_for(session.routine.language).reading.minute[0]
    return cover_png(session.routine.title, f"{minutes}", sign, cache)


def _transcript(name: str, session: Opened, timeline: Timeline, tags: Tags) -> str:
    from voicecoach.cli.listing import facts
    from voicecoach.export.transcripts import TRANSCRIPTS, Script
    from voicecoach.phrases import phrases_for

    phrases = phrases_for(session.routine.language)
    return TRANSCRIPTS[name](Script(tags, timeline, facts(session, timeline), phrases.held_for))
