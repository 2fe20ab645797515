"""The coach's own wording, a file per language."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from voicecoach.errors import UnknownNameError

if TYPE_CHECKING:
    from voicecoach.phrases.model import Phrases

LANGUAGES = ("de", "en", "es", "fr")
"""Those that the coach speaks."""

_REGION_LENGTH = 2
"""Letters of a region in a tag; other parts are longer, or digits."""

_FOLDER = Path(__file__).parent


def base_language(language: str) -> str:
    """The language of a tag, without its region: `en` of `en-GB`. Raises UnknownNameError where the coach has no words
    in it."""
    base = language.replace("_", "-").lower().partition("-")[0]
    if base not in LANGUAGES:
        raise UnknownNameError("language", language, LANGUAGES)
    return base


def language_tag(language: str) -> str:
    """A tag as it is usually written (RFC 5646, section 2.1.1): `de-AT` for `DE_at`. Raises as `base_language` does."""
    base_language(language)
    base, *others = language.replace("_", "-").lower().split("-")
    return "-".join([base, *(part.upper() if len(part) == _REGION_LENGTH else part for part in others)])


def phrases_for(language: str) -> Phrases:
    """The wording in `language`, a tag such as `en` or `en-GB`. Raises UnknownNameError."""
    return _phrases_in(base_language(language))


@cache
def _phrases_in(language: str) -> Phrases:
    from voicecoach.documents.model import validated
    from voicecoach.documents.yaml_document import read_document
    from voicecoach.phrases.model import Phrases

    return validated(Phrases, read_document(_FOLDER / f"{language}.yaml"))
