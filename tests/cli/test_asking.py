"""How the back feels: asked in a terminal, before and after, and answered by one key."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.playing import END, NEXT, TONE, Play
from tests.cli.test_practising import BEGUN
from tests.listener import TILT, Device, Listener
from tests.practice import weeks
from tests.voices import ToneBells, ToneVoice
from tests.written import routine_written
from voicecoach.bookmark import Bookmarks
from voicecoach.choices import Choices
from voicecoach.cli.asking import Asking, _Speaking
from voicecoach.cli.opening import Opened, Speaks
from voicecoach.cli.practising import Practising
from voicecoach.coach import Coaching
from voicecoach.config.model import Config
from voicecoach.cues import Section
from voicecoach.errors import NoDeviceError
from voicecoach.playback.transport import Moment
from voicecoach.practice.ladder import ladder_of
from voicecoach.practice.log import PracticeLog
from voicecoach.practice.model import End
from voicecoach.routines.catalogue import Catalogue
from voicecoach.routines.terms import Level
from voicecoach.session import Session
from voicecoach.speech.engine import Voice

if TYPE_CHECKING:
    from tests.cli.playing import Played

pytestmark = [pytest.mark.skipif(sys.platform == "win32", reason="signals and terminals are POSIX's"), pytest.mark.once]

QUICK = "title: Quick\nsettle: 0 s\nsteps:\n- {exercise: pelvic-tilt, repetitions: 1, hold: 2 s, rest: 0 s}\n"
ON = {"VOICECOACH_PRACTICE_ASK": "true"}
OFFER, BEFORE, AFTER = "Shall I ask how your back is", "How is your back, nought", "How is your back now, nought"
ENTER = "\n"


@pytest.fixture
def log(tmp_path: Path) -> PracticeLog:
    (tmp_path / "quick.yaml").write_text(QUICK)
    return PracticeLog(tmp_path / "data" / "practice.db")


def config(folder: Path) -> str:
    file = folder / "config" / "config.toml"
    return file.read_text() if file.exists() else ""


@contextmanager
def heard(play: Play, *options: str, **environment: str) -> Iterator[Played]:
    """A session that is heard, in a terminal."""
    arguments = "quick.yaml", "--plain", "--safety", "short", "--guidance", "chimes", *TONE, *options
    with play(*arguments, player="swift", in_terminal=True, **environment) as played:
        before = played.settings()
        yield played
        assert played.settings() == before


def through(played: Played) -> None:
    """Hear the session to its end, with what isn't held left out."""
    played.until("Welcome.")
    played.press(NEXT)
    played.until("hold 2 seconds")
    played.press(NEXT)
    played.until("That was the last stretch.")
    played.press(NEXT)


def test_the_answers_are_kept_and_who_feels_much_worse_is_told_to_take_it_gently(
    play: Play, log: PracticeLog, tmp_path: Path
) -> None:
    with heard(play, **ON) as played:
        played.until(BEFORE)
        assert "Welcome" not in played.said
        played.press("x")
        played.until("A number from 0 to 9, or Enter.")
        played.press("72")
        through(played)
        played.until(AFTER)
        (kept,) = log.sessions()
        assert (kept.end, kept.pain_before, kept.pain_after) == (End.FINISHED, 2, None)
        played.press("6")
        played.until("Take the gentle level next time. If it goes on, please see your doctor.")
        played.until("Make gentle your usual level?")
        assert config(tmp_path) == ""
        played.press("y")
        assert played.ended() == 0
    (kept,) = log.sessions()
    assert (kept.end, kept.pain_before, kept.pain_after) == (End.FINISHED, 2, 6)
    assert config(tmp_path) == 'level = "gentle"\n'


def test_who_comes_with_much_pain_is_told_to_rest(play: Play, log: PracticeLog) -> None:
    with heard(play, **ON) as played:
        played.until(BEFORE)
        played.press("7")
        played.until(
            "That is a lot of pain. Rest today, or do only what feels good. If it goes on, please see your doctor."
        )
        played.press(END)
        assert played.ended() == 0
    assert "Welcome" not in played.said
    assert not [*log.sessions()]


def test_enter_keeps_the_level_and_the_command_is_told(play: Play, log: PracticeLog, tmp_path: Path) -> None:
    with heard(play, "--ask") as played:
        played.until(BEFORE)
        played.press("0")
        through(played)
        played.until(AFTER)
        played.press("3")
        played.until("usual level?")
        played.press(ENTER)
        assert played.ended() == 0
    assert "`voicecoach config set level gentle` does it later." in played.said
    assert config(tmp_path) == ""


def test_who_did_the_gentle_level_is_told_to_do_less(play: Play, log: PracticeLog) -> None:
    with heard(play, "--level", "gentle", **ON) as played:
        played.until(BEFORE)
        played.press("0")
        through(played)
        played.until(AFTER)
        played.press("9")
        played.until("Do less next time, and stop when it hurts. If it goes on, please see your doctor.")
        played.press(ENTER)
        assert played.ended() == 0
    assert "usual level" not in played.said
    assert "gentle level" not in played.said


def test_enter_passes_and_a_little_more_pain_is_no_advice(play: Play, log: PracticeLog) -> None:
    with heard(play, **ON) as played:
        played.until(BEFORE)
        played.press(ENTER)
        played.until("Welcome.")
        played.press(NEXT)
        played.until("hold 2 seconds")
        played.press(END)
        played.until(AFTER)
        played.press("9")
        played.until("Thank you.")
        played.press(ENTER)
        assert played.ended() == 0
    assert "doctor." not in played.said.partition(AFTER)[2]
    (kept,) = log.sessions()
    assert (kept.end, kept.pain_before, kept.pain_after) == (End.STOPPED, None, 9)


@pytest.mark.parametrize(("key", "is_asked"), [("y", True), ("j", True), (ENTER, False), ("n", False)])
def test_the_first_session_offers_it_once(
    play: Play, log: PracticeLog, tmp_path: Path, key: str, is_asked: bool
) -> None:
    for is_first in (True, False):
        with heard(play) as played:
            if is_first:
                played.until(OFFER)
                played.press(key)
            if is_asked:
                played.until(BEFORE)
                played.press(ENTER)
            played.until("Welcome.")
            played.press(END)
            assert played.ended() == 0
        assert (OFFER in played.said) is is_first
        assert (BEFORE in played.said) is is_asked
        assert AFTER not in played.said, "nothing was stretched yet"
        assert config(tmp_path) == f"[practice]\nask = {'true' if is_asked else 'false'}\n"


@pytest.mark.parametrize("question", [OFFER, BEFORE])
@pytest.mark.parametrize(("asked_by", "status"), [(END, 0), (signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_it_ends_in_a_question_as_elsewhere(
    play: Play, log: PracticeLog, tmp_path: Path, question: str, asked_by: str | signal.Signals, status: int
) -> None:
    with heard(play, **(ON if question is BEFORE else {})) as played:
        played.until(question)
        if isinstance(asked_by, str):
            played.press(asked_by)
        else:
            played.process.send_signal(asked_by)
        assert played.ended() == status
    assert "Welcome" not in played.said
    assert not [*log.sessions()]
    assert config(tmp_path) == ""


def test_ended_in_the_last_question_the_session_was_heard_to_its_end(play: Play, log: PracticeLog) -> None:
    with heard(play, **ON) as played:
        played.until(BEFORE)
        played.press("4")
        through(played)
        played.until(AFTER)
        played.process.send_signal(signal.SIGINT)
        assert played.ended() == 130
    (kept,) = log.sessions()
    assert (kept.end, kept.pain_before, kept.pain_after) == (End.FINISHED, 4, None)


@pytest.mark.parametrize(("player", "in_terminal"), [("silent", True), ("still", False)])
@pytest.mark.parametrize("options", [[], ["--ask"]])
def test_nobody_is_asked_without_a_terminal_or_where_nothing_sounds(
    play: Play, log: PracticeLog, tmp_path: Path, player: str, in_terminal: bool, options: list[str]
) -> None:
    arguments = "quick.yaml", "--plain", "--safety", "short", *TONE, *options
    with play(*arguments, player=player, in_terminal=in_terminal) as played:
        played.until("Welcome.")
        played.press(END)
        assert played.ended() == 0
    assert OFFER not in played.said
    assert BEFORE not in played.said
    assert ("Nobody is asked" in played.said) is bool(options)
    assert config(tmp_path) == ""


# Less, or more

AWAY, HURT = "It has been a while since the last time.", "your back hurt much more after a session."
EASIER, MORE = "Shall we take an easier level today?", "Would you like a little more next time?"


def done_before(log: PracticeLog, folder: Path, *sessions: dict[str, Any]) -> None:
    """Have sessions of the routine in the log, each done whole; each is what it differs by, `days_ago` among that."""
    file = folder / "quick.yaml"
    doses = ladder_of(Catalogue().load(str(file))).plans[Level.REGULAR]
    weeks.keep_until_now(log, [weeks.played(doses=doses, file=str(file), **differs) for differs in sessions])


@pytest.mark.parametrize("before", [{"days_ago": 12}, {"days_ago": 2, "pain": (2, 5)}])
@pytest.mark.parametrize(("key", "level"), [("y", "gentle"), (ENTER, "regular")])
def test_who_was_away_or_hurt_is_offered_an_easier_level(
    play: Play, log: PracticeLog, tmp_path: Path, before: dict[str, Any], key: str, level: str
) -> None:
    done_before(log, tmp_path, before)
    with heard(play, **ON) as played:
        played.until(BEFORE)
        played.press("3")
        played.until(EASIER)
        played.until("Easier is the gentle level.")
        assert ((AWAY in played.said), (HURT in played.said)) == ("pain" not in before, "pain" in before)
        assert "Welcome" not in played.said
        played.press(key)
        played.until(f"It is the {level} level today.")
        played.until("Welcome.")
        played.press(NEXT)
        played.until("hold 2 seconds")
        played.press(END)
        played.until(AFTER)
        played.press(ENTER)
        assert played.ended() == 0
    _, kept = log.sessions()
    assert (kept.level, kept.pain_before) == (level, 3)
    bookmark = Bookmarks(tmp_path / "data" / "bookmark.json").find()
    assert bookmark
    assert bookmark.options.get("level") == ([level] if key == "y" else None)


@pytest.mark.parametrize(
    "options", [["--level", "gentle"], ["--level", "regular"], ["--no-log"], ["--no-ask"], ["--only", "pelvic-tilt"]]
)
def test_no_level_is_offered_to_who_chose_one_or_is_spared_questions(
    play: Play, log: PracticeLog, tmp_path: Path, options: list[str]
) -> None:
    done_before(log, tmp_path, {"days_ago": 12})
    environment = {} if "--no-ask" in options else ON
    with heard(play, *options, **environment) as played:
        if environment:
            played.until(BEFORE)
            played.press(ENTER)
        played.until("Welcome.")
        played.press(END)
        assert played.ended() == 0
    assert EASIER not in played.said


@pytest.mark.parametrize(("times", "is_asked", "key"), [(4, False, ENTER), (5, True, "y"), (5, True, ENTER)])
def test_more_is_suggested_where_enough_went_well(
    play: Play, log: PracticeLog, tmp_path: Path, times: int, is_asked: bool, key: str
) -> None:
    done_before(log, tmp_path, *({"days_ago": days + 0.5} for days in reversed(range(times))))
    with heard(play, **ON) as played:
        played.until(BEFORE)
        played.press("3")
        played.until("Welcome.")
        played.press(NEXT)
        played.until("That was the last stretch.")  # all of the only hold is held
        played.press(NEXT)
        played.until(AFTER)
        played.press("3")
        played.until(MORE if is_asked else "Thank you.")
        played.press(key)
        assert played.ended() == 0
    assert (MORE in played.said, "Thank you." in played.said) == (is_asked, not is_asked)
    assert ("  Pelvic tilt: 2 repetitions, held for 2 s" in played.said) is (is_asked and key == "y")
    assert ("`voicecoach level` shows it, and why." in played.said) is is_asked
    kept = [*log.sessions()][-1]
    assert (kept.pain_after, kept.asked_more) == (3, is_asked)
    assert config(tmp_path) == ""


def test_who_will_not_be_asked_is_offered_no_level_either(play: Play, log: PracticeLog, tmp_path: Path) -> None:
    done_before(log, tmp_path, {"days_ago": 12})
    with heard(play) as played:
        played.until(OFFER)
        played.press("n")
        played.until("Welcome.")
        played.press(END)
        assert played.ended() == 0
    assert EASIER not in played.said


# Without keys


def asking(wait_s: float = 0.0) -> tuple[Asking, Practising, Listener]:
    coaching = Coaching(routine_written(TILT), Choices())
    listener = Listener(TILT)

    def session_of(sections: tuple[Section, ...]) -> Session:
        return Session(sections, ToneVoice(), ToneBells())

    nobody = Speaks(Voice("tone", "sine", "", ""), {}, "en", "")
    found = Opened(listener.session, coaching, nobody, "silent", lambda: None, session_of)
    practising = Practising(None, found, BEGUN)
    return Asking(found, Config(), asks=True, offers=False, wait_s=wait_s), practising, listener


def test_no_answer_and_no_sound_pass(capsys: pytest.CaptureFixture[str]) -> None:
    asks, practising, listener = asking()

    def no_device() -> Device:
        raise NoDeviceError("there is none")

    assert asks.before(Device())
    asks.after(practising, no_device)
    assert AFTER not in capsys.readouterr().out, "nothing was stretched yet"

    def observe(moment: Moment) -> None:
        practising.reached(listener.session.scene(moment.frame), 1.0)
        listener.observe(moment)

    listener.transport.run(observe)
    asks.after(practising, no_device)
    assert capsys.readouterr().out.count(AFTER) == 2


def test_a_question_is_heard_until_the_device_fails() -> None:
    asks, _, _ = asking()
    asks.prepare()
    spoken, *_ = asks._spoken.values()
    now, taken = [0.0], bytearray()
    device = Device(lambda: now[0], heard=taken.extend)
    speaking = _Speaking(device, spoken)
    assert speaking.length_s > 5
    now[0] = 4.0
    speaking.look()
    assert any(taken)
    device.is_broken = True
    speaking.look()
    before = len(taken)
    now[0] = 5.0
    device.is_broken = False
    speaking.look()
    assert len(taken) == before
