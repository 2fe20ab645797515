"""Sessions that need no engine."""

from __future__ import annotations

from tests.voices import ToneBells, ToneVoice
from tests.written import routine_written
from voicecoach.choices import Choices
from voicecoach.coach import plan
from voicecoach.session import Session

SHORT = "title: Short\nsettle: 0 s\nsteps:\n- {exercise: knee-rolls, repetitions: 1, hold: 6 s, rest: 0 s}\n"


def session_of(text: str = SHORT, speed_up: float = 1.0) -> Session:
    return Session(plan(routine_written(text), Choices()), ToneVoice(speed_up), ToneBells())
