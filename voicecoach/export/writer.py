"""A session's sound → a file, by the encoder that the file's ending names."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING, cast

from voicecoach.backends import backend_names, load_backend
from voicecoach.errors import InputError, UnknownNameError, VoicecoachError
from voicecoach.files import Reservation

if TYPE_CHECKING:
    from voicecoach.cache import Cache
    from voicecoach.clip import Island
    from voicecoach.export.encoder import Encoder, Tags

Progress = Callable[[int, int], None]
"""Told how many frames are done, and of how many."""


def encoder_for(
    path: Path,
    format: str | None = None,  # noqa: A002  what the user calls it
    *,
    bit_rate_kbps: int | None = None,
    cache: Cache | None = None,
) -> Encoder:
    """The encoder named `format`, or else by the ending of `path`.

    Raises InputError, with what is known, where there is none, or it hasn't that bit rate.
    """
    known = backend_names("encoder")
    if format is not None and format not in known:
        raise UnknownNameError("format", format, known)
    name = format or path.suffix.lower().removeprefix(".")
    if name not in known:
        if os.path.isdir(path):  # noqa: PTH112  Path.is_dir raises where a name is too long
            raise InputError(f"{path} is a folder; name a file in it")
        endings = ", ".join(f".{ending}" for ending in known)
        raise InputError(f"{path}: its ending doesn't name a known format; known endings are {endings}")
    kind = cast("type[Encoder]", load_backend("encoder", name))
    if bit_rate_kbps is not None and bit_rate_kbps not in kind.bit_rates_kbps:
        choice = ", ".join(map(str, kind.bit_rates_kbps))
        can = f"can have a bit rate of {choice} kbit/s" if choice else "has no choice of bit rates; leave it out"
        raise InputError(f"{bit_rate_kbps} kbit/s: a file in the format {name} {can}")
    return kind(bit_rate_kbps, cache)


@contextmanager
def encoding_ahead(encoder: Encoder, known_from: Callable[[int], Iterable[Island]]) -> Iterator[Callable[[], None]]:
    """While a session is spoken, encode what is known of its sound, in a thread of its own.

    `known_from` has the islands that are known, from a number on. Gives what is to be called when there may be more.
    What isn't encoded at the end is left to `export`, and so is telling what went wrong.
    """
    given: SimpleQueue[Island | None] = SimpleQueue()
    count = 0
    is_over = threading.Event()

    def add() -> None:
        nonlocal count
        for island in known_from(count):
            given.put(island)
            count += 1

    def islands() -> Iterator[Island]:
        while (island := given.get()) and not is_over.is_set():
            yield island

    def encode() -> None:
        with suppress(VoicecoachError, OSError):
            encoder.prepare(islands())

    thread = threading.Thread(target=encode, daemon=True)
    thread.start()
    try:
        yield add
    finally:
        is_over.set()
        given.put(None)
        thread.join()


def export(
    reservation: Reservation,
    encoder: Encoder,
    length: int,
    islands: Iterable[Island],
    tags: Tags,
    on_progress: Progress | None = None,
) -> None:
    """Write a session of `length` frames to a reserved path; `on_progress` is told after each island and at the end.

    Raises as Reservation.write does; what `islands` raises, beside OSError, passes through.
    """
    tell = on_progress or _ignore
    reservation.write(lambda file: encoder.write(file, length, _told(islands, length, tell), tags))
    tell(length, length)


def _told(islands: Iterable[Island], length: int, tell: Progress) -> Iterator[Island]:
    for island in islands:
        yield island
        tell(island.stop, length)


def _ignore(done: int, length: int) -> None:
    """Progress that nobody asked for."""
