"""The opening and the closing: how one comes down to the first exercise, safely, and up again after the last."""

from __future__ import annotations

from collections.abc import Iterator

from voicecoach.coach.positions import way
from voicecoach.coach.wording import CHIME_GAP_S, READY_S, SENTENCE_GAP_S, THOUGHT_GAP_S, Wording
from voicecoach.cues import Anchor, Chime, Pause, Place, Span
from voicecoach.prescription import Prescription
from voicecoach.routines.model import Routine
from voicecoach.routines.terms import Position, Safety, Surface

_LEAD_IN_S = 0.5  # a Bluetooth link swallows the first half second
_TAKE_YOUR_TIME_FROM_S = 30.0
_LAST_REST_S = 12.0
_STAGE_S = 8.0  # the room for each stage of getting up
_STEADY_S = 10.0

_UPRIGHT = {Position.STANDING, Position.SITTING}


def opening_spans(
    routine: Routine, surface: Surface, safety: Safety, first: Prescription | None, wording: Wording
) -> Iterator[Span]:
    """Welcome, warnings, what the chimes mean, and the way down to the `first` exercise."""
    phrases, place = wording.phrases, Place()
    warnings = phrases.safety_full if safety is Safety.FULL else phrases.safety_short
    yield Pause(
        place,
        0,
        (
            Chime("change-over", offset_s=_LEAD_IN_S),
            *wording.said(phrases.welcome, {"routine": routine.title}, gap_s=CHIME_GAP_S),
            *wording.said(phrases.takes),
            *wording.said(warnings, gap_s=THOUGHT_GAP_S),
            *wording.said(phrases.pace_yourself, gap_s=THOUGHT_GAP_S),
            *wording.said(phrases.start_chime, gap_s=THOUGHT_GAP_S),
            Chime("start", offset_s=SENTENCE_GAP_S),
            *wording.said(phrases.end_chime, gap_s=CHIME_GAP_S),
            Chime("end", offset_s=SENTENCE_GAP_S),
        ),
        tail_s=CHIME_GAP_S,
    )
    settle_s = routine.settle.s(wording.breath_s)
    position = first.variant.position if first else None
    cues = [*wording.said(phrases.prepare)]
    if surface is Surface.FLOOR and position not in _UPRIGHT:
        cues[:0] = wording.said(phrases.prepare_floor)
    for stage in way(Position.STANDING, position, surface, phrases) if position else ():
        cues += wording.said(stage)
    if settle_s:
        cues += wording.said(phrases.settle, {"time": phrases.duration(settle_s)})
    if first:
        cues += wording.said(phrases.first_exercise, {"exercise": wording.title_of(first)})
    yield Pause(place, 0, tuple(cues))
    half = wording.said(phrases.take_your_time, anchor=Anchor.START, gap_s=settle_s / 2)
    yield Pause(place, settle_s, tuple(half) if settle_s >= _TAKE_YOUR_TIME_FROM_S else ())


def closing_spans(position: Position | None, surface: Surface, wording: Wording) -> Iterator[Span]:
    """The last advice, then the way up from the `position` of the last exercise, in stages."""
    phrases, place = wording.phrases, Place()
    words = wording.said(phrases.last_stretch, gap_s=CHIME_GAP_S)
    yield Pause(place, wording.room_s(_LAST_REST_S), (Chime("change-over"), *words), tail_s=THOUGHT_GAP_S)
    yield Pause(place, 0, tuple(wording.said(phrases.advice)), tail_s=READY_S)
    stages = way(position, Position.STANDING, surface, phrases)
    if stages:
        announced = wording.said(phrases.get_up.announced)
        yield Pause(place, 0, tuple(announced), tail_s=wording.room_s(READY_S))
    for stage in stages:
        said = wording.said(stage)
        yield Pause(place, wording.room_s(_STAGE_S), tuple(said), tail_s=wording.room_s(READY_S))
    if stages and surface is Surface.FLOOR:
        said = wording.said(phrases.get_up.steady)
        yield Pause(place, wording.room_s(_STEADY_S), tuple(said), tail_s=wording.room_s(READY_S))
    yield Pause(place, 0, tuple(wording.said(phrases.farewell)), tail_s=THOUGHT_GAP_S)
    yield Pause(place, 0, (Chime("finish"),), tail_s=CHIME_GAP_S)
