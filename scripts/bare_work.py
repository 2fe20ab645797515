"""Write down what `bare_loops.py` is to do: the speaking and encoding of `export lower-back`, and the speaking that
measures a voice.

    bare_work.py FOLDER

Writes FOLDER/export.json and FOLDER/measuring.json, and the islands beside them.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from voicecoach.cache import Cache
from voicecoach.chimes import Chimes
from voicecoach.choices import Choices
from voicecoach.clip import Clip
from voicecoach.coach import plan
from voicecoach.reading import reading_for
from voicecoach.routines.catalogue import Catalogue
from voicecoach.session import Session
from voicecoach.speech.speaker import Speaker
from voicecoach.speech.voices import default_voice
from voicecoach.speech.worker import Worker

VOICE = default_voice("en")


class ListingWorker(Worker):
    """Remembers what it was asked to say: the texts with their speeds."""

    def __init__(self) -> None:
        super().__init__(VOICE.engine)
        self.cues: list[tuple[str, float]] = []

    def clip(self, text: str, voice: str, speed: float) -> Clip:
        """The sound of a text."""
        self.cues.append((text, speed))
        return super().clip(text, voice, speed)


def main() -> None:
    """Speak it all once, and write it down."""
    folder = Path(sys.argv[1])
    routine = Catalogue().load("lower-back")
    exporting, measuring = ListingWorker(), ListingWorker()
    with Speaker(VOICE, Cache(folder / "listing"), read=reading_for(routine, {}), worker=exporting) as speaker:
        speaker.profile(routine.language)
        session = Session(plan(routine, Choices(), speaker.rates_wpm), speaker, Chimes())
        session.timeline()
        islands = {island.clip.samples: f"{number}.raw" for number, island in enumerate(session.sound.islands())}
    with Speaker(VOICE, Cache(folder / "measuring"), worker=measuring) as speaker:
        speaker.calibrate(routine.language)
    for samples, name in islands.items():
        (folder / name).write_bytes(samples)
    for name, worker, files in (("export", exporting, list(islands.values())), ("measuring", measuring, [])):
        work = {"voice": VOICE.name, "cues": worker.cues, "islands": files}
        (folder / f"{name}.json").write_text(json.dumps(work), encoding="utf-8")


if __name__ == "__main__":
    main()
