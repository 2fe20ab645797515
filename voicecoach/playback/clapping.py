"""Two claps, heard by the microphone while the coach is silent, which pause a session and let it go on."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from time import monotonic
from typing import TYPE_CHECKING, Protocol

from voicecoach.clip import FRAME_BYTES, frames_from_s, s_from_frames
from voicecoach.commands import Command
from voicecoach.errors import VoicecoachError
from voicecoach.playback.transport import Moment, State

if TYPE_CHECKING:
    from voicecoach.hearing.double_claps import DoubleClaps
    from voicecoach.playback.microphone import Microphone

BLOCKS = 100
"""How many blocks tell when the microphone's frames were heard: that which came soonest after its sound counts, for
the others are late by what programs waited for."""


class Sound(Protocol):
    """A session's sound, as far as the microphone has to know it."""

    @property
    def length(self) -> int | None:
        """Frames of the whole; None while more may come."""
        ...

    @property
    def limit(self) -> int:
        """The frame up to which the sound is known."""
        ...

    def sounds(self, start: int, stop: int) -> list[tuple[int, int]]:
        """Where in [start, stop) something sounds, as far as it is known."""
        ...


class Clapping:
    """A context in which double claps become commands, handed to `send` from a thread.

    Entering it opens the microphone, in a second at most, and leaving it closes it. Where there is none, or it goes
    away, nothing is raised: `trouble` says so. What is heard is looked at and forgotten, within 0.2 s.
    """

    def __init__(self, send: Callable[[Command], object], sound: Sound) -> None:
        from voicecoach.hearing.gate import Gate

        self._send, self._sound = send, sound
        self._gate = Gate()
        self._ear: DoubleClaps | None = None
        self._began: deque[float] = deque(
            maxlen=BLOCKS
        )  # when the microphone's frame 0 was heard, as each block has it
        self._microphone: Microphone | None = None
        self.trouble: str | None = None
        """Why claps aren't heard, as a sentence; None where they are."""

    @property
    def is_listening(self) -> bool:
        """Whether claps are heard, while the coach is silent."""
        return self._microphone is not None

    def __enter__(self) -> Clapping:
        from voicecoach.hearing.double_claps import DoubleClaps
        from voicecoach.playback.microphone import Microphone

        self._ear = DoubleClaps(self._is_silent)
        try:
            self._microphone = Microphone(self._hear)
        except VoicecoachError as error:
            self.trouble = _sentence(error)
        return self

    def __exit__(self, *exception: object) -> None:
        self._close()

    def show(self, moment: Moment) -> bool:
        """Have the microphone know what is heard now, and say whether it listens; call it at each turn of the
        transport."""
        if self._microphone is None:
            return False
        from voicecoach.hearing.gate import AHEAD_S

        now_s, frame = monotonic(), moment.frame
        sounds = [] if moment.state is State.LOST else self._heard_from(moment, frame + frames_from_s(AHEAD_S))
        self._gate.tell(
            now_s, [(now_s + s_from_frames(a - frame), now_s + s_from_frames(z - frame)) for a, z in sounds]
        )
        try:
            self._microphone.check()
        except VoicecoachError as error:
            self.trouble = _sentence(error)
            self._close()
        return self.is_listening

    def _heard_from(self, moment: Moment, stop: int) -> list[tuple[int, int]]:
        """Where something sounds, or may, from a moment to the frame `stop`. Nothing follows on a pause by itself."""
        sounds, limit = self._sound.sounds(moment.frame, stop), self._sound.limit
        is_all = moment.state is State.PAUSED or self._sound.length is not None
        return sounds if is_all or stop <= limit else [*sounds, (max(moment.frame, limit), stop)]

    def _close(self) -> None:
        microphone, self._microphone = self._microphone, None
        if microphone:
            microphone.close()

    # The thread.

    def _hear(self, block: bytes) -> None:
        from voicecoach.hearing.claps import samples_of

        assert self._ear, "it is there before the microphone is"
        self._began.append(monotonic() - s_from_frames(self._ear.heard + len(block) // FRAME_BYTES))
        for _ in self._ear.feed(samples_of(block)):
            self._send(Command.PAUSE_OR_RESUME)

    def _is_silent(self, start: int, stop: int) -> bool:
        began_s = min(self._began)
        return self._gate.is_open(began_s + s_from_frames(start), began_s + s_from_frames(stop))


def _sentence(error: VoicecoachError) -> str:
    return f"Claps aren't heard: {error}"
