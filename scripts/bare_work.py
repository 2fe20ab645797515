"""Write down what `bare_loops.py` and `rivals.py` are to do: the speaking and encoding of `export lower-back`, and the
speaking that measures a voice.

    bare_work.py FOLDER

Writes FOLDER/export.json and FOLDER/measuring.json, and the islands beside them; FOLDER/rivals.json and, with all of it
five times in a row, FOLDER/rivals-five.json, and their sounds.
"""

from __future__ import annotations

import hashlib
import json
import sys
import wave
from pathlib import Path
from typing import Any

from voicecoach.cache import Cache
from voicecoach.chimes import Chimes
from voicecoach.choices import Choices
from voicecoach.clip import FRAME_RATE, Clip, s_from_frames
from voicecoach.coach import plan
from voicecoach.cues import Hold, Speech
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


def write_rivals(folder: Path, session: Session, speaker: Speaker, chimes: Chimes) -> None:
    """Write the sounds of a session, and when they are heard."""
    timeline, profile = session.timeline(), speaker.profile("en")
    events: list[dict[str, Any]] = []
    for event in timeline.events:
        cue = event.cue
        if isinstance(cue, Hold):
            continue
        if isinstance(cue, Speech):
            key, clip = f"{cue.text} {cue.rate_wpm}", speaker.clip(cue.text, cue.rate_wpm)
            spoken = {"text": cue.text, "speed": profile.speed(cue.rate_wpm)}
        else:
            key, clip, spoken = cue.name, chimes.clip(cue.name), {}
        path = folder / f"{hashlib.sha256(key.encode()).hexdigest()[:16]}.wav"
        with wave.open(str(path), "wb") as file:
            file.setparams((1, 2, FRAME_RATE, 0, "NONE", ""))
            file.writeframes(clip.samples)
        events.append({"start_s": s_from_frames(event.start), "wav": str(path), **spoken})
    length_s = s_from_frames(timeline.length)
    for name, times in (("rivals", 1), ("rivals-five", 5)):
        all_events = [
            {**event, "start_s": event["start_s"] + number * length_s} for number in range(times) for event in events
        ]
        work = {"voice": VOICE.name, "length_s": length_s * times, "events": all_events}
        (folder / f"{name}.json").write_text(json.dumps(work), encoding="utf-8")


def main() -> None:
    """Speak it all once, and write it down."""
    folder = Path(sys.argv[1])
    routine = Catalogue().load("lower-back")
    exporting, measuring = ListingWorker(), ListingWorker()
    with Speaker(VOICE, Cache(folder / "listing"), read=reading_for(routine, {}), worker=exporting) as speaker:
        speaker.profile(routine.language)
        session = Session(plan(routine, Choices(), speaker.rates_wpm), speaker, Chimes())
        session.timeline()  # which speaks
        islands = {island.clip.samples: f"{number}.raw" for number, island in enumerate(session.sound.islands())}
        write_rivals(folder, session, speaker, Chimes())
    with Speaker(VOICE, Cache(folder / "measuring"), worker=measuring) as speaker:
        speaker.calibrate(routine.language)
    for samples, name in islands.items():
        (folder / name).write_bytes(samples)
    for name, worker, files in (("export", exporting, list(islands.values())), ("measuring", measuring, [])):
        work = {"voice": VOICE.name, "cues": worker.cues, "islands": files}
        (folder / f"{name}.json").write_text(json.dumps(work), encoding="utf-8")


if __name__ == "__main__":
    main()
