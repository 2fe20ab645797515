"""Transcripts: what people and other programs read in them."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

from voicecoach.clip import frames_from_s
from voicecoach.cues import Chime, Cue, Hold, Pause, Place, Speech
from voicecoach.export.describing import described
from voicecoach.export.encoder import Tags
from voicecoach.export.transcripts import TRANSCRIPTS, Script
from voicecoach.timeline import Event, PlacedSection, PlacedSpan, Timeline

PLACE = Place("knee-rolls", "left", 1, 2)


def event(start_s: float, stop_s: float, cue: Cue | Hold) -> Event:
    return Event(frames_from_s(start_s), frames_from_s(stop_s), cue, PLACE)


def spoken(start_s: float, stop_s: float, text: str) -> Event:
    return event(start_s, stop_s, Speech(text, 130))


def pause(start_s: float, stop_s: float, *events: Event) -> PlacedSpan:
    return PlacedSpan(Pause(PLACE, 0.0), frames_from_s(start_s), frames_from_s(stop_s), events)


@pytest.fixture(scope="module")
def script() -> Script:
    """Two sections of over an hour, with what formats use for themselves: signs, brackets and empty lines."""
    hold = Hold(PLACE, 8.0)
    counted = event(3610.0, 3618.0, hold), spoken(3615.0, 3615.4, "drei,"), spoken(3617.0, 3617.4, "eins")
    opening = pause(0.0, 60.0, spoken(0.5, 1.25, "Willkommen."), spoken(1.5, 3.0021, "Knie & Rücken <gut> 1 --> 2."))
    rolls = (
        pause(
            60.0, 3610.0, event(60.0, 61.0, Chime("start")), spoken(3606.0, 3608.0, "Heb [langsam]\n\ndas Knie — so.")
        ),
        PlacedSpan(hold, frames_from_s(3610.0), frames_from_s(3618.0), counted),
    )
    timeline = Timeline(
        (
            PlacedSection("Beginn", 0, frames_from_s(60.0), (opening,)),
            PlacedSection("Knierollen", frames_from_s(60.0), frames_from_s(3620.0), rolls),
        )
    )
    tags = described(Tags("Rücken [kurz]", "voicecoach", "Übungen", "de", ""), timeline)
    return Script(tags, timeline, {"title": "Rücken"}, lambda seconds: f"{seconds:g} Sekunden halten")


CAPTIONS = [
    (0.5, 1.25, "Willkommen."),
    (1.5, 3.002, "Knie & Rücken <gut> 1 --> 2."),
    (3606.0, 3608.0, "Heb [langsam] das Knie — so."),
    (3615.0, 3615.4, "drei,"),
    (3617.0, 3617.4, "eins"),
]


def read_by_ffmpeg(path: Path) -> list[tuple[float, float, str]]:
    """Captions as ffmpeg reads them: start and stop in seconds, and text."""
    probe = ["ffprobe", "-v", "error", "-show_entries", "packet=pts_time,duration_time", "-of", "json", str(path)]
    probed = subprocess.run(probe, check=True, capture_output=True, timeout=60)
    decode = ["ffmpeg", "-v", "error", "-i", str(path), "-c:s", "ass", "-f", "ass", "-"]
    decoded = subprocess.run(decode, check=True, capture_output=True, timeout=60)
    assert (probed.stderr, decoded.stderr) == (b"", b"")
    texts = re.findall(r"^Dialogue: (?:[^,\r\n]*,){9}([^\r\n]*)", decoded.stdout.decode(), re.MULTILINE)
    packets = json.loads(probed.stdout)["packets"]
    times = [(float(packet["pts_time"]), float(packet["duration_time"])) for packet in packets]
    return [(at, round(at + length, 3), text) for (at, length), text in zip(times, texts, strict=True)]


@pytest.mark.needs("ffmpeg", "ffprobe")
@pytest.mark.parametrize("name", ["srt", "vtt"])
def test_ffmpeg_reads_each_caption_at_its_time(script: Script, tmp_path: Path, name: str) -> None:
    path = tmp_path / f"session.{name}"
    path.write_text(TRANSCRIPTS[name](script), encoding="utf-8")
    lost = "<gut>" if name == "srt" else ""  # SubRip can't say that a sign isn't markup, and ffmpeg drops what is
    assert read_by_ffmpeg(path) == [(start, stop, text.replace(lost, "")) for start, stop, text in CAPTIONS]


def test_captions_follow_their_formats_to_the_letter(script: Script) -> None:
    assert TRANSCRIPTS["srt"](script).startswith(
        "1\n00:00:00,500 --> 00:00:01,250\nWillkommen.\n\n"
        "2\n00:00:01,500 --> 00:00:03,002\nKnie & Rücken <gut> 1 --> 2.\n\n"
        "3\n01:00:06,000 --> 01:00:08,000\nHeb [langsam] das Knie — so.\n\n"
    )
    assert TRANSCRIPTS["vtt"](script).startswith(
        "WEBVTT\n\n00:00:00.500 --> 00:00:01.250\nWillkommen.\n\n"
        "00:00:01.500 --> 00:00:03.002\nKnie &amp; Rücken &lt;gut&gt; 1 --&gt; 2.\n\n"
    )


def test_lyrics_have_an_empty_line_where_it_falls_silent(script: Script) -> None:
    assert TRANSCRIPTS["lrc"](script).splitlines() == [
        "[ti:Rücken (kurz)]",
        "[ar:voicecoach]",
        "[al:Übungen]",
        "[length:60:20]",
        "[00:00.50]Willkommen.",
        "[00:01.50]Knie & Rücken <gut> 1 --> 2.",
        "[00:03.00]",
        "[60:06.00]Heb (langsam) das Knie — so.",
        "[60:08.00]",
        "[60:15.00]drei,",
        "[60:15.40]",
        "[60:17.00]eins",
        "[60:17.40]",
    ]


@pytest.mark.needs("ffprobe")
def test_ffmpeg_reads_lyrics(script: Script, tmp_path: Path) -> None:
    path = tmp_path / "session.lrc"
    path.write_text(TRANSCRIPTS["lrc"](script), encoding="utf-8")
    command = ["ffprobe", "-v", "error", "-show_entries", "packet=pts_time:format_tags", "-of", "json", str(path)]
    found = json.loads(subprocess.check_output(command, timeout=60))
    assert {"title": "Rücken (kurz)", "artist": "voicecoach", "album": "Übungen"}.items() <= found["format"][
        "tags"
    ].items()
    starts = [float(packet["pts_time"]) for packet in found["packets"]]
    assert [start for start, _, _ in CAPTIONS] == [at for at in starts if at in {start for start, _, _ in CAPTIONS}]


def test_a_text_to_read_has_headings_sentences_and_holds(script: Script) -> None:
    assert TRANSCRIPTS["txt"](script) == (
        "Rücken [kurz]\n"
        "\n\n00:00  1 · Beginn\n\n"
        "Willkommen.\nKnie & Rücken <gut> 1 --> 2.\n"
        "\n\n01:00  2 · Knierollen\n\n"
        "Heb [langsam] das Knie — so.\n"
        "    [8 Sekunden halten] drei, eins\n"
        "\n\n60:20\n"
    )
