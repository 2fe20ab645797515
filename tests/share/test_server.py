"""The server, asked for real through sockets."""

from __future__ import annotations

from pathlib import Path
from urllib.request import urlopen

from voicecoach.share.server import serving
from voicecoach.share.site import Resource


def test_a_site_is_served(tmp_path: Path) -> None:
    sound = tmp_path / "a.mp3"
    sound.write_bytes(bytes(range(256)) * 1000)
    site = {"": Resource("text/html; charset=utf-8", b"<!doctype html>"), "1/a.mp3": Resource("audio/mpeg", sound)}
    with serving(site) as address:
        with urlopen(address, timeout=10) as answer:  # noqa: S310  it begins with http
            assert answer.read() == b"<!doctype html>"
        with urlopen(f"{address}1/a.mp3", timeout=10) as answer:  # noqa: S310  it begins with http
            assert answer.read() == sound.read_bytes()
