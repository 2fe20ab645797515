"""What answers a listener, and how a session goes on: played through the transport, on a clock that the test turns."""

from __future__ import annotations

import array
import tracemalloc
from itertools import pairwise

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from tests.listener import LOOK_S, Listener
from tests.voices import ToneBells
from voicecoach.choices import Choices
from voicecoach.clip import FRAME_RATE
from voicecoach.commands import Command
from voicecoach.cues import Speech
from voicecoach.mixer import mixed, rendered, runs
from voicecoach.playback.transport import Ending, Moment, State
from voicecoach.routines.terms import Safety
from voicecoach.timeline import Event

pytestmark = pytest.mark.once


def holds(listener: Listener) -> list[float]:
    return [(e.stop - e.start) / FRAME_RATE for e in listener.timeline.events if e.kind == "hold"]


def between(first: Event, second: Event) -> float:
    return (second.start - first.start) / FRAME_RATE


def any_instruction(listener: Listener) -> str:
    """A sentence of the first exercise that lasts long enough to be cut."""
    spans = listener.session.sections[1].spans
    texts = [cue.text for span in spans for cue in span.cues if isinstance(cue, Speech)]
    return next(text for text in texts if len(text.split()) > 7)


def test_left_alone_it_is_what_was_planned() -> None:
    listener, alone = Listener(), Listener()
    assert listener.run() is Ending.FINISHED
    assert listener.said == [e.text for e in alone.session.timeline().events if e.kind == "speech"]
    assert listener.session.heard_share(listener.session.sound.length or 0) == 1


def test_a_pause_in_mid_sentence_says_so_and_goes_on_with_that_sentence() -> None:
    listener = Listener()
    text = any_instruction(listener)
    listener.press(Command.PAUSE_OR_RESUME, listener.saying(text)).press(Command.PAUSE_OR_RESUME, listener.after(30))
    assert listener.run() is Ending.FINISHED
    cut, whole = listener.events(text)[:2]
    (paused,) = listener.events("Paused.")
    assert cut.stop - cut.start < whole.stop - whole.start
    assert cut.stop < paused.start < whole.start
    resumed = next(m for m, n in pairwise(listener.moments) if m.state is State.PAUSED and n.state is not State.PAUSED)
    assert whole.start - resumed.frame <= 0.15 * FRAME_RATE
    assert listener.session.heard_share(listener.session.sound.length or 0) == 1


def test_a_pause_in_a_hold_lets_go_and_holds_what_was_left() -> None:
    listener = Listener()
    listener.press(Command.PAUSE_OR_RESUME, listener.holding(5)).press(Command.PAUSE_OR_RESUME, listener.after(60))
    assert listener.run() is Ending.FINISHED
    said = listener.said
    at = said.index("Let go slowly, and rest.")
    assert said[at + 1 : at + 3] == ["Pelvic tilt.", "Back into position."]
    first, second, *_ = holds(listener)
    assert first + second == pytest.approx(20, abs=0.03)
    back = listener.events("Back into position.")[0]
    start = next(e for e in listener.events("start") if e.start > back.stop)
    assert (start.start - back.stop) / FRAME_RATE >= 3, "there is room to get back into position"
    end = next(e for e in listener.events("end") if e.start > start.start)
    assert between(start, end) == pytest.approx(second, abs=0.001)
    assert [t for t in said[at + 2 : at + 8] if t in {"three", "two", "one"}] == ["three", "two", "one"]


def test_paused_again_on_the_way_back_it_finds_the_same_hold() -> None:
    listener = Listener()
    listener.press(Command.PAUSE, listener.holding(5)).press(Command.RESUME, listener.after(5))
    listener.press(Command.PAUSE, listener.saying("Back into position.")).press(Command.RESUME, listener.after(5))
    assert listener.run() is Ending.FINISHED
    assert len(listener.events("Back into position.")) == 2
    assert listener.said.count("Let go slowly, and rest.") == 2
    first, second, *_ = holds(listener)
    assert first + second == pytest.approx(20, abs=0.03)


def test_what_is_left_of_a_hold_is_never_too_short_to_follow() -> None:
    listener = Listener()
    listener.press(Command.PAUSE, listener.holding(19.5)).press(Command.RESUME, listener.after(5))
    listener.run()
    assert holds(listener)[1] == 3


@pytest.mark.parametrize(("command", "factor"), [(Command.SLOWER, 1 / 1.1), (Command.FASTER, 1.1)])
def test_another_pace_changes_what_is_said_from_the_cut_sentence_on(command: Command, factor: float) -> None:
    listener = Listener()
    text = any_instruction(listener)
    listener.press(command, listener.saying(text))
    listener.run()
    cut, whole = listener.events(text)[:2]
    assert isinstance(cut.cue, Speech)
    assert isinstance(whole.cue, Speech)
    assert whole.cue.rate_wpm == pytest.approx(cut.cue.rate_wpm * factor, abs=1)
    later = [e.cue.rate_wpm for e in listener.timeline.events if isinstance(e.cue, Speech) and e.start > whole.start]
    assert {rate for rate in later if rate != 130} == {whole.cue.rate_wpm}, "a countdown is never slower than 130"
    assert holds(listener) == pytest.approx([20, 20, 8, 8]), "a hold keeps its length"


def test_in_a_hold_another_pace_cuts_nothing() -> None:
    listener = Listener()
    listener.press(Command.SLOWER, listener.holding(6))
    listener.run()
    assert holds(listener) == pytest.approx([20, 20, 8, 8])
    (slower,) = listener.events("Slower.")
    hold = next(e for e in listener.timeline.events if e.kind == "hold")
    assert hold.start + 6 * FRAME_RATE < slower.start < hold.start + 7 * FRAME_RATE
    later = [e.cue.rate_wpm for e in listener.timeline.events if isinstance(e.cue, Speech) and e.start > hold.stop]
    assert 118 in later
    assert {*later} <= {118, 130}


def test_the_pace_ends_where_a_listener_can_choose_it() -> None:
    listener = Listener(choices=Choices(pace=0.5))
    listener.press(Command.SLOWER)
    listener.run()
    assert "This is the slowest." in listener.said


def test_longer_is_ten_seconds_more_and_the_countdown_with_it() -> None:
    listener = Listener()
    listener.press(Command.LONGER, listener.holding(18.2))
    listener.run()
    first, *others = holds(listener)
    assert first == pytest.approx(30)
    assert others == pytest.approx([20, 8, 8]), "this hold alone"
    hold = next(e for e in listener.timeline.events if e.kind == "hold")
    in_hold = [e.text for e in listener.timeline.events if e.kind == "speech" and hold.start <= e.start < hold.stop]
    assert in_hold[-6:] in (
        ["three", "two", "Ten seconds more.", "three", "two", "one"],
        ["two", "one", "Ten seconds more.", "three", "two", "one"],
    )
    assert listener.events("end")[1].start == hold.stop, "the first is that of the opening"


def test_a_hold_is_made_a_minute_longer_at_most() -> None:
    listener = Listener()
    for _ in range(7):
        listener.press(Command.LONGER, listener.holding(2))
    listener.run()
    assert holds(listener)[0] == pytest.approx(80)
    assert "This is the longest." in listener.said


RINGING = """
title: Ringing
settle: 0 s
guidance: chimes
steps:
- {exercise: knee-rolls, repetitions: 2, hold: 8 s, rest: 0 s}
"""
"""Where nothing else is said, the end chime rings on into the next repetition."""


@pytest.mark.parametrize("command", [Command.SLOWER, Command.LONGER, Command.WHERE])
def test_what_is_heard_is_what_is_placed_whatever_is_changed_in_a_hold(command: Command) -> None:
    listener = Listener(RINGING, bells=ToneBells(1.8, end=4.0, click=0.2))
    for at_s in (2, 4, 6.5):
        listener.press(command, listener.holding(at_s))
    listener.run()
    events = listener.timeline.events
    islands = [mixed(run, listener.clip_of) for run in runs(events)]
    assert bytes(listener.heard) == rendered(islands, 0, len(listener.heard) // 2)


@pytest.mark.parametrize("command", [Command.LOUDER, Command.WHERE, Command.SLOWER])
def test_a_command_in_a_holds_last_moment_is_answered_behind_it(command: Command) -> None:
    listener = Listener()
    listener.press(command, listener.holding(19.72))
    listener.run()
    hold = next(event for event in listener.timeline.events if event.kind == "hold")
    (click,) = listener.events("click")
    assert -0.3 * FRAME_RATE <= click.start - hold.stop < 5 * FRAME_RATE
    assert holds(listener) == pytest.approx([20, 20, 8, 8])


def test_a_click_that_answered_in_a_hold_is_not_heard_again_in_what_is_left_of_it() -> None:
    listener = Listener()
    listener.press(Command.LOUDER, listener.holding(5)).press(Command.PAUSE, listener.holding(8))
    listener.press(Command.RESUME, listener.after(5))
    listener.run()
    assert len(listener.events("click")) == 1


def test_a_hold_that_was_let_go_can_be_skipped() -> None:
    listener = Listener()
    listener.press(Command.PAUSE, listener.holding(5)).press(Command.SKIP, listener.after(5))
    listener.run()
    assert "There is no hold right now." not in listener.said
    assert holds(listener)[0] == pytest.approx(5, abs=0.3)
    assert holds(listener)[1:] == pytest.approx([20, 8, 8])


def test_skip_ends_a_hold_at_once_and_leads_out_of_it() -> None:
    listener = Listener()
    listener.press(Command.SKIP, listener.holding(5))
    listener.run()
    assert holds(listener)[0] == pytest.approx(5, abs=2 * LOOK_S)
    hold = next(e for e in listener.timeline.events if e.kind == "hold")
    end = listener.events("end")[1]  # the first is that of the opening
    assert 0 <= end.start - hold.stop < 0.05 * FRAME_RATE
    following = next(e for e in listener.timeline.events if e.kind == "speech" and e.start > end.start)
    assert following.start - end.start < 3 * FRAME_RATE


@pytest.mark.parametrize("command", [Command.SKIP, Command.LONGER])
def test_where_nothing_is_held_it_says_so_and_goes_on(command: Command) -> None:
    listener = Listener()
    text = any_instruction(listener)
    listener.press(command, listener.saying(text))
    listener.run()
    assert "There is no hold right now." in listener.said
    assert len(listener.events(text)) >= 2
    assert holds(listener) == pytest.approx([20, 20, 8, 8])


def test_where_in_a_hold_names_the_seconds_that_are_left_when_it_ends() -> None:
    listener = Listener()
    listener.press(Command.WHERE, listener.holding(5))
    listener.run()
    (answer,) = [e for e in listener.timeline.events if e.text.startswith("Pelvic tilt. First of two. ")]
    hold = next(e for e in listener.timeline.events if e.kind == "hold")
    names = {"eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13}
    said = next(names[word] for word in answer.text.lower().split() if word in names)
    assert said == pytest.approx((hold.stop - answer.stop) / FRAME_RATE, abs=1)
    assert holds(listener)[0] == pytest.approx(20)


def test_an_answer_that_a_hold_has_no_room_for_is_a_click() -> None:
    listener = Listener()
    listener.press(Command.WHERE, listener.holding(16.2))
    listener.run()
    assert len(listener.events("click")) == 1
    assert [text for text in listener.said if text in {"three", "two", "one"}][:3] == ["three", "two", "one"]


def test_next_in_a_hold_begins_at_once_and_says_to_let_go() -> None:
    listener = Listener()
    listener.press(Command.NEXT, listener.holding(5))
    assert listener.run() is Ending.FINISHED
    tilt, rolls = listener.timeline.sections[1:3]
    chime, let_go, title = rolls.events[:3]
    assert (chime.text, let_go.text, title.text) == ("change-over", "Let go slowly.", "Knee rolls.")
    hold = next(e for e in tilt.events if e.kind == "hold")
    assert chime.start - hold.stop < 0.3 * FRAME_RATE
    assert listener.session.heard_share(listener.session.sound.length or 0) < 0.95


def test_previous_is_this_section_again_and_twice_the_one_before() -> None:
    listener = Listener()
    text = any_instruction(listener)
    listener.press(Command.PREVIOUS, listener.saying(text))
    listener.press(Command.PREVIOUS, listener.after(0.5))
    listener.run()
    titles = [section.title for section in listener.timeline.sections]
    assert titles == ["Opening", "Pelvic tilt", "Pelvic tilt", "Opening", "Pelvic tilt", "Knee rolls", "Closing"]
    for section in listener.timeline.sections[1:4]:
        assert section.events[0].start == section.start, "its first sound comes at once"


def test_again_has_the_repetition_once_more() -> None:
    listener = Listener()
    listener.press(Command.AGAIN, listener.holding(5))
    listener.run()
    assert holds(listener)[1:] == pytest.approx([20, 20, 8, 8])
    said = listener.said
    at = said.index("Once more.")
    assert said[at - 1] == "Let go slowly."


def test_stop_in_a_hold_says_to_let_go_and_ends() -> None:
    listener = Listener()
    listener.press(Command.STOP, listener.holding(5))
    assert listener.run() is Ending.STOPPED
    assert listener.said[-1] == "Let go slowly."
    assert listener.timeline.events[-1].stop <= listener.moments[-1].frame, "and it was heard"


def test_stop_twice_waits_for_no_last_word() -> None:
    listener = Listener()
    listener.press(Command.STOP, listener.holding(5)).press(Command.STOP)
    assert listener.run() is Ending.STOPPED
    assert holds(listener)[0] == pytest.approx(5, abs=0.5)
    assert listener.timeline.length < listener.moments[-1].frame + FRAME_RATE


@pytest.mark.parametrize("louder", [True, False])
def test_louder_and_softer_click_and_change_what_follows(louder: bool) -> None:
    listener = Listener()
    text = any_instruction(listener)
    command = Command.LOUDER if louder else Command.SOFTER
    listener.press(command, listener.saying(text)).press(command, listener.after(1))
    listener.run()
    assert len(listener.events("click")) == 2
    first, *_, last = listener.events(text)

    def peak(event: Event) -> int:
        return max(array.array("h", bytes(listener.heard[event.start * 2 : event.stop * 2])))

    factor = 10 ** ((6 if louder else -6) / 20)
    assert peak(last) == pytest.approx(peak(first) * factor, rel=0.02)
    listener = Listener()
    for _ in range(8):
        listener.press(command, listener.after(1))
    listener.run()
    assert ("This is the loudest." if louder else "This is the softest.") in listener.said


def test_the_keys_are_said_and_a_hold_is_let_go_for_it() -> None:
    listener = Listener()
    listener.press(Command.KEYS, listener.holding(5))
    listener.run()
    said = listener.said
    at = said.index("Let go slowly, and rest.")
    assert said[at + 1] == "Space pauses, and goes on."
    assert "Back into position." in said
    first, second, *_ = holds(listener)
    assert first + second == pytest.approx(20, abs=0.03)


def test_who_is_heard_clapping_is_told_of_it_before_the_keys() -> None:
    listener = Listener()
    listener.steering.hears_claps = True
    listener.press(Command.KEYS, listener.holding(5))
    listener.run()
    at = listener.said.index("Clap twice to pause, and twice to go on.")
    assert "Space pauses, and goes on." in listener.said[at + 1 : at + 3]


def test_what_is_asked_in_a_pause_is_answered_and_it_stays_paused() -> None:
    listener = Listener()
    text = any_instruction(listener)
    listener.press(Command.PAUSE, listener.saying(text))
    asked = (Command.WHERE, Command.FASTER, Command.LOUDER, Command.KEYS, Command.LONGER)
    for command in asked:
        listener.press(command, listener.after(60))
    listener.press(Command.RESUME, listener.after(60))
    listener.run()
    paused = [m.state for m in listener.moments]
    assert paused.count(State.PAUSED) >= 350 / LOOK_S
    assert "Faster." in listener.said
    assert "Space pauses, and goes on." in listener.said


def test_paused_in_a_hold_it_says_how_much_of_it_is_left_and_can_be_longer() -> None:
    listener = Listener()
    listener.press(Command.PAUSE, listener.holding(5)).press(Command.WHERE, listener.after(5))
    listener.press(Command.LONGER, listener.after(10)).press(Command.RESUME, listener.after(5))
    listener.press(Command.LONGER, listener.saying("Back into position."))
    listener.run()
    assert "Fifteen seconds left." in listener.said
    assert listener.said.count("Ten seconds more.") == 2
    assert "There is no hold right now." not in listener.said
    first, second, *others = holds(listener)
    assert first + second == pytest.approx(40, abs=0.03)
    assert others == pytest.approx([20, 8, 8])


def test_the_list_of_keys_ends_where_it_is_asked_for_again() -> None:
    listener = Listener()
    text = any_instruction(listener)
    listener.press(Command.KEYS, listener.saying(text)).press(
        Command.KEYS, listener.saying("Space pauses, and goes on.")
    )
    listener.run()
    assert listener.said.count("Space pauses, and goes on.") == 1
    assert listener.said[listener.said.index("Space pauses, and goes on.") + 1] == text


def test_a_wait_for_a_slow_engine_is_filled_with_calm_words() -> None:
    listener = Listener(prepares=0)
    listener.when(lambda _: listener.now > 200, lambda: setattr(listener, "prepares", 1000))
    assert listener.run() is Ending.FINISHED
    said = listener.said
    assert "One moment, please." in said
    assert "Still a moment." in said
    assert listener.session.heard_share(listener.session.sound.length or 0) == 1


def test_a_lost_device_is_found_again_and_the_cut_cue_comes_again() -> None:
    listener = Listener()
    text = any_instruction(listener)

    def lose() -> None:
        listener.has_device, listener.devices[-1].is_broken = False, True

    listener.when(listener.saying(text), lose)
    listener.when(listener.after(30), lambda: setattr(listener, "has_device", True))
    assert listener.run() is Ending.FINISHED
    assert len(listener.frames(State.LOST)) == pytest.approx(30 / LOOK_S, rel=0.1)
    assert len(set(listener.frames(State.LOST))) == 1
    said = listener.said
    assert said[said.index("The sound is back.") + 1] == text
    assert listener.session.heard_share(listener.session.sound.length or 0) == 1


LEAVES_HOLDS = {*Command} - {Command.NEXT, Command.PREVIOUS, Command.AGAIN, Command.PAUSE, Command.PAUSE_OR_RESUME}
LEAVES_HOLDS -= {Command.KEYS, Command.STOP, Command.SKIP}
"""Commands after which a hold still lasts until its end chime."""


class Listening(RuleBasedStateMachine):
    """Any keys at any time, while words come late and the device comes and goes."""

    def __init__(self) -> None:
        super().__init__()
        self.listener = Listener(prepares=0, choices=Choices(pace=2, safety=Safety.SHORT), is_recorded=False)
        self.asked: set[Command] = set()
        self.frame, self.was_lost = 0, False
        self.listener.transport.begin()

    def turn(self) -> None:
        transport = self.listener.transport
        if not transport.is_over:
            moment = transport.turn()
            assert moment.frame <= self.listener.session.sound.limit
            assert moment.frame >= self.frame
            self.frame = moment.frame
            self.listener.observe(moment)

    @rule(command=st.sampled_from(Command))
    def press(self, command: Command) -> None:
        self.asked.add(command)
        self.listener.transport.send(command)
        self.turn()

    @rule(turns=st.integers(1, 200))
    def wait(self, turns: int) -> None:
        for _ in range(turns):
            self.turn()

    @rule(into_s=st.floats(0, 20), command=st.sampled_from(Command))
    def press_in_a_hold(self, into_s: float, command: Command) -> None:
        """One is seldom met by chance."""
        self.listener.prepares = 3
        is_held = self.listener.holding(into_s)
        for _ in range(1500):
            self.turn()
            if self.listener.transport.is_over or is_held(Moment(self.frame, State.PLAYING)):
                break
        self.press(command)

    @rule(prepares=st.integers(0, 3))
    def speak(self, prepares: int) -> None:
        self.listener.prepares = prepares

    @rule(has_device=st.booleans())
    def lose(self, has_device: bool) -> None:
        self.listener.has_device, self.listener.devices[-1].is_broken, self.was_lost = has_device, True, True

    def teardown(self) -> None:
        """Left alone, with all in order again, it ends; and what was heard keeps the rules of the score."""
        self.listener.prepares, self.listener.has_device = 1000, True
        self.listener.transport.send(Command.RESUME)
        while not self.listener.transport.is_over:
            self.turn()
        assert not self.listener.steering.stopping or Command.STOP in self.asked
        events = self.listener.timeline.events
        speech = [event for event in events if event.kind == "speech"]
        assert all(first.stop <= second.start for first, second in pairwise(speech)), "one at a time"
        if self.was_lost or self.asked - LEAVES_HOLDS:
            return
        ends = {event.start for event in events if event.text == "end"}
        assert all(hold.stop in ends for hold in events if hold.kind == "hold")


TestListening = Listening.TestCase
TestListening.settings = settings(max_examples=50, stateful_step_count=30)


HOUR = """
title: Hour
settle: 0 s
steps:
- repeat: 12
  steps:
  - {exercise: pelvic-tilt, repetitions: 8, hold: 20 s, rest: 10 s}
"""


def test_an_hour_takes_no_more_memory_than_ten_minutes() -> None:
    listener = Listener(HOUR, is_recorded=False)
    used: list[int] = []
    tracemalloc.start()
    for _ in range(6):
        listener.when(listener.after(600), lambda: used.append(tracemalloc.get_traced_memory()[0]))
    try:
        assert listener.run() is Ending.FINISHED
    finally:
        tracemalloc.stop()
    assert max(used) - used[0] < 2_000_000
