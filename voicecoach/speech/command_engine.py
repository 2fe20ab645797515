"""Any program that writes what it says to a file: flite, espeak-ng, a script of one's own."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

from voicecoach.conform import Wave, read_wave
from voicecoach.errors import InputError, NotSetUpError, SpeechError, UnknownNameError
from voicecoach.speech.engine import Voice

PLACEHOLDERS = ("rate", "stretch", "text", "voice", "wav")
_PLACEHOLDER = re.compile(r"\{(\w*)\}")

RATES = (80.0, 130.0, 200.0, 300.0)
"""Speeds of a command with `{rate}`: words a minute, by the program's own reckoning."""

STRETCHED_SPEEDS = (0.5, 0.75, 1.0, 1.5, 2.0)
"""Speeds of a command with `{stretch}`: how many times as fast as the program speaks of its own accord."""

ONLY_VOICE = "default"
"""The name of the voice of a command without `{voice}`, unless the settings name it."""

RUN_TIMEOUT_S = 18.0
"""For a run of the program, under what the worker gives a cue: so its own name is in the error."""

AUDIBLE = 0.005
"""Of full scale. flite murmurs at half of this where it knows none of the letters."""

EXAMPLE = """\
[engines.command]
command = ["flite", "-voice", "{voice}", "--setf", "duration_stretch={stretch}", "-t", "{text}", "-o", "{wav}"]
voices = { slt = "en-us", kal16 = "en-us" }"""


@dataclass(frozen=True)
class CommandSettings:
    """The table `engines.command`.

    `command` is the program and its arguments, never seen by a shell, with the placeholders `{wav}` (the file that it
    writes), `{text}` (without it the text comes on its standard input, in UTF-8), `{voice}`, and for the speed either
    `{rate}` (words a minute, whole) or `{stretch}` (how many times longer than normal). `voices` are the names that
    `{voice}` takes, and their languages: programs such as flite pass over one that they don't know.
    """

    command: tuple[str, ...] = ()
    voices: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        _check_types(self.command, self.voices)
        object.__setattr__(self, "command", tuple(self.command))
        used = self.placeholders
        for unknown in sorted(used - {*PLACEHOLDERS}):
            known = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)
            raise ValueError(f"command has the unknown placeholder {{{unknown}}}; known are {known}")
        if not self.command:
            return
        if _PLACEHOLDER.search(self.command[0]):
            raise ValueError("command begins with a placeholder; its first text is the program")
        if "wav" not in used:
            raise ValueError("command lacks {wav}, the file that the program writes")
        if {"rate", "stretch"} <= used:
            raise ValueError("command has both {rate} and {stretch}; keep one of them")
        if "voice" in used and not self.voices:
            raise ValueError('command has {voice}, but there are no voices; name them: voices = { slt = "en-us" }')
        if "voice" not in used and len(self.voices) > 1:
            raise ValueError("there are several voices, but command lacks {voice}; put it in, or leave one voice")

    @property
    def placeholders(self) -> set[str]:
        """Names of the placeholders in the command."""
        return {name for argument in self.command for name in _PLACEHOLDER.findall(argument)}


class CommandEngine:
    """Runs the program once for each text."""

    Settings: ClassVar[type[CommandSettings]] = CommandSettings

    def __init__(self, settings: CommandSettings, *, timeout_s: float = RUN_TIMEOUT_S) -> None:
        if not settings.command:
            raise NotSetUpError(f"the engine 'command' has no command; write one into the config, such as\n{EXAMPLE}")
        self._command, self._timeout_s = settings.command, timeout_s
        self._languages = settings.voices or {ONLY_VOICE: ""}
        self._placeholders = settings.placeholders
        self._program = settings.command[0]
        found = shutil.which(self._program)
        if found is None:
            raise SpeechError(f"there is no program {self._program!r}; install it, or give its full path in command")
        self._path = found

    @staticmethod
    def version(settings: CommandSettings, voice: str) -> str:
        """The program's path, size and time of change: what may change its sound. `none` where it isn't there."""
        found = shutil.which(settings.command[0]) if settings.command else None
        if found is None:
            return "none"
        path = Path(found).resolve()
        stat = path.stat()
        return f"{path}, {stat.st_size} bytes, changed {stat.st_mtime_ns}"

    @staticmethod
    def speeds(settings: CommandSettings) -> tuple[float, ...]:
        """Words a minute with `{rate}`, times as fast as normal with `{stretch}`, else the only one."""
        used = settings.placeholders
        return RATES if "rate" in used else STRETCHED_SPEEDS if "stretch" in used else (1.0,)

    def voices(self) -> list[Voice]:
        """Those of the settings, by name."""
        return [
            Voice("command", name, language, f"{name}, spoken by {Path(self._program).name}")
            for name, language in sorted(self._languages.items())
        ]

    def speak(self, text: str, voice: str, speed: float) -> Wave:
        """What the program writes.

        Raises UnknownNameError for the voice, SpeechError where the program fails, hangs or writes no sound.
        """
        if voice not in self._languages:
            raise UnknownNameError("voice", voice, self._languages)
        with tempfile.TemporaryDirectory(prefix="voicecoach-") as folder:
            wav = Path(folder, "cue.wav")
            values = {
                "rate": str(round(speed)),
                "stretch": f"{1 / speed:.4f}",
                "text": text,
                "voice": voice,
                "wav": str(wav),
            }
            self._run([_filled(argument, values) for argument in self._command[1:]], text)
            if not wav.exists():
                raise SpeechError(f"{self._program} wrote no file where {{wav}} says; check the command in the config")
            try:
                wave = read_wave(wav)
            except InputError as error:
                raise SpeechError(
                    f"{self._program} wrote no sound ({error.__cause__ or 'the file is empty'})"
                ) from error
        if abs(wave.samples).max() < AUDIBLE:
            raise SpeechError(f"{self._program} wrote only silence in the voice {voice!r}; does it know these letters?")
        return wave

    def _run(self, arguments: list[str], text: str) -> None:
        spoken = b"" if "text" in self._placeholders else text.encode()
        try:
            run = subprocess.run(
                [self._path, *arguments], check=False, input=spoken, capture_output=True, timeout=self._timeout_s
            )
        except subprocess.TimeoutExpired as error:
            raise SpeechError(f"{self._program} took longer than {self._timeout_s:g} s; try other words") from error
        except OSError as error:
            raise SpeechError(f"{self._program} can't be run ({error.strerror}); check its file") from error
        if run.returncode:
            lines = run.stderr.decode(errors="replace").splitlines()
            said = next((line.strip() for line in reversed(lines) if line.strip()), "it said nothing")
            raise SpeechError(f"{self._program} failed with status {run.returncode}: {said}")


def _check_types(command: object, voices: object) -> None:
    if not isinstance(command, (list, tuple)) or not all(isinstance(argument, str) for argument in command):
        raise ValueError('command is a list of texts: ["flite", "-t", "{text}", "-o", "{wav}"]')
    if not isinstance(voices, dict) or not all(isinstance(text, str) for pair in voices.items() for text in pair):
        raise ValueError('voices give each name a language: voices = { slt = "en-us" }')


def _filled(argument: str, values: Mapping[str, Any]) -> str:
    """`argument` with its placeholders replaced. A text that begins with a dash would be taken for an option."""
    filled = _PLACEHOLDER.sub(lambda found: values[found[1]], argument)
    return f" {filled}" if argument == "{text}" and filled.startswith("-") else filled
