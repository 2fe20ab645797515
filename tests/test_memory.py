"""What is remembered of the listener."""

from __future__ import annotations

from pathlib import Path

import pytest

from voicecoach.memory import has_heard_a_session, remember_a_session


def test_a_session_is_remembered(tmp_path: Path) -> None:
    file = tmp_path / "new" / "listener.json"
    assert not has_heard_a_session(file)
    remember_a_session(file)
    remember_a_session(file)
    assert has_heard_a_session(file)
    assert [path.name for path in file.parent.iterdir()] == ["listener.json"]


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"heard_a_session": "yes"}', "\xff"])
def test_a_broken_file_remembers_nothing_and_is_mended(tmp_path: Path, text: str) -> None:
    file = tmp_path / "listener.json"
    file.write_text(text, encoding="latin-1")
    assert not has_heard_a_session(file)
    remember_a_session(file)
    assert has_heard_a_session(file)
