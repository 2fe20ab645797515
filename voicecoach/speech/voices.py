"""What `--voice` takes, and which voice speaks a language unless another is asked for."""

from __future__ import annotations

DEFAULT_ENGINE = "pyttsx3"

DEFAULT_VOICES = {"en": "en-us", "es-mx": "es-419"}
"""A voice for each language whose own tag names none."""

REGIONAL_VOICES = {"en-gb", "en-us", "en-029", "es-419", "fr-be", "fr-ch", "pt-br"}
"""The regions that have a voice of their own."""


def parse_voice(voice: str) -> tuple[str, str]:
    """The engine and the voice's name in `pyttsx3:en-us`, or in `en-us` or `en`, which the default engine speaks.

    Whether either exists is for the engine to say: only it knows.
    """
    engine, colon, name = voice.strip().partition(":")
    return (engine, name) if colon else (DEFAULT_ENGINE, DEFAULT_VOICES.get(engine.lower(), engine))


def default_voice(language: str) -> str:
    """The default engine's voice for a language, a BCP 47 tag in any case: `en-us` for `en`, `de` for `de`.

    A region without a voice of its own has that of the language: `de` for `de-AT`.
    """
    tag = language.replace("_", "-").lower()
    base = tag.partition("-")[0]
    return DEFAULT_VOICES.get(tag) or (tag if tag in REGIONAL_VOICES else DEFAULT_VOICES.get(base, base))
