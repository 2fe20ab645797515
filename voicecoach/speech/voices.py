"""Which voices there are, and which of them is meant."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, replace
from typing import Any

from voicecoach.backends import backend_names
from voicecoach.cache import Cache, entry_name
from voicecoach.errors import InputError, UnknownNameError, VoicecoachError
from voicecoach.speech.engine import Voice, engine_class, engine_settings
from voicecoach.speech.worker import Worker

DEFAULT_ENGINE = "pyttsx3"

_DEFAULT_NAMES = {"en": "en-us", "es-mx": "es-419"}
"""A voice for each language whose own tag names none."""

_REGIONS = {"en-gb", "en-us", "en-029", "es-419", "fr-be", "fr-ch", "pt-br"}
"""Those that have a voice of their own."""

_LISTS = "`voicecoach voices` lists all"

Settings = Callable[[str], Mapping[str, Any]]
"""An engine's name → its own settings."""


def default_voice(language: str) -> Voice:
    """The default engine's voice for a language, a BCP 47 tag in any case: `en-us` for `en`, `de` for `de`.

    A region without a voice of its own has that of the language: `de` for `de-AT`.
    """
    tag = language.replace("_", "-").lower()
    base = tag.partition("-")[0]
    name = _DEFAULT_NAMES.get(tag) or (tag if tag in _REGIONS else _DEFAULT_NAMES.get(base, base))
    return Voice(DEFAULT_ENGINE, name, name, "")


class Voices:
    """The voices of all engines that work here. An engine is brought up to list them; the list is kept in the cache."""

    def __init__(self, cache: Cache, settings: Settings) -> None:
        self._cache, self._settings = cache, settings
        self._listed: dict[str, tuple[Voice, ...]] = {}

    def of(self, engine: str) -> tuple[Voice, ...]:
        """An engine's voices. Raises VoicecoachError where it doesn't work here, with what to do."""
        if engine not in self._listed:
            kept = self._kept(engine)
            self._listed[engine] = self._asked(engine) if kept is None else kept
        return self._listed[engine]

    def all(self) -> Iterator[Voice]:
        """The voices of all engines that work here."""
        for engine in backend_names("engine"):
            try:
                yield from self.of(engine)
            except VoicecoachError:
                continue  # not installed, or nothing configured: `voicecoach doctor` says so

    def find(self, written: str) -> Voice:
        """The voice that `--voice` means: `engine:name`, or a name that only one engine has. A name may have a variant
        behind it (`en-us+f3`), which the engine judges; where no voice has it, it may be that of a language.

        Raises UnknownNameError, with the nearest names; InputError where several engines have it.
        """
        engine, colon, name = written.strip().partition(":")
        if not colon:
            return self._only(engine, tuple(self.all()))
        if engine not in backend_names("engine"):
            raise UnknownNameError("engine", engine, backend_names("engine"))
        found = _matching(name, self.of(engine))
        if not found:
            raise UnknownNameError("voice", written, [voice.id for voice in self.of(engine)], _LISTS, always=True)
        return found[0]

    def _only(self, name: str, voices: tuple[Voice, ...]) -> Voice:
        """The voice of that name, which one engine has."""
        found = {voice.engine: voice for voice in reversed(_matching(name, voices))}
        if not found:
            raise UnknownNameError("voice", name, {voice.name for voice in voices}, _LISTS, always=True)
        if len(found) > 1:
            ids = " or ".join(sorted(voice.id for voice in found.values()))
            raise InputError(f"several engines have a voice {name!r}; write {ids}")
        return next(iter(found.values()))

    def _name(self, engine: str) -> str:
        """The name of the list in the cache."""
        settings = dict(self._settings(engine))
        version = engine_class(engine).version(engine_settings(engine, settings), "")
        return entry_name("voice-list", engine, version, settings)

    def _kept(self, engine: str) -> tuple[Voice, ...] | None:
        kept = self._cache.get(self._name(engine))
        return None if kept is None else tuple(Voice(**voice) for voice in json.loads(kept))

    def _asked(self, engine: str) -> tuple[Voice, ...]:
        with Worker(engine, self._settings(engine)) as worker:
            voices = tuple(worker.voices())
        self._cache.put(self._name(engine), json.dumps([asdict(voice) for voice in voices]).encode())
        return voices


def _matching(name: str, voices: tuple[Voice, ...]) -> list[Voice]:
    """The voices of that name in any case, a variant (`+f3`) or a speaker (`#alto`) behind it apart; else those of that
    language."""
    base, mark, detail = [*re.split(r"([+#])", name, maxsplit=1), "", ""][:3]
    return (
        [voice for voice in voices if voice.name.lower() == name.lower()]
        or [
            replace(voice, name=f"{voice.name}{mark}{detail}", label=f"{voice.label}, as {detail}")
            for voice in voices
            if detail and voice.name.lower() == base.lower()
        ]
        or [voice for voice in voices if voice.language and voice.language == name.lower()]
    )
