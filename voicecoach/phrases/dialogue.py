"""What passes between the coach and the listener beside the routine: answers to commands, and questions."""

from __future__ import annotations

from voicecoach.documents.model import Model
from voicecoach.documents.texts import Template, Words


class ReplyPhrases(Model):
    """What answers the listener's commands. Each is short: it stands between a key and the stretch."""

    paused: Words
    let_go_and_rest: Words
    let_go: Words
    back_into_position: Words
    again: Words
    no_hold: Words
    """Where there's none to be ended or made longer."""
    longer: Template
    longest: Words
    slower: Words
    faster: Words
    slowest: Words
    fastest: Words
    loudest: Words
    softest: Words
    at_side: Template
    left_of_hold: Template
    left_of_session: Template
    sound_back: Words
    filler: tuple[Words, ...]
    """While what comes next isn't ready to be heard; they take turns."""
    claps: Words
    """What claps do, to who is heard clapping."""
    keys: Words
    """What each key does."""


class FeelingPhrases(Model):
    """The question how the back feels, from 0 to 9, before and after a session, and what follows on the answer."""

    offer: Words
    """Whether to ask it from now on; yes is one of the keys that are told in some language."""
    before: Words
    after: Words
    once_more: Words
    """Where nobody has answered."""
    thanks: Words
    much: Words
    """Said to who feels much pain before a session; then comes `doctor`."""
    worse: Words
    """Said to who feels much worse; one of the next two follows, then `doctor`."""
    gentler: Words
    less: Words
    """To who has done the gentle level already."""
    doctor: Words


class StepPhrases(Model):
    """The questions whether it is time for less, before a session, or for more, after it. Yes is one of the keys that
    are told in some language."""

    away: Words
    """Why less: the last session was long ago; then comes `easier`."""
    hurt: Words
    """Why less: the back hurt much more after a session of late; likewise."""
    easier: Words
    more: Words
