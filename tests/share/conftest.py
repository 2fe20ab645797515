"""A site that is served for real, and asked through plain sockets."""

from __future__ import annotations

import socket
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import Message
from http.client import HTTPConnection
from pathlib import Path
from queue import SimpleQueue
from random import Random
from urllib.parse import urlsplit

import pytest

from tests.share.serving import serving
from voicecoach.share.deliveries import Delivery
from voicecoach.share.limits import Limits
from voicecoach.share.server import USUAL_LIMITS
from voicecoach.share.site import Resource, Site

PAGE = b"<!doctype html><title>Lower back</title>"
SOUND_BYTES = 300_000


@dataclass(frozen=True)
class Answer:
    """An answer to a request."""

    status: int
    headers: Message
    body: bytes


@dataclass(frozen=True)
class Served:
    """A site that is served, and what was told of deliveries."""

    address: str
    sound: Path
    deliveries: SimpleQueue[Delivery]

    @property
    def root(self) -> str:
        """The path that all others are below."""
        return urlsplit(self.address).path

    @property
    def place(self) -> tuple[str, int]:
        """Host and port."""
        parts = urlsplit(self.address)
        assert parts.hostname
        assert parts.port
        return parts.hostname, parts.port

    @property
    def authority(self) -> str:
        """What belongs into the header Host."""
        return urlsplit(self.address).netloc

    def ask(self, path: str, method: str = "GET", **headers: str) -> Answer:
        """Ask for a path below the token. An underscore in a header's name is a hyphen."""
        return self.ask_at(self.root + path, method, **headers)

    def ask_at(self, path: str, method: str = "GET", **headers: str) -> Answer:
        """Ask for a path of the server's."""
        connection = HTTPConnection(*self.place, timeout=10)
        try:
            connection.request(method, path, headers={name.replace("_", "-"): text for name, text in headers.items()})
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers, answer.read())
        finally:
            connection.close()

    def exchange(self, sent: bytes) -> bytes:
        """Send bytes as they are, and nothing after them; all that comes back until the server closes."""
        came = bytearray()
        with socket.create_connection(self.place, timeout=20) as client:
            try:
                client.sendall(sent)
                client.shutdown(socket.SHUT_WR)
                while more := client.recv(65536):
                    came += more
            except TimeoutError:
                raise
            except OSError:  # it closed with bytes of ours unread
                pass
        return bytes(came)


def site_at(sound: Path) -> Site:
    """A page and a sound."""
    return {
        "": Resource("text/html; charset=utf-8", PAGE),
        "1/lower back.mp3": Resource("audio/mpeg", sound, "für den Rücken.mp3"),
    }


@contextmanager
def served_at(folder: Path, names: Iterable[str] = (), limits: Limits = USUAL_LIMITS) -> Iterator[Served]:
    """A page and a sound, served on this machine alone. The sound lies in a folder with a file that isn't listed."""
    (folder / "secret.txt").write_text("SECRET")
    sound = folder / "lower back.mp3"
    sound.write_bytes(Random(1).randbytes(SOUND_BYTES))  # noqa: S311  any bytes
    deliveries: SimpleQueue[Delivery] = SimpleQueue()
    with serving(site_at(sound), names=names, limits=limits, on_delivery=deliveries.put) as address:
        yield Served(address, sound, deliveries)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A page and a sound that stay as they are."""
    with served_at(tmp_path_factory.mktemp("served")) as found:
        yield found
