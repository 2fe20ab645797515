"""What follows on a command: steps that are to come, changed for it. Pure functions."""

from __future__ import annotations

from dataclasses import replace

from voicecoach.course import Step
from voicecoach.cues import Cue, Hold, Pause, Section, Span

LONGEST_S = 60.0
"""By how much a hold is made longer at most."""


def needs_position(rest: list[Step]) -> bool:
    """Whether what follows is a hold, with nothing said before it: the listener is in it, or on the way."""
    first = next((step.span for step in rest if isinstance(step.span, Hold) or step.span.cues), None)
    return isinstance(first, Hold)


def hold_ahead(steps: list[Step]) -> int | None:
    """Which step is the hold that the listener is in, or has let go: nothing but replies come before it."""
    index = next((index for index, step in enumerate(steps) if not step.is_reply), None)
    return index if index is not None and isinstance(steps[index].span, Hold) else None


def can_be_longer(hold: Span, planned: Span, more_s: float) -> bool:
    """Whether a hold may last so much longer: in all, LONGEST_S more than planned."""
    return hold.length_s + more_s <= planned.length_s + LONGEST_S


def lengthened(steps: list[Step], at: int, more_s: float) -> list[Step]:
    """The steps, of which the one `at` that place lasts longer."""
    longer = replace(steps[at].span, length_s=steps[at].span.length_s + more_s)
    return [*steps[:at], replace(steps[at], span=longer), *steps[at + 1 :]]


def at_once(step: Step, words: tuple[Cue, ...]) -> list[Step]:
    """A section's first step, whose first sound comes without delay; `words` follow on it."""
    if not step.span.cues or isinstance(step.span, Hold):
        return [step]
    first, *others = step.span.cues
    sound = Pause(step.span.place, 0, (replace(first, offset_s=0.0), *words))
    return [
        replace(step, span=sound, is_reply=True),
        replace(step, span=replace(step.span, cues=tuple(others)), begins=False),
    ]


def repaced(step: Step, before: tuple[Section, ...], after: tuple[Section, ...]) -> Step:
    """A step of one plan as it is in another of the same shape. What is left of a hold stays."""
    planned, new = before[step.section].spans[step.index], after[step.section].spans[step.index]
    if step.is_reply:
        return step
    if step.span is planned:
        return replace(step, span=new)
    if isinstance(step.span, Hold):
        return step
    last = new.cues[len(new.cues) - len(step.span.cues) :]
    cues = (
        replace(cue, anchor=old.anchor, offset_s=old.offset_s) for cue, old in zip(last, step.span.cues, strict=True)
    )
    return replace(step, span=replace(step.span, cues=tuple(cues)))


def first_of_repetition(section: Section, index: int) -> int:
    """Where the repetition begins that a span belongs to; where there is none, the part of the section around it."""
    place = section.spans[index].place
    while index and section.spans[index - 1].place == place:
        index -= 1
    return index
