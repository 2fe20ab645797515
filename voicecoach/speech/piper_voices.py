"""piper's voices: those in a folder, and those that can be fetched into it.

A voice is a model, `NAME.onnx`, and its settings beside it, `NAME.onnx.json`.
"""

from __future__ import annotations

import errno
import hashlib
import json
import socket
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from typing import Any

from voicecoach.errors import InputError, UnknownNameError, VoicecoachError
from voicecoach.speech.engine import Voice

MODEL, CONFIG = ".onnx", ".onnx.json"

BY_HAND = "https://huggingface.co/rhasspy/piper-voices"
"""Where a browser finds the voices."""

STALL_S = 30.0
"""A server that sends nothing for as long has failed."""

PROGRESS_S = 0.1
"""Between reports of a download's progress."""


@dataclass(frozen=True, slots=True)
class _Offer:
    """A voice of the catalogue: `files` are the size in bytes and the MD5 digest of MODEL and of CONFIG."""

    voice: Voice
    files: dict[str, tuple[int, str]]

    @property
    def size_bytes(self) -> int:
        return sum(size for size, _ in self.files.values())


def installed_names(folder: Path) -> list[str]:
    """The names of the voices in a folder, in order; none where the folder isn't there."""
    models = (path.name.removesuffix(MODEL) for path in folder.glob(f"*{MODEL}"))
    return sorted(name for name in models if (folder / f"{name}{CONFIG}").is_file())


def installed_voices(folder: Path) -> list[Voice]:
    """The voices in a folder, by name. One whose settings can't be read is among them, and says so."""
    return [_installed_voice(name, folder) for name in installed_names(folder)]


def installable_voices() -> list[Voice]:
    """The voices that can be installed, by name; a label tells the size. Asks the server.

    Raises InputError where piper is missing, VoicecoachError where the server can't be reached.
    """
    with _server("the list of voices can't be fetched", "try again later"):
        return [offer.voice for _, offer in sorted(_catalogue().items())]


def install_voice(name: str, folder: Path, on_progress: Callable[[int, int], None]) -> Path:
    """Fetch a voice into a folder, which is made if need be, and give the path of its model.

    It comes whole or not at all, its checksums compared. One that is there already is left, if it is whole.
    `on_progress` is told the bytes that came and all that will come, from another thread too.

    Raises InputError where piper is missing, UnknownNameError for a name that the catalogue lacks, VoicecoachError
    where the server, the network or the disk fails.
    """
    remedy = f"try again later, or put {name}{MODEL} and {name}{CONFIG} from {BY_HAND} into {folder}"
    with _server(f"the voice {name!r} can't be fetched", remedy):
        catalogue = _catalogue()
        if name not in catalogue:
            raise UnknownNameError("voice", name, catalogue)
        offer = catalogue[name]
        if not _is_whole(offer, folder):
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(prefix=".fetched-", dir=folder) as part:
                with _reported(Path(part), offer.size_bytes, on_progress):
                    _piper_downloads().download_voice(name, Path(part))
                if not _is_whole(offer, Path(part)):
                    raise VoicecoachError(f"the voice {name!r} came damaged; {remedy}")
                for ending in (CONFIG, MODEL):  # the model last: with it the voice is there
                    Path(part, name + ending).replace(folder / (name + ending))
    on_progress(offer.size_bytes, offer.size_bytes)
    return folder / f"{name}{MODEL}"


def remove_voice(name: str, folder: Path) -> None:
    """Delete a voice's files, be it whole or not. Raises UnknownNameError where neither is there, VoicecoachError where
    they can't be deleted."""
    there = {path.name.removesuffix(ending) for ending in (MODEL, CONFIG) for path in folder.glob(f"*{ending}")}
    if name not in there:
        raise UnknownNameError("voice", name, there)
    try:
        for ending in (MODEL, CONFIG):
            (folder / f"{name}{ending}").unlink(missing_ok=True)
    except OSError as error:
        raise VoicecoachError(f"{error.filename} can't be deleted: {error.strerror}") from error


def _installed_voice(name: str, folder: Path) -> Voice:
    try:
        config = json.loads((folder / f"{name}{CONFIG}").read_bytes())
    except (OSError, ValueError):
        config = None
    if not isinstance(config, dict):
        return Voice("piper", name, "", "damaged; remove it and install it anew")
    speakers = config.get("speaker_id_map")
    label = _label(config, str(config.get("dataset", name)), _part(config, "audio").get("quality", ""))
    if speakers and isinstance(speakers, dict):
        label += f", {len(speakers)} speakers, such as {name}#{min(speakers)}"
    return Voice("piper", name, _language(config), label)


def _language(config: Mapping[str, Any]) -> str:
    tag = _part(config, "language").get("code") or _part(config, "espeak").get("voice") or ""
    return str(tag).replace("_", "-").lower()


def _label(config: Mapping[str, Any], speaker: str, quality: object) -> str:
    language = _part(config, "language")
    english, country = language.get("name_english"), language.get("country_english")
    spoken = f"{english} ({country})" if english and country else english
    return ", ".join(str(part) for part in (spoken, speaker, quality) if part)


def _part(config: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = config.get(name)
    return part if isinstance(part, dict) else {}


def _piper_downloads() -> Any:
    try:
        from piper import download_voices
    except ImportError as error:
        raise InputError(f"piper isn't installed ({error}); try: pip install piper-tts (the extra [piper])") from error
    return download_voices


def _catalogue() -> dict[str, _Offer]:
    """What the server offers. An entry that makes no sense, or whose name leads elsewhere, isn't offered."""
    downloads = _piper_downloads()
    with downloads.urlopen(downloads.VOICES_JSON) as response:
        entries = json.load(response)
    if not isinstance(entries, dict):
        raise ValueError("its list of voices is none")
    offers = {}
    for name, entry in entries.items():
        if Path(name).name == name and downloads.VOICE_PATTERN.match(name):
            try:
                offers[name] = _offer(name, entry)
            except (KeyError, TypeError, ValueError, AttributeError):
                continue
    return offers


def _offer(name: str, entry: dict[str, Any]) -> _Offer:
    by_name = {path.rpartition("/")[2]: file for path, file in entry["files"].items()}
    files = {
        ending: (int(by_name[name + ending]["size_bytes"]), str(by_name[name + ending]["md5_digest"]))
        for ending in (MODEL, CONFIG)
    }
    size_mb = sum(size for size, _ in files.values()) / 1e6
    label = f"{_label(entry, str(entry.get('name', name)), entry.get('quality'))}, {size_mb:.0f} MB"
    return _Offer(Voice("piper", name, _language(entry), label), files)


def _is_whole(offer: _Offer, folder: Path) -> bool:
    for ending, (size, digest) in offer.files.items():
        path = folder / f"{offer.voice.name}{ending}"
        if not path.is_file() or path.stat().st_size != size:
            return False
        found = hashlib.md5(usedforsecurity=False)
        with path.open("rb") as file:
            while chunk := file.read(1 << 20):
                found.update(chunk)
        if found.hexdigest() != digest:
            return False
    return True


@contextmanager
def _server(failure: str, remedy: str) -> Iterator[None]:
    """Tell in words what fails between here and the server. piper waits for ever for one that has stalled: not here."""
    before = socket.getdefaulttimeout()
    socket.setdefaulttimeout(STALL_S)
    try:
        yield
    except (OSError, ValueError, HTTPException) as error:
        if isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT}:
            remedy = "free some space, or choose another folder"
        raise VoicecoachError(f"{failure} ({error}); {remedy}") from error
    finally:
        socket.setdefaulttimeout(before)


@contextmanager
def _reported(part: Path, total_bytes: int, on_progress: Callable[[int, int], None]) -> Iterator[None]:
    """Tell what has come into a folder so far, from a thread: piper's downloader itself says nothing."""
    done = threading.Event()

    def report() -> None:
        while not done.wait(PROGRESS_S):
            came = sum(path.stat().st_size for path in part.iterdir())
            on_progress(min(came, total_bytes), total_bytes)

    on_progress(0, total_bytes)
    reporter = threading.Thread(target=report, daemon=True)
    reporter.start()
    try:
        yield
    finally:
        done.set()
        reporter.join()
