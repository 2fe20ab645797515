"""Going to a chapter of an exported file in a real browser, measured on what sounds then."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import pytest
import soundfile

from tests.chromium import chromium
from tests.share.serving import serving
from voicecoach.clip import FRAME_RATE
from voicecoach.export.reader import ExportedFile, read_exported
from voicecoach.share.site import Resource, site_of

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.once]

Samples: TypeAlias = np.ndarray[Any, np.dtype[np.float32]]

LEAST_SOUND = 0.003
"""Above the noise of a decoder, and far under the softest chime."""

NEAR_S = 0.06
LIKE = 0.95
"""The first frame after a jump may lack what the one before it holds for it (MPEG's bit reservoir)."""

HEARD_S = 0.4
AROUND_S = 1.0

WORKLET = """registerProcessor("listener", class extends AudioWorkletProcessor {
    constructor({ processorOptions }) {
        super();
        this.least = processorOptions.least;
        this.begun = false;
    }

    process([[samples]]) {
        const first = this.begun || !samples ? 0 : samples.findIndex((sample) => Math.abs(sample) > this.least);
        if (samples && first >= 0) {
            this.begun = true;
            this.port.postMessage({ at_s: currentTime, samples: samples.slice(first) });
        }
        return true;
    }
});"""
"""Tells of all that sounds, from the first sound on, in the thread that renders it, so that nothing is lost."""

LISTEN = """async ([start_s, least, length]) => {
    const audio = document.querySelector("audio");
    if (!window.room) {
        window.room = new AudioContext({ sampleRate: 48000 });
        await room.audioWorklet.addModule("listener.js");
        window.source = room.createMediaElementSource(audio);
        await room.resume();
    }
    const listener = new AudioWorkletNode(room, "listener", { processorOptions: { least } });
    audio.currentTime = start_s;
    await new Promise((resolve) => audio.addEventListener("seeked", resolve, { once: true }));
    const landed_s = audio.currentTime;
    source.connect(listener);
    const heard = [];
    let began_s = null;
    await new Promise((resolve) => {
        listener.port.onmessage = ({ data }) => {
            began_s ??= audio.currentTime - (room.currentTime - data.at_s);
            heard.push(...data.samples);
            if (heard.length >= length) resolve();
        };
        audio.play();
    });
    source.disconnect();
    audio.pause();
    return [landed_s, began_s, heard.slice(0, length)];
}"""
"""Goes to a time and listens: the time that the browser shows there, and at the first sound, and the samples then.
What tells of a sound may come late on a busy machine: by as much the time is taken back."""


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory, clip_cache: Path) -> ExportedFile:
    """A routine, exported as a user does it."""
    folder = tmp_path_factory.mktemp("exported")
    subprocess.run(
        [sys.executable, "-m", "voicecoach.cli", "export", "lower-back-short", "-o", "routine.mp3"],
        cwd=folder,
        env=os.environ | {"VOICECOACH_CACHE_DIR": str(clip_cache), "VOICECOACH_DATA_DIR": str(folder / "data")},
        check=True,
        capture_output=True,
    )
    return read_exported(folder / "routine.mp3")


@pytest.fixture(scope="module")
def page(exported: ExportedFile) -> Iterator[Page]:
    """The file's page, in a browser that has a sound device of its own making."""
    site = site_of([exported]) | {"listener.js": Resource("text/javascript", WORKLET.encode())}
    with chromium("--autoplay-policy=no-user-gesture-required") as browser, serving(site) as address:
        page = browser.new_page()
        page.goto(address)
        page.wait_for_function("() => document.querySelector('audio').readyState > 0")
        yield page


def test_the_length_is_exact(page: Page, exported: ExportedFile) -> None:
    length_s = page.evaluate("document.querySelector('audio').duration")
    assert length_s == pytest.approx(soundfile.info(exported.path).duration, abs=0.025)


def test_each_chapter_is_heard_from_its_first_sound(page: Page, exported: ExportedFile) -> None:
    """Late, its beginning would be missing in what is heard; early, it would be heard when the browser shows a later
    time."""
    sound: Samples = soundfile.read(exported.path, dtype="float32")[0]
    assert len(exported.tags.chapters) > 3
    for chapter in reversed(exported.tags.chapters):
        first = chapter.start + int(np.argmax(np.abs(sound[chapter.start :]) > LEAST_SOUND))
        landed_s, began_s, heard = page.evaluate(
            LISTEN, [chapter.start / FRAME_RATE, LEAST_SOUND, round(HEARD_S * FRAME_RATE)]
        )
        assert landed_s == pytest.approx(chapter.start / FRAME_RATE, abs=0.002), chapter.title
        assert began_s == pytest.approx(first / FRAME_RATE, abs=NEAR_S), chapter.title
        place, likeness = _place(np.asarray(heard, np.float32), sound, first)
        assert likeness > LIKE, chapter.title
        assert place == pytest.approx(first, abs=NEAR_S * FRAME_RATE), chapter.title


def _place(heard: Samples, sound: Samples, near: int) -> tuple[int, float]:
    """Where around a frame some samples belong, and how like they are to what is there: 1 is the same."""
    begin = max(0, near - round(AROUND_S * FRAME_RATE))
    there = sound[begin : near + round(AROUND_S * FRAME_RATE) + len(heard)].astype(np.float64)
    products = np.fft.irfft(np.fft.rfft(there) * np.conj(np.fft.rfft(heard, len(there))), len(there))
    energies = np.cumsum(np.concatenate([[0.0], there**2]))
    energies = energies[len(heard) :] - energies[: -len(heard)]
    likeness = products[: len(energies)] / np.sqrt(np.maximum(energies, 1e-6) * np.sum(heard.astype(np.float64) ** 2))
    at = int(np.argmax(likeness))
    return begin + at, float(likeness[at])
