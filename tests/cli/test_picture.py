"""The picture that the screen shows, at every size, and its large letters."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyfiglet import Figlet
from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from voicecoach.cli.lettering import FACES, MONO12, SMBLOCK, Face, largest
from voicecoach.cli.picture import CLAPS, KEYS, NO_CLAPS, STATES, Terminal, picture, placed, view_of
from voicecoach.clip import FRAME_RATE
from voicecoach.cues import Hold, Place, Speech
from voicecoach.phrases import LANGUAGES, phrases_for
from voicecoach.playback.transport import State
from voicecoach.routines.catalogue import Catalogue
from voicecoach.scene import Scene
from voicecoach.timeline import Event

LENGTH = 600 * FRAME_RATE
SIZES = [(40, 10), (40, 12), (80, 24), (120, 40), (200, 60)]


def scene_at(frame: int, hold: tuple[int, int] | None, place: Place, title: str, words: str | None) -> Scene:
    return Scene(
        frame=frame,
        title=title,
        number=2,
        sections=4,
        following="Pelvic tilt",
        place=place,
        spoken=None if words is None else Event(0, FRAME_RATE, Speech(words, 130), place),
        hold=Event(*hold, Hold(place, (hold[1] - hold[0]) / FRAME_RATE), place) if hold else None,
        section_start=0,
        section_stop=LENGTH // 2,
        left=LENGTH - frame,
    )


def a_scene(left_s: int | None = None, title: str = "Knees to chest", side: str | None = "left") -> Scene:
    hold = None if left_s is None else (0, 30 * FRAME_RATE)
    frame = 0 if left_s is None else (30 - left_s) * FRAME_RATE
    return scene_at(frame, hold, Place("knees-to-chest", side, 2, 3), title, "Draw your knee towards your chest.")


def shown(
    scene: Scene, size: tuple[int, int], state: State = State.PLAYING, faces: tuple[Face, ...] = FACES
) -> list[str]:
    """The rows that a console of this size prints."""
    width, height = size
    terminal = Terminal(width, height, faces)
    rows = picture(view_of(scene, state, phrases_for("en"), width), terminal)
    console = Console(file=io.StringIO(), width=width, height=height, force_terminal=True, color_system=None)
    console.print(*(Text.assemble(*row) for row in rows), sep="\n", soft_wrap=False)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue().splitlines()


def holds(rows: list[str], text: str) -> bool:
    """Whether a text is shown: in letters as they are, or in large ones, row under row."""
    if any(text in row for row in rows):
        return True
    width, height = max(map(len, rows)), len(rows)
    for face in FACES:
        written = [row.strip() for row in face.write(text, width, height) or ()]
        found = [row.strip() for row in rows]
        starts = range(len(rows) - len(written) + 1) if written else ()
        if any(all(line in row for line, row in zip(written, found[at:], strict=False)) for at in starts):
            return True
    return False


places = st.builds(
    Place,
    exercise=st.none() | st.just("knee-rolls"),
    side=st.sampled_from(["left", "right", None]),
    repetition=st.none() | st.integers(1, 20),
    repetitions=st.none() | st.integers(1, 20),
)
holding = st.tuples(st.integers(0, LENGTH // 2), st.integers(1, 3600 * FRAME_RATE))


@st.composite
def scenes(draw: st.DrawFn, titles: st.SearchStrategy[str]) -> Scene:
    frame = draw(st.integers(0, LENGTH))
    hold = None
    if draw(st.booleans()):
        gone, left = draw(holding)
        hold = frame - min(gone, frame), frame + left
    return scene_at(frame, hold, draw(places), draw(titles), draw(st.none() | st.text(max_size=300)))


sizes = st.tuples(st.integers(1, 220), st.integers(1, 70))
faces = st.sampled_from([FACES, (), tuple(face for face in FACES if not face.needs_quarters)])


@given(scenes(st.text(max_size=60)), sizes, st.sampled_from(State), faces)
def test_it_fits_its_terminal(scene: Scene, size: tuple[int, int], state: State, faces: tuple[Face, ...]) -> None:
    width, height = size
    rows = shown(scene, size, state, faces)
    assert len(rows) == height
    assert max(map(cell_len, rows)) <= width
    assert all(character.isprintable() for row in rows for character in row)


words = st.lists(st.sampled_from(["Knee", "rolls", "für", "Gesäß", "ñandú", "été"]), min_size=1, max_size=6)


@pytest.mark.parametrize("claps", [CLAPS, NO_CLAPS])
@pytest.mark.parametrize("size", [(40, 10), (80, 24), (200, 60)])
def test_whether_claps_are_heard_stands_before_the_keys(claps: str, size: tuple[int, int]) -> None:
    view = view_of(a_scene(), State.PLAYING, phrases_for("en"), size[0])
    rows = picture(replace(view, claps=claps), Terminal(*size, FACES))
    keys = next("".join(text for text, _ in row) for row in rows if any(claps in text for text, _ in row))
    assert keys.startswith(claps)
    assert cell_len(keys) <= size[0]
    assert not any(claps in text for row in picture(view, Terminal(*size, FACES)) for text, _ in row)


@given(
    scenes(words.map(" ".join)),
    st.tuples(st.integers(40, 220), st.integers(10, 70)),
    st.sampled_from(State),
    faces,
)
def test_it_holds_the_seconds_left_and_the_title(
    scene: Scene, size: tuple[int, int], state: State, faces: tuple[Face, ...]
) -> None:
    rows = shown(scene, size, state, faces)
    if scene.hold:
        assert holds(rows, str(-(-(scene.hold.stop - scene.frame) // FRAME_RATE)))
    assert holds(rows, scene.title) or all(holds(rows, word) for word in scene.title.split())


@pytest.mark.parametrize(
    ("before_stop", "seconds"),
    [(1, 1), (FRAME_RATE, 1), (FRAME_RATE + 1, 2), (3 * FRAME_RATE, 3), (10 * FRAME_RATE, 10)],
)
def test_in_the_last_second_1_is_shown(before_stop: int, seconds: int) -> None:
    stop = 10 * FRAME_RATE
    scene = scene_at(stop - before_stop, (0, stop), Place(), "Knee rolls", None)
    assert view_of(scene, State.PLAYING, phrases_for("en"), 80).left_s == seconds


@pytest.mark.parametrize("size", SIZES)
def test_the_seconds_are_the_largest(size: tuple[int, int]) -> None:
    rows = shown(a_scene(left_s=7), size)
    seconds = [face for face in FACES if holds(rows, "7") and holds_in(face, rows, "7")]
    others = [face for text in ("Knees to chest", "left · 2 of 3") for face in FACES if holds_in(face, rows, text)]
    assert seconds[0].height("7") >= max((face.height("7") for face in others), default=0)
    assert seconds[0].height("7") >= min(size[1] // 4, 12)


def holds_in(face: Face, rows: list[str], text: str) -> bool:
    written = face.write(text, max(map(len, rows)), len(rows))
    return bool(written) and all(any(line.strip() in row for row in rows) for line in written or ())


@pytest.mark.parametrize("size", SIZES)
def test_a_hold_and_its_sides_change_nothing_but_themselves(size: tuple[int, int]) -> None:
    left, right = (shown(a_scene(left_s=7, side=side), size) for side in ("left", "right"))
    changed = [at for at, (one, other) in enumerate(zip(left, right, strict=True)) if one != other]
    assert 0 < len(changed) <= 8
    assert changed == list(range(changed[0], changed[-1] + 1))
    ten, nine = (shown(a_scene(left_s=seconds), size) for seconds in (10, 9))
    assert [at for at, row in enumerate(ten) if "█" in row] == [at for at, row in enumerate(nine) if "█" in row]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "left · 2 of 3"),
        ("de", "links · 2 von 3"),
        ("es", "izquierda · 2 de 3"),
        ("fr", "gauche · 2 sur 3"),
    ],
)
def test_side_and_repetition_are_told_in_the_sessions_language(language: str, said: str) -> None:
    assert placed(phrases_for(language), "left", 2, 3) == said
    assert placed(phrases_for(language), None, 2, 3) == said.partition(" · ")[2]
    assert placed(phrases_for(language), "left", 1, 1) == said.partition(" · ")[0]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("font", [MONO12, SMBLOCK])
def test_there_are_large_letters_for_all_that_is_built_in(language: str, font: object) -> None:
    phrases = phrases_for(language)
    routine = Catalogue(()).load("lower-back", language)
    texts = {exercise.title for exercise in routine.exercises.values()} | {phrases.opening_title, phrases.closing_title}
    texts |= {placed(phrases, side, number, 10) for side in ("left", "right") for number in range(1, 11)}
    (face,) = {face for face in FACES if face.font == font and face.wide == face.high == 1}
    assert {text for text in texts if face.width(text) is None} == set()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("title", ["膝を胸に", "Kolana do klatki ☃"])
def test_what_the_font_lacks_is_shown_in_the_terminals_own_letters(size: tuple[int, int], title: str) -> None:
    assert any(title in row for row in shown(a_scene(title=title), size))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("state", State)
def test_the_state_is_told_in_words(size: tuple[int, int], state: State) -> None:
    assert holds(shown(a_scene(left_s=7), size, state), STATES[state])
    assert all(other is state or not holds(shown(a_scene(), size, state), STATES[other]) for other in list(State)[1:])


@pytest.mark.parametrize("size", SIZES)
def test_the_keys_are_told_as_far_as_there_is_room(size: tuple[int, int]) -> None:
    told = {key for key in KEYS if any(key in row for row in shown(a_scene(), size))}
    assert {"space pause", "q end"} <= told
    assert told == set(KEYS) or size[0] < 80


def test_a_terminal_that_knows_ascii_alone_gets_no_more() -> None:
    rows = picture(view_of(a_scene(), State.WAITING, phrases_for("en"), 80), Terminal(80, 24, (), ascii_only=True))
    assert all(text.isascii() for row in rows for text, _ in row)


# The letters


def dots(rows: list[str]) -> set[tuple[int, int]]:
    """Where half cells are filled, the upper and left ones being at 0."""
    filled = {
        (2 * at + half, column)
        for at, row in enumerate(rows)
        for column, cell in enumerate(row)
        for half in range(2)
        if cell in ("█▀" if half == 0 else "█▄")
    }
    top, left = min(row for row, _ in filled), min(column for _, column in filled)
    return {(row - top, column - left) for row, column in filled}


@pytest.mark.parametrize("letter", list("0123456789KnßÜñé"))
def test_letters_are_those_of_the_font_in_its_own_size_and_larger(letter: str) -> None:
    drawn = dots(Figlet(font="mono12", width=200).renderText(letter).splitlines())
    assert dots(list(Face(MONO12, 2, 1).write(letter, 80, 20) or ())) == drawn
    twice = {(2 * row + down, 2 * column + across) for row, column in drawn for down in range(2) for across in range(2)}
    assert dots(list(Face(MONO12, 4, 2).write(letter, 80, 40) or ())) == twice


@given(words.map(" ".join), sizes)
def test_the_largest_letters_that_fit_are_taken(text: str, size: tuple[int, int]) -> None:
    width, height = size
    face = largest((text,), width, height, FACES)
    larger = FACES if face is None else FACES[: FACES.index(face)]
    assert not any(other.write(text, width, height) for other in larger)
    if face:
        rows = face.write(text, width, height) or ()
        assert 0 < len(rows) <= height
        assert max(map(len, rows)) <= width
        assert face.write(text, width, len(rows)) == rows
        assert face.write(text, width, len(rows) - 1) is None
