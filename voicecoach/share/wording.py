"""What the page says of its own: one model, which every language fills whole."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pydantic import model_validator

from voicecoach.documents.model import Model, validated
from voicecoach.documents.node import read_document
from voicecoach.documents.texts import Template, Words, check_placeholders
from voicecoach.errors import UnknownNameError
from voicecoach.phrases import base_language

_FOLDER = Path(__file__).parent / "words"
_OTHERWISE = "en"


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
    scripts: Words

    @model_validator(mode="after")
    def _check(self) -> Wording:
        check_placeholders(self.time_of, ("time", "duration"))
        return self


def wording_for(language: str) -> Wording:
    """The page's texts for a file in `language`, a BCP 47 tag; English for one that the coach doesn't speak."""
    try:
        return _wording_in(base_language(language))
    except UnknownNameError:
        return _wording_in(_OTHERWISE)


@cache
def _wording_in(language: str) -> Wording:
    return validated(Wording, read_document(_FOLDER / f"{language}.yaml"))
