"""What the server makes of clients that are broken, slow, too many, or up to something."""

from __future__ import annotations

import re
import select
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random

import pytest

from tests.share.conftest import PAGE, SOUND_BYTES, Served, served_at
from voicecoach.share.limits import Limits

WHOLE_REQUESTS = 1000


def requests(served: Served, random: Random) -> Iterator[bytes]:
    """Requests without end, most of them malformed, each in a way of its own."""
    host = f"Host: {served.authority}\r\n".encode()
    root = served.root.encode()
    targets = [root, root + b"1/lower%20back.mp3", root + b"..%2fsecret.txt", root + b"1/../../secret.txt", b"*", b"/"]
    targets += [root + b"%2e%2e/secret.txt", root + b"..\\secret.txt", root + b"secret.txt%00.mp3", root + b"\x00"]
    targets += [b"http://evil.example" + root, b"//" + root, b"/etc/passwd", b"file:///etc/passwd", b"%", root + b"%zz"]
    targets += [b"/" + b"a" * 20_000, root + b"?" + b"b" * 20_000, b"/\xff\xfe", b"", root + b"#x", b"evil.example:443"]
    methods = [b"GET", b"HEAD", b"POST", b"CONNECT", b"PRI", b"G\x00T", b"", b"A" * 20_000, b"get", b"G T", b"\xff"]
    versions = [
        b" HTTP/1.1",
        b" HTTP/1.0",
        b" HTTP/2.0",
        b" HTTP/0.9",
        b"",
        b" HTTP/9.9",
        b" HTCPCP/1.0",
        b" HTTP/1.1 x",
    ]
    headers = [host, host * 2, b"", b"Host:\r\n", b"Host: evil.example\r\n", b"Host: \x00\r\n", b"host : x\r\n"]
    extras = [b"Range: bytes=9999999-\r\n", b"Range: bytes=-\r\n", b"Range: " + b"0-," * 3000 + b"\r\n", b": x\r\n"]
    extras += [b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", b"Content-Length: -1\r\n", b"Expect: x\r\n"]
    extras += [
        b"Content-Length: 1\r\nContent-Length: 2\r\n",
        b"Transfer-Encoding: chunked, chunked\r\n",
        b"no colon\r\n",
    ]
    extras += [
        b"Upgrade: h2c\r\nConnection: upgrade\r\n",
        b"Upgrade: websocket\r\nConnection: Upgrade\r\n",
        b" folded\r\n",
    ]
    extras += [
        b"X: " + b"x" * 40_000 + b"\r\n",
        b"X: 1\r\n" * 3000,
        b"X: \x00\r\n",
        b"If-None-Match: *\r\n",
        b"\x00\r\n",
    ]
    extras += [
        b"If-Range: \xff\r\nRange: bytes=1-2\r\n",
        b"If-Modified-Since: never\r\n",
        b"X-Forwarded-Host: evil\r\n",
    ]
    ends = [
        b"\r\n",
        b"\r\n",
        b"",
        b"\n",
        b"\r",
        b"\r\n5\r\nhello\r\n0\r\n\r\n",
        b"\r\nGET / HTTP/1.1\r\n\r\n",
        b"\r\nzz\r\n",
    ]

    def one(choices: list[bytes]) -> bytes:
        return choices[0] if random.random() < 0.5 else random.choice(choices)  # half of each is as it should be

    while True:
        line = one(methods) + b" " + one(targets) + one(versions) + b"\r\n"
        sent = line + one(headers) + b"".join(random.sample(extras, random.choice((0, 1, 1, 2)))) + one(ends)
        if random.random() < 0.2:
            sent = sent[: random.randrange(len(sent))]
        if random.random() < 0.2:
            at = random.randrange(len(sent) + 1)
            sent = sent[:at] + random.randbytes(3) + sent[at:]
        yield sent


def test_a_thousand_malformed_requests_get_no_failure_no_secret_and_no_hang(served: Served) -> None:
    made = requests(served, Random(6))  # noqa: S311  a sequence that can be repeated
    sent = [next(made) for _ in range(WHOLE_REQUESTS)]
    with ThreadPoolExecutor(20) as threads:
        answers = list(threads.map(served.exchange, sent))
    statuses: dict[bytes, int] = {}
    for request, answer in zip(sent, answers, strict=True):
        assert b"SECRET" not in answer, request
        assert b"Traceback" not in answer, request
        for status in re.findall(rb"^HTTP/1\.1 (\d{3})", answer) or [b"none"]:
            statuses[status] = statuses.get(status, 0) + 1
            assert status[:1] in b"234n", request
        assert answer.startswith(b"HTTP/1.1 ") or not answer, request
    assert statuses.keys() >= {b"200", b"400", b"404", b"405", b"421"}  # each kind was there
    assert served.ask("").body == PAGE


@pytest.mark.parametrize(
    "smuggling",
    [
        "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n",
        "Content-Length: 4\r\nContent-Length: 40\r\n",
        "Transfer-Encoding: xchunked\r\n",
        "Transfer-Encoding : chunked\r\n",
        "Content-Length: 0\r\nTransfer-Encoding: chunked\r\n",
    ],
)
def test_a_request_inside_another_one_gets_no_answer(served: Served, smuggling: str) -> None:
    inner = f"GET {served.root} HTTP/1.1\r\nHost: {served.authority}\r\n\r\n"
    outer = f"GET {served.root} HTTP/1.1\r\nHost: {served.authority}\r\n{smuggling}\r\n0\r\n\r\n"
    answer = served.exchange((outer + inner).encode())
    assert re.findall(rb"HTTP/1\.1 \d{3}", answer) in ([b"HTTP/1.1 400"], [b"HTTP/1.1 501"])
    assert PAGE not in answer


def test_requests_in_a_row_are_answered_in_their_order(served: Served) -> None:
    host = f" HTTP/1.1\r\nHost: {served.authority}\r\n"
    row = [f"GET {served.root}", "GET /nothing", f"HEAD {served.root}"]
    answer = served.exchange("".join(f"{line}{host}\r\n" for line in row[:2]).encode() + f"{row[2]}{host}\r\n".encode())
    assert re.findall(rb"HTTP/1\.1 (\d{3})", answer) == [b"200", b"404", b"200"]


def test_a_head_that_is_too_long_is_refused_in_one_piece_or_several(served: Served) -> None:
    start = f"GET {served.root} HTTP/1.1\r\nHost: {served.authority}\r\nX: "
    assert b" 431 " in served.exchange(f"{start}{'x' * 17_000}\r\n\r\n".encode())
    assert served.exchange(f"{start}{'x' * 2_000_000}".encode())[:13] in (b"", b"HTTP/1.1 400 ", b"HTTP/1.1 431 ")


def is_dropped(client: socket.socket) -> bool:
    """Wait for what comes next; whether it's the end, and nothing else."""
    try:
        return client.recv(65536) == b""
    except ConnectionError:
        return True


@pytest.mark.parametrize("before", ["", "whole request first"])
def test_a_head_has_to_come_in_time_however_it_drips(tmp_path: Path, before: str) -> None:
    with served_at(tmp_path, limits=Limits(head_s=0.3)) as served, socket.create_connection(served.place, 10) as client:
        if before:
            client.sendall(f"GET {served.root} HTTP/1.1\r\nHost: {served.authority}\r\n\r\n".encode())
            while not client.recv(65536).endswith(PAGE):
                pass
        client.sendall(b"GET / HTTP/1.1\r\nX: ")
        drops = 0
        while not select.select([client], [], [], 0.03)[0]:
            client.sendall(b"x")
            drops += 1
            assert drops < 300
        assert is_dropped(client)


def test_a_connection_that_asks_nothing_is_closed(tmp_path: Path) -> None:
    with served_at(tmp_path, limits=Limits(head_s=0.2)) as served, socket.create_connection(served.place, 10) as client:
        assert is_dropped(client)
    with served_at(tmp_path, limits=Limits(idle_s=0)) as served, socket.create_connection(served.place, 10) as client:
        client.sendall(f"GET {served.root} HTTP/1.1\r\nHost: {served.authority}\r\n\r\n".encode())
        while not client.recv(65536).endswith(PAGE):
            pass
        assert is_dropped(client)


def test_a_client_that_does_not_read_keeps_no_other_out_for_long(tmp_path: Path) -> None:
    limits = Limits(connections=1, stall_s=0.3)
    with served_at(tmp_path, limits=limits) as served, socket.socket() as client:
        size_bytes = 30_000_000  # more than the system takes off the server's hands
        served.sound.write_bytes(bytes(size_bytes))
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.connect(served.place)
        target = f"{served.root}1/lower%20back.mp3"
        client.sendall(f"GET {target} HTTP/1.1\r\nHost: {served.authority}\r\n\r\n".encode())
        assert client.recv(16).startswith(b"HTTP/1.1 200")
        refused = 0
        while not served.exchange(f"GET {served.root} HTTP/1.1\r\nHost: {served.authority}\r\n\r\n".encode()):
            refused += 1
            select.select([], [], [], 0.02)
            assert refused < 300
        assert refused
        client.settimeout(10)
        assert sum(map(len, iter(lambda: client.recv(1 << 20), b""))) < size_bytes


def test_a_client_that_reads_slowly_gets_all(tmp_path: Path) -> None:
    with served_at(tmp_path, limits=Limits(stall_s=0.3)) as served, socket.socket() as client:
        size_bytes = 30_000_000
        served.sound.write_bytes(bytes(size_bytes))
        client.connect(served.place)
        target = f"{served.root}1/lower%20back.mp3"
        client.sendall(f"GET {target} HTTP/1.1\r\nHost: {served.authority}\r\nConnection: close\r\n\r\n".encode())
        client.settimeout(10)
        came_bytes = 0
        while piece := client.recv(1 << 20, socket.MSG_WAITALL):
            came_bytes += len(piece)
            select.select([], [], [], 0.03)  # about a second for all
        assert came_bytes > size_bytes


@pytest.mark.parametrize("limits", [Limits(connections=3), Limits(connections_of_one=3)])
def test_more_connections_than_there_may_be_are_closed_at_once(limits: Limits, tmp_path: Path) -> None:
    with served_at(tmp_path, limits=limits) as served:
        held = [socket.create_connection(served.place, 10) for _ in range(3)]
        with socket.create_connection(served.place, 10) as beyond:
            assert is_dropped(beyond)
        for client in held:
            client.sendall(f"GET {served.root} HTTP/1.1\r\nHost: {served.authority}\r\n\r\n".encode())
            assert client.recv(65536).startswith(b"HTTP/1.1 200")
            client.close()


def test_fifty_phones_get_the_same_bytes_in_pieces_at_the_same_time(served: Served) -> None:
    whole = served.sound.read_bytes()

    def fetched(number: int) -> bytes:
        size = 7_001 + 1_013 * number
        pieces = range(0, SOUND_BYTES, size)
        asked = (f"bytes={start}-{min(start + size, SOUND_BYTES) - 1}" for start in pieces)
        return b"".join(served.ask("1/lower%20back.mp3", Range=piece).body for piece in asked)

    with ThreadPoolExecutor(50) as phones:
        assert set(phones.map(fetched, range(50))) == {whole}
