"""Exported files → all that is answered to whoever opens their page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from urllib.parse import quote

from voicecoach.export.reader import ExportedFile


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
    """Every path below the token, and what is answered there."""
    site = {}
    links = ""
    for number, file in enumerate(files, 1):
        path = f"{number}/{file.path.name}"
        site[path] = Resource(file.mime, file.path, file.path.name)
        links += f'<li><a href="{escape(quote(path))}">{escape(file.tags.title or file.path.name)}</a></li>'
    page = f'<!doctype html><html lang="en"><title>voicecoach</title><ul>{links}</ul></html>'
    return {"": Resource("text/html; charset=utf-8", page.encode()), **site}
