"""What tells exported files apart that go by one title: how each was made, as far as that differs."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from voicecoach.export.encoder import Tags

_COMMENT = re.compile(r"voice (?P<voice>.+), pace (?P<pace>[\d.]+), level (?P<level>\w+)")


@dataclass(frozen=True, slots=True)
class Titled:
    """A file, and the title that it is shown by."""

    title: str
    tags: Tags
    path: Path

    @property
    def making(self) -> dict[str, str]:
        """How it was made, as far as it says so itself: `voice`, `pace`, `level`, `language` and `format`."""
        found = _COMMENT.fullmatch(self.tags.comment)
        making = found.groupdict() if found else {}
        return making | {"language": self.tags.language, "format": self.path.suffix[1:].upper()}


def comment_of(voice: str, pace: float, level: str) -> str:
    """What a file's comment says of how it was made."""
    return f"voice {voice}, pace {pace:g}, level {level}"


def differences(files: Iterable[Titled]) -> list[dict[str, str]]:
    """For each file, what of its making others of its title haven't alike; its `name` where nothing of that tells it
    apart. Nothing for a file whose title no other one has."""
    files = list(files)
    alike: dict[str, list[Titled]] = defaultdict(list)
    for file in files:
        alike[file.title].append(file)
    return [_difference(file, alike[file.title]) for file in files]


def _difference(file: Titled, alike: Sequence[Titled]) -> dict[str, str]:
    if len(alike) == 1:
        return {}
    values = {key: {other.making[key] for other in alike if key in other.making} for key in file.making}
    found = {key: value for key, value in file.making.items() if len(values[key]) > 1}
    same = sum(all(other.making.get(key) == value for key, value in found.items()) for other in alike)
    return found if same == 1 else found | {"name": file.path.name}
