"""Where files are kept."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from voicecoach import folders


@pytest.mark.parametrize(
    ("place", "variable", "name"),
    [
        (folders.cache_folder, "VOICECOACH_CACHE_DIR", ""),
        (folders.config_file, "VOICECOACH_CONFIG_DIR", "config.toml"),
        (folders.routines_folder, "VOICECOACH_DATA_DIR", "routines"),
        (folders.chimes_folder, "VOICECOACH_DATA_DIR", "chimes"),
        (folders.voices_folder, "VOICECOACH_DATA_DIR", "voices"),
        (folders.memory_file, "VOICECOACH_DATA_DIR", "listener.json"),
        (folders.bookmark_file, "VOICECOACH_DATA_DIR", "bookmark.json"),
        (folders.reminder_log_file, "VOICECOACH_DATA_DIR", "reminder.log"),
        (folders.practice_file, "VOICECOACH_DATA_DIR", "practice.db"),
        (folders.running_file, "VOICECOACH_DATA_DIR", "playing.json"),
    ],
)
def test_a_variable_wins_over_the_system_s_folder(
    place: Callable[[], Path], variable: str, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, str(tmp_path))
    assert place() == tmp_path / name
    monkeypatch.setenv(variable, "")
    emptied = place()
    monkeypatch.delenv(variable)
    assert emptied == place()
    assert "voicecoach" in place().parts
