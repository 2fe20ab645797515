"""Somebody who listens to a session and presses keys, on a clock that the test turns: nothing waits."""

from __future__ import annotations

from collections.abc import Callable

from tests.voices import ToneBells, ToneVoice
from tests.written import routine_written
from voicecoach.choices import Choices
from voicecoach.clip import FRAME_RATE, Clip
from voicecoach.coach import Coaching
from voicecoach.commands import Command
from voicecoach.cues import Chime, Cue
from voicecoach.errors import DeviceLostError, NoDeviceError
from voicecoach.playback.silent_player import SilentPlayer
from voicecoach.playback.transport import Ending, Moment, State, Transport
from voicecoach.session import Session
from voicecoach.steering import Steering
from voicecoach.timeline import Event, Timeline

LOOK_S = 0.1

TILT = """
title: Short
settle: 0 s
steps:
- {exercise: pelvic-tilt, repetitions: 2, hold: 20 s, rest: 4 s}
- {exercise: knee-rolls, repetitions: 1, hold: 8 s, rest: 0 s}
"""


class Device(SilentPlayer):
    """A silent player that a test can break."""

    is_broken = False

    @property
    def position(self) -> int:
        if self.is_broken:
            raise DeviceLostError("the device is gone")
        return super().position


class Listener:
    """Listens to a routine through the real transport. `prepares` is how many steps are prepared between two looks."""

    def __init__(
        self,
        routine: str = TILT,
        prepares: int = 1000,
        choices: Choices | None = None,
        *,
        bells: ToneBells | None = None,
        is_recorded: bool = True,
    ) -> None:
        self.now = self.slept_s = 0.0
        self.heard = bytearray()
        self._is_recorded = is_recorded
        coaching = Coaching(routine_written(routine), choices or Choices())
        self.voice, self.bells = ToneVoice(), bells or ToneBells()
        self.session = Session(coaching.sections, self.voice, self.bells)
        self.steering = Steering(self.session, coaching)
        self.steering.prepare()
        self.prepares = prepares
        self.devices = [self._device()]
        self.has_device = True
        self.transport = Transport(
            self.devices[0], self.session.sound, self.steering, self._reopen, clock=lambda: self.now, turn_s=0
        )
        self.moments: list[Moment] = []
        self.plan: list[tuple[Callable[[Moment], bool], Callable[[], object]]] = []
        while self.session.prepare() and not self.session.sound.limit:
            pass

    def _device(self) -> Device:
        return Device(lambda: self.now - self.slept_s, heard=self.heard.extend if self._is_recorded else None)

    def _reopen(self) -> Device:
        if not self.has_device:
            raise NoDeviceError("there is none")
        self.devices.append(self._device())
        return self.devices[-1]

    def observe(self, moment: Moment) -> None:
        if self._is_recorded:
            self.moments.append(moment)
        self.session.sound.keep_near(moment.frame)
        for _ in range(self.prepares):
            if not self.session.prepare():
                break
        self.now += LOOK_S
        assert self.now < 7200, "it goes on for ever"
        if self.plan and self.plan[0][0](moment):
            self.plan.pop(0)[1]()

    def when(self, is_so: Callable[[Moment], bool], act: Callable[[], object]) -> Listener:
        """Do something when it is so, after what was asked for before."""
        self.plan.append((is_so, act))
        return self

    def press(self, command: Command, is_so: Callable[[Moment], bool] = lambda _: True) -> Listener:
        """Press a key when it is so."""
        return self.when(is_so, lambda: self.transport.send(command))

    def run(self) -> Ending:
        ending = self.transport.run(self.observe)
        assert not self.plan, "the session ended before everything was done"
        return ending

    def clip_of(self, cue: Cue) -> Clip:
        """The sound of a cue, as the session has it."""
        return self.bells.clip(cue.name) if isinstance(cue, Chime) else self.voice.clip(cue.text, cue.rate_wpm)

    @property
    def timeline(self) -> Timeline:
        """What was heard, after the end."""
        return self.session.timeline()

    @property
    def said(self) -> list[str]:
        """The words that were heard, in order, those that were cut among them."""
        return [event.text for event in self.timeline.events if event.kind == "speech"]

    def events(self, text: str) -> list[Event]:
        """The events of a word or a chime."""
        return [event for event in self.timeline.events if event.text == text]

    # What a listener may wait for

    def saying(self, text: str) -> Callable[[Moment], bool]:
        """While these words are under way."""

        def is_said(moment: Moment) -> bool:
            spoken = self.session.scene(moment.frame).spoken
            return bool(spoken and spoken.text == text and moment.frame < spoken.stop)

        return is_said

    def holding(self, for_s: float, side: str | None = None) -> Callable[[Moment], bool]:
        """In a hold that has lasted so long."""

        def is_held(moment: Moment) -> bool:
            scene = self.session.scene(moment.frame)
            right_side = side is None or scene.place.side == side
            return bool(scene.hold and right_side and moment.frame - scene.hold.start >= for_s * FRAME_RATE)

        return is_held

    def after(self, seconds: float) -> Callable[[Moment], bool]:
        """So long after the moment that it is first asked."""
        since: list[float] = []

        def is_past(_: Moment) -> bool:
            since.append(self.now)
            return self.now - since[0] >= seconds

        return is_past

    def frames(self, state: State) -> list[int]:
        return [moment.frame for moment in self.moments if moment.state is state]
