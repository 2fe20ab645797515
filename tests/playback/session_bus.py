"""A session bus of a test's own, and playerctl, which presses keys on it as a desktop does."""

from __future__ import annotations

import os
import select
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import pytest

NEEDS = [pytest.mark.needs("dbus-daemon", "dbus-send", "playerctl"), pytest.mark.needs_module("dbus_fast")]
"""The marks of a file of tests that uses `bus`."""

ANSWER_S = 20

CONFIG = """
<busconfig>
  <type>session</type>
  <listen>unix:path={socket}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default"><allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/></policy>
</busconfig>
"""

# The daemon ends with the shell, and the shell with whoever holds its standard input, however that ends.
SHELL = 'dbus-daemon --nofork --config-file="$0" --print-address=1 --print-pid=1 & cat; kill -KILL $!'


class Bus:
    """A session bus. `pid` is the daemon's."""

    def __init__(self, folder: Path) -> None:
        config = folder / "bus.conf"
        config.write_text(CONFIG.format(socket=folder / "bus"))
        self._shell = subprocess.Popen(
            ["sh", "-c", SHELL, config], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self.address, self.pid = read_line(self._shell.stdout), int(read_line(self._shell.stdout))

    def end(self) -> None:
        """End the daemon at once."""
        self._shell.communicate(timeout=ANSWER_S)


@pytest.fixture
def bus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bus]:
    """A bus that is the session's for this test, and the programs that it starts."""
    opened = Bus(tmp_path)
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", opened.address)
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/nonexistent")  # playerctl looks there as well
    yield opened
    opened.end()


def read_line(stream: IO[bytes] | None) -> str:
    """The next line, byte by byte, so that none is read ahead."""
    assert stream
    line = b""
    while not line.endswith(b"\n"):
        ready, _, _ = select.select([stream], [], [], ANSWER_S)
        assert ready, f"no line came after {line!r}"
        read = os.read(stream.fileno(), 1)
        assert read, f"it ended after {line!r}"
        line += read
    return line.decode().rstrip("\n")


def playerctl(*arguments: str, player: str = "voicecoach") -> str:
    """What playerctl says; nothing where there's no such player."""
    command = ["playerctl", f"--player={player}", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=ANSWER_S, check=False).stdout.strip()
