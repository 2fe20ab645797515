"""What the page says of its own: one model, which every language fills whole."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pydantic import model_validator

from voicecoach.documents.model import Model, validated
from voicecoach.documents.texts import Template, Words, check_placeholders, filled
from voicecoach.documents.yaml_document import read_document
from voicecoach.errors import UnknownNameError
from voicecoach.phrases import base_language

_FOLDER = Path(__file__).parent / "words"
_OTHERWISE = "en"
_DECIMAL_COMMA = ("de", "es", "fr")


class Wording(Model):
    """The texts of the page in a language. Those of buttons and regions are also what a screen reader says of them."""

    language: Words
    reviewed: tuple[Words, ...]
    routines: Words
    all: Words
    play: Words
    pause: Words
    back: Words
    forward: Words
    previous: Words
    next: Words
    controls: Words
    position: Words
    time_of: Template
    elapsed: Words
    left: Words
    spoken: Words
    chapters: Words
    speed: Words
    download: Words
    keeps: Words
    failed: Words
    voice: Template
    pace: Template
    gentle: Words
    regular: Words
    challenge: Words
    scripts: Words

    @model_validator(mode="after")
    def _check(self) -> Wording:
        check_placeholders(self.time_of, ("time", "duration"))
        check_placeholders(self.voice, ("voice",))
        check_placeholders(self.pace, ("pace",))
        return self

    def told(self, key: str, value: str) -> str:
        """What of a file's making is told beside its title; as it is where that needs no words."""
        match key, value:
            case "voice", _:
                return filled(self.voice, {"voice": value})
            case "pace", _:
                return filled(self.pace, {"pace": self.number(float(value))})
            case "level", ("gentle" | "regular" | "challenge"):
                return str(getattr(self, value))
            case _:
                return value

    def number(self, value: float) -> str:
        """A number as it is written in the language."""
        plain = f"{value:g}"
        return plain.replace(".", ",") if self.language in _DECIMAL_COMMA else plain


def wording_for(language: str) -> Wording:
    """The page's texts for a file in `language`, a BCP 47 tag; English for one that the coach doesn't speak."""
    try:
        return _wording_in(base_language(language))
    except UnknownNameError:
        return _wording_in(_OTHERWISE)


@cache
def _wording_in(language: str) -> Wording:
    return validated(Wording, read_document(_FOLDER / f"{language}.yaml"))
