"""Times, dates and words as the texts that tags hold, and back.

Source of the timed words: the LRC format, as players of music read it, by its usual description (en.wikipedia.org,
"LRC (file format)"): a line each, after its time in brackets. Times here have milliseconds, as ID3's have.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import pairwise

from voicecoach.clip import FRAME_RATE
from voicecoach.export.encoder import Caption, Chapter

_LRC_LINE = re.compile(r"\[(\d+):(\d\d)[.:](\d{2,3})\](.*)")


def ms_from_frames(frame: int) -> int:
    """One rule of rounding for starts and stops, so that chapters which tile in frames tile in milliseconds."""
    return round(frame * 1000 / FRAME_RATE)


def frames_from_ms(ms: int) -> int:
    """The frame nearest to a time."""
    return round(ms * FRAME_RATE / 1000)


def iso_date(text: str) -> date | None:
    """The date that a text begins with, such as `2026-02-01`; None where it holds less, or another thing."""
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def track_number(text: str) -> int | None:
    """The number in `3` or `3/12`; None where there is none."""
    number = text.partition("/")[0]
    return int(number) if number.isascii() and number.isdecimal() else None


def plain_words(captions: Iterable[Caption]) -> str:
    """All that is said, a line each."""
    return "\n".join(caption.text for caption in captions)


def lrc_text(captions: Iterable[Caption]) -> str:
    """All that is said, by the time. A line without words stands where nothing is said."""
    lines: list[tuple[int, str]] = []
    for caption in captions:
        start, stop = ms_from_frames(caption.start), ms_from_frames(caption.stop)
        lines += [(start, " ".join(caption.text.split())), (stop, "")]
    return "\n".join(f"[{_minutes(ms)}]{text}" for ms, text in lines)


def captions_from(text: str) -> tuple[Caption, ...]:
    """The captions of an `lrc_text`; of another one's, each lasts until the next line. A last line with words has no
    end, and is left out."""
    lines = [match.groups() for match in map(_LRC_LINE.match, text.splitlines()) if match]
    timed = [
        (frames_from_ms(int(minutes) * 60_000 + int(seconds) * 1000 + int(part.ljust(3, "0"))), words.strip())
        for minutes, seconds, part, words in lines
    ]
    return tuple(Caption(words, start, stop) for (start, words), (stop, _) in pairwise(timed) if words)


def chapters_from(starts: Iterable[tuple[int, str]], length: int) -> Iterator[Chapter]:
    """Chapters of which only the start frame and the title are known: each lasts until the next, the last one until
    `length`."""
    marks = [*sorted(starts, key=lambda mark: mark[0]), (length, "")]
    for (start, title), (stop, _) in pairwise(marks):
        yield Chapter(title, start, stop)


def _minutes(ms: int) -> str:
    """`ms` as MM:SS.mmm, with as many digits of minutes as it takes."""
    minutes, rest_ms = divmod(ms, 60_000)
    return f"{minutes:02d}:{rest_ms // 1000:02d}.{rest_ms % 1000:03d}"
