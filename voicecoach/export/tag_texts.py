"""Times, dates and words as the texts that tags hold, and back.

Source of the timed words: the LRC format, as players of music read it, by its usual description (en.wikipedia.org,
"LRC (file format)"): a line each, after its time in brackets. Times here have milliseconds, as ID3's have.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import pairwise, zip_longest

from voicecoach.clip import FRAME_RATE, s_from_frames
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
    """All that is said, by the time, so that `captions_from` gives it back."""
    return "\n".join(lrc_lines(tuple(captions), digits=3))


def lrc_lines(captions: Sequence[Caption], *, digits: int, least_silence_s: float = 0.0) -> Iterator[str]:
    """A line for what is said, where it begins, and one without words where nothing is said for `least_silence_s`.
    Seconds have so many `digits`."""
    for caption, following in zip_longest(captions, captions[1:]):
        yield f"[{_minutes(caption.start, digits)}]{' '.join(caption.text.split())}"
        if following is None or s_from_frames(following.start - caption.stop) >= least_silence_s:
            yield f"[{_minutes(caption.stop, digits)}]"


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


def _minutes(frame: int, digits: int) -> str:
    """A time as MM:SS and so many `digits` of a second, with as many digits of minutes as it takes."""
    minutes, rest = divmod(round(frame * 10**digits / FRAME_RATE), 60 * 10**digits)
    return f"{minutes:02d}:{rest // 10**digits:02d}.{rest % 10**digits:0{digits}d}"
