"""A session that ends in its middle is gone on with; two don't play at once. Each runs in a process of its own."""

from __future__ import annotations

import json
import signal
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Command
from tests.cli.playing import END, NEXT, TONE, Play
from voicecoach.bookmark import Bookmark, Bookmarks, Part
from voicecoach.choices import Choices
from voicecoach.cli.opening import Speaks
from voicecoach.coach import Coaching, outline
from voicecoach.cues import Section
from voicecoach.routines.catalogue import Catalogue
from voicecoach.session import Session
from voicecoach.speech.engine import Voice

pytestmark = [pytest.mark.skipif(sys.platform == "win32", reason="signals and terminals are POSIX's"), pytest.mark.once]

NOBODY = Speaks(Voice("tone", "sine", "", ""), {}, "en", "")


def session_of(sections: tuple[Section, ...]) -> Session:
    """What a tone says."""
    from tests.voices import ToneBells, ToneVoice

    return Session(sections, ToneVoice(), ToneBells())


@pytest.fixture
def bookmarks(tmp_path: Path) -> Bookmarks:
    return Bookmarks(tmp_path / "data" / "bookmark.json")


def mark(bookmarks: Bookmarks, **changes: object) -> None:
    """Leave a bookmark at the knee rolls."""
    from datetime import datetime, timezone

    values: dict[str, Any] = {
        "routine": "lower-back",
        "language": "en",
        "options": {"voice": "tone:sine", "pace": "2"},
        "part": Part.EXERCISE,
        "title": "Knee rolls",
        "exercise": "knee-rolls",
        "occurrence": 1,
        "since": datetime(2025, 5, 1, tzinfo=timezone.utc),
    }
    bookmarks.keep(Bookmark(**values | changes))


# A session that ends in its middle


@pytest.mark.parametrize(
    ("way", "status"),
    [
        (signal.SIGKILL, -signal.SIGKILL),
        (signal.SIGINT, 130),
        (signal.SIGTERM, 143),
        (END, 0),
    ],
)
def test_it_is_gone_on_with_at_the_section_that_was_playing(
    play: Play, bookmarks: Bookmarks, way: str | signal.Signals, status: int
) -> None:
    with play("lower-back", *TONE, "--safety", "short", "--without", "Knees to chest") as played:
        played.until("Welcome.")
        played.press(NEXT)
        played.until("Pelvic tilt.")
        played.press(NEXT)
        played.until("Knee rolls.")
        if isinstance(way, str):
            played.press(way)
        else:
            played.process.send_signal(way)
        assert played.ended() == status
    found = bookmarks.find()
    assert found
    assert (found.routine, found.language, found.exercise, found.occurrence) == ("lower-back", "en", "knee-rolls", 1)
    assert found.options["pace"] == "2"
    if way == END:
        assert '`voicecoach play --resume` goes on at "Knee rolls".' in played.said
    with play("--resume") as played:
        played.until('Going on at "Knee rolls" of lower-back.')
        played.until("Welcome back.")
        played.press(NEXT)
        played.until("Knee rolls.")
        played.press(NEXT)
        played.until("Child's pose.")
        played.press(END)
        assert played.ended() == 0
    later = bookmarks.find()
    assert later
    assert (later.exercise, later.options) == ("childs-pose", found.options)


def test_heard_to_its_end_it_leaves_no_bookmark(play: Play, bookmarks: Bookmarks) -> None:
    mark(bookmarks, part=Part.CLOSING, title="Closing", exercise="", occurrence=0)
    with play("--resume") as played:
        played.until("Welcome back.")
        played.press(NEXT)
        played.until("That was the last stretch.")
        found = bookmarks.find()
        assert found
        assert found.part is Part.CLOSING
        played.press(NEXT)
        assert played.ended() == 0
    assert "That was the whole routine." in played.said
    assert bookmarks.find() is None
    assert "--resume" not in played.said


def test_in_the_opening_it_begins_again(play: Play, bookmarks: Bookmarks) -> None:
    with play("lower-back", *TONE) as played:
        played.until("Welcome.")
        played.process.kill()
    found = bookmarks.find()
    assert found
    assert found.part is Part.OPENING
    with play("--resume") as played:
        played.until("Going on from the beginning of lower-back.")
        played.until("Please listen to this first.")


def test_without_resume_it_begins_anew_and_says_that_it_could_go_on(play: Play, bookmarks: Bookmarks) -> None:
    mark(bookmarks)
    before = bookmarks.find()
    with play("lower-back-short", *TONE) as played:
        played.until('`voicecoach play --resume` goes on at "Knee rolls" of lower-back.')
        played.until("Welcome.")
        assert bookmarks.find() == before, "until there is more to go on with than the opening"
        played.press(NEXT)
        played.until("Knees to chest.")
        found = bookmarks.find()
        assert found
        assert (found.routine, found.exercise) == ("lower-back-short", "knees-to-chest")


def test_a_file_is_found_again_from_another_folder(play: Play, bookmarks: Bookmarks, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "mine.yaml").write_text("title: Mine\nsteps:\n- exercise: pelvic-tilt\n- exercise: pelvic-tilt\n")
    with play("mine.yaml", *TONE, "--from", "3", inside=folder) as played:
        played.until("Welcome back.")
        played.press(END)
        assert played.ended() == 0
    found = bookmarks.find()
    assert found
    assert (found.routine, found.exercise, found.occurrence) == (str(folder / "mine.yaml"), "pelvic-tilt", 2)
    with play("--resume", "./folder/mine.yaml") as played:
        played.until("Welcome back.")


def test_what_is_given_beside_it_wins(play: Play, bookmarks: Bookmarks) -> None:
    mark(bookmarks, options={"voice": "tone:sine", "pace": "slow", "guidance": "brief", "seed": 3})
    with play("--resume", "--pace", "2", "--seed", "0", "--in", "1s") as played:
        played.until("We begin in one second.")
        played.until("Welcome back.")
        found = bookmarks.find()
    assert found
    assert {name: found.options[name] for name in ("voice", "pace", "guidance", "seed")} == {
        "voice": "tone:sine",
        "pace": "2",
        "guidance": "brief",
        "seed": 0,
    }


def test_it_goes_on_in_the_language_it_was_left_in(play: Play, bookmarks: Bookmarks, tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "config.toml").write_text('language = "de"\n')
    mark(bookmarks, language="fr", title="…")
    with play("--resume") as played:
        played.until("Nous reprenons.")


def test_moved_steps_are_found_and_one_that_is_gone_is_told(
    voicecoach: Command, play: Play, bookmarks: Bookmarks, tmp_path: Path
) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text("title: Mine\nsteps:\n- exercise: pelvic-tilt\n- rest: 5 s\n- exercise: knee-rolls\n")
    mark(bookmarks, routine=str(file))
    with play("--resume") as played:
        played.until("Welcome back.")
        played.press(NEXT)
        played.until("Knee rolls.")
    file.write_text("title: Mine\nsteps:\n- exercise: pelvic-tilt\n")
    result = voicecoach("play", "--resume", "--player", "silent")
    assert result.returncode == 2
    assert '"Knee rolls" isn\'t among the exercises' in result.stderr
    assert '"Pelvic tilt"' in result.stderr
    assert "--from" in result.stderr


# Refusals


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["lower-back-short"], "the bookmark is in lower-back, not in lower-back-short"),
        (["--from", "knee-rolls"], "--from and --resume both say where to begin"),
        (["no-such"], "unknown routine"),
        (["--without", "knee-rolls"], '"Knee rolls" isn\'t among the exercises'),
    ],
)
def test_what_doesn_t_go_with_the_bookmark_is_refused(
    voicecoach: Command, bookmarks: Bookmarks, arguments: list[str], message: str
) -> None:
    mark(bookmarks)
    before = bookmarks.find()
    result = voicecoach("play", "--resume", "--player", "silent", *arguments)
    assert result.returncode == 2
    assert message in result.stderr
    assert bookmarks.find() == before


def test_without_a_bookmark_it_says_so(voicecoach: Command) -> None:
    result = voicecoach("play", "--resume", "--player", "silent")
    assert result.returncode == 2
    assert "there is no bookmark to go on from" in result.stderr


@pytest.mark.parametrize(
    "options",
    [
        {"rate": 5},
        {"rate": True},
        {"only": "knee-rolls"},
        {"only": [1]},
        {"surface": "sea"},
        {"pace": 1},
        {"seed": -1},
        {"breaths": "six"},
        {"safety": []},
    ],
)
def test_options_that_nobody_can_have_typed_are_damage(
    voicecoach: Command, bookmarks: Bookmarks, options: dict[str, object]
) -> None:
    mark(bookmarks, options=options)
    result = voicecoach("play", "--resume", "--player", "silent")
    assert result.returncode == 2
    assert "bookmark.json is damaged" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_damaged_bookmark_hinders_no_session_that_begins_anew(
    play: Play, bookmarks: Bookmarks, tmp_path: Path
) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "bookmark.json").write_text("{")
    with play("lower-back", *TONE) as played:
        played.until("Welcome.")
        assert "--resume" not in played.said
        found = bookmarks.find()
    assert found
    assert found.part is Part.OPENING


# Where and when to begin


def test_show_numbers_the_sections_by_which_from_knows_them(voicecoach: Command) -> None:
    shown = json.loads(voicecoach("show", "lower-back", *TONE, "--json").stdout)
    numbers = {section["title"]: section["number"] for section in shown["sections"]}
    assert list(numbers.values()) == [1, 2, 3, 4, 5, 6]
    text = voicecoach("show", "lower-back", *TONE).stdout
    assert all(f"  {number}. {title}\n" in text for title, number in numbers.items())
    for written in ("Knee rolls", "knee-rolls", str(numbers["Knee rolls"])):
        part = json.loads(voicecoach("show", "lower-back", *TONE, "--json", "--from", written).stdout)
        assert {section["title"]: section["number"] for section in part["sections"]} == {
            title: number for title, number in numbers.items() if title not in ("Knees to chest", "Pelvic tilt")
        }
        texts = [event["text"] for event in part["sections"][0]["events"]]
        assert "Ask your doctor first, and if anything hurts, stop, and rest." in texts
        assert "Welcome back." in texts


def test_full_warnings_can_be_asked_for_amid_a_routine(voicecoach: Command) -> None:
    shown = voicecoach("show", *TONE, "--from", "knee rolls", "--safety", "full").stdout
    assert "Please listen to this first." in shown


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--from", "knee rols"], "did you mean knee-rolls?"),
        (["--from", "nonsense"], "known are Closing, Opening, childs-pose"),
        (["--in", "soon"], "'soon' is no time to wait"),
        (["--in", "2 h"], "an hour at most"),
        (["--in", "61 min"], "out of range; take 1 s to 60 min"),
    ],
)
def test_a_place_or_a_time_that_can_t_be_is_refused(voicecoach: Command, arguments: list[str], message: str) -> None:
    result = voicecoach("play", "--player", "silent", *TONE, *arguments)
    assert result.returncode == 2
    assert message in result.stderr


# One at a time


def test_a_second_session_is_told_of_the_first_and_plays_nothing(
    voicecoach: Command, play: Play, bookmarks: Bookmarks
) -> None:
    with play("lower-back", *TONE, player="still") as first:
        first.until("Welcome.")
        first.press(NEXT)
        first.until("Knees to chest.")
        before = bookmarks.find()
        with play("lower-back-short", *TONE, player="still") as second:
            assert second.ended() == 1
        assert second.said.startswith("voicecoach: lower-back is playing already, since ")
        assert f"as process {first.process.pid}; end it with q" in second.said
        assert len(second.said.splitlines()) == 1
        with play("--resume", player="still") as third:
            assert third.ended() == 1
        assert bookmarks.find() == before
        with play("lower-back-short", *TONE, player="silent") as silent:
            silent.until("Welcome.")
        first.process.kill()
        first.process.wait()
        with play("--resume", player="still") as after_crash:
            after_crash.until("Welcome back.")
            after_crash.press(END)
            assert after_crash.ended() == 0
    with play("lower-back", *TONE, player="still") as after_end:
        after_end.until("Welcome.")


@pytest.mark.parametrize("player", ["silent", "still"])
def test_where_nothing_can_be_written_it_plays_all_the_same(play: Play, tmp_path: Path, player: str) -> None:
    (tmp_path / "file").write_text("")
    with play("lower-back", *TONE, player=player, VOICECOACH_DATA_DIR=str(tmp_path / "file" / "data")) as played:
        played.until("Welcome.")
        played.press(NEXT)
        played.until("Knees to chest.")
        played.press(END)
        assert played.ended() == 0
    said = [line for line in played.said.splitlines() if "hinders a second session" in line]
    assert len(said) == 1
    assert said[0].startswith("No bookmark is kept, and nothing hinders a second session: ")
    assert played.said.count("bookmark") == 1


# What a session's bookmark leads to


def test_each_section_s_bookmark_leads_back_to_it(tmp_path: Path) -> None:
    """For the exercises of every built-in routine, with a pace that was changed on the way."""
    from tests.voices import ToneBells, ToneVoice
    from voicecoach.cli.bookmarking import Bookmarking, resumed
    from voicecoach.cli.opening import Opened
    from voicecoach.cli.options import _request

    for name in Catalogue().routines():
        routine, request = Catalogue().load(name), _request(name, pace="slow")
        headings = outline(routine, Choices()).headings
        for begin_at in (None, *range(len(headings) - 1)):
            choices = Choices(pace=0.8, begin_at=begin_at)
            coaching = Coaching(routine, choices)
            session = Session(coaching.sections, ToneVoice(), ToneBells())
            found = Opened(session, coaching, NOBODY, "silent", lambda: None, session_of)
            for number in range(1, len(headings) - (begin_at or 0) + 1):
                bookmarks = Bookmarks(tmp_path / "bookmark.json")
                bookmarking = Bookmarking(bookmarks, request, found, None)
                bookmarking.reached(number, 0.8)
                left = bookmarks.find()
                assert left
                expected = outline(routine, Choices()).at(number, begin_at)
                assert (left.title, left.exercise or None) == (expected.title, expected.exercise)
                assert bookmarking.goes_on_at == (expected.title if left.is_past_opening else None)
                assert left.options["pace"] == "slow"
                bookmarking.reached(number, 0.72)
                asked, _ = resumed(_request(), set(), bookmarks)
                assert (asked.routine, asked.pace) == (name, "0.72")


def test_a_pace_that_was_changed_changes_the_rate_that_was_asked_for(tmp_path: Path) -> None:
    from tests.voices import ToneBells, ToneVoice
    from voicecoach.cli.bookmarking import Bookmarking
    from voicecoach.cli.opening import Opened
    from voicecoach.cli.options import _request

    routine = Catalogue().load("lower-back-short")
    coaching = Coaching(routine, Choices(rate_wpm=100)).paced(1.21)
    session = Session(coaching.sections, ToneVoice(), ToneBells())
    found = Opened(session, Coaching(routine, Choices(rate_wpm=100)), NOBODY, "silent", lambda: None, session_of)
    bookmarks = Bookmarks(tmp_path / "bookmark.json")
    Bookmarking(bookmarks, _request("lower-back-short", rate=100), found, None).reached(2, coaching.pace)
    left = bookmarks.find()
    assert left
    assert left.options["rate"] == pytest.approx(coaching.choices.rate_wpm)
