"""A real podcast client subscribes to a folder that a plain web server serves."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest

from voicecoach.feed.folder import read_feed
from voicecoach.feed.writing import write_feed


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder on this machine alone; its address."""
    command = [sys.executable, "-u", "-m", "http.server", "0", "--bind", "127.0.0.1", "--directory", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        try:
            assert server.stdout
            port = re.search(r"port (\d+)", server.stdout.readline())
            assert port
            yield f"http://127.0.0.1:{port[1]}/"
        finally:
            server.terminate()


@pytest.mark.needs("gpo")
def test_gpodder_subscribes_updates_and_downloads(folder: Path, tmp_path: Path) -> None:
    downloads = tmp_path / "downloads"
    environment = {
        **{name: value for name, value in os.environ.items() if name in ("PATH", "LANG")},
        "HOME": str(tmp_path),
        "GPODDER_HOME": str(tmp_path / "gpodder"),
        "GPODDER_DOWNLOAD_DIR": str(downloads),
    }

    def gpo(*arguments: str) -> str:
        done = subprocess.run(
            ["gpo", *arguments], env=environment, capture_output=True, encoding="utf-8", timeout=60, check=True
        )
        return done.stdout

    with served(folder) as base_url:
        write_feed(read_feed(folder, title="Für den Rücken", base_url=base_url))
        url = f"{base_url}feed.xml"
        gpo("subscribe", url)
        assert "Für den Rücken" in gpo("list")
        assert "2 new episodes" in gpo("update")
        assert "2 episodes downloaded" in gpo("download")
        listed = gpo("episodes", url)
        got = sorted(path.read_bytes() for path in downloads.rglob("*.mp3"))
        assert got == sorted(path.read_bytes() for path in folder.glob("*.mp3"))
        for name in ("Lower back", "In bed"):
            assert name in listed


def test_all_that_a_feed_names_is_found(folder: Path) -> None:
    with served(folder) as base_url:
        write_feed(read_feed(folder, base_url=base_url))
        text = (folder / "feed.xml").read_text(encoding="utf-8")
        named = set(re.findall(rf'"({re.escape(base_url)}[^"]+)"', text))
        assert len(named) == 6  # two sounds, two files of chapters, a picture, the feed itself
        for url in named:
            with urlopen(url, timeout=10) as answer:  # noqa: S310  each begins with base_url
                assert answer.status == 200
