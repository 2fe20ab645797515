"""What the page is made of."""

from __future__ import annotations

import json
import re
from html import escape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest
import soundfile

from tests.share.exported import CAPTIONS, LENGTH_S, STARTS_S, TITLES, cover, exported, frame
from voicecoach.export.differing import comment_of
from voicecoach.export.encoder import Caption, Chapter
from voicecoach.export.reader import read_exported
from voicecoach.phrases import LANGUAGES
from voicecoach.share.site import Site, site_of
from voicecoach.share.wording import wording_for

HOSTILE = "</script><img src=x onerror=alert(1)>\"' & $title"


class _Addresses(HTMLParser):
    """What a page links to or loads, and which scripts and styles it holds itself."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.inline: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.found += [value for name in ("href", "src", "data-about") if (value := given.get(name)) is not None]
        if "style" in given or tag == "style" or (tag == "script" and "src" not in given):
            self.inline.append(tag)
        self.inline += [name for name in given if name.startswith("on")]


def _text(site: Site, path: str) -> str:
    content = site[path].content
    assert isinstance(content, bytes)
    return content.decode()


def test_all_that_a_page_names_is_served_and_nothing_is_inline(tmp_path: Path) -> None:
    first, second = exported(tmp_path / "für den Rücken? 100%.mp3"), exported(tmp_path / "b.mp3", cover=b"")
    for site in (site_of([first]), site_of([first, second])):
        pages = [path for path, resource in site.items() if resource.media_type.startswith("text/html")]
        named = set()
        for path in pages:
            page = _Addresses(_text(site, path))
            assert page.inline == []
            named |= {unquote(urlsplit(urljoin(f"/{path}", address)).path)[1:] for address in page.found}
        scripts = [path for path in site if path.endswith(".js")]
        named |= {name for path in scripts for name in re.findall(r'from "\./([^"]+)"', _text(site, path))}
        assert named <= site.keys()
        # The first page of one file is its player, and so nothing leads to the second way there.
        assert site.keys() - named <= {"", "1/"}


def test_files_of_one_title_are_told_apart_in_the_lists_language(tmp_path: Path) -> None:
    made = {"a.mp3": comment_of("tone:low", 0.8, "gentle"), "b.mp3": comment_of("tone:low", 1, "regular")}
    files = [exported(tmp_path / name, comment=comment) for name, comment in made.items()]
    site = site_of([*files, exported(tmp_path / "c.mp3", title="Im Bett")])
    for path in "", "1/":
        assert '">1:00 · Tempo 0,8 · sanft<' in _text(site, path)
    assert '">1:00 · Tempo 1 · normal<' in _text(site, "2/")
    assert '">1:00<' in _text(site, "3/")
    assert "Tempo 1" not in _text(site_of(files[1:]), "")


def test_what_is_shown_while_a_file_sounds_is_told_in_seconds(tmp_path: Path) -> None:
    file = exported(tmp_path / "für den Rücken.mp3")
    site = site_of([file])
    about = json.loads(_text(site, "1/about.json"))
    stops_s = (*STARTS_S[1:], LENGTH_S)
    assert about["chapters"] == [
        {"title": title, "start_s": start_s, "stop_s": stop_s}
        for title, start_s, stop_s in zip(TITLES, STARTS_S, stops_s, strict=True)
    ]
    assert [caption["text"] for caption in about["captions"]] == [caption.text for caption in CAPTIONS]
    assert about["captions"][2]["start_s"] == pytest.approx(20.5, abs=0.001)
    assert (about["title"], about["language"], about["duration_s"]) == ("Für den unteren Rücken", "de", LENGTH_S)
    assert unquote(about["audio"]) == "für den Rücken.mp3"
    assert site["1/für den Rücken.mp3"].content == file.path
    assert site["1/für den Rücken.mp3"].download_name == "für den Rücken.mp3"
    assert site["1/cover.png"].content == cover() == file.tags.cover


def test_what_a_file_says_is_text_and_never_markup(tmp_path: Path) -> None:
    hostile = exported(
        tmp_path / "<img src=x>.mp3",
        title=HOSTILE,
        chapters=(Chapter(HOSTILE, 0, frame(LENGTH_S)),),
        captions=(Caption(HOSTILE, 0, frame(1)),),
    )
    plain = exported(tmp_path / "b.mp3")
    site = site_of([hostile, plain])
    for path in ("", "1/"):
        html = _text(site, path)
        assert "<img src=x" not in html
        assert html.count("</script>") == html.count("<script type=")
        assert escape(HOSTILE) in html
    assert json.loads(_text(site, "1/about.json"))["chapters"][0]["title"] == HOSTILE


def test_a_file_of_another_program_has_a_player_without_chapters(tmp_path: Path) -> None:
    path = tmp_path / "waves.wav"
    soundfile.write(path, [0.0] * 48_000, 48_000)
    site = site_of([read_exported(path)])
    assert '<h1 lang="">waves</h1>' in _text(site, "")
    about = json.loads(_text(site, "1/about.json"))
    assert (about["chapters"], about["captions"], about["cover"]) == ([], [], None)
    assert site["1/waves.wav"].media_type == "audio/wav"


def test_a_picture_that_no_browser_shows_is_left_out(tmp_path: Path) -> None:
    assert not any("cover" in path for path in site_of([exported(tmp_path / "a.mp3", cover=b"GIF? <svg>")]))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_speaks_the_language_of_its_file(language: str, tmp_path: Path) -> None:
    html = _text(site_of([exported(tmp_path / "a.mp3", language=language)]), "")
    assert f'<html lang="{language}">' in html
    assert wording_for(language).language == language
    assert escape(wording_for(language).download) in html
    assert f'<noscript><p class="note">{escape(wording_for(language).scripts)}</p></noscript>' in html


def test_a_page_in_another_language_marks_what_comes_from_the_file(tmp_path: Path) -> None:
    html = _text(site_of([exported(tmp_path / "a.mp3", language="it")]), "")
    assert '<html lang="en">' in html
    assert re.search(r'<h1 lang="ita?">', html)


def test_no_two_languages_say_the_same_of_a_button() -> None:
    for button in ("play", "back", "download", "keeps", "failed"):
        assert len({getattr(wording_for(language), button) for language in LANGUAGES}) == len(LANGUAGES)
