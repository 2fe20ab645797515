"""Text as people write it → text as it is read aloud: numbers as words, signs as words or gone."""

from __future__ import annotations

import re
import unicodedata

from voicecoach.phrases import phrases_for

_SIGNS = {
    "de": {"&": "und", "+": "und", "%": "Prozent", "°": "Grad", "to": "bis"},
    "en": {"&": "and", "+": "and", "%": "percent", "°": "degrees", "to": "to"},
    "es": {"&": "y", "+": "y", "%": "por ciento", "°": "grados", "to": "a"},
    "fr": {"&": "et", "+": "et", "%": "pour cent", "°": "degrés", "to": "à"},
}
"""What signs between words and numbers are called, and the word between two numbers."""

LONGEST = 1900
"""How many characters can be said in one go; a routine takes a few more."""

_LINK = re.compile(r"\[([^\[\]]*)\]\([^()]*\)|(?:https?://|www\.)\S*")
_SECONDS = re.compile(r"(?<![\w.,])([1-9]\d{0,3}) ?(?:s|secs?|sek|seg)(?!\w)\.?", re.IGNORECASE)
_MINUTES = re.compile(r"(?<![\w.,])([1-9]\d{0,3}) ?(?:mins?)(?!\w)\.?", re.IGNORECASE)
_ORDINAL = re.compile(r"(?<![\w.,])([1-9]\d{0,2})(?:st|nd|rd|th)(?!\w)")
_RANGE = re.compile(r"(?<![\w.,-])(\d{1,6}) ?[-\u2013\u2014] ?(\d{1,6})(?![\w-]|[.,]\d)")
_NUMBER = re.compile(r"(?<![\d.,])\d{1,6}(?![\d]|[.,]\d)")
_CAPITALS = re.compile(r"\b[^\W\d_]{2,}\b")
_ENDS = ".!?\u2026"


def spoken(text: str, language: str) -> str:
    """The text as it can be read aloud in `language`; empty where no word is left, or where there are far too many."""
    if len(text) > LONGEST:
        return ""
    signs, phrases = _SIGNS[language], phrases_for(language)
    text = unicodedata.normalize("NFC", text)
    text = _LINK.sub(lambda match: match[1] or "", text)
    text = re.sub(r"[(\[{/=|]+", ", ", re.sub(r"[)\]}]+", " ", text))
    text = _SECONDS.sub(lambda match: phrases.duration(int(match[1])), text)
    text = _MINUTES.sub(lambda match: phrases.duration(60 * int(match[1]), in_minutes=True), text)
    if language == "en":
        text = _ORDINAL.sub(lambda match: phrases.ordinal(int(match[1])), text)
    text = _RANGE.sub(lambda match: f"{match[1]} {signs['to']} {match[2]}", text)
    text = re.sub(r"(?<=\d)[-\u2013\u2014](?=\d)|\s[-\u2013\u2014]\s", ", ", text)
    text = re.sub(r"(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])", " ", text)
    text = _NUMBER.sub(lambda match: phrases.number(int(match[0])), text)
    text = _CAPITALS.sub(lambda match: match[0].capitalize() if match[0].isupper() else match[0], text)
    text = "".join(_sign(character, signs) for character in text)
    text = re.sub(r"\s*,[\s,]*(?=[.!?;:,]|$)", "", " ".join(text.split()))
    text = re.sub(r"\s+([,.;:!?])", r"\1", text).lstrip(" ,.;:!?-\u2013\u2014").rstrip(" ,;:-\u2013\u2014")
    return text if len(text) <= LONGEST and any(character.isalnum() for character in text) else ""


def sentence(text: str, language: str) -> str:
    """The text as sentences that can be read aloud; empty where no word is left."""
    text = spoken(text, language)
    return text if not text or text.rstrip("\"'»\u201d\u2019 ")[-1] in _ENDS else f"{text}."


def title(text: str, language: str) -> str:
    """The text as a title that can be read aloud; empty where no word is left."""
    text = spoken(text, language).rstrip(f"{_ENDS} ")
    return text[:1].upper() + text[1:]


def _sign(character: str, signs: dict[str, str]) -> str:
    """What a character becomes: letters, marks and punctuation stay, signs become words or go."""
    if character in signs:
        return f" {signs[character]} "
    kind = unicodedata.category(character)
    if (
        character in "\"'\u2019-\u2013\u2014,.;:!?\u00a1\u00bf\u00ab\u00bb\u201c\u201d\u2018\u201e\u2026"
        or kind[0] in "LMN"
    ):
        return character
    return " "
