"""What a file says of itself: a session's timeline → its chapters and captions."""

from __future__ import annotations

from dataclasses import replace

from voicecoach.cues import Speech
from voicecoach.export.encoder import Caption, Chapter, Tags
from voicecoach.timeline import Timeline


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
