"""What goes wrong when tags are put into a file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from voicecoach.errors import ExportError


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
        raise ExportError(f"the tags couldn't be written: {error}; export to MP3") from error
