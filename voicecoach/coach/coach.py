"""The walk through a session: the opening, a section for each exercise with what stands behind it, the closing."""

from __future__ import annotations

from collections.abc import Iterator

from voicecoach.choices import Choices
from voicecoach.coach.exercise import LedExercise
from voicecoach.coach.framing import closing_spans, opening_spans, short_opening_spans, waiting_spans
from voicecoach.coach.outline import section_title
from voicecoach.coach.wording import CHIME_GAP_S, THOUGHT_GAP_S, Wording
from voicecoach.cues import Chime, Pause, Place, Section, Span
from voicecoach.prescription import Prescription, Round, prescribe, steps_left
from voicecoach.routines.model import ChimeStep, RestStep, Routine, SayStep
from voicecoach.routines.terms import Guidance

_TOLD_FROM_S = 5.0  # who sees nothing takes a longer silence for the end


class Coach:
    """Says one routine to one listener."""

    def __init__(self, routine: Routine, choices: Choices, rates_wpm: tuple[float, float]) -> None:
        self._routine, self._choices = routine, choices
        self._guidance = choices.guidance or routine.guidance
        self._surface = choices.surface or routine.surface
        self._wording = Wording(routine.language, choices, rates_wpm)
        steps = prescribe(routine, choices)
        self._steps = steps_left(steps, choices.begin_at)
        self._prescriptions = [step for step in self._steps if isinstance(step, Prescription)]
        self._last = next((step for step in reversed(steps) if isinstance(step, Prescription)), None)

    def sections(self) -> Iterator[Section]:
        """What stands between two exercises belongs to the section before it."""
        phrases = self._wording.phrases
        title, spans = phrases.opening_title, list(self._opening())
        before: Prescription | None = None
        done = 0
        for step in self._steps:
            if isinstance(step, Prescription):
                yield Section(title, tuple(spans))
                done += 1
                following = self._following(done)
                title = section_title(step, phrases)
                led = LedExercise(step, before or step, following, self._surface, self._wording, self._guidance)
                spans = list(led.spans())
                before = step
            else:
                spans.append(self._aside(step, before, self._following(done)))
        yield Section(title, tuple(spans))
        position = self._last.variant.position if self._last else None
        yield Section(phrases.closing_title, tuple(closing_spans(position, self._surface, self._wording)))

    def _opening(self) -> Iterator[Span]:
        if self._choices.wait:
            yield from waiting_spans(self._choices.wait, self._wording)
        spans = opening_spans if self._choices.begin_at is None else short_opening_spans
        yield from spans(self._routine, self._surface, self._choices.safety, self._following(0), self._wording)

    def _following(self, done: int) -> Prescription | None:
        """The exercise that comes after the first `done` of them."""
        return self._prescriptions[done] if done < len(self._prescriptions) else None

    def _aside(
        self, step: SayStep | RestStep | ChimeStep | Round, before: Prescription | None, following: Prescription | None
    ) -> Span:
        """What stands between two exercises."""
        place, wording = Place(), self._wording
        phrases = wording.phrases
        if isinstance(step, Round):
            said = wording.said(phrases.round, wording.counted(step.number, step.count))
            return Pause(place, 0, tuple(said), tail_s=THOUGHT_GAP_S)
        if isinstance(step, SayStep):
            length_s = step.lasts.s(wording.breath_s) if step.lasts else 0.0
            at_hand = before or following
            values = {
                "exercise": wording.title_of(at_hand) if at_hand else phrases.inside_sentence(self._routine.title),
                "next": wording.title_of(following),
            }
            return Pause(place, length_s, tuple(wording.said(step.say, values)), tail_s=THOUGHT_GAP_S)
        if isinstance(step, RestStep):
            rest_s = step.rest.s(wording.breath_s)
            told = rest_s >= _TOLD_FROM_S and self._guidance is not Guidance.CHIMES
            values = {"time": phrases.hold(step.rest)}
            return Pause(place, rest_s, tuple(wording.said(phrases.rest_for if told else None, values)))
        return Pause(place, 0, (Chime(step.chime),), tail_s=CHIME_GAP_S)
