"""A config of the test's own, and an engine that has settings."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from voicecoach import backends

RECITER = """
from __future__ import annotations
from dataclasses import dataclass, field

@dataclass(frozen=True, slots=True)
class Settings:
    command: tuple[str, ...] = ()
    voices: dict[str, str] = field(default_factory=dict)
    folder: str = ""
    loudness: float = 1.0
    careful: bool = False

    def __post_init__(self) -> None:
        if self.voices and not self.command:
            raise ValueError("voices are of no use without a command")

class Reciter:
    Settings = Settings
"""


@pytest.fixture
def config_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the config file would be; its folder isn't there."""
    monkeypatch.setenv("VOICECOACH_CONFIG_DIR", str(tmp_path / "config"))
    return tmp_path / "config" / "config.toml"


@pytest.fixture
def reciter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A package with the engine `reciter`, and the engine `dumb`, which can't be loaded; gives the folder it is in."""
    packages = tmp_path / "packages"
    package = packages / "reciter-1.dist-info"
    package.mkdir(parents=True)
    (package / "METADATA").write_text("Metadata-Version: 2.1\nName: reciter\nVersion: 1\n")
    (package / "entry_points.txt").write_text(
        "[voicecoach.engines]\nreciter = reciter_engine:Reciter\ndumb = no_such_module:Dumb\n"
    )
    (packages / "reciter_engine.py").write_text(RECITER)
    monkeypatch.syspath_prepend(packages)
    monkeypatch.setenv("PYTHONPATH", str(packages))
    backends._found.cache_clear()
    yield packages
    backends._found.cache_clear()
