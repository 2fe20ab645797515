"""A user's folder, with real files in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from voicecoach.errors import FileProblemsError
from voicecoach.routines.catalogue import Catalogue
from voicecoach.routines.model import Routine


class Folder:
    """A folder of a user: what is written in it, and what the routine `my.yaml` in it comes to."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def write(self, name: str, text: str | bytes) -> Path:
        """A file in the folder."""
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    def load(self, text: str | bytes, language: str | None = None) -> Routine:
        """The routine in a text, read from a file given by its path."""
        return Catalogue().load(str(self.write("my.yaml", text)), language)

    def problems(self, text: str | bytes, language: str | None = None) -> list[str]:
        """The mistakes in a text, with file names as they are in the folder."""
        with pytest.raises(FileProblemsError) as caught:
            self.load(text, language)
        return [str(problem).replace(f"{self.path}/", "") for problem in caught.value.problems]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """An empty one."""
    return Folder(tmp_path)
