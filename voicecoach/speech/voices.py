"""What `--voice` takes, and which voice speaks a language unless another is asked for."""

from __future__ import annotations

DEFAULT_ENGINE = "pyttsx3"

DEFAULT_VOICES = {"en": "en-us"}
"""A voice for each language whose own tag names none."""


def parse_voice(voice: str) -> tuple[str, str]:
    """The engine and the voice's name in `pyttsx3:en-us`, or in `en-us` or `en`, which the default engine speaks.

    Whether either exists is for the engine to say: only it knows.
    """
    engine, colon, name = voice.strip().partition(":")
    return (engine, name) if colon else (DEFAULT_ENGINE, default_voice(engine))


def default_voice(language: str) -> str:
    """The default engine's voice for a language, a BCP 47 tag in any case: `en-us` for `en`, `de` for `de`."""
    tag = language.replace("_", "-").lower()
    return DEFAULT_VOICES.get(tag, tag)
