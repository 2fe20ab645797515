"""`voicecoach export`."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from voicecoach.cli.console import clock_time, output, progress
from voicecoach.cli.opening import Opened, Request, opened
from voicecoach.cli.options import takes_request
from voicecoach.cli.speech import BYTES_PER_MB, Speech

if TYPE_CHECKING:
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


@takes_request
def export(
    request: Request,
    target: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            metavar="FILE",
            help="The file to write: .mp3, .m4a, .m4b, .opus, .ogg, .flac or .wav. Default: ROUTINE.mp3.",
        ),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite FILE if it exists.")] = False,
    format_: Annotated[
        str | None,
        typer.Option("--format", metavar="FORMAT", help="Write this format, whatever FILE's ending is."),
    ] = None,
    bit_rate_kbps: Annotated[
        int | None,
        typer.Option(
            "--bitrate",
            metavar="NUMBER",
            help="Kilobits a second: 32 to 320 for MP3, 32 to 160 for M4A and M4B, 16 to 128 for Opus. "
            "Default: 64, for Opus 32; plenty for a voice.",
        ),
    ] = None,
) -> None:
    """Write a routine to an audio file, with a chapter for each exercise."""
    path = target or Path(f"{_file_name(request)}.{format_ or 'mp3'}")
    timeline = exported(request, Order(path, force, format_, bit_rate_kbps), progress)
    output().print(summary(path, timeline), markup=False)


def exported(request: Request, order: Order, signs: Signs) -> Timeline:
    """Write what was asked for; what it holds. Raises as `opened`, `encoder_for`, `reserve` and `write` do."""
    from voicecoach.config import load_config
    from voicecoach.export.describing import described
    from voicecoach.export.writer import encoder_for
    from voicecoach.export.writer import export as write
    from voicecoach.files import reserve

    speech = Speech(load_config())
    encoder = encoder_for(order.path, order.format, bit_rate_kbps=order.bit_rate_kbps, cache=speech.cache)
    with (
        opened(request, speech=speech) as session,
        reserve(order.path, overwrite=order.overwrite) as reservation,
    ):
        with signs("Speaking") as on_progress:
            timeline = session.session.timeline(on_progress)
        with signs("Writing") as on_progress:
            tags = described(_about(session, order), timeline)
            write(reservation, encoder, timeline.length, session.session.sound.islands(), tags, on_progress)
    return timeline


def summary(path: Path, timeline: Timeline) -> str:
    """What was written, in a line."""
    from voicecoach.clip import s_from_frames

    size_mb = path.stat().st_size / BYTES_PER_MB
    duration, chapters = clock_time(s_from_frames(timeline.length)), len(timeline.sections)
    return f"{path}: {duration}, {chapters} chapter{'s' * (chapters != 1)}, {size_mb:.1f} MB"


def _file_name(request: Request) -> str:
    """A file's name, without an ending, for the routine that was asked for."""
    return re.sub(r"\.ya?ml$", "", Path(request.routine).name, flags=re.IGNORECASE)


def _about(session: Opened, order: Order) -> Tags:
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
    )
