"""A microphone that isn't there, goes away or hangs: one sentence says so, and nothing else comes of it."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest

from tests.playback.conftest import SoundServer
from tests.playback.island_sound import until
from tests.playback.virtual_microphone import VirtualMicrophone
from tests.voices import ToneBells, ToneVoice
from voicecoach.clip import FRAME_RATE
from voicecoach.cues import Pause, Place, Section, Speech
from voicecoach.playback.clapping import Clapping
from voicecoach.playback.microphone import LOST_S
from voicecoach.playback.transport import Moment, State
from voicecoach.session import Session

MOMENT = Moment(0, State.PLAYING)

needs_server = pytest.mark.needs("pulseaudio", "pactl", "parec")


def clapping() -> Clapping:
    """What hears claps in a session that lasts a while."""
    said = Pause(Place(), 0, (Speech("Now we begin slowly", 130),), 60)
    session = Session((Section("Opening", (said, said)),), ToneVoice(), ToneBells())
    session.prepare()
    return Clapping(lambda _: None, session.sound)


def until_it_is_lost(opened: Clapping) -> float:
    """How long it takes, in seconds."""
    began_s = time.monotonic()
    until(lambda: not opened.show(MOMENT), 10)
    return time.monotonic() - began_s


@needs_server
def test_what_a_loudspeaker_plays_is_no_microphone(sound_server: SoundServer) -> None:
    with clapping() as opened:
        assert opened.trouble == "Claps aren't heard: miniaudio found no microphone (the sound server has none)"
        assert not opened.is_listening
        assert not opened.show(MOMENT)


def test_without_a_sound_server_there_is_no_microphone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PULSE_SERVER", f"unix:{tmp_path / 'nobody'}")
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setenv("ALSA_CONFIG_PATH", str(tmp_path / "none"))
    with clapping() as opened:
        assert opened.trouble
        assert opened.trouble.startswith("Claps aren't heard: miniaudio found no microphone")


@needs_server
def test_it_is_open_in_its_context_and_at_no_other_time(sound_server: SoundServer) -> None:
    microphone = VirtualMicrophone(sound_server.environment)
    opened = clapping()
    assert not microphone.is_heard()
    with opened:
        until(microphone.is_heard)
        assert opened.show(MOMENT)
    until(lambda: not microphone.is_heard())


@needs_server
def test_a_session_that_fails_leaves_it_closed(sound_server: SoundServer) -> None:
    microphone = VirtualMicrophone(sound_server.environment)

    def fail() -> None:
        with clapping():
            until(microphone.is_heard)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    until(lambda: not microphone.is_heard())


@needs_server
@pytest.mark.parametrize("fate", ["ends", "hangs"])
def test_a_microphone_that_goes_away_is_told_once_and_holds_nobody(sound_server: SoundServer, fate: str) -> None:
    VirtualMicrophone(sound_server.environment)
    server = sound_server.pid
    with clapping() as opened:
        assert opened.show(MOMENT)
        if fate == "ends":
            sound_server.crash()
        else:
            os.kill(server, signal.SIGSTOP)
        try:
            assert until_it_is_lost(opened) < LOST_S + 3
            gone = f"the microphone is gone: it has given no sound for {LOST_S:g} s"
            assert opened.trouble == f"Claps aren't heard: {gone}"
            began_s = time.monotonic()
        finally:
            if fate == "hangs":
                os.kill(server, signal.SIGCONT)
    assert time.monotonic() - began_s < 2


@needs_server
def test_what_fails_in_hearing_is_told(sound_server: SoundServer) -> None:
    VirtualMicrophone(sound_server.environment)
    opened = clapping()
    with opened:
        opened._ear = None
        until_it_is_lost(opened)
    assert opened.trouble
    assert "the microphone isn't heard" in opened.trouble


def test_where_nothing_is_known_yet_something_may_sound_but_in_a_pause() -> None:
    opened = clapping()
    limit = opened._sound.limit
    assert opened._sound.length is None
    for state, unknown in (State.PLAYING, True), (State.WAITING, True), (State.PAUSED, False):
        told = opened._heard_from(Moment(limit, state), limit + FRAME_RATE)
        assert bool(told) is unknown
