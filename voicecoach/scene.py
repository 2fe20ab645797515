"""Where in a session a frame lies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from voicecoach.course import Course
from voicecoach.cues import Place, Section
from voicecoach.timeline import Event


@dataclass(frozen=True, slots=True)
class Scene:
    """Where in a session a frame lies, for those who show it. Lengths of time are frames.

    `number` is the section's, from 1, of `sections`; `following` is the title of the next one. `spoken` is what was
    last begun to be said in this section, `hold` a hold under way. `section_stop`, and `left` of the whole, are None
    while they are yet to be prepared.
    """

    frame: int
    title: str
    number: int
    sections: int
    following: str | None
    place: Place
    spoken: Event | None
    hold: Event | None
    section_start: int
    section_stop: int | None
    left: int | None


def scene_at(course: Course, sections: Sequence[Section], frame: int, left: int | None) -> Scene:
    """What is going on at a frame of a course through `sections`, of which something is placed."""
    passage = course.passage_at(frame)
    assert passage, "something is placed"
    begun = [event for placed in passage.row.spans for event in placed.events if event.start <= frame]
    speech = (event for event in begun if event.kind == "speech")
    following = sections[passage.section + 1 : passage.section + 2]
    return Scene(
        frame=frame,
        title=sections[passage.section].title,
        number=passage.section + 1,
        sections=len(sections),
        following=following[0].title if following else None,
        place=passage.row.spans[passage.index_at(frame)].span.place,
        spoken=max(speech, key=lambda event: event.start, default=None),
        hold=next((event for event in begun if event.kind == "hold" and frame < event.stop), None),
        section_start=passage.start,
        section_stop=passage.stop,
        left=left,
    )
