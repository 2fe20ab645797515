"""Bytes of a file → items, by what the content shows of its format."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator

from voicecoach.documents.node import MAX_BYTES, Mark, Node
from voicecoach.documents.yaml_document import parse_document
from voicecoach.errors import FileProblemsError
from voicecoach.routines.importing.items import Foreign, Item, leave_keys, shortened, text_in, time_in
from voicecoach.routines.importing.line import Listed, listed
from voicecoach.routines.importing.workout import read_workout
from voicecoach.routines.known import key_of

_LONGEST_LINE = 500

_W2A_KEYS = {"name", "duration", "<<"}
"""An exercise of w2a has one of them at least."""


def read_foreign(file: str, raw: bytes, titles: Container[str]) -> Foreign:
    """What the bytes of the file called `file` say; `titles` are those of known exercises, as `key_of` gives them.
    Raises FileProblemsError where it can't be made out."""
    text = _decoded(file, raw)
    try:
        document = parse_document(file, raw, aliases=True)
    except FileProblemsError:
        if re.match(r"\s*[\[{]", text) or re.search(r"^(?:exercises|instructions):", text, re.MULTILINE):
            raise
        return _lines(_marked_lines(file, text), titles)
    if not {"steps", "extends"}.isdisjoint(document.keys):
        raise _refusal(document.mark, "this is a routine already; `voicecoach copy` copies it into your folder")
    exercises = document.keys.get("exercises")
    if exercises and any(not _W2A_KEYS.isdisjoint(item.keys) for item in exercises.items):
        return read_workout(document, exercises)
    texts = document.keys.get("instructions", document)
    if "instructions" in document.keys or any("text" in item.keys for item in texts.items):
        return _texts(document, texts)
    if any("name" in item.keys and "duration" in item.keys for item in texts.items):
        return read_workout(document, texts)
    if text.lstrip().startswith("[") and all(item.text for item in document.items):
        return _lines(((item.mark, str(item.value)) for item in document.items), titles)
    return _lines(_marked_lines(file, text), titles)


def _decoded(file: str, raw: bytes) -> str:
    if len(raw) > MAX_BYTES:
        raise _refusal(Mark(file), f"the file has more than {MAX_BYTES:,} bytes; it is no list of exercises")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise _refusal(Mark(file, line), "this is no text in UTF-8; is it a list of exercises?") from error


def _refusal(mark: Mark, message: str) -> FileProblemsError:
    return FileProblemsError([mark.problem(message)])


# A list of lines


def _marked_lines(file: str, text: str) -> Iterator[tuple[Mark, str]]:
    for number, line in enumerate(text.splitlines(), 1):
        if stripped := line.strip():
            yield Mark(file, number, line.index(stripped) + 1), stripped


def _lines(lines: Iterable[tuple[Mark, str]], titles: Container[str]) -> Foreign:
    """A list with an exercise on each line. A first line without a time is the title; other lines without one are
    headings, where they are written as such, or words to be said, where they end as sentences do."""
    found, usable = Foreign(), False
    for mark, line in lines:
        if directive := re.fullmatch(r"#\s*language:\s*(\S+)", line, re.IGNORECASE):
            found.speak(mark, directive[1])
            continue
        if not any(character.isalnum() for character in line):
            continue
        if len(line) > _LONGEST_LINE:
            found.leave(mark, f"a line of {len(line):,} characters is no item of a list; it was left out")
            continue
        said, is_heading = listed(line), line.startswith("#") or line.endswith(":")
        is_exercise = not is_heading and (said.is_timed or said.is_rest or key_of(said.name) in titles)
        usable |= is_exercise
        if is_exercise:
            _add_listed(found, mark, said)
        elif found.title is None and not found.items:
            found.title = line.strip("#*: ")
        elif is_heading:
            found.leave(mark, f"the heading {shortened(line)!r} was left out")
        elif line[-1] in ".!?":
            found.items.append(Item(mark, "say", line))
        else:
            _add_listed(found, mark, said)
    if not usable:
        found.items.clear()
    return found


def _add_listed(found: Foreign, mark: Mark, said: Listed) -> None:
    for note in said.notes:
        found.leave(mark, note)
    if not said.name and not said.is_rest:
        found.leave(mark, "a time without a name was left out")
        return
    if not said.is_rest:
        found.items.append(
            Item(mark, "exercise", said.name, said.hold, repetitions=said.repetitions, each_side=said.each_side)
        )
    if said.is_rest or said.rest:
        found.items.append(Item(mark, "rest", said.name, said.rest))


# Lists of text and duration_seconds


def _texts(document: Node, texts: Node) -> Foreign:
    found = Foreign(text_in(document, "title"))
    if language := text_in(document, "language"):
        found.speak(document.keys["language"].mark, language)
    leave_keys(found, document, ("title", "language", "instructions"))
    for node in texts.items:
        text = node.text or text_in(node, "text")
        if text is None:
            found.leave(node.mark, "there is no text in this; it was left out")
            continue
        leave_keys(found, node, ("text", "duration_seconds"))
        found.items.append(Item(node.mark, "say", text, time_in(found, node, "duration_seconds")))
    return found
