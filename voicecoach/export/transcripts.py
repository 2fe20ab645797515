"""Transcripts: what is said in a session, as text, in the formats that people and players read.

Sources: for `vtt` W3C, "WebVTT: The Web Video Text Tracks Format"; `srt` and `lrc` have no standard, and are written as
players of every kind read them. All are UTF-8 without a byte order mark.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from voicecoach.backends import backend_names
from voicecoach.clip import s_from_frames
from voicecoach.cues import Hold, Speech
from voicecoach.errors import UnknownNameError
from voicecoach.export.encoder import Tags
from voicecoach.export.tag_texts import lrc_lines, ms_from_frames
from voicecoach.timeline import PlacedSection, PlacedSpan, Timeline

SILENCE_S = 1.0
"""From here on a line of lyrics is followed by an empty one: the words before a shorter silence stay to be read."""

_NO_BRACKETS = str.maketrans("[]", "()")
"""Lyrics know no way of writing a bracket that isn't theirs."""


@dataclass(frozen=True, slots=True)
class Script:
    """What a transcript is written from: a session from its start to its end."""

    tags: Tags
    """They hold the chapters and the captions."""
    timeline: Timeline
    facts: Mapping[str, Any]
    """All that programs want to know of the session: what `json` writes."""
    held: Callable[[float], str]
    """How long a stretch is held, in seconds → the same in words."""


def txt(script: Script) -> str:
    """A text to be read or printed: each chapter with its time, a line for each sentence, and one for each hold with
    what is said in it."""
    lines = [script.tags.title]
    for section, chapter in zip(script.timeline.sections, script.tags.chapters, strict=True):
        lines += ["", "", f"{_clock(section.start)}  {chapter.title}", ""]
        lines += _sentences(section, script.held)
    lines += ["", "", _clock(script.timeline.length)]
    return "\n".join(lines) + "\n"


def srt(script: Script) -> str:
    """SubRip: numbered captions, in milliseconds."""
    return "\n".join(
        f"{number}\n{_time(caption.start, ',')} --> {_time(caption.stop, ',')}\n{_line(caption.text)}\n"
        for number, caption in enumerate(script.tags.captions, start=1)
    )


def vtt(script: Script) -> str:
    """WebVTT: captions, in milliseconds."""
    captions = (
        f"\n{_time(caption.start, '.')} --> {_time(caption.stop, '.')}\n{_escaped(_line(caption.text))}\n"
        for caption in script.tags.captions
    )
    return "".join(("WEBVTT\n", *captions))


def lrc(script: Script) -> str:
    """Lyrics: a line where it begins, in hundredths of a second, and an empty one where it falls silent for
    SILENCE_S."""
    tags = script.tags
    about = {"ti": tags.title, "ar": tags.artist, "al": tags.album, "length": _clock(script.timeline.length)}
    lines = [f"[{name}:{_line(value).translate(_NO_BRACKETS)}]" for name, value in about.items()]
    captions = [replace(caption, text=caption.text.translate(_NO_BRACKETS)) for caption in tags.captions]
    lines += lrc_lines(captions, digits=2, least_silence_s=SILENCE_S)
    return "\n".join(lines) + "\n"


def facts_json(script: Script) -> str:
    """JSON, for programs."""
    return json_text(script.facts) + "\n"


def json_text(facts: Mapping[str, Any]) -> str:
    """Facts as JSON, to be read by programs and by people."""
    return json.dumps(facts, ensure_ascii=False, indent=2)


TRANSCRIPTS: dict[str, Callable[[Script], str]] = {"json": facts_json, "lrc": lrc, "srt": srt, "txt": txt, "vtt": vtt}
"""What writes a transcript, by its format, which is its file's ending as well."""


def paths_beside(audio: Path, formats: Iterable[str]) -> dict[str, Path]:
    """The transcripts' files by their formats: beside an audio file, and named as it is but for the ending.

    Raises UnknownNameError for an unknown format.
    """
    has_ending = audio.suffix.lower().removeprefix(".") in backend_names("encoder")
    stem = audio.stem if has_ending else audio.name  # "stretches 1.5" ends in no format
    return {name: audio.with_name(f"{stem}.{known_transcript(name)}") for name in formats}


def known_transcript(name: str) -> str:
    """The name of a transcript's format, as it is. Raises UnknownNameError."""
    if name not in TRANSCRIPTS:
        raise UnknownNameError("transcript", name, TRANSCRIPTS)
    return name


def _sentences(section: PlacedSection, held: Callable[[float], str]) -> Iterator[str]:
    for span in section.spans:
        spoken = [_line(event.text) for event in span.events if isinstance(event.cue, Speech)]
        if isinstance(span.span, Hold):
            yield " ".join((f"    [{held(_length_s(span))}]", *spoken))
        else:
            yield from spoken


def _length_s(span: PlacedSpan) -> float:
    return s_from_frames(span.stop - span.start)


def _line(text: str) -> str:
    """A text in one line: an empty one would end a caption."""
    return " ".join(text.split())


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _time(frame: int, point: str) -> str:
    """Hours, minutes, seconds and milliseconds, by the rule of rounding of the file's own captions."""
    rest, ms = divmod(ms_from_frames(frame), 1000)
    rest, s = divmod(rest, 60)
    hours, minutes = divmod(rest, 60)
    return f"{hours:02}:{minutes:02}:{s:02}{point}{ms:03}"


def _clock(frame: int) -> str:
    """Minutes, however many, and seconds."""
    minutes, s = divmod(round(s_from_frames(frame)), 60)
    return f"{minutes:02}:{s:02}"
