"""Routine → sections of cues: every decision about what is said, and when relative to what.

The rules are those of docs/architecture.md, "Rules of the score" and "Rules of the words".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from voicecoach.choices import Choices
from voicecoach.cues import Anchor, Chime, Cue, Hold, Pause, Place, Section, Span, Speech
from voicecoach.phrases import phrases_for
from voicecoach.prescription import Prescription, chosen_steps, prescribe
from voicecoach.routines.fields import Sides, Surface
from voicecoach.routines.model import ChimeStep, Exercises, ExerciseStep, RestStep, Routine, SayStep

RATE_WPM = 130
"""Speech at the steady pace; 120 to 150 words a minute is comfortable for instructions."""

COUNTDOWN_RATE_WPM = 130
"""The least rate of a countdown's numbers, so that each is over before its second is."""

_LEAD_IN_S = 0.5  # a Bluetooth link swallows the first half second
_SENTENCE_GAP_S = 0.45
_THOUGHT_GAP_S = 0.9
_CHIME_GAP_S = 1.5  # from a chime's onset to the words that follow it
_READY_S = 1.5  # from the last word of an instruction to what it leads to
_COUNTDOWN_FROM_S = 6.0
_TIP_AT_S = 1.2
_TIP_CLEAR_S = 1.0
_HALFWAY_FROM_S = 30.0
_BREAK = re.compile(r"(?<=[.!?…:;])\s+")


def plan(routine: Routine, exercises: Exercises, choices: Choices) -> tuple[Section, ...]:
    """The sections of a session: the opening, one for each exercise, the closing.

    Raises InputError where the choices leave no exercise, where one can't be done on the routine's surface, or where
    the routine's language has no wording.
    """
    return tuple(_Coach(routine, exercises, choices).sections())


class _Coach:
    """Says one routine to one listener."""

    def __init__(self, routine: Routine, exercises: Exercises, choices: Choices) -> None:
        self._routine = routine
        self._pace = choices.pace
        self._phrases = phrases_for(routine.language)
        self._steps: list[Prescription | SayStep | RestStep | ChimeStep] = [
            prescribe(step, routine, exercises, choices) if isinstance(step, ExerciseStep) else step
            for step in chosen_steps(routine, choices)
        ]

    def sections(self) -> Iterator[Section]:
        """What stands between two exercises belongs to the section before it."""
        prescriptions = [step for step in self._steps if isinstance(step, Prescription)]
        following = iter([*prescriptions[1:], None])
        title, spans = self._phrases.opening_title, list(self._opening(next(iter(prescriptions), None)))
        for step in self._steps:
            if isinstance(step, Prescription):
                yield Section(title, tuple(spans))
                title, spans = step.exercise.title, list(self._exercise(step, next(following)))
            else:
                spans.append(self._aside(step))
        yield Section(title, tuple(spans))
        yield Section(self._phrases.closing_title, tuple(self._closing()))

    # The opening, what stands between the exercises, the closing

    def _opening(self, first: Prescription | None) -> Iterator[Span]:
        phrases, place, settle_s = self._phrases, Place(), self._routine.settle.s()
        yield Pause(
            place,
            0,
            (
                Chime("change-over", offset_s=_LEAD_IN_S),
                *self._said(phrases.welcome.format(routine=self._routine.title), gap_s=_CHIME_GAP_S),
                *self._said(phrases.safety, gap_s=_THOUGHT_GAP_S),
                *self._said(phrases.start_chime, gap_s=_THOUGHT_GAP_S),
                Chime("start", offset_s=_SENTENCE_GAP_S),
                *self._said(phrases.end_chime, gap_s=_CHIME_GAP_S),
                Chime("end", offset_s=_SENTENCE_GAP_S),
            ),
            tail_s=_CHIME_GAP_S,
        )
        words = [phrases.get_down_bed if self._routine.surface is Surface.BED else phrases.get_down_floor]
        if settle_s:
            words.append(phrases.settle.format(time=phrases.duration(settle_s)))
        if first:
            words.append(phrases.first_exercise.format(exercise=_inside_sentence(first.exercise.title)))
        yield Pause(place, 0, tuple(self._said(" ".join(words))))
        halfway = self._said(phrases.take_your_time, Anchor.START, settle_s / 2) if settle_s >= _HALFWAY_FROM_S else ()
        yield Pause(place, settle_s, tuple(halfway))

    def _aside(self, step: SayStep | RestStep | ChimeStep) -> Span:
        if isinstance(step, SayStep):
            return Pause(Place(), 0, tuple(self._said(step.say)), tail_s=_THOUGHT_GAP_S)
        if isinstance(step, RestStep):
            return Pause(Place(), step.rest.s())
        return Pause(Place(), 0, (Chime(step.chime),), tail_s=_CHIME_GAP_S)

    def _closing(self) -> Iterator[Span]:
        words = self._said(self._phrases.closing, gap_s=_CHIME_GAP_S)
        yield Pause(Place(), 0, (Chime("change-over"), *words), tail_s=_THOUGHT_GAP_S)
        yield Pause(Place(), 0, (Chime("finish"),), tail_s=_CHIME_GAP_S)

    # One exercise

    def _exercise(self, now: Prescription, following: Prescription | None) -> Iterator[Span]:
        yield from self._introduction(now)
        repetitions = now.repetitions
        for index, place in enumerate(repetitions):
            yield from self._repetition(now, place, index)
            if index + 1 < len(repetitions):
                yield self._rest(now, place, repetitions[index + 1])
        words = [self._phrases.done]
        if following:
            title = _inside_sentence(following.exercise.title)
            words.append(self._phrases.next_exercise.format(exercise=title))
        yield Pause(repetitions[-1], now.dose.rest.s(), tuple(self._said(" ".join(words))), tail_s=_READY_S)

    def _introduction(self, now: Prescription) -> Iterator[Span]:
        """Name, dose and cautions, then the way into the start position, then how it should feel."""
        place, exercise, variant = Place(now.name), now.exercise, now.variant
        cautions = (cue for words in exercise.cautions for cue in self._said(words, gap_s=_THOUGHT_GAP_S))
        yield Pause(
            place,
            0,
            (
                Chime("change-over"),
                *self._said(f"{exercise.title}. {variant.summary}", gap_s=_CHIME_GAP_S),
                *self._said(self._dose_words(now), gap_s=_THOUGHT_GAP_S),
                *cautions,
                *self._said(exercise.hurts, gap_s=_THOUGHT_GAP_S),
            ),
            tail_s=_THOUGHT_GAP_S,
        )
        yield Pause(place, self._room_s(variant.change.s()), tuple(self._said(variant.start)), self._room_s(_READY_S))
        yield Pause(place, 0, tuple(self._said(variant.feel)), self._room_s(_THOUGHT_GAP_S))

    def _dose_words(self, now: Prescription) -> str:
        phrases, dose = self._phrases, now.dose
        if now.sides is Sides.BOTH:
            phrase = phrases.dose if dose.repetitions > 1 else phrases.dose_once
        else:
            phrase = phrases.dose_each_side if dose.repetitions > 1 else phrases.dose_each_side_once
        return phrase.format(count=phrases.number(dose.repetitions), hold=phrases.duration(dose.hold.s()))

    def _repetition(self, now: Prescription, place: Place, index: int) -> Iterator[Span]:
        variant, ready_s = now.variant, self._room_s(_READY_S)
        way_in = variant.instruction if place.repetition == 1 else variant.again
        if index == 0 and place.side:
            way_in = f"{self._phrases.side_first} {way_in}"
        tips = now.exercise.tips
        later = (place.repetition or 1) - 2
        held = tips[later % len(tips)] if tips and later >= 0 else variant.hold
        way_out = self._said(self._sided(variant.release, place), gap_s=_READY_S)
        yield Pause(place, self._room_s(variant.move.s()), tuple(self._said(self._sided(way_in, place))), ready_s)
        yield Hold(place, now.dose.hold.s(), tuple(self._held(now.dose.hold.s(), self._sided(held, place))))
        yield Pause(place, self._room_s(variant.back.s()), tuple(way_out), ready_s)

    def _held(self, hold_s: float, words: str) -> Iterator[Cue]:
        """The cues of a hold, those that matter most first."""
        yield Chime("start", Anchor.START)
        yield Chime("end", Anchor.STOP)
        if hold_s >= _COUNTDOWN_FROM_S:
            rate_wpm = max(COUNTDOWN_RATE_WPM, self._rate_wpm)
            for offset_s, number in zip((-1.0, -2.0, -3.0), reversed(self._phrases.countdown), strict=True):
                yield Speech(number, rate_wpm, Anchor.STOP, offset_s)
        yield Speech(words, self._rate_wpm, Anchor.START, _TIP_AT_S, clear_s=_TIP_CLEAR_S)

    def _rest(self, now: Prescription, place: Place, following: Place) -> Span:
        """The rest after a repetition, with what comes next said at its end."""
        phrases = self._phrases
        repetition, total = following.repetition or 1, following.repetitions or 1
        words = []
        if repetition > 1 and repetition != place.repetition:
            ordinal = _capitalised(phrases.ordinal(repetition))
            words.append(phrases.count.format(ordinal=ordinal, count=phrases.number(total)))
        if following.side != place.side:
            words.append(self._sided(phrases.side_next, following))
        return Pause(place, now.dose.rest.s(), tuple(self._said(" ".join(words), Anchor.BEFORE)))

    # Words, and the room that the pace gives them

    @property
    def _rate_wpm(self) -> int:
        return round(RATE_WPM * self._pace)

    def _room_s(self, room_s: float) -> float:
        return room_s / self._pace

    def _sided(self, words: str, place: Place) -> str:
        left, right = self._phrases.left, self._phrases.right
        side, other = (right, left) if place.side == "right" else (left, right)
        return words.replace("{side}", side).replace("{other}", other)

    def _said(self, words: str, anchor: Anchor = Anchor.AFTER, gap_s: float = _SENTENCE_GAP_S) -> Iterator[Speech]:
        """One cue a sentence. `gap_s` is the offset of the first; the others follow at a sentence's distance."""
        following = Anchor.BEFORE if anchor is Anchor.BEFORE else Anchor.AFTER
        for index, sentence in enumerate(_sentences(words)):
            if index == 0:
                yield Speech(sentence, self._rate_wpm, anchor, gap_s)
            else:
                yield Speech(sentence, self._rate_wpm, following, self._room_s(_SENTENCE_GAP_S))


def _sentences(words: str) -> list[str]:
    """The sentences of a text, each with a word in it."""
    return [part for part in _BREAK.split(words) if any(character.isalnum() for character in part)]


def _capitalised(words: str) -> str:
    return words[:1].upper() + words[1:]


def _inside_sentence(title: str) -> str:
    """A title as it reads inside a sentence."""
    return title[:1].lower() + title[1:]
