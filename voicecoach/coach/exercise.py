"""One exercise: its name and cautions, the way into its position, and its repetitions."""

from __future__ import annotations

from collections.abc import Iterator

from voicecoach.coach.holding import hold_cues
from voicecoach.coach.positions import way
from voicecoach.coach.wording import CHIME_GAP_S, READY_S, THOUGHT_GAP_S, Wording
from voicecoach.cues import Anchor, Chime, Hold, Pause, Place, Span, Speech
from voicecoach.prescription import Prescription
from voicecoach.routines.terms import Guidance, Sides, Surface

_ARRIVE_S = 3.0  # after the start position is said, the least time to take it
_REST_WORDS_FROM_S = 5.0


class LedExercise:
    """One exercise as it is led through; where the session has led through it before, by the short form.

    `before` is the exercise in whose position the listener is: the one before it, and for the first, to which the
    opening leads, itself.
    """

    def __init__(
        self,
        now: Prescription,
        before: Prescription,
        following: Prescription | None,
        surface: Surface,
        wording: Wording,
        guidance: Guidance,
    ) -> None:
        self._now, self._before, self._following = now, before, following
        self._surface, self._wording = surface, wording
        self._guidance = Guidance.BRIEF if now.familiar and guidance is Guidance.FULL else guidance
        self._variant = now.variant
        self._repetitions = now.repetitions

    def spans(self) -> Iterator[Span]:
        """Its spans, from its name to the rest after the last repetition."""
        yield from self._introduction()
        for index, place in enumerate(self._repetitions):
            following = self._repetitions[index + 1] if index + 1 < len(self._repetitions) else None
            yield from self._repetition(place, first=index == 0)
            if following:
                yield self._rest(place, following)
        yield self._end(self._repetitions[-1])

    # Before the first repetition

    def _introduction(self) -> Iterator[Span]:
        """Name, dose and cautions, then the way into the start position, then how it should feel."""
        place, exercise, variant = Place(self._now.name), self._now.exercise, self._variant
        named = list(self._said(f"{self._now.title}.", gap_s=CHIME_GAP_S))
        if self._guidance is Guidance.FULL:
            named += self._said(variant.summary)
        if self._guidance is not Guidance.CHIMES:
            named += self._said(self._dose_words(), gap_s=THOUGHT_GAP_S)
        for caution in exercise.cautions:
            named += self._said(caution, gap_s=THOUGHT_GAP_S)
        named += self._hurts()
        yield Pause(place, 0, (Chime("change-over"), *named), tail_s=THOUGHT_GAP_S)
        yield from self._way_into_position(place)
        if self._guidance is Guidance.FULL and variant.feel:
            yield Pause(place, 0, tuple(self._said(variant.feel)), self._room_s(THOUGHT_GAP_S))

    def _way_into_position(self, place: Place) -> Iterator[Span]:
        """The change of position, announced and with the time that it takes, and the start position."""
        phrases, variant = self._wording.phrases, self._variant
        origin = self._before.variant
        room_s = self._room_s(max(variant.change.s(), (origin.leave or origin.change).s()))
        if variant.position:
            stages = way(origin.position, variant.position, self._surface, phrases)
            for index, stage in enumerate(stages):
                announced = self._said(None if index else phrases.change)
                said = (*announced, *self._said(stage))
                yield Pause(place, room_s / len(stages), said, self._room_s(_ARRIVE_S))
            room_s = 0.0
        words = {
            Guidance.FULL: variant.start or variant.ready,
            Guidance.BRIEF: variant.ready or variant.start,
            Guidance.CHIMES: None,
        }[self._guidance]
        if room_s or words:
            yield Pause(place, room_s, tuple(self._said(words)), self._room_s(_ARRIVE_S))

    def _dose_words(self) -> str:
        phrases, dose = self._wording.phrases, self._now.dose
        template = phrases.dose if self._now.sides is Sides.BOTH else phrases.dose_each_side
        times = phrases.how_often(dose.repetitions)
        return template.format(times=times, hold=phrases.hold(dose.hold))

    def _hurts(self) -> Iterator[Speech]:
        return self._said(self._now.exercise.hurts or self._wording.phrases.hurts, gap_s=THOUGHT_GAP_S)

    # A repetition

    def _repetition(self, place: Place, *, first: bool) -> Iterator[Span]:
        variant, wording = self._variant, self._wording
        if self._guidance is Guidance.FULL and place.repetition == 1 and not first:
            reminders = [*self._said(variant.ready or variant.start, place), *self._said(variant.feel, place)]
            yield Pause(place, 0, (*reminders, *self._hurts()), self._room_s(THOUGHT_GAP_S))
        hold_s = self._now.dose.hold.s(wording.breath_s)
        held = hold_cues(self._now, self._hold_words(place), self._values(place), wording, self._guidance)
        move_s, out_s = variant.move.s(), variant.out.s()
        yield Pause(place, self._room_s(move_s), tuple(self._way_in(place, first)), self._after_s(move_s))
        yield Hold(place, hold_s, tuple(held))
        yield Pause(place, self._room_s(out_s), tuple(self._way_out(place)), self._after_s(out_s))

    def _way_in(self, place: Place, first: bool) -> Iterator[Speech]:
        variant = self._variant
        if first and place.side:
            yield from self._said(self._wording.phrases.side_first, place)
        if self._guidance is Guidance.FULL and place.repetition == 1:
            yield from self._said(variant.instruction, place)
        elif self._guidance is not Guidance.CHIMES:
            yield from self._said(variant.again or variant.instruction, place)

    def _way_out(self, place: Place) -> Iterator[Speech]:
        if self._guidance is Guidance.CHIMES:
            return
        yield from self._said(self._variant.release or self._wording.phrases.release, place, gap_s=READY_S)

    def _hold_words(self, place: Place) -> str | None:
        """What is said at the start of a hold: the exercise's own words at first, then its tips in turn."""
        tips = self._now.exercise.tips
        later = (place.repetition or 1) - 2
        return tips[later % len(tips)] if tips and later >= 0 else self._variant.held

    # After a repetition

    def _rest(self, place: Place, following: Place) -> Span:
        """The rest after a repetition, with what comes next said at its end."""
        phrases, rest_s = self._wording.phrases, self._now.dose.rest.s(self._wording.breath_s)
        repetition, total = following.repetition or 1, following.repetitions or 1
        said: list[Speech] = []
        if self._guidance is Guidance.FULL and rest_s >= _REST_WORDS_FROM_S:
            said += self._wording.said(self._wording.turn(phrases.rest))
        if self._guidance is not Guidance.CHIMES and repetition > 1 and repetition != place.repetition:
            said += self._wording.said(phrases.count, self._wording.counted(repetition, total), Anchor.BEFORE)
        if following.side != place.side:
            said += self._said(phrases.side_next, following, Anchor.BEFORE)
        return Pause(place, rest_s, tuple(said))

    def _end(self, place: Place) -> Span:
        """The rest after the last repetition, with a word of praise and the name of what comes next."""
        phrases, wording = self._wording.phrases, self._wording
        said: list[Speech] = []
        if self._guidance is not Guidance.CHIMES:
            said += wording.said(wording.turn(phrases.done))
        if self._following:
            said += wording.said(phrases.next_exercise, {"exercise": wording.title_of(self._following)})
        return Pause(place, self._now.dose.rest.s(wording.breath_s), tuple(said), tail_s=READY_S)

    # Words, and the room that the pace gives them

    def _said(
        self, text: str | None, place: Place | None = None, anchor: Anchor = Anchor.AFTER, gap_s: float | None = None
    ) -> Iterator[Speech]:
        values = self._values(place or self._repetitions[0])
        if gap_s is None:
            return self._wording.said(text, values, anchor)
        return self._wording.said(text, values, anchor, gap_s)

    def _values(self, place: Place) -> dict[str, str]:
        """What the names in braces become at a place."""
        phrases, wording = self._wording.phrases, self._wording
        return {
            "exercise": wording.title_of(self._now),
            "next": wording.title_of(self._following),
            "hold": phrases.hold(self._now.dose.hold),
            "repetition": phrases.number(place.repetition or 1),
            "repetitions": phrases.number(place.repetitions or 1),
            **phrases.side_values(place.side),
        }

    def _room_s(self, room_s: float) -> float:
        return self._wording.room_s(room_s)

    def _after_s(self, move_s: float) -> float:
        """The least room after the words of a movement: half of its own, however long the words are."""
        return self._room_s(max(READY_S, move_s / 2))
