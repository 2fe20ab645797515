"""`voicecoach voices`: who can speak, how they sound, and neural voices from elsewhere."""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from voicecoach.cli.console import output, progress
from voicecoach.cli.opening import warn
from voicecoach.cli.options import JsonOption
from voicecoach.cli.playing import prepared_on
from voicecoach.cli.speech import BYTES_PER_MB, Speech, measured

if TYPE_CHECKING:
    from voicecoach.clip import Clip
    from voicecoach.coach.replies import Replies
    from voicecoach.cues import Section
    from voicecoach.phrases.model import Phrases
    from voicecoach.session import Session
    from voicecoach.speech.engine import Voice
    from voicecoach.speech.speaker import Speaker

app = typer.Typer(name="voices", help="Who can speak: without a command, lists the voices that `--voice` takes.")

_VOICE = "engine:name, or a name that only one engine has"


@app.callback(invoke_without_command=True)
def voices(
    context: typer.Context,
    language: Annotated[
        str | None, typer.Option("--language", metavar="TAG", help="Only voices of this language, such as en or en-gb.")
    ] = None,
    engine: Annotated[
        str | None, typer.Option("--engine", metavar="ENGINE", help="Only voices of this engine, such as piper.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Who can speak: without a command, lists the voices that `--voice` takes, and marks each language's default."""
    if context.invoked_subcommand:
        return
    from voicecoach.config import load_config

    speech = Speech(load_config())
    with progress("Asking the engines"):
        known = speech.voices.of(engine) if engine else tuple(speech.voices.all())
    wanted = (language or "").replace("_", "-").lower()
    found = [voice for voice in known if not wanted or f"{voice.language}-".startswith(f"{wanted}-")]
    defaults = _defaults(speech, known)
    if as_json:
        rows = [
            {
                "id": voice.id,
                "engine": voice.engine,
                "name": voice.name,
                "language": voice.language,
                "label": voice.label,
                "default_for": defaults.get(voice.id, []),
            }
            for voice in found
        ]
        print(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    console = output()
    for voice in found:
        mark = f"  (default for {', '.join(defaults[voice.id])})" if voice.id in defaults else ""
        console.print(f"{voice.id:<28} {voice.language or 'any':<12} {voice.label}{mark}", markup=False)
    if not found:
        console.print("There is no such voice; `voicecoach voices` lists all.", markup=False)


def _defaults(speech: Speech, known: Iterable[Voice]) -> dict[str, list[str]]:
    """The languages that a voice speaks unless another is asked for, by the voice's id."""
    from voicecoach.errors import InputError
    from voicecoach.phrases import LANGUAGES

    ids = {voice.id for voice in known}
    defaults: dict[str, list[str]] = {}
    for language in LANGUAGES:
        try:
            voice = speech.voice(None, language)
        except InputError:  # the config names a voice that isn't there: whoever plays is told
            continue
        if voice.id in ids:
            defaults.setdefault(voice.id, []).append(language)
    return defaults


@app.command("try")
def try_voices(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[VOICE…]", help=f"{_VOICE}. Default: the usual ones of the language.")
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
            warn(voice, speaker.rates_wpm, language, rate)
            speakers[f"{phrases.number(number).capitalize()}. {text or phrases.hurts}"] = speaker
        session = Session(_sections(speakers, rate), _Voices(speakers), Chimes())
        with progress("Speaking") as on_progress:
            session.timeline(on_progress)
        if target:
            _write(session, target, force, language)
        else:
            _play(session, _Trying(session.sections, language, rate), phrases, config.player)


class _Voices:
    """Several speakers as one: the words say who speaks them. Whatever else is said, the first one says."""

    def __init__(self, speakers: dict[str, Speaker]) -> None:
        self._speakers = speakers
        self._first = next(iter(speakers.values()))

    def clip(self, text: str, rate_wpm: int) -> Clip:
        return self._speakers.get(text, self._first).clip(text, rate_wpm)

    def frames(self, text: str, rate_wpm: int) -> int:
        return self._speakers.get(text, self._first).frames(text, rate_wpm)


@dataclass(frozen=True)
class _Trying:
    """Voices that are tried, as something to be steered: at one rate."""

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

    def paced(self, factor: float) -> _Trying:
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
    from voicecoach.export.encoder import Chapter, Tags
    from voicecoach.export.writer import encoder_for, export
    from voicecoach.files import reserve

    encoder, timeline = encoder_for(target), session.timeline()
    chapters = tuple(Chapter(section.title, section.start, section.stop) for section in timeline.sections)
    tags = Tags("Voices", "voicecoach", "voicecoach voices", language, "voices to compare", chapters)
    with reserve(target, overwrite=force) as reservation:
        export(reservation, encoder, timeline.length, session.sound.islands(), tags)
    output().print(summary(target, timeline), markup=False)


def _play(session: Session, trying: _Trying, phrases: Phrases, player: str | None) -> None:
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


@app.command()
def install(
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="[VOICE…]", help="Such as en_US-lessac-medium. Default: list what there is."),
    ] = None,
    language: Annotated[
        str | None, typer.Option("--language", metavar="TAG", help="List only those of this language.")
    ] = None,
) -> None:
    """Fetch neural voices for piper, 20 to 120 MB each; without a name, list those that can be fetched."""
    from voicecoach.config import load_config
    from voicecoach.speech.piper_voices import install_voice, installable_voices

    folder = _piper_folder(Speech(load_config()))
    if not names:
        wanted = (language or "").replace("_", "-").lower()
        with progress("Asking for the list"):
            offered = installable_voices()
        for voice in offered:
            if f"{voice.language}-".startswith(f"{wanted}-" if wanted else ""):
                print(f"{voice.name:<36} {voice.label}")
        return
    for name in names:
        with progress(f"Fetching {name}") as on_progress:
            path = install_voice(name.removeprefix("piper:"), folder, on_progress)
        print(f"{path}: {path.stat().st_size / BYTES_PER_MB:.0f} MB; `--voice piper:{name}` speaks with it")


@app.command()
def remove(
    names: Annotated[list[str], typer.Argument(metavar="VOICE…", help="Such as en_US-lessac-medium.")],
) -> None:
    """Delete neural voices that were fetched."""
    from voicecoach.config import load_config
    from voicecoach.speech.piper_voices import remove_voice

    folder = _piper_folder(Speech(load_config()))
    for name in names:
        remove_voice(name.removeprefix("piper:"), folder)
        print(f"{name}: removed")


@app.command()
def calibrate(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[VOICE…]", help=f"{_VOICE}. Default: the default voice.")
    ] = None,
    language: Annotated[
        str | None,
        typer.Option("--language", metavar="TAG", help="The text to be read: de, en, es or fr. Default: the voice's."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Measure voices anew: how fast they speak, and how loud. It is done by itself before a voice speaks first."""
    from voicecoach.config import load_config
    from voicecoach.phrases import base_language
    from voicecoach.speech.speaker import Speaker
    from voicecoach.tempo import RATE_WPM

    speech = Speech(load_config())
    if language:
        base_language(language)
    rows: list[dict[str, Any]] = []
    found = [speech.voices.find(name) for name in names] if names else [speech.voice(None, language or "en")]
    for voice in found:
        with (
            Speaker(voice, speech.cache, speech.settings(voice.engine)) as speaker,
            progress(f"Measuring the voice {voice.id}") as on_progress,
        ):
            profile = speaker.calibrate(language or voice.language, on_progress)
        rows.append(
            {
                "id": voice.id,
                "slowest_wpm": profile.slowest_wpm,
                "fastest_wpm": profile.fastest_wpm,
                "gain_db": round(profile.gain_db(RATE_WPM), 2),
            }
        )
        if not as_json:
            print(
                f"{voice.id}: {profile.slowest_wpm:.0f} to {profile.fastest_wpm:.0f} words a minute, "
                f"{profile.gain_db(RATE_WPM):+.1f} dB to the usual loudness"
            )
    if as_json:
        print(json.dumps(rows, ensure_ascii=False, indent=2))


def _piper_folder(speech: Speech) -> Path:
    return Path(speech.settings("piper")["folder"])
