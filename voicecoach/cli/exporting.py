"""`voicecoach export`."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from operator import methodcaller
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from voicecoach.cli.console import progress
from voicecoach.cli.opening import Opened, Request, opened, warn
from voicecoach.cli.options import takes_request
from voicecoach.cli.speech import BYTES_PER_MB
from voicecoach.clock import clock_time

if TYPE_CHECKING:
    from voicecoach.cache import Cache
    from voicecoach.export.encoder import Encoder, Tags
    from voicecoach.export.layout import Layout

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
    unless_unchanged: bool = False
    """Leave a file as it is that would come out as it is; overwrite an older one that voicecoach has made."""
    transcripts: tuple[str, ...] = ()
    """Formats to write beside it, each once."""
    cover: bool = True
    """Whether a picture goes with it."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What a file holds, and whether it was left as it was, since it would have come out the same."""

    layout: Layout
    is_unchanged: bool = False


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
            help="Kilobits a second, in steps: 32 to 320 for MP3, 32 to 160 for M4A and M4B, 16 to 128 for Opus. "
            "Default: 64, for Opus 32; plenty for a voice.",
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
    path = target or Path(f"{routine_file_name(request)}.{format_ or 'mp3'}")
    beside = tuple(dict.fromkeys(transcripts or ()))
    order = Order(path, force, format_, bit_rate_kbps, transcripts=beside, cover=not no_cover)
    layout = exported(request, order, progress).layout
    typer.echo(summary(path, layout.length, len(layout.tags.chapters)))
    for transcript in transcript_paths(order).values():
        typer.echo(transcript)


def exported(request: Request, order: Order, signs: Signs) -> Exported:
    """Write what was asked for; what came of it. Each file appears whole or not at all: first the transcripts that are
    there already, then the audio file, then the other transcripts. So no old transcript lies beside a new audio file,
    whenever the process is killed. Raises as `opened`, `encoder_for`, `transcript_paths`, `reserve` and `write` do."""
    from importlib.metadata import version

    from voicecoach import folders
    from voicecoach.cache import Cache
    from voicecoach.export.describing import fingerprint_of, transcripts_with
    from voicecoach.export.writer import encoder_for
    from voicecoach.export.writer import export as write
    from voicecoach.files import reserve

    cache = Cache(folders.entries_folder(), sys.maxsize)  # the config, which bounds it, isn't read yet
    encoder = encoder_for(order.path, order.format, bit_rate_kbps=order.bit_rate_kbps, cache=cache)
    there = fingerprint_at(order.path) if order.unless_unchanged else ""
    paths = transcript_paths(order)
    with ExitStack() as stack:
        audio = stack.enter_context(reserve(order.path, overwrite=order.overwrite or bool(there)))
        ours = transcripts_with(there)
        beside = {
            kind: stack.enter_context(reserve(path, overwrite=order.overwrite or kind in ours))
            for kind, path in paths.items()
        }
        source = _Source(request, cache, encoder, signs, stack)
        format_ = order.format or encoder.suffix.removeprefix(".")

        def tags_of(layout: Layout) -> Tags:
            picture = cover(layout, cache) if order.cover else b""
            tags = replace(layout.tags, track=order.track, date=date.today(), cover=picture)
            by, rate_kbps = version("voicecoach"), order.bit_rate_kbps
            made_of = fingerprint_of(layout.fingerprint, tags, format_, rate_kbps, by, order.transcripts)
            return replace(tags, fingerprint=made_of)

        def transcribe(kinds: Iterable[str]) -> None:
            for kind in kinds:
                beside[kind].write(methodcaller("write", _transcript(kind, source.session, tags).encode()))

        layout = source.kept or source.opened
        tags = tags_of(layout)
        first = [kind for kind, path in paths.items() if path.exists()]
        if there == tags.fingerprint and len(first) == len(paths):
            return Exported(layout, is_unchanged=True)
        if source.kept and (paths or not encoder.knows(layout.keys)):  # what it asks for now may be a little other
            layout = source.opened
            tags = tags_of(layout)
        islands = layout.islands() if layout is source.kept else source.session.session.sound.islands()
        transcribe(first)
        with signs("Writing") as on_progress:
            write(audio, encoder, layout.length, islands, tags, on_progress)
        transcribe(kind for kind in paths if kind not in first)
    cache.release()
    return Exported(layout)


def transcript_paths(order: Order) -> dict[str, Path]:
    """The transcripts' files by their formats. Raises UnknownNameError for an unknown format."""
    if not order.transcripts:
        return {}
    from voicecoach.export.transcripts import paths_beside

    return paths_beside(order.path, order.transcripts)


def fingerprint_at(path: Path) -> str:
    """The fingerprint that the file at a path keeps; empty where none is there, or one that voicecoach hasn't made."""
    from voicecoach.errors import InputError
    from voicecoach.export.reader import read_exported

    try:
        return read_exported(path).tags.fingerprint
    except InputError:
        return ""


class _Source:
    """What an export is made of: a layout that was kept, or a session, opened and prepared where it's needed. What the
    listener might wonder about is told once."""

    def __init__(self, request: Request, cache: Cache, encoder: Encoder, signs: Signs, stack: ExitStack) -> None:
        from voicecoach.cli.layouts import kept_layout, layout_name

        self._request, self._cache, self._encoder, self._signs, self._stack = request, cache, encoder, signs, stack
        self._name = layout_name(request)
        found = kept_layout(self._name, cache) if self._name else None
        self.kept: Layout | None = found[0] if found else None
        warn(found[1] if found else ())

    @cached_property
    def session(self) -> Opened:
        """The session, all of it prepared until `stack` is left, and encoded as far as that could be done meanwhile."""
        from voicecoach.export.writer import encoding_ahead

        session = self._stack.enter_context(opened(self._request, warns=not self.kept))
        islands = session.session.sound.islands
        with self._signs("Speaking") as on_progress, encoding_ahead(self._encoder, islands) as encode:

            def spoken(done: int, total: int) -> None:
                on_progress(done, total)
                encode()

            session.session.timeline(spoken)
        return session

    @cached_property
    def opened(self) -> Layout:
        """The layout of the session. It is kept, unless what it hangs on was changed meanwhile."""
        from voicecoach.cli.layouts import keep_layout, layout_name

        found = layout_of(self.session)
        if self._name and layout_name(self._request) == self._name:
            keep_layout(self._name, self._cache, self.session, found)
        return found


def summary(path: Path, length: int, chapters: int) -> str:
    """What was written, in a line."""
    from voicecoach.clip import s_from_frames

    size_mb = path.stat().st_size / BYTES_PER_MB
    return f"{path}: {clock_time(s_from_frames(length))}, {chapters} chapter{'s' * (chapters != 1)}, {size_mb:.1f} MB"


def routine_file_name(request: Request) -> str:
    """A file's name, without an ending, for the routine that was asked for."""
    return re.sub(r"\.ya?ml$", "", Path(request.routine).name, flags=re.IGNORECASE)


def _about(session: Opened) -> Tags:
    from voicecoach.export.differing import comment_of
    from voicecoach.export.encoder import Tags

    routine = session.routine
    return Tags(
        title=routine.title,
        artist="voicecoach",
        album="voicecoach routines",
        language=routine.language,
        comment=comment_of(session.voice, session.choices.pace, session.level.value),
    )


def layout_of(session: Opened) -> Layout:
    """The layout of a session, all of it prepared."""
    from voicecoach.export.describing import described
    from voicecoach.export.layout import layout
    from voicecoach.phrases import phrases_for

    timeline = session.session.timeline()
    minute_sign = phrases_for(session.routine.language).reading.minute[0]
    islands = session.session.sound.islands()
    return layout(timeline.length, described(_about(session), timeline), minute_sign, islands)


def cover(layout: Layout, cache: Cache | None = None) -> bytes:
    """The cover of a session, as a PNG file."""
    from voicecoach.clip import s_from_frames
    from voicecoach.cover import cover_png

    minutes = max(1, round(s_from_frames(layout.length) / 60))
    return cover_png(layout.tags.title, f"{minutes}", layout.minute_sign, cache)


def _transcript(kind: str, session: Opened, tags: Tags) -> str:
    from voicecoach.cli.listing import facts
    from voicecoach.export.transcripts import TRANSCRIPTS, Script
    from voicecoach.phrases import phrases_for

    timeline = session.session.timeline()
    held = phrases_for(session.routine.language).held_for
    return TRANSCRIPTS[kind](Script(tags, timeline, facts(session, timeline), held))
