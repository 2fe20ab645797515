"""The worker: whatever happens to the process that speaks, the one that plays goes on, and is told in words."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from tests.speech.conftest import Meeting
from voicecoach.clip import Clip
from voicecoach.errors import InputError, NotSetUpError, SpeechError, UnknownNameError
from voicecoach.speech.engine import Voice, engine_class, engine_settings
from voicecoach.speech.worker import DEATHS, MORE_TIMEOUT_S, Worker

ACTING = "acting_engines:ActingEngine"
ANSWER_S = 30


@pytest.fixture
def worker(starts: Path) -> Iterator[Worker]:
    with Worker(ACTING) as worker:
        yield worker


def started(starts: Path) -> list[int]:
    """The processes in which an engine was brought up."""
    return [int(line) for line in starts.read_text("ascii").split()]


def peak_db(clip: Clip) -> float:
    return float(20 * np.log10(np.abs(np.frombuffer(clip.samples, "<i2") / 32768).max()))


def test_a_cue_comes_back_conformed_and_as_loud_as_the_engine_gives_it(worker: Worker) -> None:
    clip = worker.clip("a tone", "tone", 60)
    assert clip.frames == pytest.approx(48_000, abs=100)
    assert peak_db(clip) == pytest.approx(-20, abs=0.1)
    assert worker.clip("a tone", "tone", 120).frames == pytest.approx(24_000, abs=100)


def test_one_process_serves_every_cue_and_starts_with_the_first(worker: Worker, starts: Path) -> None:
    assert started(starts) == []
    for number in range(5):
        worker.clip(f"tone {number}", "tone", 200)
    assert worker.voices() == [Voice("acting", "tone", "en", "A tone")]
    assert len(started(starts)) == 1
    assert started(starts) != [os.getpid()]


def test_what_a_driver_prints_stays_out_of_the_answers(worker: Worker, capfd: pytest.CaptureFixture[str]) -> None:
    assert worker.clip("print", "tone", 60) == worker.clip("tone", "tone", 60)
    assert capfd.readouterr() == ("", "")


def test_a_process_killed_amid_a_cue_is_started_anew_and_speaks_it(
    worker: Worker, meeting: Meeting, starts: Path
) -> None:
    with ThreadPoolExecutor() as pool:
        clip = pool.submit(worker.clip, meeting.text, "tone", 60)
        for _ in range(DEATHS - 1):
            os.kill(meeting.process(), signal.SIGKILL)
        survivor = meeting.process()
        meeting.go_on()
        assert clip.result(ANSWER_S).frames == pytest.approx(48_000, abs=100)
    assert started(starts)[DEATHS - 1 :] == [survivor]


def test_a_cue_that_always_kills_the_process_is_an_error_that_names_it(worker: Worker, starts: Path) -> None:
    with pytest.raises(SpeechError, match=r"'crash'.*died"):
        worker.clip("crash", "tone", 60)
    assert len(started(starts)) == DEATHS
    assert worker.clip("another", "tone", 60).frames


def test_the_process_is_quoted_when_it_dies(worker: Worker, starts: Path) -> None:
    with pytest.raises(SpeechError, match=r"'raise'.*RuntimeError: the driver broke"):
        worker.clip("raise", "tone", 60)
    assert len(started(starts)) == DEATHS


def test_a_process_that_stands_still_amid_a_cue_is_replaced_when_its_time_is_up(meeting: Meeting, starts: Path) -> None:
    cue_timeout_s, start_s = 0.5, 5.0
    with Worker(ACTING, cue_timeout_s=cue_timeout_s) as worker, ThreadPoolExecutor() as pool:
        worker.clip("first", "tone", 60)
        begun_s = time.monotonic()
        clip = pool.submit(worker.clip, meeting.text, "tone", 60)
        os.kill(meeting.process(), signal.SIGSTOP)
        survivor = meeting.process()
        took_s = time.monotonic() - begun_s
        meeting.go_on()
        assert clip.result(ANSWER_S).frames == pytest.approx(48_000, abs=100)
    assert started(starts)[1:] == [survivor]
    timeout_s = cue_timeout_s + len(meeting.text) * MORE_TIMEOUT_S
    assert timeout_s <= took_s < timeout_s + start_s


def test_an_engine_that_hangs_is_given_up_after_one_more_try(meeting: Meeting, starts: Path) -> None:
    with Worker(ACTING, cue_timeout_s=0.1, start_timeout_s=3.0) as worker:
        worker.clip("first", "tone", 60)
        with pytest.raises(SpeechError, match=r"'meet .*didn't answer within"):
            worker.clip(meeting.text, "tone", 60)
        assert len(started(starts)) == 2
        assert not any(Path(f"/proc/{process}").exists() for process in started(starts))


def test_input_errors_come_through_without_a_new_start(worker: Worker, starts: Path) -> None:
    with pytest.raises(UnknownNameError, match="unknown voice 'ton'; did you mean tone") as caught:
        worker.clip("text", "ton", 60)
    assert (caught.value.kind, caught.value.name, caught.value.known) == ("voice", "ton", ("tone",))
    with pytest.raises(InputError, match="these are no words"):
        worker.clip("refuse", "tone", 60)
    assert len(started(starts)) == 1


@pytest.mark.parametrize(("text", "says"), [("fail", "'fail': no breath left"), ("silence", "only silence")])
def test_a_cue_without_sound_is_tried_once_more_in_a_new_process(
    worker: Worker, starts: Path, text: str, says: str
) -> None:
    with pytest.raises(SpeechError, match=says):
        worker.clip(text, "tone", 60)
    assert len(started(starts)) == 2


def test_closing_ends_a_cue_under_way_and_leaves_no_process(worker: Worker, meeting: Meeting) -> None:
    with ThreadPoolExecutor() as pool:
        clip = pool.submit(worker.clip, meeting.text, "tone", 60)
        process = meeting.process()
        worker.close()
        worker.close()
        assert not Path(f"/proc/{process}").exists()
        assert isinstance(clip.exception(ANSWER_S), SpeechError)
    with pytest.raises(SpeechError, match="closed"):
        worker.clip("later", "tone", 60)


def test_a_program_that_the_engine_runs_ends_with_its_process(worker: Worker, meeting: Meeting) -> None:
    with ThreadPoolExecutor() as pool:
        clip = pool.submit(worker.clip, meeting.program_text, "tone", 60)
        meeting.process()
        worker.close()
        meeting.wait_for_its_end()
        assert isinstance(clip.exception(ANSWER_S), SpeechError)


def test_a_program_that_hangs_is_ended_with_the_process_that_waits_for_it(starts: Path, meeting: Meeting) -> None:
    with Worker(ACTING, cue_timeout_s=0.1, start_timeout_s=3.0) as worker, ThreadPoolExecutor() as pool:
        clip = pool.submit(worker.clip, meeting.program_text, "tone", 60)
        meeting.process()
        meeting.wait_for_its_end()
        assert isinstance(clip.exception(ANSWER_S), SpeechError)


def test_a_program_outlives_neither_its_process_nor_that_ones_crash(
    worker: Worker, meeting: Meeting, starts: Path
) -> None:
    with ThreadPoolExecutor() as pool:
        clip = pool.submit(worker.clip, meeting.program_text, "tone", 60)
        meeting.process()
        os.kill(started(starts)[0], signal.SIGKILL)
        meeting.wait_for_its_end()
        meeting.process()
        meeting.go_on()
        assert clip.result(ANSWER_S).frames


def test_ctrl_c_in_the_terminal_is_not_the_processs_to_handle(worker: Worker, meeting: Meeting, starts: Path) -> None:
    with ThreadPoolExecutor() as pool:
        clip = pool.submit(worker.clip, meeting.text, "tone", 60)
        os.kill(meeting.process(), signal.SIGINT)
        meeting.go_on()
        assert clip.result(ANSWER_S).frames
    assert len(started(starts)) == 1


def test_an_interrupted_request_leaves_no_answer_for_the_next_one(
    worker: Worker, meeting: Meeting, starts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(_: int, __: object) -> None:
        raise KeyboardInterrupt

    def interrupt_amid_the_cue() -> int:
        process = meeting.process()
        os.kill(os.getpid(), signal.SIGUSR1)
        return process

    before = signal.signal(signal.SIGUSR1, interrupt)
    try:
        with ThreadPoolExecutor() as pool:
            process = pool.submit(interrupt_amid_the_cue)
            with pytest.raises(KeyboardInterrupt):
                worker.clip(meeting.text, "tone", 60)
    finally:
        signal.signal(signal.SIGUSR1, before)
    assert not Path(f"/proc/{process.result(ANSWER_S)}").exists()
    assert worker.clip("next", "tone", 120).frames == pytest.approx(24_000, abs=100)
    assert len(started(starts)) == 2


@pytest.mark.parametrize("text", ["text", "program_text"])
@pytest.mark.parametrize("ending", ["", "os._exit(0)", "os.kill(os.getpid(), 9)"])
def test_a_parent_that_ends_without_closing_leaves_nothing_behind(
    starts: Path, meeting: Meeting, ending: str, text: str
) -> None:
    program = f"""
import os, threading
from voicecoach.speech.worker import Worker
worker = Worker({ACTING!r})
worker.clip("tone", "tone", 60)
threading.Thread(target=worker.clip, args=({getattr(meeting, text)!r}, "tone", 60), daemon=True).start()
input()
{ending}
"""
    path = os.pathsep.join(filter(None, sys.path))
    command = [sys.executable, "-c", program]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stderr=pipe, env=os.environ | {"PYTHONPATH": path}) as parent:
        meeting.process()
        _, complaints = parent.communicate(b"end\n", ANSWER_S)
    meeting.wait_for_its_end()
    assert complaints == b""


def test_an_engine_that_cant_be_brought_up_says_why(starts: Path) -> None:
    with Worker("acting_engines:UnavailableEngine") as worker, pytest.raises(SpeechError, match="library is missing"):
        worker.clip("text", "tone", 60)


def test_an_engine_that_waits_for_the_user_says_so_at_once(starts: Path) -> None:
    with Worker("command") as worker, pytest.raises(NotSetUpError, match="has no command"):
        worker.voices()


def test_settings_reach_the_engine(starts: Path) -> None:
    with Worker(ACTING, {"pitch_hz": 100}) as low, Worker(ACTING) as normal:
        crossings = [
            np.count_nonzero(np.diff(np.frombuffer(worker.clip("a tone", "tone", 60).samples, "<i2") > 0))
            for worker in (low, normal)
        ]
    assert crossings == [pytest.approx(200, abs=10), pytest.approx(880, abs=40)]


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"pich_hz": 100}, f"unknown setting of the engine '{ACTING}': 'pich_hz'; did you mean pitch_hz"),
        ({"pitch_hz": 0}, f"the settings of the engine '{ACTING}' can't be used: pitch_hz is 0"),
    ],
)
def test_wrong_settings_are_refused_in_words(starts: Path, settings: dict[str, float], says: str) -> None:
    with pytest.raises(InputError, match=says):
        engine_settings(ACTING, settings)
    with Worker(ACTING, settings) as worker, pytest.raises(InputError, match=says):
        worker.clip("text", "tone", 60)
    assert started(starts) == []


@pytest.mark.parametrize("name", ["nowhere:Engine", "json:NoEngine"])
def test_an_engine_that_isnt_there_is_refused(name: str) -> None:
    with pytest.raises(InputError, match=name):
        engine_class(name)
    with Worker(name) as worker, pytest.raises(InputError, match=name):
        worker.voices()


def test_an_engine_by_a_name_that_no_package_brings_is_refused() -> None:
    with pytest.raises(UnknownNameError, match="unknown engine 'pytsx4'"):
        engine_class("pytsx4")


def test_a_file_in_the_current_folder_takes_no_modules_place(
    starts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "soxr.py").write_text("raise SystemExit('the wrong soxr')")
    paths = [path for path in sys.path if path]
    monkeypatch.setattr(sys, "path", [*paths, str(Path.cwd())])
    monkeypatch.chdir(tmp_path)
    with Worker(ACTING) as worker:
        assert worker.clip("a tone", "tone", 60).frames
