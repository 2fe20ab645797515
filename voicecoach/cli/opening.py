"""From what the user typed to a session."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import typer

from voicecoach.choices import (
    BREATHS_A_MINUTE,
    FASTEST_RATE_WPM,
    SLOWEST_RATE_WPM,
    Choices,
    parse_levels,
    parse_pace,
    parse_variants,
    parse_wait,
)
from voicecoach.cli.speech import Speech, measured
from voicecoach.errors import InputError
from voicecoach.phrases import base_language
from voicecoach.routines.terms import Guidance, Level, Safety, Surface

if TYPE_CHECKING:
    from voicecoach.bookmark import Bookmark
    from voicecoach.coach import Coaching
    from voicecoach.config.model import Config
    from voicecoach.cues import Section
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
    begin_with: str | None
    wait: str | None

    def choices(self, config: Config, safety: Safety) -> Choices:
        """What the listener chooses: what was asked for, else what the config says, and `safety` where neither does;
        the section to begin with apart, which only the routine knows. The pace scales the config's rate, which is that
        of the steady pace. Raises InputError."""
        level, levels = parse_levels(self.level or ())
        pace = parse_pace(self.pace) if self.pace else config.pace or 1.0
        breaths = self.breaths or config.breaths or BREATHS_A_MINUTE
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
            breaths_a_minute=breaths,
            wait=parse_wait(self.wait, 60 / breaths) if self.wait else None,
        )

    @property
    def leaves_level(self) -> bool:
        """Whether it is of the whole routine, at whatever level is usual."""
        is_part = self.only or self.without or self.begin_with
        return not is_part and parse_levels(self.level or ())[0] is None

    def at_level(self, level: Level) -> Request:
        """The same at a level, where it `leaves_level`."""
        return replace(self, level=[level.value, *(self.level or ())])


@dataclass(frozen=True, slots=True)
class Speaks:
    """Who speaks, how its engine is set, in which language it was measured; and by what it is known to be unchanged."""

    voice: Voice
    settings: dict[str, Any]
    language: str
    signature: str


@dataclass(frozen=True, slots=True)
class Opened:
    """A session, and what it was opened with."""

    session: Session
    coaching: Coaching
    speaks: Speaks
    player: str
    stop_speaking: Callable[[], None]
    session_of: Callable[[tuple[Section, ...]], Session]
    """What is heard of sections, in the same voice."""
    warnings: tuple[str, ...] = ()
    """What the listener might wonder about."""

    @property
    def voice(self) -> str:
        """What `--voice` takes for who speaks."""
        return self.speaks.voice.id

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

    def at_level(self, level: Level) -> Opened:
        """The same at another level, and none of it prepared."""
        coaching = replace(self.coaching, choices=replace(self.choices, level=level))
        return replace(self, session=self.session_of(coaching.sections), coaching=coaching)

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
def opened(
    request: Request,
    safety: Safety = Safety.FULL,
    *,
    speech: Speech | None = None,
    bookmark: Bookmark | None = None,
    warns: bool = True,
) -> Iterator[Opened]:
    """The session that `request` means, from a `bookmark` on where one is given. Its warnings are those that it or the
    config asks for, else the short ones where it begins amid the routine, else those of `safety`. Whatever speaks is
    closed at the end. `speech` is as the user's config says, unless it is given; `warns` says whether what the listener
    might wonder about is told.
    Raises InputError."""
    from voicecoach import folders
    from voicecoach.chimes import Chimes
    from voicecoach.coach import Coaching
    from voicecoach.config import load_config
    from voicecoach.playback.players import AUTO
    from voicecoach.reading import reading_for
    from voicecoach.session import Session
    from voicecoach.speech.speaker import Speaker

    speech = speech or Speech(load_config())
    config = speech.config
    routine = routine_of(request, config, bookmark)
    choices = request.choices(config, safety)
    if (begin_at := _begin_at(request, bookmark, routine, choices)) is not None:
        choices = replace(request.choices(config, Safety.SHORT), begin_at=begin_at)
    voice = speech.voice(request.voice, routine.language)
    reading = reading_for(routine, config.pronounce)
    settings = speech.settings(voice.engine)
    with Speaker(voice, speech.cache, settings, reading) as speaker:
        measured(speaker, routine.language)
        warnings = tuple(warnings_of(voice, speaker.rates_wpm, routine.language, choices.speech_wpm))
        if warns:
            warn(warnings)
        coaching = Coaching(routine, choices, speaker.rates_wpm)
        chimes = Chimes(folders.chimes_folder(), speech.cache)
        speaks = Speaks(voice, settings, routine.language, speaker.signature)

        def session_of(sections: tuple[Section, ...]) -> Session:
            return Session(sections, speaker, chimes)

        session, player = session_of(coaching.sections), config.player or AUTO
        yield Opened(session, coaching, speaks, player, speaker.close, session_of, warnings)
    speech.cache.release()


def routine_of(request: Request, config: Config, bookmark: Bookmark | None = None) -> Routine:
    """The routine in the language that was asked for; else in the bookmark's; else in the config's, where it has words
    in it; else its own. Raises InputError."""
    known = catalogue()
    language = request.language
    if language is None and config.language:
        spoken = known.languages(known.find(request.routine))
        language = config.language if base_language(config.language) in spoken else None
    routine = known.load(request.routine, language)
    if bookmark and not request.language and routine.language != bookmark.language:  # the config has changed
        return known.load(request.routine, bookmark.language)
    return routine


def _begin_at(request: Request, bookmark: Bookmark | None, routine: Routine, choices: Choices) -> int | None:
    """Where the session begins, as `Choices.begin_at` says it. Raises InputError."""
    from voicecoach.bookmark import Part
    from voicecoach.coach import outline

    if request.begin_with is not None:
        return outline(routine, choices).named(request.begin_with).begin_at
    if bookmark is None or bookmark.part is Part.OPENING:
        return None
    found = outline(routine, choices)
    if bookmark.part is Part.CLOSING:
        return found.headings[-1].begin_at
    heading = found.occurrence(bookmark.exercise, bookmark.occurrence)
    if heading is None:
        there = ", ".join(f'"{heading.title}"' for heading in found.headings[1:-1])
        raise InputError(
            f'"{bookmark.title}" isn\'t among the exercises of {request.routine} any more; take one of {there} '
            f"with --from: voicecoach play {request.routine} --from EXERCISE"
        )
    return heading.begin_at


def warn(warnings: Iterable[str]) -> None:
    """Tell what the listener might wonder about."""
    for warning in warnings:
        typer.echo(f"voicecoach: {warning}", err=True)


def warnings_of(voice: Voice, rates_wpm: tuple[float, float], language: str, asked_wpm: float) -> Iterator[str]:
    """What the listener might wonder about: the voice is for another language, or can't be as slow or fast as asked."""
    if voice.language and voice.language.partition("-")[0] != base_language(language):
        yield f"{voice.id} is a voice for {voice.language}, and the words are in {language}"
    slowest_wpm, fastest_wpm = rates_wpm
    if asked_wpm < slowest_wpm:
        yield (
            f"{voice.id} speaks no slower than {slowest_wpm:.0f} words a minute, and {asked_wpm:.0f} were asked for; "
            "the pauses between sentences grow instead"
        )
    elif asked_wpm > fastest_wpm:
        yield f"{voice.id} speaks no faster than {fastest_wpm:.0f} words a minute"
