"""The config's keys: which there are, how one is written, and which is meant."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from itertools import groupby
from typing import Any, TypeAlias

from voicecoach.choices import BREATHS_A_MINUTE
from voicecoach.config.model import USUAL_CACHE_MB, canonical_tag
from voicecoach.documents.node import Node
from voicecoach.documents.toml import loads
from voicecoach.errors import InputError, UnknownNameError
from voicecoach.phrases import base_language
from voicecoach.practice.usual import USUAL_AIM, USUAL_STEP_DAYS, USUAL_STEP_SESSIONS

Path: TypeAlias = "tuple[str, ...]"
"""A key and the tables around it: `("voices", "en")`, written `voices.en`."""


@dataclass(frozen=True, slots=True)
class Key:
    """A key that holds a single value, with an example in TOML. What holds where it isn't set is `default`, or, where
    that is None, what `otherwise` says."""

    path: Path
    example: str
    about: str
    default: str | int | None = None
    otherwise: str = ""


KEYS = (
    Key(("language",), '"de"', "words and voice in this language: de, en, es or fr", None, "the routine's"),
    Key(("level",), '"gentle"', "gentle, regular or challenge", None, "the routine's"),
    Key(("guidance",), '"brief"', "how much the coach says: full, brief or chimes", None, "the routine's, else full"),
    Key(
        ("safety",),
        '"full"',
        "how much of the warnings is said: full or short",
        None,
        "full; play shortens it once you have heard a session to its end",
    ),
    Key(("pace",), '"slow"', "slow, steady, brisk, or a factor from 0.5 to 2", "steady"),
    Key(("rate",), "120", "words a minute at the steady pace, from 60 to 300", None, "130, scaled by the pace"),
    Key(("breaths",), "5", "how many slow breaths you take in a minute, from 3 to 15", f"{BREATHS_A_MINUTE:g}"),
    Key(("player",), '"miniaudio"', "what plays: auto, miniaudio, simpleaudio or silent", "auto"),
    Key(("clap",), "true", "two claps pause play, and go on, heard by the microphone: true or false", None, "false"),
    Key(("cache", "size_mb"), "200", "how much of what was spoken is kept, in megabytes", USUAL_CACHE_MB),
    Key(("practice", "log"), "false", "whether the sessions that you play are kept on this machine", True),
    Key(("practice", "aim"), "3", "how many sessions a day you want, which `progress` is held against", USUAL_AIM),
    Key(
        ("practice", "ask"),
        "true",
        "whether play asks before and after how your back feels: true or false",
        None,
        "false; play offers it once",
    ),
    Key(
        ("practice", "step_sessions"),
        "8",
        "how many sessions must have gone well before `level` suggests more, from 3",
        USUAL_STEP_SESSIONS,
    ),
    Key(("practice", "step_days"), "14", "within how many days they must have, from 10", USUAL_STEP_DAYS),
)
"""Those outside of the tables below, in the order in which they are shown."""

TABLES = {
    "voices": 'en = "pyttsx3:en-gb"  # who speaks a language',
    "pronounce": 'glute = "gloot"  # a word, and how it is written for a voice that says it wrong',
    "engines": "",
}
"""The tables that hold what the user names, with an example."""

_PART = re.compile(r"""\s*("(?:[^"\\\n]|\\.)*"|'[^'\n]*'|[^."'\s][^."\n]*?)\s*(?:\.|$)""")
_BARE = re.compile(r"[A-Za-z0-9_-]+")


def parse_key(written: str) -> Path:
    """The path of a key: `voices.en`, or `pronounce."e.g."`. Whether there is such a key isn't asked. Raises
    InputError."""
    parts: list[str] = []
    position = 0
    while position < len(written) or written.endswith("."):
        part = _PART.match(written, position)
        if part is None:
            raise InputError(f'{written!r} is no key; write one such as pace, voices.en or pronounce."e.g."')
        text, position = part[1], part.end()
        parts.append(_unquoted(text, written) if text[0] in "\"'" else text)
        if position == len(written) and not part[0].endswith("."):
            break
    if not parts:
        raise InputError("a key is empty; write one such as pace or voices.en")
    return tuple(parts)


def dotted(path: Path) -> str:
    """A key as it is written, with its tables."""
    return ".".join(part if _BARE.fullmatch(part) else _quoted(part) for part in path)


def check_known(path: Path) -> None:
    """Raises UnknownNameError, with the nearest keys, where there can be no such key."""
    table, *rest = path
    known = {key.path for key in KEYS} | {(name,) for name in TABLES} | {key.path[:1] for key in KEYS}
    if path in known:
        return
    if table == "voices" and len(rest) == 1:
        base_language(rest[0])
    elif table == "engines":
        _check_engine(rest)
    elif table != "pronounce" or len(rest) != 1:
        raise UnknownNameError("key", dotted(path), map(dotted, known))


def as_written(path: Path, document: Node) -> Path:
    """The path as the document writes it: a language there may be in capitals."""
    match path:
        case ("voices", language):
            table = document.keys.get("voices") or document
            same = (tag for tag in table.keys if canonical_tag(tag) == canonical_tag(language))
            return ("voices", next(same, language)) if "voices" in document.keys else path
    return path


def found(document: Node, path: Path) -> Node | None:
    """The node at a path; None where there is none."""
    node = document
    for part in as_written(path, document):
        if part not in node.keys:
            return None
        node = node.keys[part]
    return node


def starter() -> str:
    """A config file that sets nothing, and shows each key in a comment."""
    lines = ["# What you choose for good. Take the # away where you want something else than what is said.", ""]
    lines += [f"# {key.path[0]} = {key.example}  # {key.about}" for key in KEYS if len(key.path) == 1]
    for name, example in TABLES.items():
        lines += ["", f"# [{name}]", f"# {example}"] if example else []
    within = [key for key in KEYS if len(key.path) > 1]
    for table, keys in groupby(within, key=lambda key: key.path[0]):
        lines += ["", f"# [{table}]", *(f"# {key.path[1]} = {key.example}  # {key.about}" for key in keys)]
    return "".join(f"{line}\n" for line in lines)


def _check_engine(rest: list[str]) -> None:
    from voicecoach.config.engines import settings_class

    kind = settings_class(rest[0])
    names = {field.name for field in fields(kind)} if kind else set(rest[1:2])
    if rest[1:] and rest[1] not in names:
        raise UnknownNameError(
            "key", dotted(("engines", *rest)), [dotted(("engines", rest[0], name)) for name in names]
        )


def _unquoted(text: str, written: str) -> str:
    try:
        value: Any = loads(f"key = {text}")["key"]
    except ValueError as error:
        raise InputError(f"{written!r} is no key: {error}") from error
    return str(value)


def _quoted(part: str) -> str:
    escaped = (f"\\{one}" if one in '"\\' else one if one.isprintable() else f"\\U{ord(one):08x}" for one in part)
    return f'"{"".join(escaped)}"'
