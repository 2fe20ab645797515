"""Back ends for the tests of `doctor`, each with an ailment of its own, brought in by the entry points of a package."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from typing import BinaryIO, ClassVar

import numpy as np

from voicecoach.cache import Cache
from voicecoach.clip import Island
from voicecoach.conform import Wave
from voicecoach.export.encoder import Tags
from voicecoach.playback.silent_player import SilentPlayer
from voicecoach.speech.engine import Voice

RATE_HZ = 48_000


@dataclass(frozen=True)
class AilingSettings:
    """Where voices would be."""

    folder: str = ""


class HealthyEngine:
    """Speaks a tone."""

    Settings: ClassVar[type[AilingSettings]] = AilingSettings
    name, level = "healthy", 0.1

    def __init__(self, settings: AilingSettings) -> None:
        """Brings nothing up."""

    @staticmethod
    def version(settings: AilingSettings, voice: str) -> str:
        """The only one."""
        return "1"

    @staticmethod
    def speeds(settings: AilingSettings) -> tuple[float, ...]:
        """The only one."""
        return (1.0,)

    def voices(self) -> list[Voice]:
        """One."""
        return [Voice(self.name, "tone", "en", "A tone")]

    def speak(self, text: str, voice: str, speed: float) -> Wave:
        """A tone of a second."""
        tone = self.level * np.sin(2 * np.pi * 440 * np.arange(RATE_HZ) / RATE_HZ)
        return Wave(tone.astype(np.float32), RATE_HZ)


class MuteEngine(HealthyEngine):
    """Speaks without a sound."""

    name, level = "mute", 0.0


class VoicelessEngine(HealthyEngine):
    """Nobody has installed a voice."""

    def voices(self) -> list[Voice]:
        """None."""
        return []


class CrashingEngine(HealthyEngine):
    """Takes its process along."""

    def speak(self, text: str, voice: str, speed: float) -> Wave:
        """Never."""
        os.kill(os.getpid(), signal.SIGSEGV)
        raise AssertionError("it has ended")


class HangingEngine(HealthyEngine):
    """Never answers."""

    def voices(self) -> list[Voice]:
        """Never."""
        threading.Event().wait()
        raise AssertionError("it has waited")


class RaisingEngine(HealthyEngine):
    """Its author made a mistake, in what is asked for without bringing it up."""

    @staticmethod
    def speeds(settings: AilingSettings) -> tuple[float, ...]:
        """Never."""
        raise LookupError("no speed\nat all")


class CrashingPlayer(SilentPlayer):
    """Takes the interpreter along, as simpleaudio 1.0.4 does on newer Pythons."""

    def __init__(self) -> None:
        os.kill(os.getpid(), signal.SIGSEGV)


class LeavingPlayer(SilentPlayer):
    """Ends the process, as some libraries of C do."""

    def __init__(self) -> None:
        sys.exit(7)


class FrozenPlayer(SilentPlayer):
    """Stands still."""

    @property
    def position(self) -> int:
        """The start, for ever."""
        return 0


class EmptyEncoder:
    """Writes nothing."""

    suffix: ClassVar[str] = ".empty"
    bit_rates_kbps: ClassVar[tuple[int, ...]] = ()

    def __init__(self, bit_rate_kbps: int | None = None, cache: Cache | None = None) -> None:
        """Nothing of both is needed."""

    def knows(self, keys: Iterable[str]) -> bool:
        """Nothing."""
        return False

    def prepare(self, islands: Iterable[Island]) -> None:
        """Nothing."""

    def write(self, file: BinaryIO, length: int, islands: Iterable[Island], tags: Tags) -> None:
        """Nothing."""


class StrangeEncoder(EmptyEncoder):
    """Writes what nobody here can read, and prints, as libraries of C do."""

    suffix: ClassVar[str] = ".strange"

    def write(self, file: BinaryIO, length: int, islands: Iterable[Island], tags: Tags) -> None:
        """A few bytes."""
        os.write(1, b"noise on standard output")
        file.write(b"strange")


class HalfEncoder(EmptyEncoder):
    """Loses half of the sound."""

    suffix: ClassVar[str] = ".wav"

    def write(self, file: BinaryIO, length: int, islands: Iterable[Island], tags: Tags) -> None:
        """A WAV file of half the length."""
        from voicecoach.export.wav_encoder import WavEncoder

        WavEncoder().write(file, length // 2, [], tags)
