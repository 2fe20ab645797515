"""What goes wrong when tags are put into a file, and what can't be put into one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from voicecoach.errors import ExportError, clause
from voicecoach.export.encoder import Tags


def check_chapters(tags: Tags, most: int) -> None:
    """Raises ExportError where there are more than `most` chapters, which a file of its format can't hold."""
    if len(tags.chapters) > most:
        raise ExportError(f"{len(tags.chapters)} chapters don't fit into one file ({most} at most); split the routine")


@contextmanager
def plain_errors() -> Iterator[None]:
    """What mutagen raises as what it is: the file's own OSError, which it wraps, or else an ExportError."""
    from mutagen import MutagenError

    try:
        yield
    except MutagenError as error:
        cause = error.args[0] if error.args else None
        if isinstance(cause, OSError):
            raise cause from error
        raise ExportError(f"the tags couldn't be written: {clause(error)}; export to MP3") from error
