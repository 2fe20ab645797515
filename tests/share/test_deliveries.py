"""When all of a resource was sent, in one piece or in several."""

from __future__ import annotations

import socket
from pathlib import Path
from random import Random

from tests.share.conftest import SOUND_BYTES, Served, served_at
from voicecoach.share.deliveries import MOST_UNFINISHED, Deliveries, Delivery

SOUND = "1/lower%20back.mp3"
PLAYED = Delivery("127.0.0.1", "1/lower back.mp3", is_download=False)
KEPT = Delivery("127.0.0.1", "1/lower back.mp3", is_download=True)


def told(served: Served) -> list[Delivery]:
    """What was told by now: an answer is told of after its last byte, and before the next request is answered."""
    found = []
    while (delivery := served.deliveries.get(timeout=10)).path:  # the page's path is empty
        found.append(delivery)
    return found


def test_a_whole_file_is_a_delivery_to_play_or_to_keep(tmp_path: Path) -> None:
    with served_at(tmp_path) as served:
        served.ask(SOUND)
        served.ask(f"{SOUND}?download")
        served.ask("")
        assert told(served) == [PLAYED, KEPT]


def test_ranges_add_up_to_one(tmp_path: Path) -> None:
    with served_at(tmp_path) as served:
        served.ask(SOUND, Range="bytes=0-199999")
        served.ask(f"{SOUND}?download", Range="bytes=200000-")  # of another kind, so it adds nothing
        served.ask("")
        assert told(served) == []
        served.ask(SOUND, Range="bytes=150000-")
        served.ask("")
        assert told(served) == [PLAYED]


def test_what_isnt_sent_is_no_delivery(tmp_path: Path) -> None:
    with served_at(tmp_path) as served:
        served.ask("", "HEAD")
        tag = served.ask(SOUND, "HEAD").headers["etag"]
        served.ask(SOUND, If_None_Match=tag)
        served.ask(SOUND, Range="bytes=999999-")
        served.ask("nothing")
        served.ask(SOUND)
        served.ask("")
        assert told(served) == [PLAYED]


def test_pieces_of_two_versions_are_no_file(tmp_path: Path) -> None:
    with served_at(tmp_path) as served:
        served.ask(SOUND, Range="bytes=0-199999")
        served.sound.write_bytes(bytes(SOUND_BYTES + 1))
        served.ask(SOUND, Range="bytes=200000-")
        served.ask("")
        assert told(served) == []


def test_a_client_that_leaves_amid_a_file_has_none(tmp_path: Path) -> None:
    with served_at(tmp_path) as served:
        served.sound.write_bytes(bytes(30_000_000))
        with socket.create_connection(served.place, 10) as client:
            target = f"{served.root}{SOUND}"
            client.sendall(f"GET {target} HTTP/1.1\r\nHost: {served.authority}\r\n\r\n".encode())
            assert client.recv(16).startswith(b"HTTP/1.1 200")
        served.ask("")
        assert told(served) == []


def test_a_client_that_breaks_off_may_come_for_the_rest(tmp_path: Path) -> None:
    size_bytes = 30_000_000  # more than the system takes off the server's hands
    with served_at(tmp_path) as served:
        served.sound.write_bytes(bytes(size_bytes))
        with socket.create_connection(served.place, 10) as client:
            client.sendall(f"GET {served.root}{SOUND} HTTP/1.1\r\nHost: {served.authority}\r\n\r\n".encode())
            came_bytes = 0
            while came_bytes < size_bytes // 2:
                came_bytes += len(client.recv(1 << 16))
        served.ask(SOUND, Range=f"bytes={size_bytes // 2 - 100_000}-")
        served.ask("")
        assert told(served) == [PLAYED]


def test_spans_in_any_order_are_whole_once_each_byte_is_in_one() -> None:
    random, deliveries = Random(3), Deliveries()  # noqa: S311  a sequence that can be repeated
    missing = set(range(100))
    while missing:
        start = random.randrange(100)
        stop = min(start + random.randrange(1, 9), 100)
        missing -= set(range(start, stop))
        assert deliveries.is_whole(PLAYED, "v1", (start, stop), 100) == (not missing)
    assert not deliveries.is_whole(PLAYED, "v1", (0, 99), 100)  # anew


def test_clients_that_never_finish_are_forgotten() -> None:
    deliveries = Deliveries()
    deliveries.is_whole(PLAYED, "v1", (0, 50), 100)
    for number in range(MOST_UNFINISHED):
        deliveries.is_whole(Delivery(f"10.0.{number}", "", is_download=False), "v1", (0, 50), 100)
    assert not deliveries.is_whole(PLAYED, "v1", (50, 100), 100)
