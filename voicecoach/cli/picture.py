"""What the screen of `play` looks like: a view → rows, for a glance from two metres.

Above stand the title, then side and repetition; below the bars, what comes next, and the keys. What is between is for
the seconds left of a hold, else for the words. Each is as large as its part of the screen lets it be.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size

from voicecoach.cli.lettering import Face, broken, largest
from voicecoach.clip import FRAME_RATE, s_from_frames
from voicecoach.clock import clock_time
from voicecoach.playback.transport import State

if TYPE_CHECKING:
    from voicecoach.phrases.model import Phrases
    from voicecoach.scene import Scene

KEYS = (
    "space pause",
    "← → back/next",
    "r again",
    "s skip hold",
    "l longer",
    "+ \N{MINUS SIGN} pace",
    "↑ ↓ loudness",
    "w where",
    "? keys",
    "q end",
)
"""What the keys do. The last two are shown wherever there's room, the others as far as there is."""

CLAPS, NO_CLAPS = "clap twice pause", "no microphone"
"""What stands before the keys where claps are to be heard: whether they are."""

STATES = {
    State.PLAYING: "",
    State.PAUSED: "paused",
    State.WAITING: "getting ready …",
    State.LOST: "the sound device is gone, trying again …",
}

_ASCII = str.maketrans("━─·…→←↑↓\N{MINUS SIGN}", "=--.><^v-")
"""What stands for the screen's own signs where a terminal has none of them."""

_WORDS_ROOM = 90
"""Letters of a long sentence: words are large where it finds room."""

_SECONDS_ROOM = 12
"""Rows that a title doesn't take from the seconds of a hold."""

_PARTS_FROM, _WHOLE_FROM, _TITLE_FROM, _NEXT_FROM, _SECTION_FROM, _GAPS_FROM, _KEYS_FROM = 6, 9, 12, 12, 14, 18, 20
"""From so many rows on there are parts, a bar of the whole, a title in two lines, what comes next, a bar of the
section, blank rows between the parts, and a second row of keys."""

_KEPT_KEYS = 2

_AFTER_PLACE = re.compile(r"\{(?:ordinal|number)\}(.*?)\{count\}")

Row = tuple[tuple[str, str], ...]
"""Pieces of text, each with a style."""


@dataclass(frozen=True, slots=True)
class Terminal:
    """What it's shown on: cells, the letters that it can show, and whether it knows ASCII alone."""

    width: int
    height: int
    faces: tuple[Face, ...]
    ascii_only: bool = False


@dataclass(frozen=True, slots=True)
class View:
    """All that is to be seen. A part that is done is cells of a bar; `places` holds all that `place` becomes in this
    exercise, so that it stays where it is; `hold_s` is the hold's whole length. `claps` says whether
    claps are heard, where they are to be."""

    title: str
    place: str
    places: tuple[str, ...]
    words: str
    state: str
    left_s: int | None
    hold_s: int
    section_done: int
    section_label: str
    whole_done: int
    whole_label: str
    following: str | None
    claps: str = ""


def view_of(scene: Scene, state: State, phrases: Phrases, width: int) -> View:
    """What is to be seen of a scene, with bars for `width` cells."""
    place, hold = scene.place, scene.hold
    numbers = range(1, (place.repetitions or 0) + 1)
    section_label = f"{scene.number}/{scene.sections}"
    whole_label = "…" if scene.left is None else clock_time(s_from_frames(scene.left))
    bar = width - _label_width(section_label, whole_label)
    section_frames = None if scene.section_stop is None else scene.section_stop - scene.section_start
    return View(
        title=printable(scene.title),
        place=placed(phrases, place.side, place.repetition, place.repetitions),
        places=tuple(
            placed(phrases, side, number, place.repetitions)
            for side in (("left", "right") if place.side else (None,))
            for number in numbers
        ),
        words=printable(scene.spoken.text) if scene.spoken else "",
        state=STATES[state],
        left_s=None if hold is None else -(-(hold.stop - scene.frame) // FRAME_RATE),
        hold_s=0 if hold is None else -(-(hold.stop - hold.start) // FRAME_RATE),
        section_done=_share(scene.frame - scene.section_start, section_frames, bar),
        section_label=section_label,
        whole_done=_share(scene.frame, None if scene.left is None else scene.frame + scene.left, bar),
        whole_label=whole_label,
        following=None if scene.following is None else printable(scene.following),
    )


def placed(phrases: Phrases, side: str | None, repetition: int | None, repetitions: int | None) -> str:
    """Side and repetition in the session's language: `left · 2 of 3`, `links · 2 von 3`."""
    parts = [phrases.side_values(side)["side"]] if side else []
    if repetition and repetitions and repetitions > 1:
        between = _AFTER_PLACE.search(phrases.count)
        parts.append(f"{repetition}{between[1] if between else '/'}{repetitions}")
    return " · ".join(parts)


def printable(text: str) -> str:
    """A text without what a terminal might obey."""
    return "".join(character if character.isprintable() else " " for character in text)


def knows_signs(encoding: str) -> bool:
    """Whether the picture's own signs can be written in an encoding."""
    try:
        "".join(map(chr, _ASCII)).encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def picture(view: View, terminal: Terminal) -> list[Row]:
    """The rows of a view: as many as the terminal has, none of them wider."""
    width, height = terminal.width, terminal.height
    if height < _PARTS_FROM:
        rows = _compact(view, width)
    else:
        below = _below(view, width, height)
        room = height - len(below)
        above = _above(view, terminal, room)
        rows = [*above, *_middle(view, terminal, room - len(above)), *below]
    if terminal.ascii_only:
        rows = [tuple((text.translate(_ASCII), style) for text, style in row) for row in rows]
    return (rows + [()] * height)[:height]


# The parts, from the top down


def _compact(view: View, width: int) -> list[Row]:
    seconds = "" if view.left_s is None else f"{view.left_s} "
    title = _cropped(seconds + view.title, width), "bold"
    others = (view.state, "bold reverse"), (view.place, "bold"), (view.words, "")
    return [(title,), *(((_cropped(text, width), style),) for text, style in others if text)]


def _above(view: View, terminal: Terminal, room: int) -> list[Row]:
    """Title, side and repetition."""
    gap: list[Row] = [()] if terminal.height >= _GAPS_FROM else []
    title = (
        _large((view.title,), terminal, int(0.27 * room))
        or _large((view.title,), terminal, min(int(0.45 * room), room - _SECONDS_ROOM))  # in several lines
        or _small(view.title, terminal.width, 2 if terminal.height >= _TITLE_FROM else 1)
    )
    rows = [*_centred(title, terminal.width, "bold"), *gap]
    if view.places:
        place = _large((view.place, *view.places), terminal, int(0.23 * room)) or _small(view.place, terminal.width, 1)
        rows += [*_centred(place or [""], terminal.width, "bold"), *gap]
    return rows


def _middle(view: View, terminal: Terminal, room: int) -> list[Row]:
    """The seconds left of a hold, or the words; over them the state."""
    width, rows = terminal.width, []
    if view.state and room > 1:
        state = _large((view.state,), terminal, room // 2) or _small(view.state, width, 1)
        rows += _centred(state, width, "bold reverse")
        room -= len(rows)
    if view.left_s is None:
        words = _large_words(view.words, terminal, room)
        middle = _centred(words or _small(view.words, width, room), width, "bold")
    else:
        longest = "0" * len(str(view.hold_s))
        beneath = _small(view.words, width, min(2, max(0, room - 7)))
        seconds = str(view.left_s)
        digits = _large((seconds, longest), terminal, room - len(beneath)) or _small(seconds, width, 1)
        middle = [*_centred(digits, width, "bold green"), *_centred(beneath, width, "")]
    middle = middle[:room]
    over = (room - len(middle)) // 2
    return [*rows, *[()] * over, *middle, *[()] * (room - len(middle) - over)]


def _below(view: View, width: int, height: int) -> list[Row]:
    """The bars, what comes next, and the keys: the fewer rows there are, the fewer of them."""
    labels = _label_width(view.section_label, view.whole_label)
    rows: list[Row] = [()] if height >= _GAPS_FROM else []
    if height >= _SECTION_FROM:
        rows.append(_bar(view.section_done, width - labels, view.section_label.rjust(labels), "bold"))
    if height >= _WHOLE_FROM:
        rows.append(_bar(view.whole_done, width - labels, view.whole_label.rjust(labels), ""))
    if height >= _NEXT_FROM:
        rows.append((("", ""),) if view.following is None else ((_cropped(f"→ {view.following}", width), ""),))
    rows += [((_cropped(line, width), "dim"),) for line in _keys(view.claps, width, 2 if height >= _KEYS_FROM else 1)]
    return rows


# The pieces


def _large(texts: tuple[str, ...], terminal: Terminal, height: int) -> list[str] | None:
    """The first of the texts in the largest letters in which all of them fit; None where none fit."""
    face = largest(texts, terminal.width, height, terminal.faces)
    return list(face.write(texts[0], terminal.width, height) or ()) if face else None


def _large_words(words: str, terminal: Terminal, height: int) -> list[str] | None:
    """A sentence in the largest letters in which there's room for long ones, so that all of them are as large."""
    sample = " ".join(["slowly"] * (_WORDS_ROOM // 7))
    face = largest((sample,), terminal.width, height, terminal.faces)
    return list(face.write(words, terminal.width, height) or ()) if face else None


def _small(text: str, width: int, height: int) -> list[str]:
    lines = broken(text, width, cell_len)
    if len(lines) > height:
        lines = [*lines[: height - 1], " ".join(lines[height - 1 :])] if height > 0 else []
    return [_cropped(line, width) for line in lines]


def _centred(lines: list[str], width: int, style: str) -> list[Row]:
    """Rows as wide as the widest of them, in the middle; those in reverse reach from side to side."""
    widest = max(map(cell_len, lines), default=0)
    before = " " * ((width - widest) // 2)
    if "reverse" in style:
        return [((set_cell_size(before + line, width), style),) for line in lines]
    own = [before if widest == cell_len(line) else " " * ((width - cell_len(line)) // 2) for line in lines]
    return [((space, ""), (line, style)) if line else () for space, line in zip(own, lines, strict=True)]


def _bar(done: int, cells: int, label: str, style: str) -> Row:
    if cells < 1:
        return ((_cropped(label.strip(), cells + len(label)), style),)
    return (("━" * done, f"{style} green"), ("─" * (cells - done), "dim"), (label, style))


def _keys(claps: str, width: int, height: int) -> list[str]:
    """What claps and the keys do, in up to `height` rows."""
    shown = [claps, *KEYS] if claps else list(KEYS)
    while len(lines := _filled(shown, width)) > height and len(shown) > _KEPT_KEYS:
        del shown[-_KEPT_KEYS - 1]
    return lines[:height]


def _filled(pieces: list[str], width: int) -> list[str]:
    lines: list[str] = []
    for piece in pieces:
        if lines and cell_len(longer := f"{lines[-1]} · {piece}") <= width:
            lines[-1] = longer
        else:
            lines.append(piece)
    return lines


def _cropped(text: str, width: int) -> str:
    return text if cell_len(text) <= width else set_cell_size(text, max(0, width - 1)) + "…"[:width]


def _label_width(*labels: str) -> int:
    return 2 + max(map(len, labels))


def _share(part: int, whole: int | None, cells: int) -> int:
    """How many of the cells are done; none where the whole isn't known."""
    return min(cells, max(0, part * cells // whole)) if whole else 0
