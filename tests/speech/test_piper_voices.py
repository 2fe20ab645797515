"""Fetching piper's voices, from a real server on this machine, through piper's own downloader."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from voicecoach.errors import InputError, UnknownNameError, VoicecoachError
from voicecoach.speech import piper_voices
from voicecoach.speech.piper_voices import install_voice, installable_voices, installed_names, remove_voice

pytestmark = pytest.mark.needs_module("piper", "onnx")

NAME = "en_US-hum-tiny"
PLACE = f"en/en_US/hum/tiny/{NAME}.onnx"
ANSWER_S = 30

Respond = Callable[[BaseHTTPRequestHandler, bytes], None]


def quiet(done: int, total: int) -> None:
    """Progress that nobody sees."""


class VoiceServer(ThreadingHTTPServer):
    """Serves a catalogue and one voice. `files` are what it has; `respond` says how it sends one of them."""

    daemon_threads = True

    def __init__(self, folder: Path) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        self.files = {f"/{PLACE}{end}": (folder / f"{NAME}.onnx{end}").read_bytes() for end in ("", ".json")}
        self.respond: dict[str, Respond] = {}
        self.asked: list[str] = []
        self.released = threading.Event()
        self.catalogue: dict[str, Any] = {NAME: self.entry()}

    def entry(self) -> dict[str, Any]:
        """The voice as the catalogue tells of it."""
        return {
            "name": "hum",
            "language": {"code": "en_US", "name_english": "English", "country_english": "United States"},
            "quality": "tiny",
            "files": {
                path[1:]: {
                    "size_bytes": len(content),
                    "md5_digest": hashlib.md5(content, usedforsecurity=False).hexdigest(),
                }
                for path, content in self.files.items()
            },
        }

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away is what some tests are about."""


class _Handler(BaseHTTPRequestHandler):
    server: VoiceServer

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        self.server.asked.append(path)
        files = self.server.files | {"/voices.json": json.dumps(self.server.catalogue).encode()}
        if path not in files:
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Length", str(len(files[path])))
        self.end_headers()
        self.server.respond.get(path, lambda handler, content: handler.wfile.write(content))(self, files[path])

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[VoiceServer]:
    from piper import download_voices

    from tests.speech.tiny_piper import make_voice

    make_voice(tmp_path / "served", NAME)
    with VoiceServer(tmp_path / "served") as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        place = "{lang_family}/{lang_code}/{voice_name}/{voice_quality}/{lang_code}-{voice_name}-{voice_quality}"
        monkeypatch.setenv("no_proxy", "*")
        monkeypatch.setattr(download_voices, "VOICES_JSON", f"{server.url}/voices.json?download=true")
        monkeypatch.setattr(download_voices, "URL_FORMAT", f"{server.url}/{place}{{extension}}?download=true")
        yield server
        server.released.set()
        server.shutdown()
        thread.join()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where voices are to come; it isn't there yet."""
    return tmp_path / "data" / "voices"


def files_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*"))


def half(content: bytes) -> int:
    return len(content) // 2


def test_a_voice_is_fetched_whole_and_can_be_removed(server: VoiceServer, folder: Path) -> None:
    told: list[tuple[int, int]] = []
    model = install_voice(NAME, folder, lambda *progress: told.append(progress))
    assert model == folder / f"{NAME}.onnx"
    assert model.read_bytes() == server.files[f"/{PLACE}"]
    assert files_in(folder) == [f"{NAME}.onnx", f"{NAME}.onnx.json"]
    size = sum(map(len, server.files.values()))
    assert told[0] == (0, size)
    assert told[-1] == (size, size)
    remove_voice(NAME, folder)
    assert files_in(folder) == []


def test_progress_is_told_while_it_comes(server: VoiceServer, folder: Path) -> None:
    seen = threading.Event()
    model = server.files[f"/{PLACE}"] = os.urandom(1 << 20)
    server.catalogue[NAME] = server.entry()

    def send(handler: BaseHTTPRequestHandler, content: bytes) -> None:
        handler.wfile.write(content[: half(content)])
        seen.wait(ANSWER_S)
        handler.wfile.write(content[half(content) :])

    def on_progress(done: int, total: int) -> None:
        if 0 < done < len(model) < total:
            seen.set()

    server.respond[f"/{PLACE}"] = send
    install_voice(NAME, folder, on_progress)
    assert seen.is_set()


def test_a_voice_that_is_there_is_fetched_again_only_where_it_is_damaged(server: VoiceServer, folder: Path) -> None:
    model = install_voice(NAME, folder, quiet)
    server.asked.clear()
    install_voice(NAME, folder, quiet)
    assert server.asked == ["/voices.json"]
    model.write_bytes(b"\0" * len(model.read_bytes()))
    install_voice(NAME, folder, quiet)
    assert model.read_bytes() == server.files[f"/{PLACE}"]


@pytest.mark.parametrize("ending", ["", ".json"])
@pytest.mark.parametrize("damage", ["cut", "changed"])
def test_a_damaged_download_leaves_nothing(server: VoiceServer, folder: Path, ending: str, damage: str) -> None:
    def send(handler: BaseHTTPRequestHandler, content: bytes) -> None:
        handler.wfile.write(content[: half(content)] if damage == "cut" else content[:-1] + b"?")

    server.respond[f"/{PLACE}{ending}"] = send
    says = rf"'{NAME}' (came damaged|can't be fetched .*); try again later, or put {NAME}\.onnx and .* into {folder}"
    with pytest.raises(VoicecoachError, match=says):
        install_voice(NAME, folder, quiet)
    assert files_in(folder) == []


def test_an_interrupted_download_leaves_nothing(server: VoiceServer, folder: Path) -> None:
    def send(handler: BaseHTTPRequestHandler, content: bytes) -> None:
        handler.wfile.write(content[: half(content)])
        os.kill(os.getpid(), signal.SIGINT)
        server.released.wait(ANSWER_S)

    server.respond[f"/{PLACE}"] = send
    with pytest.raises(KeyboardInterrupt):
        install_voice(NAME, folder, quiet)
    assert files_in(folder) == []


def test_a_server_that_stalls_is_given_up(server: VoiceServer, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(piper_voices, "STALL_S", 0.2)

    def stall(_: BaseHTTPRequestHandler, __: bytes) -> None:
        server.released.wait(ANSWER_S)

    server.respond[f"/{PLACE}"] = stall
    with pytest.raises(VoicecoachError, match=r"can't be fetched \(.*timed out.*\); try again later"):
        install_voice(NAME, folder, quiet)
    assert files_in(folder) == []


@pytest.mark.parametrize("url", ["VOICES_JSON", "URL_FORMAT"])
def test_without_a_network_it_says_what_to_do_by_hand(
    server: VoiceServer, folder: Path, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    from piper import download_voices

    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    monkeypatch.setattr(download_voices, url, f"http://127.0.0.1:{port}/")
    by_hand = rf"put {NAME}\.onnx and {NAME}\.onnx\.json from https://.* into {folder}"
    with pytest.raises(VoicecoachError, match=rf"can't be fetched \(.*refused.*\); try again later, or {by_hand}"):
        install_voice(NAME, folder, quiet)
    assert files_in(folder) == []
    if url == "VOICES_JSON":
        with pytest.raises(VoicecoachError, match=r"list of voices can't be fetched \(.*refused.*\); try again later"):
            installable_voices()


def test_a_file_that_the_server_lacks_is_an_error(server: VoiceServer, folder: Path) -> None:
    del server.files[f"/{PLACE}.json"]
    with pytest.raises(VoicecoachError, match="404"):
        install_voice(NAME, folder, quiet)
    assert files_in(folder) == []


def test_a_full_disk_is_told(server: VoiceServer, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fill(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(shutil, "copyfileobj", fill)
    with pytest.raises(VoicecoachError, match=r"No space left on device\); free some space"):
        install_voice(NAME, folder, quiet)
    assert files_in(folder) == []


def test_an_unknown_name_is_answered_with_the_nearest(server: VoiceServer, folder: Path) -> None:
    with pytest.raises(UnknownNameError, match=f"unknown voice 'en_US-hum-tin'; did you mean {NAME}"):
        install_voice("en_US-hum-tin", folder, quiet)
    assert not folder.exists()


@pytest.mark.parametrize("name", [f"../{NAME}", "en_US-hum-../../tiny", "/en_US-hum-tiny", "."])
def test_a_name_that_leads_elsewhere_is_refused(server: VoiceServer, folder: Path, name: str) -> None:
    server.catalogue[name] = server.entry()
    (folder / "..").resolve().mkdir(parents=True)
    (folder.parent / f"{NAME}.onnx").write_bytes(b"kept")
    with pytest.raises(UnknownNameError):
        install_voice(name, folder, quiet)
    with pytest.raises(UnknownNameError):
        remove_voice(name, folder)
    assert files_in(folder.parent) == [f"{NAME}.onnx"]


def test_what_can_be_installed_is_listed_with_its_size(server: VoiceServer) -> None:
    server.catalogue["de_DE-odd-tiny"] = {"files": {}}
    server.catalogue["fr_FR-odd-tiny"] = "?"
    assert [(voice.id, voice.language, voice.label) for voice in installable_voices()] == [
        (f"piper:{NAME}", "en-us", "English (United States), hum, tiny, 0 MB")
    ]


@pytest.mark.parametrize("catalogue", [[], "voices", None])
def test_a_catalogue_that_makes_no_sense_is_an_error(server: VoiceServer, catalogue: Any) -> None:
    server.catalogue = catalogue
    with pytest.raises(VoicecoachError, match="list of voices can't be fetched"):
        installable_voices()


def test_the_rest_of_a_voice_can_be_removed(folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / f"{NAME}.onnx.json").write_bytes(b"")
    assert installed_names(folder) == []
    with pytest.raises(UnknownNameError, match=f"did you mean {NAME}"):
        remove_voice("en_US-hum-tin", folder)
    remove_voice(NAME, folder)
    assert files_in(folder) == []


def test_without_the_package_it_says_what_to_install(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "piper", None)
    with pytest.raises(InputError, match=r"pip install piper-tts \(the extra \[piper\]\)"):
        install_voice(NAME, folder, quiet)
