"""What no engine should see in a text, and texts that are too long for it: the same for all engines."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from voicecoach.errors import InputError

UNSPOKEN = frozenset({"Cc", "Cs", "Co", "Cn"})
"""Unicode categories of what isn't text: control characters, halves of surrogates, characters without a meaning."""

BRACKETS = frozenset("<>[]")
"""Marks that an engine may take for a tag's or a phoneme's."""

MOST_CHARACTERS = 400
"""What an engine gets at a time: the time that some take grows faster than a text."""

_SENTENCE_END = re.compile(r"(?<=[.!?…:;])\s+")


def speakable(text: str) -> str:
    """`text` freed from what an engine would obey instead of speak: brackets, control characters. Raises InputError
    where no word is left."""
    spoken = (" " if unicodedata.category(char) in UNSPOKEN or char in BRACKETS else char for char in text)
    words = " ".join("".join(spoken).split())
    if not any(char.isalnum() for char in words):
        raise InputError(f"there is nothing to say in {text[:80]!r}; give it words")
    return words


def pieces(text: str) -> Iterator[str]:
    """A speakable text in pieces of MOST_CHARACTERS at most, each with a word: cut between sentences where that is
    possible, else between words, else anywhere."""
    piece = ""
    for part in _parts(text):
        if piece and len(piece) + 1 + len(part) > MOST_CHARACTERS:
            yield from _worded(piece)
            piece = part
        else:
            piece = f"{piece} {part}" if piece else part
    yield from _worded(piece)


def _parts(text: str) -> Iterator[str]:
    if len(text) <= MOST_CHARACTERS:
        yield text
        return
    for sentence in _SENTENCE_END.split(text):
        if len(sentence) <= MOST_CHARACTERS:
            yield sentence
            continue
        for word in sentence.split(" "):
            for start in range(0, len(word), MOST_CHARACTERS):
                yield word[start : start + MOST_CHARACTERS]


def _worded(piece: str) -> Iterator[str]:
    if any(char.isalnum() for char in piece):
        yield piece
