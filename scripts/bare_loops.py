"""What speaking and encoding cost at the least: a bare loop of pyttsx3, then one of LAME, with nothing of voicecoach.

    bare_loops.py WORK FOLDER

WORK is a JSON file: `voice`, `cues` (texts and espeak-ng's speeds) and `islands` (files of raw samples). What is made
goes to FOLDER.
"""

from __future__ import annotations

import ctypes
import json
import os
import sys
from pathlib import Path

import espeakng_loader
import lameenc


def speak(voice: str, cues: list[tuple[str, float]], folder: Path) -> None:
    """Each text to a file of its own, by one engine."""
    ctypes.CDLL(espeakng_loader.get_library_path(), ctypes.RTLD_GLOBAL)
    os.environ["ESPEAK_DATA_PATH"] = espeakng_loader.get_data_path()
    import pyttsx3

    engine = pyttsx3.init()
    engine.runAndWait()  # the first run returns before its work is done: it gets none
    engine.setProperty("voice", next(each.id for each in engine.getProperty("voices") if each.id.endswith(voice)))
    last_speed = None
    for number, (text, speed) in enumerate(cues):
        if speed != last_speed:
            engine.setProperty("rate", round(speed))
            last_speed = speed
        engine.save_to_file(text, str(folder / f"{number}.wav"))
        engine.runAndWait()


def encode(islands: list[str], folder: Path) -> None:
    """Each island as an export does, by an encoder of its own."""
    for number, island in enumerate(islands):
        lame = lameenc.Encoder()
        lame.silence()
        lame.set_channels(1)
        lame.set_in_sample_rate(48_000)
        lame.set_out_sample_rate(48_000)
        lame.set_bit_rate(64)
        lame.set_quality(5)
        (folder / f"{number}.mp3").write_bytes(lame.encode(Path(island).read_bytes()) + lame.flush())


def main() -> None:
    """Do the work."""
    work, folder = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")), Path(sys.argv[2])
    folder.mkdir(exist_ok=True)
    speak(work["voice"], work["cues"], folder)
    encode(work["islands"], folder)


if __name__ == "__main__":
    main()
