"""`voicecoach voices`: who can speak, how they sound, and neural voices from elsewhere."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from voicecoach.cli.console import output, progress
from voicecoach.cli.options import JsonOption
from voicecoach.cli.speech import BYTES_PER_MB, Speech
from voicecoach.cli.trying import VOICE, try_voices

if TYPE_CHECKING:
    from voicecoach.speech.engine import Voice

app = typer.Typer(name="voices", help="Who can speak: without a command, lists the voices that `--voice` takes.")

app.command("try")(try_voices)


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
        list[str] | None, typer.Argument(metavar="[VOICE…]", help=f"{VOICE}. Default: the default voice.")
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
