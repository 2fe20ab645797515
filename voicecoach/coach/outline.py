"""A session's sections before they are planned: what each is called, and how to begin there."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from voicecoach.choices import Choices
from voicecoach.errors import UnknownNameError
from voicecoach.naming import index_named
from voicecoach.phrases import phrases_for
from voicecoach.phrases.model import Phrases
from voicecoach.prescription import Prescription, prescribe
from voicecoach.routines.model import Routine


@dataclass(frozen=True, slots=True)
class Heading:
    """A section of a whole session. `number` counts from 1, which is the opening; `exercise` is the name of its
    exercise, `variant` that of what is done of it, and `occurrence` counts, from 1, how often the exercise has come by
    then: None and 0 in the opening and the closing. `begin_at` is the choice that begins there."""

    number: int
    title: str
    exercise: str | None
    variant: str | None
    occurrence: int
    begin_at: int | None
    names: tuple[str, ...]
    """All that it goes by."""


@dataclass(frozen=True, slots=True)
class Outline:
    """The headings of a whole session, in order: the opening, each exercise, the closing."""

    headings: tuple[Heading, ...]

    def named(self, written: str) -> Heading:
        """The first section that goes by a name, a title or a number. Raises UnknownNameError."""
        index = index_named(written, [heading.names for heading in self.headings])
        if index is None:
            names = {heading.exercise or heading.title for heading in self.headings}
            hint = "or take a section's number, as `voicecoach show` gives it"
            raise UnknownNameError("section of this routine", written, names, hint)
        return self.headings[index]

    def occurrence(self, exercise: str, occurrence: int) -> Heading | None:
        """The section in which an exercise comes for the given time, counted from 1; None where it doesn't."""
        places = [(heading.exercise, heading.occurrence) for heading in self.headings]
        return self.headings[places.index((exercise, occurrence))] if (exercise, occurrence) in places else None

    def at(self, number: int, begin_at: int | None) -> Heading:
        """The heading of the section with a number, from 1, of a session that began at `begin_at`. A short opening
        stands for the section that it leads to."""
        if begin_at is None:
            return self.headings[number - 1]
        return self.headings[begin_at + max(number, 2) - 1]


def outline(routine: Routine, choices: Choices) -> Outline:
    """The whole session that the choices make of a routine, wherever they begin in it. Raises as `plan` does."""
    phrases = phrases_for(routine.language)
    done = [step for step in prescribe(routine, choices) if isinstance(step, Prescription)]
    headings = [_heading(1, phrases.opening_title, None)]
    occurrences = Counter[str]()
    for index, step in enumerate(done):
        occurrences[step.name] += 1
        number, title = index + 2, section_title(step, phrases)
        names = (step.name, title, step.title, step.exercise.title, str(number))
        headings.append(Heading(number, title, step.name, step.variant_name, occurrences[step.name], index, names))
    headings.append(_heading(len(done) + 2, phrases.closing_title, len(done)))
    return Outline(tuple(headings))


def section_title(now: Prescription, phrases: Phrases) -> str:
    """What an exercise's section is called: its title, and the round that it belongs to."""
    if now.round is None:
        return now.title
    return phrases.round_title.format(exercise=now.title, number=phrases.number(now.round.number))


def _heading(number: int, title: str, begin_at: int | None) -> Heading:
    return Heading(number, title, None, None, 0, begin_at, (title, str(number)))
