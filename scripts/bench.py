"""Measure start, export, speech and memory, each beside what it is held against and beside what somebody would write
instead, in turn and in one run; or, with `play`, what a listener hears.

Prints medians of whole processes: wall time and CPU time in seconds, peak memory in MB, each `ours : theirs = ratio`.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from pathlib import Path

ROUNDS = 7
ROUNDS_OF_RIVALS = 3
VOICECOACH = [sys.executable, "-m", "voicecoach.cli"]
BARE = [sys.executable, str(Path(__file__).with_name("bare_loops.py"))]
RIVALS = [sys.executable, str(Path(__file__).with_name("rivals.py"))]
WORK = [sys.executable, str(Path(__file__).with_name("bare_work.py"))]
PROGRAMS = {"concat": ("espeak-ng", "ffmpeg"), "sox": ("espeak-ng", "ffmpeg", "sox"), "lame": (), "canvas": ("ffmpeg",)}
"""What each rival needs."""

MEASURING = """
from pathlib import Path
from tempfile import TemporaryDirectory
from voicecoach.cache import Cache
from voicecoach.speech.speaker import Speaker
from voicecoach.speech.voices import default_voice
with TemporaryDirectory() as folder, Speaker(default_voice("en"), Cache(Path(folder))) as speaker:
    speaker.calibrate("en")
"""
LOWER_BACK = Path(__file__).parents[1] / "voicecoach/routines/data/lower-back.yaml"


@dataclass(frozen=True)
class Cost:
    """What a process took."""

    wall_s: float
    cpu_s: float
    peak_mb: float


def measured(command: list[str], folder: Path, cache: Path) -> Cost:
    """The cost of one process, and of those that it starts."""
    environment = os.environ | {"VOICECOACH_CACHE_DIR": str(cache)}
    started_s = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    took_s = time.perf_counter() - started_s
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{' '.join(command)} ended with status {process.returncode}")
    return Cost(took_s, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def medians(costs: Iterable[Cost]) -> Cost:
    """Each figure's own."""
    return Cost(*map(statistics.median, zip(*map(astuple, costs), strict=True)))


def tell(what: str, ours: Cost, theirs: Cost, ratios: Cost) -> None:
    """Print a comparison."""
    print(f"{what:<52} {ours.wall_s:6.2f} : {theirs.wall_s:5.2f} s = {ratios.wall_s:4.2f}", end="   ")
    print(f"CPU {ours.cpu_s:6.2f} : {theirs.cpu_s:5.2f} s = {ratios.cpu_s:4.2f}", end="   ")
    print(f"{ours.peak_mb:5.0f} : {theirs.peak_mb:4.0f} MB = {ratios.peak_mb:4.2f}", flush=True)


def compared(what: str, command: list[str], beside: list[str], folder: Path, rounds: int = ROUNDS) -> None:
    """Print the medians of two commands, run in turn, and their ratios."""
    cache = folder / "cache"
    measured(command, folder, cache)
    pairs = [(measured(command, folder, cache), measured(beside, folder, cache)) for _ in range(rounds)]
    ratios = (Cost(*(one / other for one, other in zip(*map(astuple, pair), strict=True))) for pair in pairs)
    ours, theirs = (medians(costs) for costs in zip(*pairs, strict=True))
    tell(what, ours, theirs, medians(ratios))


def compared_cold(what: str, command: list[str], beside: list[str], folder: Path) -> None:
    """The same of what a command takes with an empty cache beyond what it takes with a full one; its memory whole."""
    warm, cold = folder / "cache", folder / "cold"
    measured(command, folder, warm)
    rounds = []
    for _ in range(ROUNDS):
        shutil.rmtree(cold, ignore_errors=True)
        whole, again = measured(command, folder, cold), measured(command, folder, warm)
        beyond = Cost(whole.wall_s - again.wall_s, whole.cpu_s - again.cpu_s, whole.peak_mb)
        rounds.append((beyond, measured(beside, folder, warm)))
    ours, theirs = (medians(costs) for costs in zip(*rounds, strict=True))
    ratios = (Cost(*(one / other for one, other in zip(*map(astuple, pair), strict=True))) for pair in rounds)
    tell(what, ours, theirs, medians(ratios))


def main() -> None:
    """What was asked for: `export`, which is everything but playing, where nothing was."""
    match sys.argv[1:]:
        case [] | ["export"]:
            compare_all()
        case ["play", *arguments]:
            from scripts import bench_play

            bench_play.main(arguments)
        case _:
            sys.exit("usage: scripts/bench [export | play [--help]]")


def compare_all() -> None:
    """Run every comparison."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        head, steps = LOWER_BACK.read_text(encoding="utf-8").split("steps:\n")
        (folder / "five.yaml").write_text(f"{head}steps:\n{steps * 5}", encoding="utf-8")
        (folder / "eight.yaml").write_text(f"{head}steps:\n{steps * 8}", encoding="utf-8")
        imports = [sys.executable, "-c", "import typer, pydub, mutagen"]
        export = [*VOICECOACH, "export", "lower-back", "--force", "-o", "one.mp3"]
        five_times = [*VOICECOACH, "export", "five.yaml", "--force", "-o", "five.mp3"]
        eight_times = [*VOICECOACH, "export", "eight.yaml", "--force", "-o", "eight.wav"]
        once = [*VOICECOACH, "export", "lower-back", "--force", "-o", "one.wav"]
        subprocess.run([*WORK, name], check=True)
        bare_export, bare_measuring = ([*BARE, f"{work}.json", "bare"] for work in ("export", "measuring"))
        compared("--version : import typer", [*VOICECOACH, "--version"], [sys.executable, "-c", "import typer"], folder)
        compared("export lower-back, cached : imports", export, imports, folder)
        compared("export of its steps five times, cached : once", five_times, export, folder)
        compared("WAV of its steps eight times : once", eight_times, once, folder, ROUNDS_OF_RIVALS)
        compared_cold("export lower-back, uncached beyond cached : bare", export, bare_export, folder)
        compared("measuring a voice : bare pyttsx3", [sys.executable, "-c", MEASURING], bare_measuring, folder)
        compare_rivals(export, five_times, folder)


def compare_rivals(export: list[str], five_times: list[str], folder: Path) -> None:
    """Print what an export takes beside what somebody would write instead, on the same cues."""
    there = [rival for rival, programs in PROGRAMS.items() if all(map(shutil.which, programs))]
    for rival in there:
        work = [*RIVALS, rival, "rivals.json", rival]
        rounds = 1 if rival == "canvas" else ROUNDS_OF_RIVALS  # it takes a minute
        compared(f"export lower-back, cached : {rival}", export, work, folder, rounds)
    for rival in there:
        if rival == "canvas":  # it would take minutes
            continue
        work = [*RIVALS, rival, "rivals-five.json", rival]
        compared(f"five times, cached : {rival}", five_times, work, folder, 1)


if __name__ == "__main__":
    main()
