"""Running ffmpeg: sound goes into it piece by piece."""

from __future__ import annotations

import errno
import os
import shutil
import signal
from collections.abc import Iterable, Sequence
from contextlib import suppress
from subprocess import DEVNULL, PIPE, Popen
from tempfile import TemporaryFile
from typing import IO, BinaryIO

from voicecoach.errors import ExportError, NotSetUpError

_END_BYTES = 4096
_MOST_CHARACTERS = 200
"""Of its last words: an address may be among them, which holds all chapters."""

_SAYS_NOTHING = "Conversion failed!"
"""What ffmpeg ends with behind the reason."""


def ffmpeg_program() -> str:
    """The path of ffmpeg: the one on PATH, or else that of the package imageio-ffmpeg.

    Raises NotSetUpError where there is neither.
    """
    if found := shutil.which("ffmpeg"):
        return found
    try:
        import imageio_ffmpeg

        return str(imageio_ffmpeg.get_ffmpeg_exe())
    except (ImportError, RuntimeError) as error:
        raise NotSetUpError(
            "M4A and M4B files are written by ffmpeg, which wasn't found; install ffmpeg, or: "
            "pip install imageio-ffmpeg (the extra [m4b])"
        ) from error


def run_ffmpeg(program: str, arguments: Sequence[str], sound: Iterable[bytes]) -> None:
    """Run ffmpeg to its end with `sound` on its standard input. What `sound` raises passes through, and ends ffmpeg.

    Raises ExportError, with what ffmpeg said, where it fails, is killed, or can't be started; OSError where the disk is
    full.
    """
    command = [program, "-v", "error", "-nostdin", *arguments]
    with TemporaryFile() as said:
        try:
            process = Popen(command, stdin=PIPE, stdout=DEVNULL, stderr=said)
        except OSError as error:
            raise ExportError(f"ffmpeg can't be started ({program}: {error.strerror}); export to MP3") from error
        with process:
            assert process.stdin
            try:
                _feed(process.stdin, sound)
                status = process.wait()
            except BaseException:
                process.kill()
                with suppress(OSError):
                    process.stdin.close()
                raise
        if status:
            words = _last_words(said)
            if os.strerror(errno.ENOSPC) in words:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            raise ExportError(f"ffmpeg {_end(status)}: {words}; export to MP3, or try another ffmpeg")


def _feed(stdin: IO[bytes], sound: Iterable[bytes]) -> None:
    """Write all of it, as long as ffmpeg reads; why it stops reading, it says itself."""
    for piece in sound:
        try:
            stdin.write(piece)
        except OSError:
            break
    with suppress(OSError):
        stdin.close()


def _end(status: int) -> str:
    if status > 0:
        return f"failed with status {status}"
    try:
        return f"was ended by the signal {signal.Signals(-status).name}"
    except ValueError:  # one without a name
        return f"was ended by the signal {-status}"


def _last_words(said: BinaryIO) -> str:
    """The last line that says something."""
    said.seek(-min(_END_BYTES, said.seek(0, 2)), 2)
    lines = said.read().decode(errors="replace").split("\n")
    reasons = [line.strip() for line in lines if line.strip() not in {"", _SAYS_NOTHING}]
    return reasons[-1][-_MOST_CHARACTERS:] if reasons else "it said nothing"
