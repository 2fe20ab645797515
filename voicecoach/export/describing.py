"""What a file says of itself: a session's timeline → its chapters and captions."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from hashlib import sha256

from voicecoach.cues import Speech
from voicecoach.export.encoder import Caption, Chapter, Tags
from voicecoach.timeline import Timeline

_DIGITS = 32


def described(about: Tags, timeline: Timeline) -> Tags:
    """The tags `about` a session, with a chapter for each section, numbered, and a caption for all that is said."""
    return replace(
        about,
        chapters=tuple(
            Chapter(f"{number} · {section.title}", section.start, section.stop)
            for number, section in enumerate(timeline.sections, start=1)
        ),
        captions=tuple(
            Caption(event.text, event.start, event.stop) for event in timeline.events if isinstance(event.cue, Speech)
        ),
    )


def fingerprint_of(
    contents: str,
    tags: Tags,
    format_: str,
    bit_rate_kbps: int | None,
    version: str,
    transcripts: Iterable[str] = (),
) -> str:
    """What is equal where a file would come out equal, its date apart: `contents` is what a layout has as its own
    fingerprint, `format_` the format's name, `version` that of voicecoach. What stands before its hyphen is equal in
    every format; behind it come the formats of the `transcripts` that are written beside the file."""
    beside = [tags.genre, tags.track, sha256(tags.cover).hexdigest(), format_, bit_rate_kbps, version]
    own = f"{contents[:_DIGITS]}-{sha256(json.dumps(beside).encode()).hexdigest()[:_DIGITS]}"
    return "+".join((own, *sorted(transcripts)))


def transcripts_with(fingerprint: str) -> tuple[str, ...]:
    """The formats of the transcripts that were written beside the file with a fingerprint."""
    return tuple(fingerprint.split("+")[1:])
