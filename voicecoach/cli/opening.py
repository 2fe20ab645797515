"""From what the user typed to a session."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from voicecoach.routines.level import Level

if TYPE_CHECKING:
    from voicecoach.session import Session


@dataclass(frozen=True, slots=True)
class Request:
    """What the user asked for, as typed."""

    routine: str
    voice: str | None
    pace: str
    level: Level | None
    only: list[str] | None
    without: list[str] | None


@dataclass(frozen=True, slots=True)
class Opened:
    """A session, and what it was opened with."""

    session: Session
    voice: str
    pace: float
    level: Level
    stop_speaking: Callable[[], None]


@contextmanager
def opened(request: Request) -> Iterator[Opened]:
    """The session that `request` means; whatever speaks is closed at the end. Raises InputError."""
    from voicecoach import config
    from voicecoach.chimes import Chimes
    from voicecoach.choices import Choices, parse_pace
    from voicecoach.routines.catalogue import built_in_exercises, load_routine
    from voicecoach.session import Session
    from voicecoach.speech.cache import ClipCache
    from voicecoach.speech.speaker import Speaker
    from voicecoach.speech.voices import default_voice, parse_voice

    pace = parse_pace(request.pace)
    routine = load_routine(request.routine, config.routines_folder())
    choices = Choices(pace, request.level, tuple(request.only or ()), tuple(request.without or ()))
    engine, voice = parse_voice(request.voice or default_voice(routine.language))
    with Speaker(engine, voice, ClipCache(config.cache_folder() / "clips")) as speaker:
        chimes = Chimes(config.chimes_folder())
        session = Session(routine, built_in_exercises(), choices, speaker, chimes)
        yield Opened(session, f"{engine}:{voice}", pace, request.level or routine.level, speaker.close)
