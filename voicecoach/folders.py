"""Where voicecoach keeps and finds its files. Environment variables win over the system's own folders."""

from __future__ import annotations

import os
from pathlib import Path

_NAME = "voicecoach"


def cache_folder() -> Path:
    """What can be made again: `$VOICECOACH_CACHE_DIR`, else the user's cache folder."""
    return _folder("VOICECOACH_CACHE_DIR", "user_cache_path")


def entries_folder() -> Path:
    """The entries of the cache: `entries` in `cache_folder()`."""
    return cache_folder() / "entries"


def routines_folder() -> Path:
    """The user's own routines: `routines` in `$VOICECOACH_DATA_DIR`, else in the user's data folder."""
    return _folder("VOICECOACH_DATA_DIR", "user_data_path") / "routines"


def chimes_folder() -> Path:
    """The user's own chimes: `chimes` in `$VOICECOACH_DATA_DIR`, else in the user's data folder."""
    return _folder("VOICECOACH_DATA_DIR", "user_data_path") / "chimes"


def memory_file() -> Path:
    """What is remembered about the listener: `listener.json` in `$VOICECOACH_DATA_DIR`, else in the user's data
    folder."""
    return _folder("VOICECOACH_DATA_DIR", "user_data_path") / "listener.json"


def bookmark_file() -> Path:
    """Where a session was left: `bookmark.json` in `$VOICECOACH_DATA_DIR`, else in the user's data folder."""
    return _folder("VOICECOACH_DATA_DIR", "user_data_path") / "bookmark.json"


def practice_file() -> Path:
    """Which sessions were played: `practice.db` in `$VOICECOACH_DATA_DIR`, else in the user's data folder."""
    return _folder("VOICECOACH_DATA_DIR", "user_data_path") / "practice.db"


def running_file() -> Path:
    """What is played just now: `playing.json` in `$VOICECOACH_DATA_DIR`, else in the user's data folder."""
    return _folder("VOICECOACH_DATA_DIR", "user_data_path") / "playing.json"


def reminder_log_file() -> Path:
    """What the last reminder printed: `reminder.log` in `$VOICECOACH_DATA_DIR`, else in the user's data folder."""
    return _folder("VOICECOACH_DATA_DIR", "user_data_path") / "reminder.log"


def voices_folder() -> Path:
    """Voices that were fetched: `voices` in `$VOICECOACH_DATA_DIR`, else in the user's data folder."""
    return _folder("VOICECOACH_DATA_DIR", "user_data_path") / "voices"


def config_file() -> Path:
    """What the user chose for good: `config.toml` in `$VOICECOACH_CONFIG_DIR`, else in the user's config folder."""
    return _folder("VOICECOACH_CONFIG_DIR", "user_config_path") / "config.toml"


def _folder(variable: str, system_folder: str) -> Path:
    if chosen := os.environ.get(variable):
        return Path(chosen)
    import platformdirs

    path: Path = getattr(platformdirs, system_folder)(_NAME, appauthor=False)
    return path
