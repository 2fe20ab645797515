"""Sound → a file by libsndfile; the home of soundfile where files are written."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, BinaryIO

from voicecoach.clip import FRAME_RATE
from voicecoach.errors import ExportError, clause
from voicecoach.export.pieces import pieces

if TYPE_CHECKING:
    from collections.abc import Iterable

    from voicecoach.clip import Island


def write_sound(
    file: BinaryIO,
    length: int,
    islands: Iterable[Island],
    *,
    container: str,
    codec: str,
    compression: float | None = None,
) -> None:
    """Write the sound of a session into an empty file, without tags. Memory: one island.

    `container`, `codec` and `compression` (0 is the largest file, 1 the smallest) are what soundfile calls format,
    subtype and compression_level. Raises OSError as `file` does, ExportError where libsndfile fails, ValueError where
    islands overlap or pass the end.
    """
    import soundfile

    watched = _WatchedFile(file)
    settings: dict[str, Any] = {"format": container, "subtype": codec, "compression_level": compression}
    try:
        with (
            _signals_held() as came,
            soundfile.SoundFile(watched, "w", FRAME_RATE, channels=1, **settings) as sound,
        ):
            for piece in pieces(length, islands):
                sound.buffer_write(piece, "int16")
                if watched.error or came:
                    break
    except (soundfile.SoundFileError, AssertionError) as error:  # it asserts that all was written
        if not watched.error:
            raise ExportError(f"libsndfile couldn't encode the sound: {clause(error)}; export to MP3") from error
    if watched.error:
        raise watched.error


@contextmanager
def _signals_held() -> Iterator[list[int]]:
    """Which signals came: what they do, such as ending by Ctrl-C, they do at the end. Amid a call from C it would be
    lost. Only the main thread gets any."""
    came: list[int] = []
    if threading.current_thread() is not threading.main_thread():
        yield came
        return
    numbers = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
    usual = {number: signal.signal(number, lambda number, _: came.append(number)) for number in numbers}
    try:
        yield came
    finally:
        for number, handler in usual.items():
            signal.signal(number, handler)
        for number in came[:1]:
            signal.raise_signal(number)


class _WatchedFile:
    """A file as libsndfile is given it. An exception can't pass through a library of C, so the first one is kept."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.error: BaseException | None = None

    def write(self, data: bytes) -> int:
        """Write; 0 where that failed, now or before."""
        if self.error is None:
            try:
                return self._file.write(data)
            except BaseException as error:
                self.error = error
        return 0

    def read(self, count: int) -> bytes:
        """Read; libsndfile looks for a file's end so."""
        return self._file.read(count)

    def seek(self, offset: int, whence: int = 0) -> int:
        """Go to a byte."""
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        """Where in the file it is."""
        return self._file.tell()
