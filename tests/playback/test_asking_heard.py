"""The question how the back feels, on a real sound server: it and the session are heard through one device."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.playback.conftest import SoundServer
from tests.playback.island_sound import until
from tests.playback.meant import own_folders
from tests.playback.player_process import PlayerProcess
from tests.playback.recorder import Recorder
from voicecoach.clip import FRAME_RATE

pytestmark = [pytest.mark.needs("pulseaudio", "pactl", "parec"), pytest.mark.once]

ROUTINE = "title: Short\nsettle: 0 s\nsteps:\n- {exercise: pelvic-tilt, repetitions: 1, hold: 5 s, rest: 0 s}\n"
LONG_S = 60.0


@pytest.mark.parametrize(
    "player", ["miniaudio", pytest.param("simpleaudio", marks=pytest.mark.needs_module("simpleaudio"))]
)
def test_the_question_is_heard_and_then_the_session(tmp_path: Path, sound_server: SoundServer, player: str) -> None:
    (tmp_path / "short.yaml").write_text(ROUTINE)
    environment = {**own_folders(tmp_path), **sound_server.environment}
    options = ["short.yaml", "--ask", "--plain", "--safety", "short", "--player", player]
    with Recorder(environment) as recorder, PlayerProcess(options, tmp_path, environment) as process:
        until(lambda: "How is your back, nought to nine?" in process.shown, LONG_S)
        asked = recorder.wait_for_sound(0, LONG_S)
        recorder.wait_for(asked + 2 * FRAME_RATE)
        assert "Welcome." not in process.shown
        process.press("4")
        quiet = recorder.wait_for_silence(recorder.frames, FRAME_RATE // 4, LONG_S)
        recorder.wait_for_sound(quiet, LONG_S)
        until(lambda: "Welcome." in process.shown, LONG_S)
        process.press("q")
        ended = process.ended()
        assert ended
        assert ended.status == 0
