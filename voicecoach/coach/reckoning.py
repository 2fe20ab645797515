"""How long a session is before a word of it is spoken: reckoned from doses and word counts."""

from __future__ import annotations

from dataclasses import replace

from voicecoach.cues import Anchor, Cue, Hold, Section, Span, Speech
from voicecoach.documents.texts import filled
from voicecoach.phrases.model import Phrases
from voicecoach.tempo import spoken_s

MINUTES_LEFT = "minutes_left"


def reckoned(sections: tuple[Section, ...], phrases: Phrases) -> tuple[Section, ...]:
    """The sections with `{minutes_left}` filled in wherever a text holds it."""
    left_s = sum(reckoned_s(section) for section in sections)
    filled_in: list[Section] = []
    for section in sections:
        spans: list[Span] = []
        for span in section.spans:
            minutes = phrases.minutes(left_s)
            spans.append(replace(span, cues=tuple(_filled(cue, minutes) for cue in span.cues)))
            left_s -= _span_s(span)
        filled_in.append(replace(section, spans=tuple(spans)))
    return tuple(filled_in)


def reckoned_s(section: Section) -> float:
    """About how many seconds a section takes."""
    return sum(_span_s(span) for span in section.spans)


def _filled(cue: Cue, minutes: str) -> Cue:
    if not isinstance(cue, Speech):
        return cue
    text = filled(cue.text, {MINUTES_LEFT: minutes})
    return cue if text == cue.text else replace(cue, text=text[:1].upper() + text[1:])


def _span_s(span: Span) -> float:
    if isinstance(span, Hold):
        return span.length_s
    said_s = 0.0
    for cue in span.cues:
        at_s = (0.0 if cue.anchor is Anchor.START else said_s) + cue.offset_s
        if isinstance(cue, Speech):
            at_s += spoken_s(len(cue.text.split()), cue.rate_wpm) + cue.clear_s
        said_s = max(said_s, at_s)
    return max(span.length_s, said_s + (span.tail_s if span.cues else 0.0))
