"""Who speaks on this machine: engines with the user's settings, their voices, and what is kept of their sound."""

from __future__ import annotations

from dataclasses import fields
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from voicecoach.cache import Cache
    from voicecoach.config.model import Config
    from voicecoach.speech.engine import Voice
    from voicecoach.speech.speaker import Speaker
    from voicecoach.speech.voices import Voices

BYTES_PER_MB = 1_000_000

_FOLDER = "folder"
"""The setting of an engine that looks for its voices in a folder: ours, unless the config names another."""


class Speech:
    """What speaks, as the config says. Nothing is started before it is asked for."""

    def __init__(self, config: Config) -> None:
        from voicecoach import folders
        from voicecoach.cache import Cache

        self.config = config
        self.cache: Cache = Cache(folders.entries_folder(), config.cache.size_mb * BYTES_PER_MB)

    @cached_property
    def voices(self) -> Voices:
        """The voices of all engines."""
        from voicecoach.speech.voices import Voices

        return Voices(self.cache, self.settings)

    def settings(self, engine: str) -> dict[str, Any]:
        """An engine's own settings. Raises InputError for an engine that isn't there."""
        from voicecoach import folders
        from voicecoach.speech.engine import engine_class

        settings = self.config.engine_settings(engine)
        if any(field.name == _FOLDER for field in fields(engine_class(engine).Settings)):
            settings[_FOLDER] = str(Path(settings.get(_FOLDER) or folders.voices_folder()).expanduser().absolute())
        return settings

    def voice(self, asked: str | None, language: str) -> Voice:
        """The voice that was asked for; else the config's for the language; else the default one. Raises InputError."""
        from voicecoach.speech.voices import default_voice

        written = asked or self.config.voice_for(language)
        return self.voices.find(written) if written else default_voice(language)


def measured(speaker: Speaker, language: str) -> None:
    """Make a speaker speak as its voice was measured on the text of a language; where it wasn't, it is measured, with a
    sign of life."""
    from voicecoach.cli.console import progress

    if not speaker.recall(language):
        with progress(f"Measuring the voice {speaker.voice.id}, once") as on_progress:
            speaker.calibrate(language, on_progress)
