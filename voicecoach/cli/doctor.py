"""`voicecoach doctor`: what works on this machine, tried for real, and what to do about the rest."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

from voicecoach.cli.console import output, progress
from voicecoach.cli.options import JsonOption
from voicecoach.cli.speech import Speech
from voicecoach.errors import InputError, VoicecoachError
from voicecoach.finding import Finding, Seen, State, failure, try_apart

if TYPE_CHECKING:
    from rich.console import Console

    from voicecoach.config.model import Config

HOME_LANGUAGE = "en"
"""The language of whoever chose none."""

TIMEOUT_S = 30.0

MARKS = {State.WORKS: "✓", State.NOT_SET_UP: "\N{EN DASH}", State.NO_DEVICE: "\N{EN DASH}", State.BROKEN: "✗"}
STYLES = {State.WORKS: "green", State.NOT_SET_UP: "dim", State.NO_DEVICE: "yellow", State.BROKEN: "red"}
"""Both are decoration: the word beside them says the same."""


@dataclass(frozen=True, slots=True)
class Trial:
    """One thing to try: a function of a module, and what it is called with."""

    kind: str
    name: str
    call: Callable[..., Seen]
    arguments: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the findings come to. `player` is the one that `play` takes; None where none works."""

    language: str
    speaks: bool
    writes: bool
    player: str | None
    has_device: bool

    @property
    def is_good(self) -> bool:
        """Whether a session can be exported, and heard wherever there is something to hear it on."""
        return self.speaks and self.writes and (self.player is not None or not self.has_device)

    @property
    def words(self) -> str:
        """For people."""
        said = ["A session can be spoken and exported here."] if self.speaks and self.writes else []
        if not self.speaks:
            said.append(f"No session can be spoken: the voice for {self.language} doesn't work.")
        if not self.writes:
            said.append("No session can be exported: no encoder works.")
        if self.player is not None:
            said.append(f"`voicecoach play` takes the player {self.player}.")
        elif self.has_device:
            said.append("No session can be heard: the player that `voicecoach play` takes doesn't work.")
        else:
            said.append("There is no sound device: `voicecoach play --player silent` shows a session to read along.")
        return " ".join(said)


def doctor(
    timeout: Annotated[
        float,
        typer.Option(
            "--timeout",
            metavar="SECONDS",
            min=1,
            max=3600,
            help="How long each thing that is tried may take. Default: 30.",
            show_default=False,
        ),
    ] = TIMEOUT_S,
    as_json: JsonOption = False,
) -> None:
    """Try engines, voices, players, media keys and encoders on this machine, and say how to mend what doesn't work.

    Players play a moment of silence. What is "not set up" waits for you, if you want it: it is no fault.

    It ends with status 0 where a session can be exported (the voice of your language speaks, an encoder works) and
    heard (a player works, or there is no sound device); else with 1. Where the config has mistakes, the rest is tried
    without it, and the status is 2.
    """
    config, configured = _config()
    console = None if as_json else output()
    findings: list[Finding] = []
    if console:
        _show_machine(console)
    for title, known, trials in _groups(config, configured):
        if console:
            console.print(f"\n{title}", style="bold", markup=False)
        for finding in (*known, *_tried(trials, timeout)):
            findings.append(finding)
            if console:
                _show(console, finding)
    verdict = _verdict(findings, config)
    if console:
        console.print(f"\n{verdict.words}", markup=False)
    else:
        print(json.dumps(_described(findings, verdict), ensure_ascii=False, indent=2))
    if configured[0].state is not State.WORKS:
        raise typer.Exit(InputError.exit_status)
    if not verdict.is_good:
        raise typer.Exit(VoicecoachError.exit_status)


def _config() -> tuple[Config, list[Finding]]:
    """The config, or an empty one where it has mistakes; and what is to be said of the file, then of variables."""
    from voicecoach.config.loading import load
    from voicecoach.config.model import Config
    from voicecoach.config.variables import unknown_variables
    from voicecoach.folders import config_file

    kind, file = "config", config_file()
    try:
        config = load().config
        seen = str(file) if file.exists() else f"{file} isn't there: everything is as usual"
        findings = [Finding(kind, "file", State.WORKS, seen)]
    except Exception as error:  # an engine whose table it has may raise anything
        config, findings = Config(), [failure(kind, "file", error)]
    for name, nearest in unknown_variables().items():
        remedy = f"did you mean {nearest}?" if nearest else "remove it"
        findings.append(Finding(kind, name, State.NOT_SET_UP, "this variable means nothing", remedy))
    return config, findings


def _groups(config: Config, configured: list[Finding]) -> Iterator[tuple[str, list[Finding], list[Trial]]]:
    """Titles, what is known already, and what is to be tried."""
    from voicecoach import folders
    from voicecoach.backends import backend_names
    from voicecoach.export.trial import try_encoder
    from voicecoach.machine import try_folder
    from voicecoach.playback.trial import try_media_keys, try_player

    places = {
        "config": (folders.config_file().parent, "VOICECOACH_CONFIG_DIR"),
        "data": (folders.memory_file().parent, "VOICECOACH_DATA_DIR"),
        "cache": (folders.cache_folder(), "VOICECOACH_CACHE_DIR"),
    }
    yield "Config", configured, []
    yield "Folders", [], [Trial("folder", name, try_folder, place) for name, place in places.items()]
    engines = backend_names("engine")
    yield "Engines", [], [Trial("engine", name, try_engine_of, (config, name)) for name in engines]
    yield "Voices", [], [Trial("voice", tag, try_voice_for, (config, tag)) for tag in _languages(config)]
    players = dict.fromkeys((*backend_names("player"), *_players(config)))
    yield "Players", [], [Trial("player", name, try_player, (name,)) for name in players]
    yield "Media keys", [], [Trial("remote", "mpris", try_media_keys, ())]
    yield "Encoders", [], [Trial("encoder", name, try_encoder, (name,)) for name in backend_names("encoder")]


def try_engine_of(config: Config, name: str) -> Seen:
    """Try an engine with its settings in the config; see `try_engine`."""
    from voicecoach.speech.trial import try_engine

    return try_engine(name, Speech(config).settings(name))


def try_voice_for(config: Config, language: str) -> Seen:
    """Try the voice that speaks a language; see `try_voice`."""
    from voicecoach.speech.trial import try_voice

    speech = Speech(config)
    voice = speech.voice(None, language)
    return try_voice(voice, language, speech.settings(voice.engine), speech.cache)


def _tried(trials: Iterable[Trial], timeout_s: float) -> Iterator[Finding]:
    for trial in trials:
        with progress(f"Trying the {trial.kind} {trial.name}"):
            finding = try_apart(trial.kind, trial.name, timeout_s, trial.call, *trial.arguments)
        yield finding


def _home_language(config: Config) -> str:
    from voicecoach.config.model import canonical_tag

    return canonical_tag(config.language or HOME_LANGUAGE)


def _languages(config: Config) -> list[str]:
    """Those that the coach speaks, and the regions of them that the config names."""
    from voicecoach.phrases import LANGUAGES

    return sorted({*LANGUAGES, *config.voices, _home_language(config)})


def _players(config: Config) -> tuple[str, ...]:
    """Those of which `play` takes the first that works: the config's, or else those of `auto`."""
    from voicecoach.playback.players import AUTO, AUTO_ORDER

    return AUTO_ORDER if config.player in {None, AUTO} else (str(config.player),)


def _verdict(findings: list[Finding], config: Config) -> Verdict:
    states = {(finding.kind, finding.name): finding.state for finding in findings}
    players = {name: states["player", name] for name in _players(config)}
    language = _home_language(config)
    no_device = State.NO_DEVICE in players.values() and State.BROKEN not in players.values()
    return Verdict(
        language,
        speaks=states["voice", language] is State.WORKS,
        writes=any(finding.kind == "encoder" and finding.state is State.WORKS for finding in findings),
        player=next((name for name, state in players.items() if state is State.WORKS), None),
        has_device=not no_device,
    )


def _show_machine(console: Console) -> None:
    from voicecoach.machine import package_versions, python_version, system

    versions = package_versions()
    console.print(f"voicecoach {versions.pop('voicecoach', '')} · {python_version()} · {system()}", markup=False)
    console.print(", ".join(f"{name} {version}" for name, version in versions.items()), markup=False, style="dim")


def _show(console: Console, finding: Finding) -> None:
    console.print(f"  {MARKS[finding.state]} {finding.state.value:<11}", style=STYLES[finding.state], end="")
    first, *others = finding.seen.splitlines() or [""]
    console.print(f"{finding.name:<12} {first}", markup=False)
    for line in others:
        console.print(textwrap.indent(line, " " * 15), markup=False)
    if finding.remedy:
        console.print(textwrap.indent(finding.remedy, " " * 15), markup=False)


def _described(findings: list[Finding], verdict: Verdict) -> dict[str, Any]:
    from voicecoach.machine import package_versions, python_version, system

    return {
        "python": python_version(),
        "system": system(),
        "packages": package_versions(),
        "findings": [
            {
                "kind": finding.kind,
                "name": finding.name,
                "state": finding.state.value,
                "seen": finding.seen,
                "remedy": finding.remedy or None,
                "figures": dict(finding.figures),
            }
            for finding in findings
        ],
        "speaks": verdict.speaks,
        "writes": verdict.writes,
        "player": verdict.player,
        "has_device": verdict.has_device,
    }
