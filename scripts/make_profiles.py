"""Measure the voices that most people use, and write voicecoach/speech/profiles.json.

Run `python scripts/make_profiles.py` where the calibration text, an engine's tuning or conforming has changed, or where
espeak-ng has come in a new version. It takes a minute or two.
"""

from __future__ import annotations

import json
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

from voicecoach.cache import Cache
from voicecoach.speech.calibration import SHIPPED
from voicecoach.speech.engine import Voice
from voicecoach.speech.pyttsx3_engine import CURATED
from voicecoach.speech.speaker import Speaker
from voicecoach.speech.worker import Worker

BASES = ("de", "en-029", "en-gb", "en-gb-scotland", "en-us", "es", "es-419", "fr", "fr-be", "fr-ch")
WITH_VARIANTS = ("de", "en-gb", "en-us", "es", "es-419", "fr")


def main() -> None:
    """Measure each voice on the text of its own language."""
    names = [*BASES, *(f"{base}+{variant}" for base in WITH_VARIANTS for variant in CURATED)]
    profiles = {}
    with tempfile.TemporaryDirectory() as folder, Worker("pyttsx3") as worker:
        cache = Cache(Path(folder))
        for name in sorted(names):
            language = name.partition("+")[0]
            speaker = Speaker(Voice("pyttsx3", name, language, ""), cache, worker=worker)
            profile = speaker.calibrate(language)
            profiles[speaker.profile_name(language)] = {"voice": f"pyttsx3:{name}", **asdict(profile)}
            print(f"{name}: {profile}", file=sys.stderr)
    lines = (f"{json.dumps(name)}: {json.dumps(profile)}" for name, profile in profiles.items())
    SHIPPED.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
