"""`voicecoach voices try`: how voices sound, one after the other."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from voicecoach.cli.console import progress
from voicecoach.cli.opening import warn, warnings_of
from voicecoach.cli.playing import prepared_on
from voicecoach.cli.speech import Speech, measured

if TYPE_CHECKING:
    from voicecoach.clip import Clip
    from voicecoach.coach.replies import Replies
    from voicecoach.cues import Section
    from voicecoach.phrases.model import Phrases
    from voicecoach.session import Session
    from voicecoach.speech.engine import Voice
    from voicecoach.speech.speaker import Speaker

VOICE = "engine:name, or a name that only one engine has"


def try_voices(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[VOICE…]", help=f"{VOICE}. Default: the usual ones of the language.")
    ] = None,
    language: Annotated[
        str, typer.Option("--language", metavar="TAG", help="The language of the sentence: de, en, es or fr.")
    ] = "en",
    text: Annotated[
        str | None, typer.Option("--text", metavar="TEXT", help="What each says. Default: an instruction.")
    ] = None,
    rate: Annotated[int, typer.Option("--rate", metavar="NUMBER", min=60, max=300, help="Words a minute.")] = 130,
    target: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="FILE", help="Write them to an .mp3 or .wav file, a chapter each."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite FILE if it exists.")] = False,
) -> None:
    """Hear voices, one after the other: each says its number in the list, and the same sentence, at the same loudness
    and rate. Keys as in `play`: space pauses, n next, p previous, q ends."""
    from voicecoach.chimes import Chimes
    from voicecoach.config import load_config
    from voicecoach.export.writer import encoder_for
    from voicecoach.files import checked_target
    from voicecoach.phrases import base_language, phrases_for
    from voicecoach.reading import Reading
    from voicecoach.session import Session
    from voicecoach.speech.speaker import Speaker

    config = load_config()
    speech, phrases = Speech(config), phrases_for(language)
    if target:
        encoder_for(target)
        checked_target(target, overwrite=force)
    found = [speech.voices.find(name) for name in names] if names else _usual(speech, base_language(language))
    reading = Reading(language, config.pronounce)
    speakers: dict[str, Speaker] = {}
    with ExitStack() as stack:
        for number, voice in enumerate(found, 1):
            print(f"{number:>3}  {voice.id}")
            speaker = stack.enter_context(Speaker(voice, speech.cache, speech.settings(voice.engine), reading))
            measured(speaker, language)
            warn(warnings_of(voice, speaker.rates_wpm, language, rate))
            speakers[f"{phrases.number(number).capitalize()}. {text or phrases.hurts}"] = speaker
        session = Session(_sections(speakers, rate), _Voices(speakers), Chimes())
        with progress("Speaking") as on_progress:
            session.timeline(on_progress)
        if target:
            _write(session, target, force, language)
        else:
            _play(session, Spoken(session.sections, language, rate), phrases, config.player)


class _Voices:
    """Several speakers as one: the words say who speaks them. Whatever else is said, the first one says."""

    def __init__(self, speakers: dict[str, Speaker]) -> None:
        self._speakers = speakers
        self._first = next(iter(speakers.values()))

    def clip(self, text: str, rate_wpm: int) -> Clip:
        return self._of(text).clip(text, rate_wpm)

    def frames(self, text: str, rate_wpm: int) -> int:
        return self._of(text).frames(text, rate_wpm)

    def key(self, text: str, rate_wpm: int) -> str:
        return self._of(text).key(text, rate_wpm)

    def _of(self, text: str) -> Speaker:
        return self._speakers.get(text, self._first)


@dataclass(frozen=True)
class Spoken:
    """Words outside of a routine, as something to be steered: at one rate."""

    sections: tuple[Section, ...]
    language: str
    rate_wpm: int
    pace: float = 1.0

    @cached_property
    def replies(self) -> Replies:
        from voicecoach.choices import Choices
        from voicecoach.coach.replies import Replies
        from voicecoach.coach.wording import Wording

        return Replies(Wording(self.language, Choices(rate_wpm=self.rate_wpm), (self.rate_wpm, self.rate_wpm)))

    def paced(self, factor: float) -> Spoken:
        return self


def _sections(speakers: dict[str, Speaker], rate_wpm: int) -> tuple[Section, ...]:
    """A section for each voice."""
    from voicecoach.cues import Pause, Place, Section, Speech

    lead_in_s, pause_s = 0.5, 1.0  # the first half second wakes a Bluetooth link
    return tuple(
        Section(
            speaker.voice.id,
            (Pause(Place(), 0.0, (Speech(text, rate_wpm, offset_s=lead_in_s),), tail_s=pause_s),),
        )
        for text, speaker in speakers.items()
    )


def _usual(speech: Speech, language: str) -> list[Voice]:
    """The default voice of a language, and what its engine lists beside it of that language."""
    default = speech.voices.find(speech.voice(None, language).id)
    listed = [voice for voice in speech.voices.of(default.engine) if voice.language == default.language]
    return [default, *(voice for voice in listed if voice.id != default.id)]


def _write(session: Session, target: Path, force: bool, language: str) -> None:
    from voicecoach.cli.exporting import summary
    from voicecoach.export.describing import described
    from voicecoach.export.encoder import Tags
    from voicecoach.export.writer import encoder_for, export
    from voicecoach.files import reserve

    encoder, timeline = encoder_for(target), session.timeline()
    tags = described(Tags("Voices", "voicecoach", "voicecoach voices", language, "voices to compare"), timeline)
    with reserve(target, overwrite=force) as reservation:
        export(reservation, encoder, timeline.length, session.sound.islands(), tags)
    typer.echo(summary(target, timeline.length, len(timeline.sections)))


def _play(session: Session, trying: Spoken, phrases: Phrases, player: str | None) -> None:
    from voicecoach.cli.screen import open_screen
    from voicecoach.playback.keys import Keys
    from voicecoach.playback.players import AUTO, open_player
    from voicecoach.playback.transport import Transport
    from voicecoach.steering import Steering

    reopen = partial(open_player, player or AUTO)
    transport = Transport(reopen(), session.sound, Steering(session, trying), reopen)
    shown = open_screen(session, phrases, plain=False)
    with prepared_on(session), Keys(transport.send), shown as screen:
        transport.run(screen.show)
