"""Covers: what is to be seen, and what they cost."""

from __future__ import annotations

import subprocess
import sys
from io import BytesIO
from itertools import groupby
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from voicecoach.cache import Cache
from voicecoach.cover import COLOURS, MARGIN, SIZE, TITLE_HEIGHT, cover_png

pytestmark = pytest.mark.once

MOST_BYTES = 40_000
BENEATH_FIGURE = 780
REACH = 40
"""How far accents may reach over the first line."""

TITLES = {
    "usual": "Lower back stretches",
    "short": "Back",
    "long": "Dehnübungen im Bett für den unteren Rücken, die auch morgens und ganz ohne Vorbereitung gehen",
    "endless": "Immer wieder " * 40,
    "compound": "Rückenschonungsübungsprogrammheft",
    "accents": "ÉTIREMENTS DOUX ÇÀ ET LÀ",
    "scripts": "Растяжка спины, Διατάσεις",
}


def pixels(title: str) -> Image.Image:
    return Image.open(BytesIO(cover_png(title, "12", "min"))).convert("RGB")


def where_words_are(image: Image.Image) -> tuple[int, int, int, int] | None:
    """The box around what is white, as nothing but words is."""
    red, green, blue = image.split()
    whitest = ImageChops.darker(ImageChops.darker(red, green), blue)
    return whitest.point(lambda value: 255 * (value > 240)).getbbox()


@pytest.mark.parametrize("title", TITLES.values(), ids=TITLES)
def test_a_title_stands_inside_its_margins_and_off_the_figure(title: str) -> None:
    box = where_words_are(pixels(title).crop((0, 0, SIZE, BENEATH_FIGURE)))
    assert box
    left, top, right, bottom = box
    assert left >= MARGIN - 4
    assert right <= SIZE - MARGIN + 4
    assert top >= MARGIN - REACH
    assert bottom <= MARGIN + TITLE_HEIGHT


def line_widths(title: str) -> list[int]:
    """How wide each line of a title is."""
    image = pixels(title).crop((0, 0, SIZE, MARGIN + TITLE_HEIGHT))
    boxes = [where_words_are(image.crop((0, row, SIZE, row + 1))) for row in range(image.height)]
    lines = [[box for box in band if box] for is_line, band in groupby(boxes, key=bool) if is_line]
    return [max(right for _, _, right, _ in line) - min(left for left, _, _, _ in line) for line in lines]


@pytest.mark.parametrize(
    "title", ["Short stretches for the lower back", "Kurze Dehnübungen für den unteren Rücken", "Lower back stretches"]
)
def test_no_word_stands_alone_where_two_lines_are_of_a_length(title: str) -> None:
    one, other = line_widths(title)
    assert min(one, other) >= 0.75 * max(one, other)


@pytest.mark.parametrize("title", TITLES.values(), ids=TITLES)
def test_a_cover_is_a_small_square_in_a_palette(title: str) -> None:
    png = cover_png(title, "105", "min")
    image = Image.open(BytesIO(png))
    assert (image.format, image.mode, image.size) == ("PNG", "P", (SIZE, SIZE))
    assert len(png) <= MOST_BYTES


def test_letters_are_drawn_as_they_are() -> None:
    letters = "eéèêëēęěñńňçœæßsơưạșțЖжҐΩώ"
    assert len({cover_png(letter, "1", "min") for letter in letters}) == len(letters)


def test_no_box_stands_for_a_letter_that_the_font_lacks() -> None:
    without_title = cover_png("", "15", "min")
    assert cover_png("背中のストレッチ", "15", "min") == without_title
    assert cover_png("Back 背中", "15", "min") == without_title
    assert cover_png("Back", "15", "min") != without_title


def test_signs_that_the_font_lacks_are_left_out() -> None:
    assert cover_png(
        "Back \N{PERSON IN LOTUS POSITION}\N{ZERO WIDTH JOINER}\N{FEMALE SIGN}\ufe0f", "15", "min"
    ) == cover_png("Back", "15", "min")


def test_minutes_are_to_be_seen_in_the_lower_left() -> None:
    box = where_words_are(pixels("Back").crop((0, BENEATH_FIGURE, SIZE, SIZE)))
    assert box
    left, top, right, bottom = box
    assert left >= MARGIN - 4
    assert right < SIZE / 2
    assert BENEATH_FIGURE + bottom <= SIZE - MARGIN + 4
    assert bottom - top >= SIZE / 10  # 30 pixels at 300


def test_colours_stand_out() -> None:
    """By the contrast ratio of WCAG 2.2: 4.5 for words, 3 for what else is to be seen."""

    def luminance(colour: str) -> float:
        channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
        red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    def contrast(one: str, other: str) -> float:
        darker, lighter = sorted((luminance(COLOURS[one]), luminance(COLOURS[other])))
        return (lighter + 0.05) / (darker + 0.05)

    assert min(contrast(colour, ground) for colour in ("words", "sign") for ground in ("ground", "glow")) >= 4.5
    assert min(contrast(colour, ground) for colour in ("body", "cloth", "mat") for ground in ("ground", "glow")) >= 3


PROGRAM = """
import sys
from pathlib import Path
from voicecoach.cache import Cache
from voicecoach.cover import cover_png
png = cover_png("Rücken", "15", "min", Cache(Path(sys.argv[1])))
sys.stdout.buffer.write(png)
sys.exit(int("PIL" in sys.modules))
"""


def test_a_cover_is_drawn_once_and_equal_everywhere(tmp_path: Path) -> None:
    first, second, other = (
        subprocess.run([sys.executable, "-c", PROGRAM, tmp_path / name], capture_output=True, check=False)
        for name in ("one", "one", "other")
    )
    assert (first.returncode, second.returncode, other.returncode) == (1, 0, 1), first.stderr
    assert first.stdout == second.stdout == other.stdout == cover_png("Rücken", "15", "min")


def test_all_that_is_to_be_seen_is_told_apart_in_a_cache(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    shown = [("Back", "15", "min"), ("Neck", "15", "min"), ("Back", "16", "min"), ("Back", "15", "Min.")]
    assert len({cover_png(*each, cache) for each in shown}) == len(shown)


def test_a_cache_that_cannot_be_written_keeps_nobody_from_a_cover(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert cover_png("Back", "15", "min", Cache(tmp_path / "file" / "cache")) == cover_png("Back", "15", "min")
