"""How soon a key is heard: pause, going on, the next section and the previous one, from the press to the sound."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

from tests.playback.listening import Event, best_match
from tests.playback.meant import Meant, meant_session
from tests.playback.player_process import PlayerProcess
from tests.playback.recorder import Recorder
from voicecoach.clip import FRAME_RATE, frames_from_s

LIMITS_MS = {
    "miniaudio": {"pause": 100, "resume": 150, "next": 300, "previous": 300},
    "simpleaudio": {"pause": 250, "resume": 150, "next": 300, "previous": 300},
}
"""What a listener is promised, by player and key. simpleaudio sounds out what it has, which is 200 ms."""

HEAD = """
title: Keys
settle: 1 s
guidance: brief
steps:
"""
STEP = "- {exercise: pelvic-tilt, repetitions: 1, hold: 1 s, rest: 0 s}\n"

OPTIONS = ["--safety", "short", "--voice", "tone:sine"]
"""The voice of tones has no pause within a sentence that is longer than 0.05 s: silence is a pause."""

QUIET = frames_from_s(0.08)

ANSWERED = frames_from_s(1.0)
"""What the coach may answer is over when it has been silent for so long."""

LONG_CUE = frames_from_s(3.0)

LOCATED_BY = frames_from_s(1.5)
"""So much of a section's first sound is looked for."""

OVERLAID = 0.5
"""The likeness of a section's first sound, though a player may still sound out what came before."""

SOON = frames_from_s(2.0)


def key_latencies_ms(
    player: str, tries: int, folder: Path, environment: Mapping[str, str], recorder: Recorder
) -> dict[str, list[float]]:
    """From the press of a key to what is heard of it, in milliseconds, `tries` times each: `pause`, to the last
    audible frame of the cue; `resume`, to the first sound; `next` and `previous`, to the first of the section.

    All is spoken beforehand. Presses fall on all phases of the turns in which a program may look for keys.
    """
    (folder / "keys.yaml").write_text(HEAD + STEP * (tries + 1), encoding="utf-8")
    arguments = ["keys.yaml", *OPTIONS]
    meant = meant_session(arguments, folder, environment)
    found: defaultdict[str, list[float]] = defaultdict(list)
    with PlayerProcess([*arguments, "--player", player], folder, environment) as playing:
        listener = _Listener(recorder, playing, meant)
        recorder.wait_for(recorder.wait_for_sound(recorder.frames) + FRAME_RATE)
        for number in range(1, tries + 1):
            phase = frames_from_s(number * 0.037 % 0.1)
            first, cue = meant.section(number)[0], _long_cue(meant.section(number))
            late_ms, origin = listener.jump("n", first)
            found["next"].append(late_ms)
            recorder.wait_for(origin + cue.start + FRAME_RATE + phase)
            found["pause"].append(listener.pause())
            found["resume"].append(listener.resume(phase))
            recorder.wait_for(recorder.frames + FRAME_RATE + phase)
            late_ms, origin = listener.jump("p", first)
            found["previous"].append(late_ms)
            recorder.wait_for(origin + meant.section(number)[1].start + FRAME_RATE // 2 + phase)
        playing.press("q")
        playing.ended()
    return dict(found)


def _long_cue(events: list[Event]) -> Event:
    return next(event for event in events if event.kind == "speech" and event.stop - event.start >= LONG_CUE)


class _Listener:
    """Presses keys, and hears what comes of it."""

    def __init__(self, recorder: Recorder, playing: PlayerProcess, meant: Meant) -> None:
        self._recorder, self._playing, self._meant = recorder, playing, meant

    def pause(self) -> float:
        """Milliseconds until it's silent; the coach's answer, if there is one, is waited for."""
        pressed_s = self._playing.press(" ")
        silent = self._recorder.wait_for_silence(self._recorder.frame_at(pressed_s), QUIET)
        self._recorder.wait_for_silence(silent, ANSWERED)
        return (self._recorder.time_s(silent) - pressed_s) * 1000

    def resume(self, phase: int) -> float:
        """Milliseconds until it sounds again."""
        self._recorder.wait_for(self._recorder.frames + phase)
        pressed_s = self._playing.press(" ")
        sound = self._recorder.wait_for_sound(self._recorder.frame_at(pressed_s))
        return (self._recorder.time_s(sound) - pressed_s) * 1000

    def jump(self, key: str, first: Event) -> tuple[float, int]:
        """Milliseconds until a section's first event is heard, and the frame of the recording at which the session
        would have begun."""
        pressed_s = self._playing.press(key)
        pressed = self._recorder.frame_at(pressed_s)
        clip = self._meant.clip(first)[:LOCATED_BY]
        self._recorder.wait_for(pressed + SOON + len(clip))
        place, likeness = best_match(self._recorder.samples(pressed), clip, 0, SOON)
        if likeness < OVERLAID:
            raise AssertionError(f"the section's first sound wasn't heard within 2 s of the key {key} ({likeness:.2f})")
        return (self._recorder.time_s(pressed + place) - pressed_s) * 1000, pressed + place - first.start
