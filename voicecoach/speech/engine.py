"""What an engine is, what a voice is, and an engine by its name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from importlib import import_module
from typing import Any, ClassVar, Protocol

from voicecoach.backends import load_backend
from voicecoach.conform import Wave
from voicecoach.errors import InputError, UnknownNameError


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice that an engine brings. `language` is a BCP 47 tag in lower case (`en-us`), empty where the voice speaks
    any; `label` is for people."""

    engine: str
    name: str
    language: str
    label: str

    @property
    def id(self) -> str:
        """What `--voice` takes: `engine:name`."""
        return f"{self.engine}:{self.name}"


@dataclass(frozen=True, slots=True)
class NoSettings:
    """The settings of an engine that has none."""


class Engine(Protocol):
    """A back end that speaks. It lives in the worker process alone, one at a time.

    A class fulfils it; making an instance brings the engine up and may raise SpeechError with what to do, or
    NotSetUpError where it waits for a package or a setting. What is static is asked for in any process, without
    bringing the engine up.
    """

    Settings: ClassVar[type[Any]]
    """The engine's own settings, the table `engines.NAME` of the user's config: a frozen dataclass of values that JSON
    knows (texts, numbers, tuples of them, dicts), each with a default. Its `__post_init__` raises ValueError, in words
    for the user, for what can't be."""

    def __init__(self, settings: Any) -> None: ...

    @staticmethod
    def version(settings: Any, voice: str) -> str:
        """What a voice's sound depends on beside its name, the speed, the text and the settings: the versions of the
        engine and of its data. It is part of the cache's key. With an empty `voice`, what the list of voices depends on
        beside the settings."""
        ...

    @staticmethod
    def speeds(settings: Any) -> tuple[float, ...]:
        """Speeds on the engine's own scale at which a voice is measured, from the slowest to the fastest that there is:
        every speed between them is one as well, and a higher one is faster speech. A single one where it has but one.
        """
        ...

    def voices(self) -> list[Voice]:
        """Every voice, in a stable order."""
        ...

    def speak(self, text: str, voice: str, speed: float) -> Wave:
        """The sound of `text` (a sentence or two, freed by the worker from what no voice should see) in the voice named
        `voice`.

        Raises UnknownNameError for a voice that isn't there, SpeechError where nothing came out.
        """
        ...


def engine_class(name: str) -> type[Engine]:
    """The class of the engine of that name, or of `module:Class` where the name holds a colon; it isn't brought up.

    Raises UnknownNameError for an engine that no package brings, InputError where it can't be imported.
    """
    module, colon, attribute = name.partition(":")
    try:
        found: type[Engine] = getattr(import_module(module), attribute) if colon else load_backend("engine", name)
    except (ImportError, AttributeError) as error:
        raise InputError(f"the engine {name!r} can't be loaded ({error}); give it as module:Class") from error
    return found


def engine_settings(name: str, given: Mapping[str, Any]) -> Any:
    """The settings of the engine of that name, made of what its table in the config gives.

    Raises InputError for a setting that it doesn't have, or a value that can't be; else as `engine_class`.
    """
    kind = engine_class(name).Settings
    known = [field.name for field in fields(kind)]
    for unknown in sorted(given.keys() - {*known}):
        raise UnknownNameError(f"setting of the engine {name!r}:", unknown, known)
    try:
        return kind(**given)
    except ValueError as error:
        raise InputError(f"the settings of the engine {name!r} can't be used: {error}") from error
