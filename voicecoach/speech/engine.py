"""What an engine is, and what a voice is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from voicecoach.conform import Wave


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice that an engine brings. `language` is a BCP 47 tag in lower case (`en-us`); `label` is for people."""

    engine: str
    name: str
    language: str
    label: str

    @property
    def id(self) -> str:
        """What `--voice` takes: `engine:name`."""
        return f"{self.engine}:{self.name}"


class Engine(Protocol):
    """A back end that speaks. It lives in the worker process alone, one at a time.

    A class fulfils it; making an instance brings the engine up and may raise SpeechError with what to do.
    """

    @staticmethod
    def version() -> str:
        """What the sound depends on beside the settings: the versions of the engine, its data, and its gains and rates.
        It is part of the cache's key, and is asked for without bringing the engine up."""
        ...

    def voices(self) -> list[Voice]:
        """Every voice, in a stable order."""
        ...

    def gain_db(self, voice: str) -> float:
        """What a voice's sound is raised by so that it comes to -19 LUFS: a figure for each voice, measured; 0 where it
        wasn't. Raises UnknownNameError for a voice that isn't there."""
        ...

    def speak(self, text: str, voice: str, rate_wpm: int) -> Wave:
        """The sound of `text` (a sentence or two, plain text) in the voice named `voice`, at `rate_wpm` words a minute.

        Raises UnknownNameError for a voice that isn't there, InputError for a text without words, SpeechError where
        nothing came out.
        """
        ...
