"""`voicecoach share`, run for real and asked over the network."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import numpy as np
import pytest
import zxingcpp
from rich.console import Console

from tests.cli.conftest import Command
from tests.feed.conftest import COVER, make_exported
from voicecoach.cli.qr_code import qr_code
from voicecoach.cli.sharing import chosen_host, told_of
from voicecoach.errors import ShareError
from voicecoach.share.addresses import Address

TINY = "title: Tiny\nsettle: 0 s\nsteps:\n- say: Hello.\n"
HERE = "--host", "127.0.0.1"
LISTENS = "Whoever has this address can listen; it is sent unencrypted."


class Sharing:
    """`voicecoach share` while it runs."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout
        self.process, self.address = process, process.stdout.readline().strip()

    def fetch(self, path: str) -> bytes:
        """What is there; a path below the token, or a whole address."""
        address = path if path.startswith("http:") else self.address + path
        with urlopen(address, timeout=10) as answer:  # noqa: S310  both begin with http
            return bytes(answer.read())

    def end(self) -> tuple[int, str]:
        """The exit status, and what was said meanwhile."""
        _, said = self.process.communicate(timeout=30)
        return self.process.returncode, said


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder to work in, with a folder for what is temporary."""
    (tmp_path / "temporary").mkdir()
    return tmp_path


@contextmanager
def sharing(folder: Path, clip_cache: Path, *arguments: str) -> Iterator[Sharing]:
    """Share from a folder, on this machine alone."""
    folders = {f"VOICECOACH_{name}_DIR": str(folder / name.lower()) for name in ("CONFIG", "DATA")}
    folders |= {"VOICECOACH_CACHE_DIR": str(clip_cache), "TMPDIR": str(folder / "temporary")}
    with subprocess.Popen(
        [sys.executable, "-m", "voicecoach.cli", "share", *HERE, *arguments],
        cwd=folder,
        env=os.environ | folders,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        try:
            yield Sharing(process)
        finally:
            process.kill()


def test_files_are_shared_until_one_is_downloaded(folder: Path, clip_cache: Path) -> None:
    path = make_exported(folder / "für hier.mp3")
    with sharing(folder, clip_cache, "für hier.mp3", "--once") as share:
        assert share.fetch("1/f%C3%BCr%20hier.mp3") == path.read_bytes()
        assert share.fetch("1/f%C3%BCr%20hier.mp3?download") == path.read_bytes()
        status, said = share.end()
    assert status == 0
    heard, kept = re.findall(r"^127\.0\.0\.1 .*", said, re.MULTILINE)
    assert (heard, kept) == ("127.0.0.1 has all of für hier.mp3", "127.0.0.1 downloaded für hier.mp3")


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_routine_is_exported_shared_and_not_kept(
    folder: Path, clip_cache: Path, number: signal.Signals, status: int
) -> None:
    (folder / "tiny.yaml").write_text(TINY)
    make_exported(folder / "other.mp3")
    before = sorted(folder.iterdir())
    with sharing(folder, clip_cache, "./tiny.yaml", "other.mp3", "--safety", "short") as share:
        assert b"Tiny" in share.fetch("")
        assert share.fetch("1/tiny.mp3")[:3] == b"ID3"
        assert share.fetch("2/other.mp3") == (folder / "other.mp3").read_bytes()
        share.process.send_signal(number)
        assert share.end()[0] == status
        with pytest.raises(OSError, match="refused"):
            share.fetch("")
    assert [*(folder / "temporary").iterdir()] == []
    assert sorted(folder.iterdir()) == before


def test_the_address_is_told_and_who_opened_it(folder: Path, clip_cache: Path) -> None:
    make_exported(folder / "a.mp3")
    with sharing(folder, clip_cache, "a.mp3", "--for", "2s") as share:
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+/[\w-]{22}/", share.address)
        share.fetch("")
        status, said = share.end()
    assert status == 0
    assert "Only this machine can open it, no phone; for a phone, leave --host out." in said
    assert "For 0:02, or until Ctrl-C." in said
    assert "127.0.0.1 opened the page\n" in said


def test_a_feed_is_filled_with_the_address_and_the_folder_stays_as_it_is(folder: Path, clip_cache: Path) -> None:
    routines = folder / "routines"
    routines.mkdir()
    make_exported(routines / "lower back.mp3", cover=COVER)
    with sharing(folder, clip_cache, "--feed", "routines") as share:
        assert share.address.endswith("/feed.xml")
        base_url = share.address.removesuffix("feed.xml")
        feed = share.fetch(share.address).decode()
        named = set(re.findall(r'"(http://127[^"]+)"', feed))
        assert {url.removeprefix(base_url) for url in named} >= {"feed.xml", "lower%20back.mp3"}
        fetched = {url: share.fetch(url) for url in named}
        assert fetched[f"{base_url}lower%20back.mp3"] == (routines / "lower back.mp3").read_bytes()
        assert COVER in fetched.values()
        with pytest.raises(HTTPError, match="404"):
            share.fetch(base_url)
    assert [path.name for path in routines.iterdir()] == ["lower back.mp3"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["gone.mp3"], "gone.mp3 can't be read"),
        (["song.txt"], "song.txt is no audio file"),
        (["nowhere"], "unknown routine 'nowhere'"),
        (["."], "--feed ."),
        (["a.mp3", "--pace", "slow"], "options such as --pace are for routines"),
        (["--feed", ".", "--once"], "--feed shares a folder"),
        (["--feed", ".", "--pace", "slow"], "--feed shares a folder"),
        (["--feed", "gone"], "gone is no folder"),
        (["a.mp3", "--for", "soon"], "'soon' is no time to share for"),
        (["a.mp3", "--for", "25h"], "a day at most"),
        (["a.mp3", "--for", "0s"], "'0s' is no time to share for"),
        (["a.mp3", "--host", "203.0.113.7"], "'203.0.113.7' is no address or name of this machine; leave --host out"),
        (["a.mp3", "--host", "0.0.0.0"], "a phone needs one"),  # noqa: S104  it's refused
    ],
)
def test_what_cant_be_shared_is_bad_input(voicecoach: Command, tmp_path: Path, arguments: list[str], told: str) -> None:
    make_exported(tmp_path / "a.mp3")
    (tmp_path / "song.txt").write_text("la la")
    result = voicecoach("share", *HERE, *arguments)
    assert (result.returncode, result.stdout) == (2, "")
    assert told in result.stderr


def test_of_several_addresses_one_is_asked_for(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    found = (Address("192.0.2.1", "wlan0"), Address("192.0.2.129", "eth0"))
    assert chosen_host(found, asks=False) == "192.0.2.1"
    assert chosen_host(found[1:], asks=True) == "192.0.2.129"
    monkeypatch.setattr(sys, "stdin", StringIO("3\n2\n"))
    assert chosen_host(found, asks=True) == "192.0.2.129"
    assert "'3' is none of these" in capsys.readouterr().err
    with pytest.raises(ShareError, match="no address on a network"):
        chosen_host((), asks=True)


def test_an_address_on_the_internet_is_never_chosen_for_somebody() -> None:
    with pytest.raises(ShareError, match=r"no local network.* add --host 9\.9\.9\.9"):
        chosen_host((Address("9.9.9.9", "eth0"),), asks=False)


@pytest.mark.parametrize(
    ("ip", "is_feed", "told"),
    [
        (
            "127.0.0.1",
            False,
            ["Only this machine can open it, no phone; for a phone, leave --host out.", "Until Ctrl-C."],
        ),
        ("192.168.1.2", False, ["Open it on a phone in the same network. Until Ctrl-C.", LISTENS]),
        (
            "192.168.1.2",
            True,
            ["Subscribe to it in a podcast app on a phone in the same network. Until Ctrl-C.", LISTENS],
        ),
        (
            "9.9.9.9",
            False,
            [
                "Open it on a phone. Until Ctrl-C.",
                "Careful: 9.9.9.9 is an address on the internet, and not of your network alone.",
                LISTENS,
            ],
        ),
    ],
)
def test_who_can_open_an_address_is_told(ip: str, is_feed: bool, told: list[str]) -> None:
    assert [*told_of(ip, None, is_feed=is_feed)] == told


@pytest.mark.parametrize("color_system", ["truecolor", "standard", None])
@pytest.mark.parametrize(
    "address", ["http://192.168.178.123:40123/iDcffdffyuvoNIs6cffpHg/", "http://10.0.0.2:1/x/feed.xml"]
)
def test_a_camera_reads_the_code(color_system: str | None, address: str) -> None:
    console = Console(file=StringIO(), color_system=color_system, width=80)  # type: ignore[arg-type]  # rich has literals
    code = qr_code(address, console)
    assert code
    drawn_is_dark = color_system is not None
    halves = {" ": (0, 0), "▀": (1, 0), "▄": (0, 1), "█": (1, 1)}
    rows = [[halves[letter][half] for letter in line] for line in code.plain.split("\n") for half in (0, 1)]
    dark = np.array(rows, bool) == drawn_is_dark
    picture = np.where(dark, 0, 255).astype(np.uint8).repeat(4, 0).repeat(4, 1)
    (found,) = zxingcpp.read_barcodes(picture, try_invert=False)
    assert found.text == address
    assert "black" not in str(code.style)  # what a terminal calls black may be any color


def test_a_terminal_without_room_or_blocks_gets_the_address_alone() -> None:
    assert qr_code("http://10.0.0.2:1/x/", Console(file=StringIO(), width=30)) is None
    with Path(os.devnull).open("w", encoding="ascii") as ascii_only:
        assert qr_code("http://10.0.0.2:1/x/", Console(file=ascii_only, width=80)) is None
