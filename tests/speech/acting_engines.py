"""Engines for tests, which the worker's process imports as `acting_engines:ActingEngine`. The text says how to act."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import numpy as np

from voicecoach.conform import Wave
from voicecoach.errors import InputError, SpeechError, UnknownNameError
from voicecoach.speech.engine import Voice


class ActingEngine:
    """Speaks a tone for any text but these: `crash`, `raise`, `silence`, `refuse`, `fail`, `print`, `meet FOLDER`.

    Each time it is brought up it adds its process's number to the file that STARTS names.
    """

    def __init__(self) -> None:
        with Path(os.environ["STARTS"]).open("a", encoding="ascii") as starts:
            starts.write(f"{os.getpid()}\n")

    @staticmethod
    def version() -> str:
        """Whatever the environment says."""
        return os.environ.get("ACTING_VERSION", "1")

    def voices(self) -> list[Voice]:
        """One."""
        return [Voice("acting", "tone", "en", "A tone")]

    def gain_db(self, voice: str) -> float:
        """The tone is at -20 dBFS; this takes it to -14."""
        return 6.0

    def speak(self, text: str, voice: str, rate_wpm: int) -> Wave:
        """A tone of -20 dBFS, a second long at 60 words a minute."""
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
            case ["meet", folder]:
                with Path(folder, "arrived").open("w", encoding="ascii") as arrived:
                    arrived.write(f"{os.getpid()}\n")
                    arrived.flush()
                    Path(folder, "go").read_bytes()  # hangs until the test opens it
        frames = round(22050 * 60 / rate_wpm)
        tone = level * np.sin(2 * np.pi * 440 * np.arange(frames) / 22050)
        return Wave(tone.astype(np.float32), 22050)


class UnavailableEngine(ActingEngine):
    """Can't be brought up."""

    def __init__(self) -> None:
        raise SpeechError("its library is missing; install it")
