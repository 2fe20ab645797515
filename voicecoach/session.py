"""The one place that joins planned sections, speech, chimes, timeline and mixer, one section at a time."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from threading import Lock
from typing import Protocol

from voicecoach.clip import Clip, Island
from voicecoach.cues import Chime, Cue, Place, Section
from voicecoach.mixer import islands, rendered
from voicecoach.timeline import Event, PlacedSection, Timeline, place_section


class Speaker(Protocol):
    """What speaks: text and a rate in words a minute → a clip, the same each time."""

    def clip(self, text: str, rate_wpm: int) -> Clip:
        """The sound of one cue."""
        ...

    def frames(self, text: str, rate_wpm: int) -> int:
        """How long that sound is, which may be known sooner."""
        ...


class Chimes(Protocol):
    """What chimes: a name → a clip, the same each time."""

    def clip(self, name: str) -> Clip:
        """The sound of one chime."""
        ...


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


class Session:
    """What one listener hears, from planned sections on.

    Sections are prepared in order, by one thread at a time; a prepared section never changes. Everything else may be
    called from any thread.
    """

    def __init__(self, sections: tuple[Section, ...], speaker: Speaker, chimes: Chimes) -> None:
        self._sections = sections
        self._speaker = speaker
        self._chimes = chimes
        self._placed: list[PlacedSection] = []
        self._mixed: dict[int, tuple[Island, ...]] = {}
        self._preparing = Lock()
        self._mixing = Lock()

    # Preparing

    def prepare(self) -> bool:
        """Speak and place the next section. False where none was left."""
        with self._preparing:
            if len(self._placed) == len(self._sections):
                return False
            start = self._placed[-1].stop if self._placed else 0
            section = self._sections[len(self._placed)]
            self._placed.append(place_section(section, start, self._frames))
            return True

    def timeline(self, on_progress: Callable[[int, int], None] | None = None) -> Timeline:
        """The whole, all sections prepared. `on_progress` is told how many of how many sections are."""
        while self.prepare():
            if on_progress:
                on_progress(len(self._placed), len(self._sections))
        return Timeline(tuple(self._placed))

    def _frames(self, cue: Cue) -> int:
        if isinstance(cue, Chime):
            return self._chimes.clip(cue.name).frames
        return self._speaker.frames(cue.text, cue.rate_wpm)

    def _clip(self, cue: Cue) -> Clip:
        if isinstance(cue, Chime):
            return self._chimes.clip(cue.name)
        return self._speaker.clip(cue.text, cue.rate_wpm)

    # Sound

    @property
    def length(self) -> int | None:
        """Frames of the whole; None while sections are still to be prepared."""
        return self._prepared_stop if len(self._placed) == len(self._sections) else None

    @property
    def _prepared_stop(self) -> int:
        return self._placed[-1].stop if self._placed else 0

    def islands(self) -> Iterator[Island]:
        """The islands of all prepared sections, in order, each mixed when it is asked for."""
        for section in list(self._placed):
            yield from islands(section.events, self._clip)

    def read(self, start: int, frames: int) -> bytes:
        """The samples of [start, start + frames): fewer only at the end, or where nothing is prepared yet."""
        stop = min(start + frames, self._prepared_stop)
        if stop <= start:
            return b""
        parts: list[Island] = []
        for index in range(self._index(start), self._index(stop - 1) + 1):
            parts.extend(self._islands_of(index))
        return rendered(parts, start, stop)

    def island_at(self, frame: int) -> Island | None:
        """The first island whose stop lies after `frame`; None where none is prepared."""
        for index in range(self._index(frame), len(self._placed)):
            for island in self._islands_of(index):
                if island.stop > frame:
                    return island
        return None

    def _islands_of(self, index: int) -> tuple[Island, ...]:
        """The islands of one prepared section, kept until `look_ahead` lets go of them."""
        found = self._mixed.get(index)  # a player asks here from its callback: no lock where it has been mixed
        if found is None:
            with self._mixing:
                found = self._mixed.get(index) or tuple(islands(self._placed[index].events, self._clip))
                self._mixed[index] = found
        return found

    def look_ahead(self, frame: int) -> None:
        """Mix the section at `frame` and the next one, before a player asks for it, and let go of those far away."""
        index = self._index(frame)
        for near in (index, index + 1):
            if near < len(self._placed):
                self._islands_of(near)
        with self._mixing:
            self._mixed = {near: self._mixed[near] for near in (index - 1, index, index + 1) if near in self._mixed}

    # Where a frame lies. What isn't prepared yet counts as a section that starts where the prepared part stops.

    def section_at(self, frame: int) -> PlacedSection:
        """The prepared section that holds `frame`, or the nearest."""
        return self._placed[self._index(frame)]

    def scene(self, frame: int) -> Scene:
        """What is going on at a frame of the prepared part."""
        index = self._index(frame)
        section, sections = self._placed[index], self._sections
        begun = [event for event in section.events if event.start <= frame]
        speech = [event for event in begun if event.kind == "speech"]
        return Scene(
            frame=frame,
            title=section.title,
            number=index + 1,
            sections=len(sections),
            following=sections[index + 1].title if index + 1 < len(sections) else None,
            place=begun[-1].place if begun else Place(),
            spoken=speech[-1] if speech else None,
            hold=next((event for event in begun if event.kind == "hold" and frame < event.stop), None),
            section_start=section.start,
            section_stop=section.stop,
            left=None if self.length is None else self.length - frame,
        )

    def section_start(self, frame: int) -> int:
        """The start of the section around `frame`."""
        stop = self._prepared_stop
        return stop if frame >= stop else self.section_at(frame).start

    def previous_section_start(self, frame: int) -> int:
        """The start of the section before the one around `frame`, or of the first."""
        before = self.section_start(frame) - 1
        return self.section_at(max(0, before)).start

    def next_section_start(self, frame: int) -> int | None:
        """The start of the section after the one around `frame`; None where none is known (yet)."""
        following = self.section_at(frame).stop
        return following if frame < following and following != self.length else None

    def repetition_start(self, frame: int) -> int:
        """The start of the repetition around `frame`; where there is none, of the section."""
        stop = self._prepared_stop
        return stop if frame >= stop else self.section_at(frame).repetition_start(frame)

    def _index(self, frame: int) -> int:
        return max(0, bisect_right(self._placed, frame, key=lambda section: section.start) - 1)
