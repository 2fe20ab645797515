"""What tells files of one title apart."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicecoach.export.differing import Titled, comment_of, differences
from voicecoach.export.encoder import Tags


def titled(name: str, comment: str = "", language: str = "en", title: str = "Back") -> Titled:
    return Titled(title, Tags(title, "voicecoach", "", language, comment), Path(name))


@pytest.mark.parametrize(
    ("one", "other", "difference"),
    [
        (comment_of("a:b, c", 1, "gentle"), comment_of("a:d", 1, "gentle"), {"voice": "a:b, c"}),
        (comment_of("a:b", 1, "gentle"), comment_of("a:b", 0.8, "regular"), {"pace": "1", "level": "gentle"}),
        ("made by hand", comment_of("a:b", 1, "gentle"), {"name": "one.mp3"}),
    ],
)
def test_what_differs_is_told_and_nothing_else(one: str, other: str, difference: dict[str, str]) -> None:
    assert differences([titled("one.mp3", one), titled("other.mp3", other)])[0] == difference


def test_language_and_format_tell_apart() -> None:
    files = titled("a.mp3"), titled("a.opus"), titled("b.mp3", language="de")
    assert differences(files) == [
        {"language": "en", "format": "MP3"},
        {"language": "en", "format": "OPUS"},
        {"language": "de", "format": "MP3"},
    ]


MAKINGS = st.builds(comment_of, st.sampled_from(["a:b", "c:d"]), st.sampled_from([1, 0.8]), st.just("gentle"))
KINDS = st.tuples(st.sampled_from(["Back", "Neck"]), MAKINGS, st.sampled_from(["en", "de"]))


@given(st.lists(KINDS, max_size=6))
def test_no_two_files_look_alike_and_titles_of_one_file_stay_bare(kinds: list[tuple[str, str, str]]) -> None:
    files = [titled(f"{number}.mp3", kind[1], kind[2], kind[0]) for number, kind in enumerate(kinds)]
    found = differences(files)
    titles = [file.title for file in files]
    assert len({(title, *told.items()) for title, told in zip(titles, found, strict=True)}) == len(files)
    assert all(not told for title, told in zip(titles, found, strict=True) if titles.count(title) == 1)
