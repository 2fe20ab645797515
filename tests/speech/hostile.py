"""Texts that no voice was made for: the same in every run."""

from __future__ import annotations

import string
import unicodedata

import numpy as np

COUNT = 500

PIECES = (
    *string.printable,
    *(chr(code) for code in range(0x20)),
    *(
        "\x7f",
        "\x85",
        "\x9b31m",
        "\x1b[31m",
        "\r\n\r\n",
        "\ufeff",
        "\u200b",
        "\u200d",
        "\u2028",
        "\u2066",
        "\ufffc",
        "\uffff",
    ),
    *("\ud800", "\udfff", "\U0010ffff", "\ue000", "\U000e0041"),
    *("<break time='60s'/>", "<speak>", "</speak>", "<!-- -->", "<audio src='/etc/passwd'/>", "&lt;", "&#0;", "&amp"),
    *(
        "[[",
        "]]",
        "[[h@l'oU]]",
        "[[[[",
        "{voice}",
        "{wav}",
        "{}",
        "%s",
        "%n%n",
        "\\",
        "\\0",
        "\\e",
        "$(reboot)",
        "`id`",
    ),
    *("-", "--", "-v de", "--help", "--stdin", "-o /dev/full", "; ls", "| cat", "> x", "&&", "'", '"', "\"'\"'"),
    *("\u202eabc\u202c", "שלום", "مرحبا", "ﷺ", "\u0627\u0651\u064e"),
    *("三", "한국어", "नमस्ते", "привет", "ñandú", "ça", "ﬀ", "½", "Ⅷ", "①", "\U0001d552\U0001d553", "ẞ", "ŉ", "ǅ"),
    *("🧘", "👩‍👩‍👧", "🇩🇪", "👍🏽", "☃️", "♥"),
    *("e" + "\u0301" * 60, "\u0301", "a\u0338b\u20dd", "o\u0308\u0323"),
    *(
        "a" * 300,
        "xkcdqzwrtp" * 20,
        "1" * 70,
        "1e309",
        "127.0.0.1",
        "1/0",
        "-1",
        "10,000,000",
        "12:34:56",
        "§",
        "°",
        "€5",
        "…",
    ),
    *("Mr.", "U.S.A.", "e.g.", "don't", "WWW", "http://a.b/c?d=e", "a@b.c", "C:\\x", "#1", "50%", "x²", "H₂O"),
)
"""What texts are made of, each of them once at least on its own."""

LONG = (
    ("Draw your left knee towards your chest, and hold it. " * 200)[:10_000],
    "word " * 500,
    "ab" * 1_500,
    "?!" * 5_000,
)


def _mixed() -> list[str]:
    """Pieces put together, most of them with a word."""
    random = np.random.default_rng(20240229)
    texts = []
    for _ in range(COUNT - len(LONG) - len(PIECES)):
        pieces = [PIECES[number] for number in random.integers(len(PIECES), size=random.integers(1, 5))]
        pieces.insert(int(random.integers(len(pieces) + 1)), str(random.choice(["", "two", "knee", "Rest."])))
        texts.append(str(random.choice(["", " "])).join(pieces))
    return texts


TEXTS = (*PIECES, *_mixed(), *LONG)


def has_words(text: str) -> bool:
    """Whether there is a letter or a digit in it."""
    return any(unicodedata.category(char)[0] in "LN" for char in text)
