"""The openings and the closing: how one comes down to the first exercise, safely, and up again after the last."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from voicecoach.coach.positions import way
from voicecoach.coach.wording import CHIME_GAP_S, READY_S, SENTENCE_GAP_S, THOUGHT_GAP_S, Wording
from voicecoach.cues import Anchor, Chime, Pause, Place, Span, Speech
from voicecoach.documents.duration import Duration
from voicecoach.prescription import Prescription
from voicecoach.routines.model import Routine
from voicecoach.routines.terms import Position, Safety, Surface

_LEAD_IN_S = 0.5  # a Bluetooth link swallows the first half second
_TAKE_YOUR_TIME_FROM_S = 30.0
_LAST_REST_S = 12.0
_STAGE_S = 8.0  # the room for each stage of getting up
_STEADY_S = 10.0

_UPRIGHT = {Position.STANDING, Position.SITTING}


def waiting_spans(wait: Duration, wording: Wording) -> Iterator[Span]:
    """A word that the session begins later, and the time until then."""
    place, values = Place(), {"time": wording.phrases.hold(wait)}
    said = wording.said(wording.phrases.begins_in, values, gap_s=CHIME_GAP_S)
    yield Pause(place, 0, (Chime("change-over", offset_s=_LEAD_IN_S), *said))
    yield Pause(place, wait.s(wording.breath_s))


def reminding_span(wording: Wording) -> Span:
    """A word that it is time."""
    return announcing_span(wording.phrases.reminder, wording)


def announcing_span(words: str, wording: Wording) -> Span:
    """Words that are said outside of a session, behind a chime."""
    said = wording.said(words, gap_s=CHIME_GAP_S)
    return Pause(Place(), 0, (Chime("change-over", offset_s=_LEAD_IN_S), *said), tail_s=CHIME_GAP_S)


def opening_spans(
    routine: Routine, surface: Surface, safety: Safety, first: Prescription | None, wording: Wording
) -> Iterator[Span]:
    """Welcome, warnings, what the chimes mean, and the way down to the `first` exercise."""
    phrases = wording.phrases
    yield _greeting(phrases.welcome, phrases.takes, routine, wording)
    yield Pause(Place(), 0, (*_warnings(safety, wording), *wording.said(phrases.pace_yourself, gap_s=THOUGHT_GAP_S)))
    yield Pause(
        Place(),
        0,
        (
            *wording.said(phrases.start_chime, gap_s=THOUGHT_GAP_S),
            Chime("start", offset_s=SENTENCE_GAP_S),
            *wording.said(phrases.end_chime, gap_s=CHIME_GAP_S),
            Chime("end", offset_s=SENTENCE_GAP_S),
        ),
        tail_s=CHIME_GAP_S,
    )
    position = first.variant.position if first else None
    words = [*wording.said(phrases.prepare), *_way_down(position, surface, wording)]
    if surface is Surface.FLOOR and position not in _UPRIGHT:
        words[:0] = wording.said(phrases.prepare_floor)
    announced = wording.said(phrases.first_exercise, {"exercise": wording.title_of(first)}) if first else ()
    yield from _settling(routine, words, announced, wording)


def short_opening_spans(
    routine: Routine, surface: Surface, safety: Safety, first: Prescription | None, wording: Wording
) -> Iterator[Span]:
    """For who has begun before: a welcome, warnings, and the way down to the `first` exercise that is left, from
    standing, since a break may have been long."""
    phrases = wording.phrases
    yield _greeting(phrases.welcome_back, phrases.remains, routine, wording)
    yield Pause(Place(), 0, tuple(_warnings(safety, wording)), tail_s=CHIME_GAP_S)
    if first:
        words = _way_down(first.variant.position, surface, wording) or [*wording.said(phrases.prepare)]
        announced = wording.said(phrases.goes_on, {"exercise": wording.title_of(first)})
        yield from _settling(routine, words, announced, wording)


def _greeting(welcome: str, takes: str, routine: Routine, wording: Wording) -> Pause:
    """What is heard first: a span of its own, so that nothing else need be spoken before it."""
    words = (*wording.said(welcome, {"routine": routine.title}, gap_s=CHIME_GAP_S), *wording.said(takes))
    return Pause(Place(), 0, (Chime("change-over", offset_s=_LEAD_IN_S), *words))


def _warnings(safety: Safety, wording: Wording) -> Iterator[Speech]:
    phrases = wording.phrases
    warnings = phrases.safety_full if safety is Safety.FULL else phrases.safety_short
    return wording.said(warnings, gap_s=THOUGHT_GAP_S)


def _way_down(position: Position | None, surface: Surface, wording: Wording) -> list[Speech]:
    """Words that lead from standing into a position; none where one is there, or where it isn't known."""
    stages = way(Position.STANDING, position, surface, wording.phrases) if position else ()
    return [cue for stage in stages for cue in wording.said(stage)]


def _settling(routine: Routine, words: list[Speech], announced: Iterable[Speech], wording: Wording) -> Iterator[Span]:
    """The `words` that make ready, the time for it, and which exercise is `announced` to follow."""
    phrases, place = wording.phrases, Place()
    settle_s = routine.settle.s(wording.breath_s)
    told = wording.said(phrases.settle, {"time": phrases.duration(settle_s)}) if settle_s else ()
    yield Pause(place, 0, (*words, *told, *announced))
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
