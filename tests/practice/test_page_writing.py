"""The page of what sessions add up to."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from hypothesis import given
from hypothesis import strategies as st

import voicecoach.practice
from tests.chromium import chromium
from tests.practice.test_progress import DAY, THURSDAY, progress, records, session
from voicecoach.practice.charting import chart_of
from voicecoach.practice.page_writing import page
from voicecoach.practice.progress import ExerciseTime, Progress, Record
from voicecoach.practice.telling import ALERT, told

pytestmark = pytest.mark.once

STYLES = Path(voicecoach.practice.__path__[0], "page", "progress.css").read_text(encoding="utf-8")
VOID = {"meta", "line", "circle", "polyline"}
HOSTILE = '<script>alert("1")</script> & "more"'


class Tree(HTMLParser):
    """Reads a page; every element must be closed, in its turn."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.names: list[str] = []
        self.words: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self._open: list[str] = []
        self.feed(text)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.append(tag)
        self.attributes += attrs
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def some() -> Progress:
    found = progress(
        *(session(THURSDAY - ago * DAY, hour, pain=(ago + hour) % 7) for ago in range(60) for hour in (8, 20))
    )
    return replace(found, exercises=(ExerciseTime("rolls", HOSTILE, 6000.0, 12),))


@given(st.lists(records, max_size=20), st.text(max_size=20))
def test_every_page_is_whole_and_says_what_the_terminal_says(found: list[Record], title: str) -> None:
    shown = replace(progress(*found), exercises=(ExerciseTime("rolls", title, 60.0, 1),))
    tree = Tree(page(shown))
    assert set(told(shown)) <= set(tree.words)
    chart = chart_of(shown)
    assert tree.names.count("circle") == (len(chart.dots) if chart else 0)
    assert tree.names.count("polyline") == (len(chart.runs) + len(chart.gaps) if chart else 0)


def test_a_page_needs_nothing_but_itself() -> None:
    tree = Tree(page(some()))
    assert not {"script", "link", "img", "iframe", "form"} & set(tree.names)
    assert not {"src", "href", "onload", "onclick"} & {name for name, _ in tree.attributes}
    assert HOSTILE in tree.words
    assert "url(" not in STYLES


def test_a_table_says_what_the_picture_shows() -> None:
    shown = some()
    assert shown.pain
    found = re.findall(r'<tr><th scope="row">(\d+ \w+ \d{4})</th><td>([\d.]+)</td></tr>', page(shown))
    assert [float(mean) for _, mean in found] == [mean for _, mean in shown.pain.by_day]
    assert any(mean % 1 for _, mean in shown.pain.by_day)


def captions(shown: Progress) -> list[str]:
    return re.findall("<caption>(.*)</caption>", page(shown))


def test_the_current_week_is_not_buried_under_years() -> None:
    long = progress(*(session(THURSDAY - ago * DAY, pain=3) for ago in range(400)), since=date(2020, 1, 1))
    found = page(long)
    assert captions(long) == ["Sessions of each day, the last 26 of 58 weeks", "Sessions of each day, earlier weeks"]
    assert found.index("<svg") < found.index('class="calendar') < found.index("<summary>Earlier weeks</summary>")
    assert found.count('<tr><th scope="row">') == 58 + 400
    assert '<th scope="row">29 Sep 2025</th>' in found
    assert captions(progress(session(THURSDAY))) == ["Sessions of each day"]
    assert "Earlier weeks" not in page(some())


def test_pain_says_which_end_is_worse_and_stays_away_where_none_was_told() -> None:
    assert "<h2>Pain, 0 (none) to 9 (worst)</h2>" in page(some())
    untold = page(progress(session(THURSDAY)))
    assert "Pain</th>" not in untold
    assert "<h2>Pain" not in untold
    assert "listener's own.</p>" not in untold
    once = page(progress(session(THURSDAY, pain=4)))
    assert "<td>4.0</td>" in once
    assert "<svg" not in once, "one answer is no line"


def test_the_signs_of_a_day_are_explained() -> None:
    assert '<td aria-current="date"><span class="reached">2</span></td>' in page(some())
    words = " ".join(Tree(page(some())).words)
    assert all(sign in words for sign in ("the aim of 2 a day was reached", "fewer than the aim", "outlined: today"))
    assert "fewer" not in page(progress(session(THURSDAY), aim=1)), "there is nothing between none and the aim"


def test_what_a_doctor_is_needed_for_has_weight() -> None:
    worse = progress(*(session(THURSDAY - ago * DAY, pain=9 - ago // 4) for ago in range(20)))
    assert f'<p class="alert">{ALERT}</p>' in page(worse)
    assert 'class="alert"' not in page(some())


@pytest.mark.parametrize("scheme", [0, 1])
def test_words_stand_out_from_what_is_under_them(scheme: int) -> None:
    """By the contrast ratio of WCAG 2.2, level AA: 4.5."""
    start, *_ = re.split(r"\n\* \{", STYLES)
    colours = dict(re.findall(r"--([\w-]+): (#\w{6})", start.split("@media")[scheme]))

    def light(colour: str) -> float:
        parts = [int(colours[colour][at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    pairs = [("ink", "ground"), ("ink", "raised"), ("ink", "tint"), ("quiet", "ground"), ("quiet", "raised")]
    pairs += [("on-accent", "accent"), ("accent", "ground"), ("accent", "raised")]
    for pair in pairs:
        darker, lighter = sorted(map(light, pair))
        assert (lighter + 0.05) / (darker + 0.05) >= 4.5, pair


@pytest.mark.needs("chromium")
@pytest.mark.parametrize("size", [16, 24, 32])
def test_large_letters_have_room(tmp_path: Path, size: int) -> None:
    file = tmp_path / "page.html"
    title = "Schulterbrückenhaltung-mit-Wirbelsäulenverlängerung, lying on the back"
    file.write_text(page(replace(some(), exercises=(ExerciseTime("rolls", title, 6e4, 12_345),))), encoding="utf-8")
    with chromium(f"--blink-settings=defaultFontSize={size}") as browser:
        shown = browser.new_page(viewport={"width": 390, "height": 800})
        shown.goto(file.as_uri())
        assert shown.evaluate("document.documentElement.scrollWidth") <= 390
        assert shown.evaluate("document.querySelector('.exercises tbody th').offsetHeight") < 9 * size
        assert Axe().run(shown).violations_count == 0


@pytest.mark.needs("chromium")
def test_paper_is_light_and_has_a_page_for_weeks(tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text(page(progress(*(session(THURSDAY - ago * DAY, pain=3) for ago in range(50)))), encoding="utf-8")
    with chromium() as browser:
        shown = browser.new_page(color_scheme="dark")
        shown.goto(file.as_uri())
        assert shown.pdf(format="A4").count(b"/Type /Page\n") == 1
        shown.emulate_media(media="print", color_scheme="dark")
        assert shown.evaluate("getComputedStyle(document.body).color") == "rgb(24, 35, 34)"


@pytest.mark.needs("chromium")
def test_a_phone_and_a_desktop_show_it_whole(tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text(page(some()), encoding="utf-8")
    with chromium() as browser:
        for width in (320, 360, 1100):
            shown = browser.new_page(viewport={"width": width, "height": 800})
            shown.goto(file.as_uri())
            assert shown.evaluate("document.documentElement.scrollWidth") <= width
            heights = shown.evaluate("[...document.querySelectorAll('.calendar tr')].map(row => row.offsetHeight)")
            assert max(heights) < 60, "a week is one line"
            today = "getComputedStyle(document.querySelector('[aria-current] span'))"
            assert shown.evaluate(f"{today}.outlineStyle + {today}.outlineOffset") == "solid1px"
            schemes: list[Literal["light", "dark"]] = ["light", "dark"]
            for scheme in schemes:
                shown.emulate_media(color_scheme=scheme)
                shown.locator("details").evaluate("details => details.open = true")
                report = Axe().run(shown)
                assert report.violations_count == 0, report.generate_report()
