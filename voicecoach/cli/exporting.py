"""`voicecoach export`."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from voicecoach.cli.console import clock_time, output, progress
from voicecoach.cli.opening import Opened, Request, opened
from voicecoach.cli.options import takes_request
from voicecoach.cli.speech import BYTES_PER_MB

if TYPE_CHECKING:
    from voicecoach.export.encoder import Tags
    from voicecoach.timeline import Timeline


@takes_request
def export(
    request: Request,
    target: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="FILE", help="The file to write, .mp3 or .wav. Default: ROUTINE.mp3."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite FILE if it exists.")] = False,
) -> None:
    """Write a routine to an audio file, with a chapter for each exercise."""
    from voicecoach.export.writer import encoder_for
    from voicecoach.export.writer import export as write
    from voicecoach.files import reserve

    path = target or Path(re.sub(r"\.ya?ml$", "", Path(request.routine).name, flags=re.IGNORECASE) + ".mp3")
    encoder = encoder_for(path)
    with (
        opened(request) as session,
        reserve(path, overwrite=force) as reservation,
    ):
        with progress("Speaking") as on_progress:
            timeline = session.session.timeline(on_progress)
        with progress("Writing") as on_progress:
            tags = _tags(session, timeline)
            write(reservation, encoder, timeline.length, session.session.sound.islands(), tags, on_progress)
    output().print(summary(path, timeline), markup=False)


def summary(path: Path, timeline: Timeline) -> str:
    """What was written, in a line."""
    from voicecoach.clip import s_from_frames

    size_mb = path.stat().st_size / BYTES_PER_MB
    duration, chapters = clock_time(s_from_frames(timeline.length)), len(timeline.sections)
    return f"{path}: {duration}, {chapters} chapter{'s' * (chapters != 1)}, {size_mb:.1f} MB"


def _tags(session: Opened, timeline: Timeline) -> Tags:
    from voicecoach.export.encoder import Chapter, Tags

    routine = session.routine
    return Tags(
        title=routine.title,
        artist="voicecoach",
        album="voicecoach routines",
        language=routine.language,
        comment=f"voice {session.voice}, pace {session.choices.pace:g}, level {session.level.value}",
        chapters=tuple(Chapter(section.title, section.start, section.stop) for section in timeline.sections),
    )
