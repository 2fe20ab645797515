"""From what the user typed to a session."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from voicecoach.choices import Choices, parse_levels, parse_pace, parse_variants
from voicecoach.routines.terms import Guidance, Level, Safety, Surface

if TYPE_CHECKING:
    from voicecoach.routines.catalogue import Catalogue
    from voicecoach.session import Session


@dataclass(frozen=True, slots=True)
class Request:
    """What the user asked for, as typed."""

    routine: str
    level: list[str] | None
    variant: list[str] | None
    only: list[str] | None
    without: list[str] | None
    surface: Surface | None
    voice: str | None
    pace: str
    language: str | None
    guidance: Guidance | None
    safety: Safety | None
    breaths: float
    seed: int

    def choices(self, safety: Safety) -> Choices:
        """What the listener chooses; `safety` unless it was asked for. Raises InputError."""
        level, levels = parse_levels(self.level or ())
        return Choices(
            pace=parse_pace(self.pace),
            level=level,
            levels=levels,
            variants=parse_variants(self.variant or ()),
            only=tuple(self.only or ()),
            without=tuple(self.without or ()),
            surface=self.surface,
            guidance=self.guidance,
            safety=self.safety or safety,
            seed=self.seed,
            breaths_a_minute=self.breaths,
        )


@dataclass(frozen=True, slots=True)
class Opened:
    """A session, and what it was opened with."""

    session: Session
    choices: Choices
    voice: str
    stop_speaking: Callable[[], None]

    @property
    def level(self) -> Level:
        """The level of all exercises that have none of their own."""
        return self.choices.level or self.session.routine.level

    @property
    def guidance(self) -> Guidance:
        """How much the coach says."""
        return self.choices.guidance or self.session.routine.guidance

    @property
    def surface(self) -> Surface:
        """Where the listener lies."""
        return self.choices.surface or self.session.routine.surface


def catalogue() -> Catalogue:
    """The built-in routines and exercises, and the user's own."""
    from voicecoach import folders
    from voicecoach.routines.catalogue import Catalogue

    return Catalogue((folders.routines_folder(),))


@contextmanager
def opened(request: Request, safety: Safety = Safety.FULL) -> Iterator[Opened]:
    """The session that `request` means, with the warnings of `safety` unless it asks for others; whatever speaks is
    closed at the end. Raises InputError."""
    from voicecoach import folders
    from voicecoach.chimes import Chimes
    from voicecoach.session import Session
    from voicecoach.speech.cache import ClipCache
    from voicecoach.speech.speaker import Speaker
    from voicecoach.speech.voices import default_voice, parse_voice

    choices = request.choices(safety)
    routine = catalogue().load(request.routine, request.language)
    engine, voice = parse_voice(request.voice or default_voice(routine.language))
    with Speaker(engine, voice, ClipCache(folders.cache_folder() / "clips")) as speaker:
        session = Session(routine, choices, speaker, Chimes(folders.chimes_folder()))
        yield Opened(session, choices, f"{engine}:{voice}", speaker.close)
