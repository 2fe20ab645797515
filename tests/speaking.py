"""The voices that what speech reaches is measured on: pyttsx3's, and flite's through the engine for commands."""

from __future__ import annotations

import pytest

FLITE = {
    "command": ["flite", "-voice", "{voice}", "--setf", "duration_stretch={stretch}", "-t", "{text}", "-o", "{wav}"],
    "voices": {"slt": "en-us", "kal16": "en-us"},
}
"""Settings of the engine `command` with which flite speaks."""

VOICES = [
    ("pyttsx3:en-us", "en"),
    ("pyttsx3:en-gb", "en"),
    ("pyttsx3:en-us+f3", "en"),
    ("pyttsx3:es", "es"),
    ("pyttsx3:de", "de"),
    ("pyttsx3:fr", "fr"),
    *(pytest.param(f"command:{name}", "en", marks=pytest.mark.needs("flite")) for name in ("slt", "kal16")),
]
"""Voices, and the language of what they read."""
