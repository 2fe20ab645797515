"""Opening players by name, in processes whose sound devices a test can take away."""

from __future__ import annotations

import subprocess
import sys

import pytest

from voicecoach.errors import UnknownNameError
from voicecoach.playback.players import open_player
from voicecoach.playback.silent_player import SilentPlayer
from voicecoach.playback.simpleaudio_player import is_unsafe

OPEN = """
import sys
from voicecoach.errors import VoicecoachError
from voicecoach.playback.players import open_player
try:
    player = open_player(sys.argv[1])
    print(type(player).__name__)
    player.close()
except VoicecoachError as error:
    print(type(error).__name__, error.exit_status, error)
"""


def opened(name: str, without: str = "") -> str:
    """What opening the player says, where the module `without` can't be imported; nothing else may be written."""
    hide = f"import sys; sys.modules[{without!r}] = None\n" if without else ""
    command = [sys.executable, "-c", hide + OPEN, name]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    assert done.stderr == ""
    return done.stdout.strip()


@pytest.fixture
def no_device(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without a sound device: no server answers, and ALSA's configuration is empty."""
    monkeypatch.setenv("PULSE_SERVER", "unix:/nonexistent")
    monkeypatch.setenv("ALSA_CONFIG_PATH", "/dev/null")


def test_names_are_those_of_the_entry_points() -> None:
    assert isinstance(open_player("silent"), SilentPlayer)
    with pytest.raises(UnknownNameError, match="did you mean miniaudio"):
        open_player("miniaudo")


@pytest.mark.usefixtures("no_device")
@pytest.mark.parametrize(
    "name", ["auto", "miniaudio", pytest.param("simpleaudio", marks=pytest.mark.needs_module("simpleaudio"))]
)
def test_without_a_device_one_sentence_says_what_to_do(name: str) -> None:
    said = opened(name)
    assert said.startswith("NoDeviceError 3 ")
    assert said.endswith("voicecoach export ROUTINE -o FILE.mp3")
    assert len(said.splitlines()) == 1


@pytest.mark.needs("pulseaudio", "pactl", "parec")
@pytest.mark.usefixtures("sound_server")
def test_auto_takes_miniaudio_where_it_finds_a_device() -> None:
    assert opened("auto") == "MiniaudioPlayer"


@pytest.mark.needs("pulseaudio", "pactl", "parec")
@pytest.mark.usefixtures("sound_server")
@pytest.mark.parametrize(
    "name", ["miniaudio", pytest.param("simpleaudio", marks=pytest.mark.needs_module("simpleaudio"))]
)
def test_a_program_ends_though_it_forgot_to_close_its_player(name: str) -> None:
    forget = OPEN.replace("player.close()", "pass")
    done = subprocess.run([sys.executable, "-c", forget, name], timeout=60, check=False)
    assert done.returncode == 0


@pytest.mark.needs("pulseaudio", "pactl", "parec")
@pytest.mark.needs_module("simpleaudio")
@pytest.mark.usefixtures("sound_server")
def test_auto_takes_simpleaudio_where_miniaudio_is_missing() -> None:
    assert opened("auto", without="miniaudio") == "SimpleaudioPlayer"


def test_a_player_whose_package_is_missing_names_what_to_install() -> None:
    said = opened("simpleaudio", without="simpleaudio")
    assert said.startswith("NotSetUpError 2 ")
    assert "voicecoach[simpleaudio]" in said


def test_the_release_of_simpleaudio_that_crashes_is_refused_where_it_does() -> None:
    assert is_unsafe("1.0.4", (3, 12))
    assert is_unsafe("1.0.4", (3, 13))
    assert not is_unsafe("1.0.4", (3, 11))
