"""A recording of what a sound server plays, each of whose frames has its time on this machine's clock."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping
from statistics import median
from types import TracebackType

import numpy as np

from tests.playback.listening import Samples, first_sound, silence_after
from voicecoach.clip import FRAME_BYTES, FRAME_RATE, frames_from_s

LEAD_S = 1.0
"""A monitor needs so long until it hears everything."""

LATENCY_MS = 5

NEAR_S = 1.0

STALL_MS = 40

KNOWN_STARTS = 9

ANSWER_S = 30.0


class Recorder:
    """Records the monitor of the sink `null`, from its making until `stop`, or until the server's end.

    What is recorded and what is pressed share a clock, `time.monotonic`, by which the null sink plays as well: it
    makes a block of LATENCY_MS when the block's first frame is due, and the block is here a moment later. So a frame's
    time is that at which its block came, and its place in the block; of the blocks around it the one that came soonest
    counts, since the others are late by what programs waited for. `known_start_ms` holds this against a sound that
    begins at a known time.
    """

    def __init__(self, environment: Mapping[str, str]) -> None:
        options = ["--raw", "--format=s16le", f"--rate={FRAME_RATE}", "--channels=1", f"--latency-msec={LATENCY_MS}"]
        self._process = subprocess.Popen(
            ["parec", "-d", "null.monitor", *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # it tells of the server's end
            env=environment,
            bufsize=0,
        )
        self._sound = bytearray()
        self._blocks: list[tuple[int, float]] = []  # each one's first frame, and when it came
        self._grown = threading.Condition()
        self._has_ended = False
        self._thread = threading.Thread(target=self._read, name="recorder", daemon=True)
        self._thread.start()
        try:
            self.wait_until(lambda: self.frames >= frames_from_s(LEAD_S))
        except BaseException:
            self.stop()
            raise

    def __enter__(self) -> Recorder:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def frames(self) -> int:
        """How many are recorded."""
        return len(self._sound) // FRAME_BYTES

    def samples(self, start: int = 0) -> Samples:
        """What is recorded from the frame `start` on."""
        with self._grown:
            return np.frombuffer(bytes(self._sound[start * FRAME_BYTES : self.frames * FRAME_BYTES]), np.int16)

    def wait_until(self, is_so: Callable[[], bool], within_s: float = ANSWER_S) -> None:
        """Until a condition holds, looked at whenever more is recorded.

        Raises TimeoutError, and EOFError where the server has ended.
        """
        until = time.monotonic() + within_s
        while not is_so():
            with self._grown:
                if self._has_ended:
                    raise EOFError(f"the recording ended after {self.frames} frames")
                if not self._grown.wait(until - time.monotonic()):
                    raise TimeoutError(f"not so within {within_s:g} s, {self.frames} frames recorded")

    def wait_for(self, frames: int) -> None:
        """Until so many are recorded."""
        self.wait_until(lambda: self.frames >= frames, ANSWER_S + frames / FRAME_RATE)

    def wait_for_sound(self, start: int, within_s: float = ANSWER_S) -> int:
        """Until something is heard from the frame `start` on: the first audible frame."""
        found: list[int | None] = []

        def is_heard() -> bool:
            found.append(first_sound(self.samples(start)))
            return found[-1] is not None

        self.wait_until(is_heard, within_s)
        assert found[-1] is not None
        return start + found[-1]

    def wait_for_silence(self, start: int, quiet: int, within_s: float = ANSWER_S) -> int:
        """Until `quiet` frames in a row are silent from the frame `start` on: the first of them."""
        found: list[int | None] = []

        def is_silent() -> bool:
            found.append(silence_after(self.samples(start), 0, quiet))
            return found[-1] is not None

        self.wait_until(is_silent, within_s)
        assert found[-1] is not None
        return start + found[-1]

    def time_s(self, frame: int) -> float:
        """When a frame was heard, to 5 ms."""
        return self._began_s(frame) + frame / FRAME_RATE

    def frame_at(self, time_s: float) -> int:
        """The frame that was heard at a time, to 5 ms."""
        about = round((time_s - self._began_s(self.frames)) * FRAME_RATE)
        return round((time_s - self._began_s(about)) * FRAME_RATE)

    def stalls_ms(self) -> list[float]:
        """Each time for which nothing came at all, from STALL_MS on: the machine stood still, or the server did.

        The sink makes up for it afterwards, all at once, so that every player whose buffer is shorter runs dry.
        """
        with self._grown:
            came_s = np.array([when_s for first, when_s in self._blocks if first >= frames_from_s(LEAD_S)])
        return [float(gap) for gap in np.diff(came_s) * 1000 if gap >= STALL_MS]

    def slip_ms(self) -> float:
        """By how much the recording's clock lost or won against the machine's, from the first tenth of the recording to
        the last: none, unless frames are missing."""
        lateness = self._lateness()
        part = max(1, len(lateness) // 10)
        return float(lateness[-part:].min() - lateness[:part].min()) * 1000

    def stop(self) -> None:
        """Record no more; what is recorded stays."""
        self._process.terminate()
        self._process.wait(ANSWER_S)
        self._thread.join()
        assert self._process.stdout
        self._process.stdout.close()

    def _began_s(self, frame: int) -> float:
        """When the recording began, as the blocks tell it that came within NEAR_S of a frame: streams that come and go
        shift the sink's blocks by a part of one."""
        with self._grown:
            blocks = self._blocks[bisect_left(self._blocks, (frame - frames_from_s(NEAR_S), 0.0)) :]
        last = bisect_right(blocks, (frame + frames_from_s(NEAR_S), 0.0))
        return min(came_s - first / FRAME_RATE for first, came_s in blocks[: max(1, last)])

    def _lateness(self) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        """When each block would have the recording begin, once it hears everything."""
        with self._grown:
            blocks = np.array(self._blocks)
        settled = blocks[blocks[:, 0] >= frames_from_s(LEAD_S / 2)]
        lateness: np.ndarray[tuple[int], np.dtype[np.float64]] = settled[:, 1] - settled[:, 0] / FRAME_RATE
        return lateness

    def _read(self) -> None:
        assert self._process.stdout
        pipe = self._process.stdout.fileno()
        while piece := os.read(pipe, 1 << 16):
            came_s = time.monotonic()
            with self._grown:
                self._blocks.append((self.frames, came_s))
                self._sound += piece
                self._grown.notify_all()
        with self._grown:
            self._has_ended = True
            self._grown.notify_all()


def known_start_ms(recorder: Recorder, environment: Mapping[str, str]) -> float:
    """How late a sound is heard that was written to an idle stream at a known time: the median, in milliseconds.

    It can't be under 0 where the recording's clock is right. What the server takes to begin is in it, so the times of
    other sounds are late by less than this.
    """
    tone = np.where(np.arange(FRAME_RATE // 20) % 48 < 24, 8000, -8000).astype("<i2").tobytes()
    options = ["--raw", "--format=s16le", f"--rate={FRAME_RATE}", "--channels=1", f"--latency-msec={LATENCY_MS}"]
    late_ms = []
    with subprocess.Popen(
        ["pacat", "-d", "null", *options], stdin=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment, bufsize=0
    ) as process:
        assert process.stdin
        for _ in range(KNOWN_STARTS + 1):
            start, written_s = recorder.frames, time.monotonic()
            process.stdin.write(tone)
            sound = recorder.wait_for_sound(start)
            recorder.wait_for_silence(sound, frames_from_s(0.2))
            late_ms.append((recorder.time_s(sound) - written_s) * 1000)
        process.stdin.close()
    return median(late_ms[1:])  # with the first, the stream had to be made
