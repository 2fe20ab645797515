"""From what the user typed to a session."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import typer

from voicecoach.choices import (
    BREATHS_A_MINUTE,
    FASTEST_RATE_WPM,
    SLOWEST_RATE_WPM,
    Choices,
    parse_levels,
    parse_pace,
    parse_variants,
)
from voicecoach.cli.speech import Speech, measured
from voicecoach.phrases import base_language
from voicecoach.routines.terms import Guidance, Level, Safety, Surface

if TYPE_CHECKING:
    from voicecoach.coach import Coaching
    from voicecoach.config.model import Config
    from voicecoach.routines.catalogue import Catalogue
    from voicecoach.routines.model import Routine
    from voicecoach.session import Session
    from voicecoach.speech.engine import Voice


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
    pace: str | None
    rate: float | None
    language: str | None
    guidance: Guidance | None
    safety: Safety | None
    breaths: float | None
    seed: int

    def choices(self, config: Config, safety: Safety) -> Choices:
        """What the listener chooses: what was asked for, else what the config says, and `safety` where neither does.
        The pace scales the config's rate, which is that of the steady pace. Raises InputError."""
        level, levels = parse_levels(self.level or ())
        pace = parse_pace(self.pace) if self.pace else config.pace or 1.0
        usual_wpm = min(max(config.rate * pace, SLOWEST_RATE_WPM), FASTEST_RATE_WPM) if config.rate else None
        return Choices(
            pace=pace,
            rate_wpm=self.rate or usual_wpm,
            level=level or config.level,
            levels=levels,
            variants=parse_variants(self.variant or ()),
            only=tuple(self.only or ()),
            without=tuple(self.without or ()),
            surface=self.surface,
            guidance=self.guidance or config.guidance,
            safety=self.safety or config.safety or safety,
            seed=self.seed,
            breaths_a_minute=self.breaths or config.breaths or BREATHS_A_MINUTE,
        )


@dataclass(frozen=True, slots=True)
class Opened:
    """A session, and what it was opened with."""

    session: Session
    coaching: Coaching
    voice: str
    player: str
    stop_speaking: Callable[[], None]

    @property
    def routine(self) -> Routine:
        """What is led through."""
        return self.coaching.routine

    @property
    def choices(self) -> Choices:
        """How the listener wants it."""
        return self.coaching.choices

    @property
    def level(self) -> Level:
        """The level of all exercises that have none of their own."""
        return self.choices.level or self.routine.level

    @property
    def guidance(self) -> Guidance:
        """How much the coach says."""
        return self.choices.guidance or self.routine.guidance

    @property
    def surface(self) -> Surface:
        """Where the listener lies."""
        return self.choices.surface or self.routine.surface


def catalogue() -> Catalogue:
    """The built-in routines and exercises, and the user's own."""
    from voicecoach import folders
    from voicecoach.routines.catalogue import Catalogue

    return Catalogue((folders.routines_folder(),))


@contextmanager
def opened(request: Request, safety: Safety = Safety.FULL) -> Iterator[Opened]:
    """The session that `request` means, with the warnings of `safety` unless it or the config asks for others; whatever
    speaks is closed at the end. Raises InputError."""
    from voicecoach import folders
    from voicecoach.chimes import Chimes
    from voicecoach.coach import Coaching
    from voicecoach.config import load_config
    from voicecoach.playback.players import AUTO
    from voicecoach.reading import reading_for
    from voicecoach.session import Session
    from voicecoach.speech.speaker import Speaker

    config = load_config()
    choices = request.choices(config, safety)
    routine = _routine(request, config)
    speech = Speech(config)
    voice = speech.voice(request.voice, routine.language)
    reading = reading_for(routine, config.pronounce)
    with Speaker(voice, speech.cache, speech.settings(voice.engine), reading) as speaker:
        measured(speaker, routine.language)
        warn(voice, speaker.rates_wpm, routine.language, choices.speech_wpm)
        coaching = Coaching(routine, choices, speaker.rates_wpm)
        session = Session(coaching.sections, speaker, Chimes(folders.chimes_folder(), speech.cache))
        yield Opened(session, coaching, voice.id, config.player or AUTO, speaker.close)
    speech.cache.release()


def _routine(request: Request, config: Config) -> Routine:
    """The routine in the language that was asked for; else in the config's, where it has words in it; else its own."""
    known = catalogue()
    language = request.language
    if language is None and config.language:
        spoken = known.languages(known.find(request.routine))
        language = config.language if base_language(config.language) in spoken else None
    return known.load(request.routine, language)


def warn(voice: Voice, rates_wpm: tuple[float, float], language: str, asked_wpm: float) -> None:
    """Tell what the listener might wonder about."""
    if voice.language and voice.language.partition("-")[0] != base_language(language):
        typer.echo(f"voicecoach: {voice.id} is a voice for {voice.language}, and the words are in {language}", err=True)
    slowest_wpm, fastest_wpm = rates_wpm
    if asked_wpm < slowest_wpm:
        typer.echo(
            f"voicecoach: {voice.id} speaks no slower than {slowest_wpm:.0f} words a minute, and {asked_wpm:.0f} were "
            "asked for; the pauses between sentences grow instead",
            err=True,
        )
    elif asked_wpm > fastest_wpm:
        typer.echo(f"voicecoach: {voice.id} speaks no faster than {fastest_wpm:.0f} words a minute", err=True)
