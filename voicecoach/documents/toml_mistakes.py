"""What a reader of TOML stumbled over, in words for the author of the file: what is wrong, and what to write."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from voicecoach.documents.toml_places import first_twice

Told = tuple[str, int, int]
"""What is wrong, and its line and column."""

_BARE = re.compile(r"""[^\s#,="'\[\]{}][^\n#,="'\[\]{}]*""")
"""What stands where a value belongs, and is none: text without quotes."""

_CURLY = "“”„‟‘’‚‛«»‹›`´"  # noqa: RUF001  these very marks, which look like others, are looked for
_SWITCH = re.compile(r"(true|false)\b", re.IGNORECASE)
_NUMBER_BEFORE = re.compile(r"[+-]?\d[\d.]*\Z")
_NEXT_KEY = re.compile(r"[\w.-]+[ \t]*=")
_NOT_CLOSED = "the list before this isn't closed; a comma is missing, or ] at its end"
_HEADING = re.compile(r"\s*(\[+)\s*([^\]\n#]*)")


def told(what: str, line: int, column: int, text: str) -> Told | None:
    """What is wrong in `text`, by what its reader says; None where there are no better words than the reader's."""
    text = text.replace("\r\n", "\n")
    if (mark := what.removeprefix('Expected "').removesuffix('"')) in {"'", "'''"}:
        return _without_end(mark, text)
    lines = text.split("\n")
    written = lines[line - 1] if line <= len(lines) else ""
    for begin, meaning in _MEANINGS.items():
        if what.startswith(begin):
            return (words, line, column) if (words := meaning(written[: column - 1], written[column - 1 :])) else None
    return _again(text) if what.startswith(("Cannot overwrite", "Cannot declare", "Cannot mutate")) else None


def _without_end(mark: str, text: str) -> Told:
    """The last text in single quotes, after which no mark is left to close it."""
    before = text[: text.rindex(mark)]
    words = f"the text that begins here has no {mark} at its end; write it"
    return words, before.count("\n") + 1, len(before) - before.rfind("\n")


def _again(text: str) -> Told | None:
    """What stands twice; None where it is something else that the reader minds."""
    try:
        found = first_twice(text)
    except ValueError:  # of another mistake, further down
        return None
    if found is None:
        return None
    first, again = found
    line, is_mixed = first.place.line, first.written.startswith("[[") != again.written.startswith("[[")
    if not again.written.startswith("["):
        advice = 'keep one; several values are a list, such as ["one", "two"]'
        words = f"the key {again.written!r} is given twice, in line {line} as well; {advice}"
    elif first.written.startswith("[") and is_mixed:
        name = again.written.strip("[]").strip()
        words = (
            f"{again.written} can't stand here, since {first.written} stands in line {line}; write [[{name}]] each time"
        )
    else:
        words = f"{again.written} is given twice, in line {line} as well; put its keys together"
    return words, again.place.line, again.place.column


def _no_value(before: str, rest: str) -> str:
    bare = _BARE.match(rest)
    if not rest and not before.rstrip().endswith("="):
        return _NOT_CLOSED
    if rest[:1] and rest[0] in _CURLY:
        return 'these quotes are typographic; write straight ones, such as "text"'
    if switch := _SWITCH.match(rest):
        return f"write {switch[1].lower()} in small letters"
    return (
        f"text belongs in quotes; write {_quoted(bare[0])}" if bare else 'a value is missing here, such as "text" or 64'
    )


def _too_much(before: str, rest: str) -> str:
    number, bare = _NUMBER_BEFORE.search(before.rstrip()), _BARE.match(rest)
    if number and re.match(r",\d", rest):
        return f"a number has a point; write {number[0]}.{rest[1:].split(maxsplit=1)[0]}"
    if number and re.fullmatch(r"[+-]?0\d+", whole := number[0] + (bare[0].strip() if bare else "")):
        return f"a number begins with no zero; write {whole.lstrip('+-0') or '0'}"
    if number and bare and not _NEXT_KEY.match(rest):
        whole = before[number.start() :] + bare[0]
        return f"this is no number; write {number[0]} alone, or text in quotes: {_quoted(whole)}"
    if rest.startswith(","):
        return 'nothing follows a value; take out the comma, or write a list such as ["one", "two"]'
    if _NEXT_KEY.match(rest):
        return "each key begins a line of its own; begin one here"
    return 'nothing follows a value but # and a comment; several values are a list, such as ["one", "two"]'


def _no_equals(before: str, rest: str) -> str:
    if rest.startswith(":"):
        return 'write = in the place of the colon, such as pace = "slow"'
    return 'after a key, which is one word, = and a value belong, such as pace = "slow"'


def _no_key(before: str, rest: str) -> str:
    if rest.startswith(("//", ";", "--")):
        return "a comment begins with #"
    return 'a key and a value belong here, such as pace = "slow"'


def _no_end_of_heading(before: str, rest: str) -> str:
    heading = _HEADING.match(before + rest)
    if heading is None:
        return ""
    return f"a bracket is missing; write {heading[1]}{heading[2].strip()}{']' * len(heading[1])}"


def _always(words: str) -> Callable[[str, str], str]:
    return lambda before, rest: words


def _quoted(bare: str) -> str:
    bare = bare.strip()
    return f"'{bare}'" if "\\" in bare else f'"{bare}"'


_BACKSLASH = _always(
    r"a backslash in double quotes stands for something else; write the text in single quotes, such as 'C:\music', "
    "or / in its place"
)
_NO_CLOSING_MARK = _always("the text has no closing quotation mark in its line; write it")

_MEANINGS: Mapping[str, Callable[[str, str], str]] = MappingProxyType(
    {
        "Invalid value": _no_value,
        "Expected newline or end of document": _too_much,
        "Expected '='": _no_equals,
        "Invalid statement": _no_key,
        "Invalid initial character": _no_key,
        "Expected ']": _no_end_of_heading,
        "Unclosed array": _always(_NOT_CLOSED),
        "Unclosed inline table": _always("the braces before this aren't closed; a comma is missing, or } at their end"),
        "Unterminated string": _NO_CLOSING_MARK,
        "Illegal character '\\n'": _NO_CLOSING_MARK,
        "Found invalid character '\\n'": _NO_CLOSING_MARK,
        "Unescaped '\\": _BACKSLASH,
        "Invalid hex value": _BACKSLASH,
        "Escaped character is not": _BACKSLASH,
        "Duplicate inline table key": _always("a key is given twice in these braces; keep one"),
    }
)
"""How a reader's message begins → what it means, by what stands in its line before the place, and from there on."""
