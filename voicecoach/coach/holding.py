"""What is heard inside a hold: chimes, the countdown, breaths, an author's lines, half-way, a tip."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from voicecoach.coach.reckoning import MINUTES_LEFT
from voicecoach.coach.wording import Wording
from voicecoach.cues import Anchor, Chime, Cue, Speech
from voicecoach.documents.duration import Duration
from voicecoach.documents.texts import filled, placeholders
from voicecoach.prescription import Prescription
from voicecoach.routines.fields import HALF
from voicecoach.routines.terms import Guidance
from voicecoach.tempo import COUNTDOWN_FROM_S, COUNTDOWN_RATE_WPM, COUNTDOWN_S

_HALF_WAY_FROM_S = 30.0
_TIP_AT_S = 1.2
_TIP_CLEAR_S = 1.0
_BREATHS_CUED = 2
_FIRST_BREATH_S = 0.6  # the first breath waits for the chime's stroke; the others come on the breath
_APART_S = 2.0


def hold_cues(
    now: Prescription, words: str | None, values: Mapping[str, str], wording: Wording, guidance: Guidance
) -> Iterator[Cue]:
    """The cues of a hold, those that matter most first. `words` are said at its start, where they fit."""
    hold = now.dose.hold
    hold_s = hold.s(wording.breath_s)
    yield Chime("start", Anchor.START)
    yield Chime("end", Anchor.STOP)
    if guidance is Guidance.CHIMES:
        return
    phrases, rate_wpm = wording.phrases, wording.rate_wpm
    breaths = list(_breaths(hold_s, wording)) if hold.breaths else []
    if hold_s >= COUNTDOWN_FROM_S and not any(at_s > hold_s - COUNTDOWN_S - 1 for at_s, _ in breaths):
        for offset_s, number in zip((-1.0, -2.0, -3.0), reversed(phrases.countdown), strict=True):
            yield Speech(number, max(COUNTDOWN_RATE_WPM, rate_wpm), Anchor.STOP, offset_s)
    for line in now.lines:
        text = filled(line.say, values)
        if not {*placeholders(text)} <= {MINUTES_LEFT}:
            continue  # it names a side, and the listener's variant has none
        if isinstance(line.at, Duration):
            yield Speech(text, rate_wpm, Anchor.START, line.at.s(wording.breath_s))
        else:
            yield Speech(text, rate_wpm, Anchor.MIDDLE)
    if hold_s >= _HALF_WAY_FROM_S and not any(line.at == HALF for line in now.lines):
        near = [at_s for at_s, _ in breaths if abs(at_s - hold_s / 2) < _APART_S]
        yield Speech(phrases.half_way, rate_wpm, Anchor.MIDDLE, max(near) + _APART_S - hold_s / 2 if near else 0.0)
    for at_s, breath in breaths:
        yield Speech(breath, rate_wpm, Anchor.START, at_s)
    if words and not breaths:
        yield Speech(filled(words, values), rate_wpm, Anchor.START, _TIP_AT_S, clear_s=_TIP_CLEAR_S)


def _breaths(hold_s: float, wording: Wording) -> Iterator[tuple[float, str]]:
    """When to breathe in and out: for the first two breaths; then the listener breathes in silence."""
    breath_s = wording.breath_s
    for count in range(_BREATHS_CUED):
        for at_s, words in (
            (count * breath_s, wording.phrases.breathe_in),
            ((count + 0.5) * breath_s, wording.phrases.breathe_out),
        ):
            if at_s < hold_s:
                yield max(at_s, _FIRST_BREATH_S), words
