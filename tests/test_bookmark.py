"""The bookmark of a session, in its file."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicecoach.bookmark import Bookmark, Bookmarks, Part
from voicecoach.errors import InputError

ROLLS = Bookmark(
    routine="lower-back",
    language="en",
    options={"pace": "slow", "only": ["knee-rolls", "Postura del niño"], "seed": 0, "rate": None},
    part=Part.EXERCISE,
    title="Knee rolls",
    exercise="knee-rolls",
    occurrence=2,
    since=datetime(2025, 5, 1, 7, 30, 12, tzinfo=timezone.utc),
)

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


def test_what_is_kept_is_found_and_what_is_dropped_is_gone(tmp_path: Path) -> None:
    bookmarks = Bookmarks(tmp_path / "new" / "bookmark.json")
    assert bookmarks.find() is None
    bookmarks.drop()
    bookmarks.keep(ROLLS)
    assert bookmarks.find() == ROLLS
    later = replace(ROLLS, part=Part.CLOSING, exercise="", occurrence=0)
    bookmarks.keep(later)
    assert bookmarks.find() == later
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["bookmark.json"]
    bookmarks.drop()
    assert bookmarks.find() is None


def test_the_opening_is_no_place_to_go_on_from() -> None:
    assert ROLLS.is_past_opening
    assert not replace(ROLLS, part=Part.OPENING).is_past_opening


@given(whole=values, field=st.sampled_from(Bookmark.__match_args__), value=values)
def test_a_damaged_file_is_an_error_and_no_crash(
    tmp_path_factory: pytest.TempPathFactory, whole: object, field: str, value: object
) -> None:
    file = tmp_path_factory.getbasetemp() / "bookmark.json"
    Bookmarks(file).keep(ROLLS)
    amid = json.loads(file.read_text()) | {field: value}
    for damaged in (whole, amid):
        file.write_text(json.dumps(damaged))
        with suppress(InputError):
            assert isinstance(Bookmarks(file).find(), Bookmark), "what can be read is one"


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"null", b"\xff\xfe", b'{"routine": "lower-back"}', b"[" * 20_000]
)
def test_what_is_no_bookmark_is_damaged(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "bookmark.json"
    file.write_bytes(content)
    with pytest.raises(InputError, match=r"bookmark.json is damaged .* delete it, .* --from"):
        Bookmarks(file).find()
    Bookmarks(file).keep(ROLLS)
    assert Bookmarks(file).find() == ROLLS


def test_where_nothing_can_be_written_it_says_so(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    bookmarks = Bookmarks(tmp_path / "data" / "bookmark.json")
    with pytest.raises(InputError, match="can't be made"):
        bookmarks.keep(ROLLS)
    bookmarks.drop()
    with pytest.raises(InputError, match="can't be read"):
        bookmarks.find()
