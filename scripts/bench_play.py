"""Measure what a listener hears of `voicecoach play`, by the recording of a sound server of its own.

    scripts/bench play [--player PLAYER] [--minutes 10]   a session in real time: what is heard, when, at what cost
    scripts/bench play --start                            from the start of the process to the first sound
    scripts/bench play --latency                          from the press of a key to what is heard of it

The server is PulseAudio with a null sink, whose monitor is recorded; it needs no root.
Whatever passes its limit is marked, and the exit status is 1.
"""

from __future__ import annotations

import argparse
import json
import math
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from statistics import median

from tests.playback.conftest import SoundServer
from tests.playback.key_latency import LIMITS_MS, key_latencies_ms
from tests.playback.listening import Heard, heard_events, timing
from tests.playback.meant import Meant, meant_session, own_folders, voicecoach
from tests.playback.player_process import Ended, PlayerProcess
from tests.playback.recorder import Recorder, known_start_ms
from voicecoach.clip import FRAME_RATE, s_from_frames

PLAYERS = ("miniaudio", "simpleaudio")

PROGRAMS = ("pulseaudio", "pactl", "parec", "pacat", "espeak-ng")

ROUNDS = 10
"""How often a start is measured."""

TRIES = 20
"""How often a key is pressed."""

START_LIMIT_S = {"cached": 0.8, "empty cache": 2.0}

KB_PER_MB = 1024

SAMPLED_EACH_S = 1.0
"""How often memory is looked at."""

OPTIONS = ["--safety", "short"]

HEAD = "title: Ten minutes\nsettle: {settle_s} s\nsteps:\n"

STEPS = (
    "- exercise: knees-to-chest\n",
    "- exercise: pelvic-tilt\n",
    "- exercise: knee-rolls\n",
    "- exercise: childs-pose\n  repetitions: 2\n",
    "- exercise: pelvic-tilt\n  repetitions: 1\n",
)
"""Those of the routine lower-back, and a short one, over and over."""


class Tally:
    """Prints results, and remembers whether all keep their limits."""

    def __init__(self) -> None:
        self.is_kept = True

    def tell(self, what: str, values: list[float], unit: str, limit: float = math.inf) -> None:
        """The median and the worst of some."""
        mark = "" if max(values) <= limit else "   over the limit"
        self.is_kept = self.is_kept and not mark
        held = f"   limit {limit:g} {unit}" if limit < math.inf else ""
        digits = 0 if unit == "ms" else 3
        print(
            f"{what:<36} median {median(values):7.{digits}f}   worst {max(values):7.{digits}f} {unit}"
            f"   of {len(values)}{held}{mark}",
            flush=True,
        )


@contextmanager
def sound_server() -> Iterator[tuple[Path, dict[str, str]]]:
    """A server of its own, an empty folder, and the environment in which programs use both."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        server = SoundServer(folder)
        server.start()
        try:
            yield folder, own_folders(folder) | server.environment
        finally:
            server.stop()


# A session in real time


def written(folder: Path, environment: dict[str, str], minutes: float) -> Meant:
    """A routine of so many minutes, `session.yaml`: the steps that fit, and the time to settle for the rest."""
    path, arguments = folder / "session.yaml", ["session.yaml", *OPTIONS]

    def length_s(settle_s: int, steps: list[str]) -> float:
        path.write_text(HEAD.format(settle_s=settle_s) + "".join(steps), encoding="utf-8")
        shown = json.loads(voicecoach(["show", *arguments, "--json"], folder, environment))
        return float(shown["length_s"])

    steps: list[str] = []
    left_s, misfits = 0.0, 0
    for step in cycle(STEPS):
        more_s = 60 * minutes - length_s(1, [*steps, step])
        if more_s >= 0:
            steps, left_s, misfits = [*steps, step], more_s, 0
        elif (misfits := misfits + 1) == len(STEPS):
            break
    if not steps:
        sys.exit(f"no session is as short as {minutes:g} minutes; take more")
    length_s(1 + round(left_s), steps)
    return meant_session(arguments, folder, environment)


@dataclass(frozen=True, slots=True)
class Played:
    """A session that was played to its end."""

    heard: list[Heard | None]
    slip_ms: float
    stalls_ms: list[float]
    ended: Ended
    peak_mb: float


def played(player: str, in_terminal: bool, meant: Meant, folder: Path, environment: dict[str, str]) -> Played:
    """Play `session.yaml` to its end, and record it."""
    peak_mb = 0.0
    with Recorder(environment) as recorder:
        arguments = ["session.yaml", *OPTIONS, "--player", player]
        with PlayerProcess(arguments, folder, environment, in_terminal) as playing:
            until = time.monotonic() + 60 + 2 * s_from_frames(len(meant.samples))
            while (ended := playing.ended(SAMPLED_EACH_S)) is None and time.monotonic() < until:
                peak_mb = max(peak_mb, memory_mb(playing.pid))
            if ended is None or ended.status:
                sys.exit(f"voicecoach play didn't play to its end, but said: {playing.shown}")
        recorder.wait_for(recorder.frames + FRAME_RATE)
        heard = heard_events(recorder.samples(), meant.samples, meant.events)
        return Played(heard, recorder.slip_ms(), recorder.stalls_ms(), ended, peak_mb)


def memory_mb(pid: int) -> float:
    """What a process and those that it started hold, pages that several share counted once."""
    kb = 0
    with suppress(OSError):  # they may end meanwhile
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines():
            if line.startswith("Pss:"):
                kb += int(line.split()[1])
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text(encoding="ascii").split():
                kb += round(memory_mb(int(child)) * KB_PER_MB)
    return kb / KB_PER_MB


def bench_session(player: str, minutes: float) -> bool:
    """With the screen, and without."""
    with sound_server() as (folder, environment):
        meant = written(folder, environment, minutes)
        seconds = s_from_frames(len(meant.samples))
        print(f"{player}: {len(meant.events)} events meant in {seconds:.1f} s, {meant.sections} sections", flush=True)
        is_complete = True
        for name, in_terminal in (("in a terminal", True), ("to a pipe", False)):
            result = played(player, in_terminal, meant, folder, environment)
            heard = [each for each in result.heard if each]
            whole = sum(all(each.pieces) for each in heard)
            found = timing(heard)
            is_complete = is_complete and len(heard) == len(meant.events)
            print(
                f"{name:<14} heard {len(heard)}, whole {whole}   onset error median {found.median_ms:.1f}, "
                f"worst {found.worst_ms:.1f}, drift {found.drift_ms:+.1f} ms   "
                f"CPU {100 * result.ended.cpu_s / result.ended.wall_s:.1f} %   memory {result.peak_mb:.0f} MB   "
                f"(the recording's own clock {result.slip_ms:+.1f} ms; the machine stood still "
                f"{len(result.stalls_ms)} times, {sum(result.stalls_ms):.0f} ms in all)",
                flush=True,
            )
            for event, each in zip(meant.events, result.heard, strict=True):
                if each is None:
                    print(f"{'':<14} not heard: {s_from_frames(event.start):.2f} s {event.text}")
        return is_complete


# From the start to the first sound


def bench_start(player: str) -> bool:
    """Cached and with an empty cache, each round beside espeak-ng's own "hello"."""
    tally = Tally()
    with sound_server() as (folder, environment):
        meant = meant_session(["lower-back", *OPTIONS], folder, environment)
        lead_in_s = s_from_frames(meant.events[0].start)
        print(f"{player}: from the start of the process to the first sound, less {lead_in_s:g} s of silence before it")
        took_s: dict[str, list[float]] = {"cached": [], "empty cache": []}
        beside_s: dict[str, list[float]] = {name: [] for name in took_s}
        with Recorder(environment) as recorder:
            tell_known_start(recorder, environment)
            for number in range(ROUNDS):
                for name, own_s in took_s.items():
                    cache = folder / ("cache" if name == "cached" else f"cache-{number}")
                    beside_s[name].append(hello_s(recorder, environment))
                    variables = environment | {"VOICECOACH_CACHE_DIR": str(cache)}
                    own_s.append(start_s(player, recorder, folder, variables) - lead_in_s)
        for name, own_s in took_s.items():
            tally.tell(f"play lower-back, {name}", own_s, "s", START_LIMIT_S[name])
            tally.tell('espeak-ng "hello"', beside_s[name], "s")
    return tally.is_kept


def start_s(player: str, recorder: Recorder, folder: Path, environment: dict[str, str]) -> float:
    """Seconds from the start of `play` to the first sound."""
    quiet(recorder)
    start = recorder.frames
    with PlayerProcess(["lower-back", *OPTIONS, "--player", player], folder, environment) as playing:
        sound = recorder.wait_for_sound(start)
        playing.press("q")
        playing.ended()
    return recorder.time_s(sound) - playing.started_s


def hello_s(recorder: Recorder, environment: dict[str, str]) -> float:
    """Seconds from the start of espeak-ng, which plays for itself, to its first sound."""
    quiet(recorder)
    start, started_s = recorder.frames, time.monotonic()
    subprocess.run(["espeak-ng", "hello"], env=environment, check=True)
    return recorder.time_s(recorder.wait_for_sound(start)) - started_s


def quiet(recorder: Recorder) -> None:
    """Until what sounded before is over."""
    recorder.wait_for_silence(recorder.frames, FRAME_RATE // 2)


# From a key to what is heard of it


def bench_latency(player: str) -> bool:
    """Each key, in the middle of what is said."""
    tally = Tally()
    with sound_server() as (folder, environment):
        print(f"{player}: from a key to what is heard of it")
        with Recorder(environment) as recorder:
            tell_known_start(recorder, environment)
            for key, late_ms in key_latencies_ms(player, TRIES, folder, environment, recorder).items():
                tally.tell(key, late_ms, "ms", LIMITS_MS[player][key])
    return tally.is_kept


def tell_known_start(recorder: Recorder, environment: dict[str, str]) -> None:
    """Say how far the recording's clock can be trusted."""
    late_ms = known_start_ms(recorder, environment)
    print(f"a sound that begins at a known time is recorded {late_ms:.1f} ms after it", flush=True)


def main(arguments: list[str]) -> None:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(
        "scripts/bench play", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--player", choices=PLAYERS, help="default: miniaudio; for --latency, both")
    parser.add_argument("--minutes", type=float, default=10, help="how long the session is; default: 10")
    kind = parser.add_mutually_exclusive_group()
    kind.add_argument("--start", action="store_true", help="measure the way to the first sound")
    kind.add_argument("--latency", action="store_true", help="measure what a key takes")
    asked = parser.parse_args(arguments)
    if missing := [program for program in PROGRAMS if not shutil.which(program)]:
        sys.exit(f"{', '.join(missing)} not installed; scripts/setup --system installs it")
    if asked.latency:
        kept = [bench_latency(player) for player in ([asked.player] if asked.player else PLAYERS)]
    elif asked.start:
        kept = [bench_start(asked.player or PLAYERS[0])]
    else:
        kept = [bench_session(asked.player or PLAYERS[0], asked.minutes)]
    sys.exit(not all(kept))
