"""Measure start, export and memory, each beside what it is held against, in turn and in one run.

Prints medians of whole processes: wall time in seconds, peak memory in MB.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROUNDS = 7
VOICECOACH = [sys.executable, "-m", "voicecoach.cli"]
LOWER_BACK = Path(__file__).parents[1] / "voicecoach/routines/data/lower-back.yaml"


def measured(command: list[str], folder: Path) -> tuple[float, float]:
    """Wall time in seconds and peak memory in MB of one process."""
    environment = os.environ | {"VOICECOACH_CACHE_DIR": str(folder / "cache")}
    started_s = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    took_s = time.perf_counter() - started_s
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{' '.join(command)} ended with status {process.returncode}")
    return took_s, usage.ru_maxrss / 1024


def compared(what: str, command: list[str], beside: list[str], folder: Path) -> None:
    """Print the medians of two commands, run in turn, and their ratios."""
    measured(command, folder)
    pairs = [(measured(command, folder), measured(beside, folder)) for _ in range(ROUNDS)]
    ours, theirs = zip(*pairs, strict=True)
    took_s, peak_mb = map(statistics.median, zip(*ours, strict=True))
    beside_s, beside_mb = map(statistics.median, zip(*theirs, strict=True))
    time_ratio = statistics.median(one[0] / other[0] for one, other in pairs)
    memory_ratio = statistics.median(one[1] / other[1] for one, other in pairs)
    print(f"{what:<52} {took_s:6.2f} : {beside_s:5.2f} s = {time_ratio:4.2f}", end="   ")
    print(f"{peak_mb:5.0f} : {beside_mb:4.0f} MB = {memory_ratio:4.2f}")


def main() -> None:
    """Run every comparison."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        head, steps = LOWER_BACK.read_text(encoding="utf-8").split("steps:\n")
        (folder / "five.yaml").write_text(f"{head}steps:\n{steps * 5}", encoding="utf-8")
        imports = [sys.executable, "-c", "import typer"]
        export = [*VOICECOACH, "export", "lower-back", "--force", "-o", "one.mp3"]
        five_times = [*VOICECOACH, "export", "five.yaml", "--force", "-o", "five.mp3"]
        compared("--version : import typer", [*VOICECOACH, "--version"], imports, folder)
        compared("export lower-back, cached : import typer", export, imports, folder)
        compared("export of its steps five times, cached : once", five_times, export, folder)


if __name__ == "__main__":
    main()
