"""The HTML of the page: a player for one file, and a list of several.

It holds no script and no style of its own, so that a strict Content-Security-Policy can forbid both. All that comes
from a file is escaped. Without scripts, the browser's own player and the download are there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING
from urllib.parse import quote

from voicecoach.clock import clock_time
from voicecoach.share.wording import Wording, wording_for

if TYPE_CHECKING:
    from voicecoach.export.reader import ExportedFile

SPEEDS = (0.75, 1.0, 1.25)
"""How fast a file may be heard, the middle one at first."""

_FOLDER = Path(__file__).parent / "page"
_UNDETERMINED = "und"
_TIMES = "\N{MULTIPLICATION SIGN}"
_BYTES_PER_MB = 1_000_000


def title_of(file: ExportedFile) -> str:
    """What a file is called: its title, else its name."""
    return file.tags.title.strip() or file.path.stem


def language_of(file: ExportedFile) -> str:
    """The language of what is said, a BCP 47 tag; empty, as HTML has it, where it isn't known."""
    return "" if file.tags.language == _UNDETERMINED else file.tags.language


def audio_name(file: ExportedFile) -> str:
    """The name of a file in addresses: its own; where that is no text, with a question mark for what isn't."""
    return file.path.name.encode("utf-8", "replace").decode()


def player(
    file: ExportedFile,
    cover: str | None,
    *,
    root: str,
    folder: str,
    alone: bool = True,
    difference: Mapping[str, str] | None = None,
) -> bytes:
    """The page of one file. `root` is the relative address of what is the same on every page, `folder` that of the
    file's own things; where it isn't `alone`, a link leads back to the list. Its `difference` from others of its title
    is told, as `differences` has it."""
    wording = wording_for(file.tags.language)
    way_back = "" if alone else f'<nav><a class="all" href="{root or "./"}">{escape(wording.all)}</a></nav>'
    texts = _texts(wording) | {
        "title": title_of(file),
        "content_language": language_of(file),
        "facts": _facts(file, difference or {}, wording),
        "root": root,
        "folder": folder,
        "audio": quote(audio_name(file)),
        "size": size(file, wording),
    }
    pieces = {"picture": _picture(cover, folder), "speeds": _speeds(wording), "way_back": way_back}
    return _document("player", texts, pieces)


def listing(
    files: Sequence[ExportedFile], covers: Sequence[str | None], differing: Sequence[Mapping[str, str]]
) -> bytes:
    """The page of several files, in the language of the first: a link to each, with what tells it apart from others of
    its title."""
    wording = wording_for(files[0].tags.language if files else "")
    items = []
    for number, (file, cover, difference) in enumerate(zip(files, covers, differing, strict=True), start=1):
        facts = _facts(file, difference, wording)
        texts = {"title": title_of(file), "content_language": language_of(file), "facts": facts}
        items.append(_filled("item", texts | {"number": str(number)}, {"picture": _picture(cover, f"{number}/")}))
    return _document("list", _texts(wording) | {"title": wording.routines, "root": ""}, {"items": "".join(items)})


def _facts(file: ExportedFile, difference: Mapping[str, str], wording: Wording) -> str:
    """How long a file is, and what tells it apart: `7:41 · voice pyttsx3:en-us · gentle`."""
    return " · ".join([clock_time(file.duration_s), *(wording.told(key, value) for key, value in difference.items())])


def size(file: ExportedFile, wording: Wording) -> str:
    """How large a file is: `3.7 MB`. Empty where it can't be told."""
    try:
        megabytes = file.path.stat().st_size / _BYTES_PER_MB
    except OSError:
        return ""
    return f"{wording.number(round(max(megabytes, 0.1), 1))} MB"


def _texts(wording: Wording) -> dict[str, str]:
    return {name: text for name, text in wording if isinstance(text, str)}


def _picture(cover: str | None, folder: str) -> str:
    """A cover says nothing beside the title, which is its caption."""
    return f'<img class="cover" src="{folder}{cover}" alt="" width="96" height="96">' if cover else ""


def _speeds(wording: Wording) -> str:
    return "".join(
        f'<label><input type="radio" name="speed" value="{speed:g}"{" checked" if speed == 1 else ""}>'
        f"<span>{wording.number(speed)}{_TIMES}</span></label>"
        for speed in SPEEDS
    )


def _document(name: str, texts: dict[str, str], pieces: dict[str, str]) -> bytes:
    html = _filled("head", texts, {}) + _filled(name, texts, pieces)
    return html.encode("utf-8", "replace")


def _filled(name: str, texts: dict[str, str], pieces: dict[str, str]) -> str:
    """A template with texts, which are escaped, and pieces of HTML, which are put in as they are."""
    template = Template((_FOLDER / f"{name}.html").read_text(encoding="utf-8"))
    return template.substitute({key: escape(text) for key, text in texts.items()} | pieces)
