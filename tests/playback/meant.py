"""What a session is meant to sound like: its timeline, as `show --json` says it, and its sound, as exported."""

from __future__ import annotations

import json
import os
import subprocess
import wave
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tests.playback.listening import Event, Samples, events_of
from tests.playback.player_process import VOICECOACH

SPEAKING_S = 300.0


@dataclass(frozen=True, slots=True)
class Meant:
    """A session: its sound, and the speech and chimes in it."""

    samples: Samples
    events: list[Event]

    def clip(self, event: Event) -> Samples:
        """What is heard while an event lasts."""
        return self.samples[event.start : event.stop]

    def section(self, number: int) -> list[Event]:
        """The events of a section, counted from 0."""
        return [event for event in self.events if event.section == number]

    @property
    def sections(self) -> int:
        """How many there are."""
        return self.events[-1].section + 1


def own_folders(folder: Path) -> dict[str, str]:
    """An environment in which voicecoach reads and writes nothing outside `folder`."""
    names = {"VOICECOACH_CACHE_DIR": "cache", "VOICECOACH_CONFIG_DIR": "config", "VOICECOACH_DATA_DIR": "data"}
    return {**os.environ, **{variable: str(folder / name) for variable, name in names.items()}}


def meant_session(arguments: list[str], folder: Path, environment: Mapping[str, str]) -> Meant:
    """The session of a routine, with options as `play` takes them. All its speech is in the cache afterwards."""
    exported = folder / "meant.wav"
    voicecoach(["export", *arguments, "--force", "-o", str(exported)], folder, environment)
    shown = json.loads(voicecoach(["show", *arguments, "--json"], folder, environment))
    with wave.open(str(exported)) as file:
        return Meant(np.frombuffer(file.readframes(file.getnframes()), "<i2"), events_of(shown))


def voicecoach(arguments: list[str], folder: Path, environment: Mapping[str, str]) -> str:
    """What a command prints. Raises CalledProcessError."""
    done = subprocess.run(
        [*VOICECOACH, *arguments],
        cwd=folder,
        env=environment,
        check=True,
        timeout=SPEAKING_S,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )
    return done.stdout
