"""Engines for tests, which the worker's process imports as `acting_engines:ActingEngine`. The text says how to act."""

from __future__ import annotations

import os
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import numpy as np

from voicecoach.conform import Wave
from voicecoach.errors import InputError, SpeechError, UnknownNameError
from voicecoach.speech.engine import Voice

MEETING_PROGRAM = ("sh", "-c", 'exec 3>"$0/arrived"; echo $$ >&3; cat "$0/go"; true')
"""A program, and what it runs in turn, that meet a test in a folder, the next argument."""


@dataclass(frozen=True)
class ActingSettings:
    """How it acts, beside what the text says."""

    pitch_hz: float = 440.0

    def __post_init__(self) -> None:
        if self.pitch_hz <= 0:
            raise ValueError(f"pitch_hz is {self.pitch_hz}; it must be above 0")


class ActingEngine:
    """Speaks a tone for any text but these: `crash`, `raise`, `silence`, `refuse`, `fail`, `print`, `meet FOLDER`, with
    its bytes in hex, and `run FOLDER`, which has a program meet the test.

    Each time it is brought up it adds its process's number to the file that STARTS names.
    """

    Settings: ClassVar[type[ActingSettings]] = ActingSettings

    def __init__(self, settings: ActingSettings) -> None:
        self._pitch_hz = settings.pitch_hz
        with Path(os.environ["STARTS"]).open("a", encoding="ascii") as starts:
            starts.write(f"{os.getpid()}\n")

    @staticmethod
    def version(settings: ActingSettings, voice: str) -> str:
        """Whatever the environment says."""
        return os.environ.get("ACTING_VERSION", "1")

    @staticmethod
    def speeds(settings: ActingSettings) -> tuple[float, ...]:
        """Tones a minute."""
        return (30.0, 300.0)

    def voices(self) -> list[Voice]:
        """One."""
        return [Voice("acting", "tone", "en", "A tone")]

    def speak(self, text: str, voice: str, speed: float) -> Wave:
        """A tone of -20 dBFS, `60 / speed` seconds long."""
        if voice != "tone":
            raise UnknownNameError("voice", voice, ["tone"])
        level = 0.1
        match text.split():
            case ["crash"]:
                os.kill(os.getpid(), signal.SIGKILL)
            case ["raise"]:
                raise RuntimeError("the driver broke")
            case ["silence"]:
                level = 0.0
            case ["refuse"]:
                raise InputError("these are no words")
            case ["fail"]:
                raise SpeechError("no breath left")
            case ["print"]:
                print('{"bytes": 4}', flush=True)  # noqa: T201  # as drivers do
                os.write(1, b"noise\n" * 100)
            case ["meet", written]:
                folder = Path(os.fsdecode(bytes.fromhex(written)))
                with Path(folder, "arrived").open("w", encoding="ascii") as arrived:
                    arrived.write(f"{os.getpid()}\n")
                    arrived.flush()
                    Path(folder, "go").read_bytes()  # hangs until the test opens it
            case ["run", folder]:
                subprocess.run([*MEETING_PROGRAM, folder], check=True)
        frames = round(22050 * 60 / speed)
        tone = level * np.sin(2 * np.pi * self._pitch_hz * np.arange(frames) / 22050)
        return Wave(tone.astype(np.float32), 22050)


class UnavailableEngine(ActingEngine):
    """Can't be brought up."""

    def __init__(self, settings: ActingSettings) -> None:
        raise SpeechError("its library is missing; install it")
