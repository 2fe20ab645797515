"""What somebody would write instead of voicecoach's export, on the same cues, each as simple and quick as it comes.

    rivals.py canvas|concat|sox|lame WORK FOLDER

WORK is a JSON file of `bare_work.py`: `voice`, `length_s`, and `events`, each with `start_s`, `wav` (its sound), and
for speech `text` and `speed`. FOLDER gets what is made, RIVAL.mp3 at last.

canvas  pydub: every sound is laid over a canvas of the whole length; ffmpeg encodes it
concat  espeak-ng speaks each different text, ffmpeg puts speech, chimes and silence in a row and encodes it
sox     the same by sox
lame    the whole sound through one LAME encoder
"""

from __future__ import annotations

import json
import subprocess
import sys
import warnings
import wave
from pathlib import Path
from typing import Any

BIT_RATE_KBPS = 64
RATE_HZ = 48_000
SPOKEN_HZ = 22_050
"""What espeak-ng speaks at: for files in a row all else is brought to that."""


def canvas(work: dict[str, Any], folder: Path) -> None:
    """Lay each sound over silence of the whole length."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pydub import AudioSegment
    sounds: dict[str, Any] = {}
    whole = AudioSegment.silent(round(work["length_s"] * 1000), RATE_HZ)
    for event in work["events"]:
        sound = sounds.setdefault(event["wav"], None) or AudioSegment.from_wav(event["wav"])
        sounds[event["wav"]] = sound
        whole = whole.overlay(sound, position=round(event["start_s"] * 1000))
    whole.export(folder / "canvas.mp3", format="mp3", bitrate=f"{BIT_RATE_KBPS}k")


def concat(work: dict[str, Any], folder: Path) -> None:
    """Name all files in a list, and have ffmpeg read it."""
    row = _row(work, folder)
    (folder / "row.txt").write_text("".join(f"file '{path}'\n" for path in row), encoding="utf-8")
    encode = ["-c:a", "libmp3lame", "-b:a", f"{BIT_RATE_KBPS}k", folder / "concat.mp3"]
    _run("ffmpeg", "-y", "-v", "error", "-f", "concat", "-safe", 0, "-i", folder / "row.txt", *encode)


def sox(work: dict[str, Any], folder: Path) -> None:
    """Name all files on sox's command line."""
    _run("sox", *_row(work, folder), "-C", BIT_RATE_KBPS, folder / "sox.mp3")


def lame(work: dict[str, Any], folder: Path) -> None:
    """Put the sounds into their places, and encode everything."""
    import lameenc

    whole = bytearray(2 * round(work["length_s"] * RATE_HZ))
    for event in work["events"]:
        samples, at = _samples(event["wav"]), 2 * round(event["start_s"] * RATE_HZ)
        whole[at : at + len(samples)] = samples
    encoder = lameenc.Encoder()
    encoder.silence()
    encoder.set_channels(1)
    encoder.set_in_sample_rate(RATE_HZ)
    encoder.set_out_sample_rate(RATE_HZ)
    encoder.set_bit_rate(BIT_RATE_KBPS)
    encoder.set_quality(5)
    (folder / "lame.mp3").write_bytes(encoder.encode(bytes(whole)) + encoder.flush())


def _row(work: dict[str, Any], folder: Path) -> list[Path]:
    """Speech, chimes and silence, one after the other; what rings on under the next sound is left to ring."""
    spoken: dict[tuple[str, float], Path] = {}
    silences: dict[int, Path] = {}
    row: list[Path] = []
    stop = 0
    for number, event in enumerate(work["events"]):
        gap = round(event["start_s"] * SPOKEN_HZ) - stop
        if gap > 0:
            if gap not in silences:
                silences[gap] = _written(folder / f"silence-{gap}.wav", bytes(2 * gap))
            row.append(silences[gap])
        key = event.get("text", event["wav"]), event.get("speed", 0.0)
        if key not in spoken:
            spoken[key] = folder / f"sound-{number}.wav"
            if "text" in event:
                speed = round(event["speed"])
                _run("espeak-ng", "-v", work["voice"], "-s", speed, "-w", spoken[key], event["text"])
            else:
                _run("ffmpeg", "-y", "-v", "error", "-i", event["wav"], "-ar", SPOKEN_HZ, spoken[key])
        row.append(spoken[key])
        with wave.open(str(spoken[key])) as file:
            stop += max(0, gap) + file.getnframes()
    return row


def _samples(path: str) -> bytes:
    file: wave.Wave_read
    with wave.open(path) as file:
        return file.readframes(file.getnframes())


def _written(path: Path, samples: bytes) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, SPOKEN_HZ, 0, "NONE", ""))
        file.writeframes(samples)
    return path


def _run(*command: object) -> None:
    subprocess.run([str(part) for part in command], check=True, stdin=subprocess.DEVNULL)


RIVALS = {"canvas": canvas, "concat": concat, "sox": sox, "lame": lame}


def main() -> None:
    """Be the rival that is asked for."""
    rival, work, folder = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    folder.mkdir(exist_ok=True)
    RIVALS[rival](json.loads(work.read_text(encoding="utf-8")), folder.absolute())


if __name__ == "__main__":
    main()
