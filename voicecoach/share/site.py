"""Exported files → all that is answered to whoever opens their page."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from voicecoach.clip import s_from_frames
from voicecoach.export.differing import Titled, differences
from voicecoach.export.pictures import picture_kind

if TYPE_CHECKING:
    from voicecoach.export.reader import ExportedFile

_PAGE = Path(__file__).parent / "page"
_HTML = "text/html; charset=utf-8"
_ASSETS = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}


@dataclass(frozen=True, slots=True)
class Resource:
    """What is answered at a path below the token: bytes, or a file."""

    media_type: str
    content: bytes | Path
    download_name: str | None = None
    """A file's name: with `?download` in the address, the answer is to be kept under it."""


Site = Mapping[str, Resource]
"""Every path below the token, as it is before quoting, and what is answered there; "" is the first page."""


def site_of(files: Sequence[ExportedFile]) -> dict[str, Resource]:
    """Every path below the token, and what is answered there, for one file or more.

    `""` is the page: a file's player, or a list of them. File N, from 1, has its player at `N/`; beside it are its
    sound by its own name, `about.json` with its chapters and captions in seconds, and its cover where it has one.
    """
    from voicecoach.share import page

    differing = differences(Titled(page.title_of(file), file.tags, file.path) for file in files)
    if len(files) == 1:
        start = page.player(files[0], _cover_name(files[0]), root="", folder="1/")
    else:
        start = page.listing(files, [_cover_name(file) for file in files], differing)
    site = {"": Resource(_HTML, start), **_assets()}
    for number, (file, difference) in enumerate(zip(files, differing, strict=True), start=1):
        found = _of_file(file, difference, alone=len(files) == 1)
        site |= {f"{number}/{name}": resource for name, resource in found}
    return site


def _cover_name(file: ExportedFile) -> str | None:
    """The name of a file's picture on the page, such as `cover.png`; None where it has none that a browser shows."""
    kind = picture_kind(file.tags.cover)
    return f"cover.{kind}" if kind else None


def _of_file(file: ExportedFile, difference: Mapping[str, str], *, alone: bool) -> Iterator[tuple[str, Resource]]:
    from voicecoach.share import page

    cover = _cover_name(file)
    yield "", Resource(_HTML, page.player(file, cover, root="../", folder="", alone=alone, difference=difference))
    yield "about.json", Resource("application/json", about_json(file))
    yield page.audio_name(file), Resource(file.mime, file.path, download_name=page.audio_name(file))
    if cover:
        yield cover, Resource(f"image/{cover.rpartition('.')[2]}", file.tags.cover)


def about_json(file: ExportedFile) -> bytes:
    """What the page shows of a file while it sounds; times are in seconds, to a millisecond; addresses are relative."""
    from voicecoach.share import page

    cover = _cover_name(file)
    content = {
        "title": page.title_of(file),
        "album": file.tags.album,
        "language": page.language_of(file),
        "duration_s": round(file.duration_s, 3),
        "chapters": [
            {"title": chapter.title, "start_s": _s(chapter.start), "stop_s": _s(chapter.stop)}
            for chapter in file.tags.chapters
        ],
        "captions": [
            {"text": caption.text, "start_s": _s(caption.start), "stop_s": _s(caption.stop)}
            for caption in file.tags.captions
        ],
        "audio": quote(page.audio_name(file)),
        "cover": cover and {"address": cover, "media_type": f"image/{cover.rpartition('.')[2]}"},
    }
    return json.dumps(content, ensure_ascii=False, indent=1).encode("utf-8", "replace") + b"\n"


def _s(frame: int) -> float:
    return round(s_from_frames(frame), 3)


def _assets() -> dict[str, Resource]:
    """What is the same on every page."""
    return {
        path.name: Resource(_ASSETS[path.suffix], path.read_bytes())
        for path in sorted(_PAGE.iterdir())
        if path.suffix in _ASSETS
    }
