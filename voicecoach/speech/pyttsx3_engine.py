"""The default engine: pyttsx3, which speaks through espeak-ng on Linux and with the system's voices elsewhere."""

from __future__ import annotations

import ctypes
import os
import re
import sys
import tempfile
import unicodedata
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as package_version
from pathlib import Path
from typing import Any

from voicecoach.conform import Wave, read_wave
from voicecoach.errors import InputError, SpeechError, UnknownNameError
from voicecoach.speech.engine import Voice

TUNING = 2
"""Counts up with every change here that changes the sound: of the rate, of the gain, of how text is cleaned."""

ESPEAK_GAINS_DB = {
    "de": 1.1, "en-029": 0.0, "en-gb": 0.5, "en-gb-scotland": 0.1, "en-us": 1.3, "es": 1.6, "fr": 2.6,
}  # fmt: skip
"""What brings a voice of espeak-ng to -19 LUFS. Measured by ITU-R BS.1770-4 on 20 or more calm instructions in the
voice's language at 140 words a minute, conformed; from 115 to 170 a voice stays within 0.4 dB."""

ESPEAK_RESPELT = {"fr": ((r"\bdos\b", "dau"), (r"\brythme(s?)\b", r"ritme\1"))}
"""By language, what espeak-ng takes for English words, and how it is written so that it sounds right."""

OTHER_GAIN_DB = 1.0
"""For the voices that weren't measured."""

VARIANT_GAINS_DB = {
    "f1": -1.5, "f2": -1.6, "f3": -0.6, "f4": -1.5,
    "m1": 1.2, "m2": 1.4, "m3": -0.2, "m5": 0.7, "m6": 0.2, "m7": -0.9, "m8": 5.0,
}  # fmt: skip
"""What a variant takes besides; measured likewise, with five voices, which agree."""

ESPEAK_WPM_PER_SETTING = 1.26
"""Words a minute heard for each that espeak-ng is set to. Measured with en-us on 379 words of calm instructions, in 32
cues of a sentence or two without the silence around them: true to 1 % at settings from 90 to 260. A single cue may be
40 % away from it, since short words take less time than long ones."""

ESPEAK_SETTINGS = (80, 450)
"""The lowest setting, under which espeak-ng speaks no slower (107 words a minute are heard), and the highest."""

ESPEAK_PATH_BYTES = 160
"""espeak-ng takes no path to its data that is this long or longer: it looks elsewhere, and ends the process."""

UNSPOKEN = frozenset({"Cc", "Cs", "Co", "Cn"})
"""Unicode categories of what isn't text: control characters, halves of surrogates, characters without a meaning."""

BRACKETS = frozenset("<>[]")
"""Marks that a driver may take for a tag's or a phoneme's."""


class Pyttsx3Engine:
    """Speaks with pyttsx3. There can be one in a process, and only the thread that made it may use it."""

    def __init__(self) -> None:
        self._espeak = sys.platform.startswith("linux")
        if self._espeak:
            _load_bundled_espeak()
        try:
            import pyttsx3

            self._driver: Any = pyttsx3.init()
        except (ImportError, OSError, RuntimeError) as error:
            remedy = "pip install --force-reinstall pyttsx3" + " espeakng-loader" * self._espeak
            raise SpeechError(f"pyttsx3 can't be started ({error}); install it anew: {remedy}") from error
        self._driver.runAndWait()  # the first run returns before its work is done: it gets none
        self._variants = _espeak_variants() if self._espeak else frozenset()
        name = _espeak_names if self._espeak else _system_names
        self._ids: dict[str, str] = {}
        self._voices: list[Voice] = []
        for found in sorted(self._driver.getProperty("voices"), key=lambda found: str(found.id)):
            language = str(next(iter(found.languages or ()), "") or "").replace("_", "-").lower()
            unused = next(each for each in name(found, language) if each not in self._ids)
            self._ids[unused] = found.id
            self._voices.append(Voice("pyttsx3", unused, language, found.name.strip()))

    @staticmethod
    def version() -> str:
        """The versions of pyttsx3 and of espeak-ng's package, the tuning, and the platform, whose voices differ."""
        packages = ", ".join(f"{package} {_version(package)}" for package in ("pyttsx3", "espeakng-loader"))
        return f"{packages}, tuning {TUNING}, {sys.platform}"

    def voices(self) -> list[Voice]:
        """Every voice, by name. With espeak-ng each takes a variant as well, which isn't listed: `en-us+f3`."""
        return sorted(self._voices, key=lambda voice: voice.name)

    def gain_db(self, voice: str) -> float:
        """What brings the voice to -19 LUFS. The voices of macOS and Windows were not measured: 0."""
        if not self._espeak:
            return 0.0
        name, variant = self._known(voice)
        return ESPEAK_GAINS_DB.get(name, OTHER_GAIN_DB) + VARIANT_GAINS_DB.get(variant, 0.0)

    def speak(self, text: str, voice: str, rate_wpm: int) -> Wave:
        """The sound of `text`, freed from what a driver would obey instead of speak: brackets, control characters.

        `voice` is a name or a language, of which the first voice is taken.
        Raises UnknownNameError for the voice, InputError for a text without words, SpeechError where no sound came.
        """
        words = _speakable(text)
        if self._espeak:
            words = _respelt(words, self._known(voice)[0])
        self._set("voice", self._voice_id(voice))
        self._set("rate", espeak_setting(rate_wpm) if self._espeak else rate_wpm)
        with tempfile.TemporaryDirectory(prefix="voicecoach-") as folder:
            path = Path(folder, "cue.wav")
            self._driver.save_to_file(words, str(path))
            self._driver.runAndWait()
            try:
                wave = read_wave(path)
            except InputError as error:
                raise SpeechError(f"no sound came in the voice {voice!r}") from error
        if not wave.samples.any():
            raise SpeechError(f"only silence came in the voice {voice!r}")
        return wave

    def _voice_id(self, voice: str) -> str:
        name, variant = self._known(voice)
        return f"{self._ids[name]}+{variant}" if variant else self._ids[name]

    def _known(self, voice: str) -> tuple[str, str]:
        """The name and the variant of a voice that is there for certain: the driver passes over one it doesn't know."""
        name, plus, variant = voice.partition("+")
        name = name.lower()
        if name not in self._ids:
            name = next((each.name for each in self._voices if each.language == name), name)
        if name not in self._ids:
            raise UnknownNameError("voice", voice, self._ids)
        if plus and variant not in self._variants:
            raise UnknownNameError("voice", voice, {f"{name}+{known}" for known in self._variants} or self._ids)
        return name, variant

    def _set(self, setting: str, value: str | int) -> None:
        """Change a setting of the driver. espeak-ng mixes up settings that come while it is busy."""
        self._synchronize()
        self._driver.setProperty(setting, value)
        self._synchronize()

    def _synchronize(self) -> None:
        if self._espeak:
            from pyttsx3.drivers import _espeak

            _espeak.Synchronize()


def espeak_setting(rate_wpm: int) -> int:
    """What espeak-ng is set to so that `rate_wpm` words a minute are heard, or the nearest that it can do."""
    lowest, highest = ESPEAK_SETTINGS
    return min(max(round(rate_wpm / ESPEAK_WPM_PER_SETTING), lowest), highest)


def _speakable(text: str) -> str:
    spoken = (" " if unicodedata.category(char) in UNSPOKEN or char in BRACKETS else char for char in text)
    words = " ".join("".join(spoken).split())
    if not any(char.isalnum() for char in words):
        raise InputError(f"there is nothing to say in {text!r}; give it words")
    return words


def _respelt(text: str, voice: str) -> str:
    for pattern, spelling in ESPEAK_RESPELT.get(voice.partition("-")[0], ()):
        text = re.sub(pattern, spelling, text, flags=re.IGNORECASE)
    return text


def _load_bundled_espeak() -> None:
    """Load the libespeak-ng of espeakng-loader, so that pyttsx3, asking by its soname, is given this one.

    Where the package or its library is missing, pyttsx3 finds the system's.
    """
    try:
        import espeakng_loader

        data = Path(espeakng_loader.get_data_path())
        if not (data / "phontab").exists():  # without it espeak-ng ends the process
            return
        ctypes.CDLL(espeakng_loader.get_library_path(), ctypes.RTLD_GLOBAL)
    except (ImportError, OSError, RuntimeError):
        return
    os.environ["ESPEAK_DATA_PATH"] = short_path(data)


def short_path(folder: Path) -> str:
    """A path to `folder` that espeak-ng takes, for as long as this process lives."""
    if len(os.fsencode(folder)) < ESPEAK_PATH_BYTES:
        return str(folder)
    return f"/proc/self/fd/{os.open(folder, os.O_RDONLY)}"


def _espeak_variants() -> frozenset[str]:
    """The names of espeak-ng's variants: each is a file in its data."""
    from pyttsx3.drivers import _espeak

    data = ctypes.c_char_p()
    _espeak.Info(ctypes.byref(data))
    return frozenset(path.name for path in Path(os.fsdecode(data.value or b""), "voices", "!v").glob("*"))


def _espeak_names(voice: Any, language: str) -> Iterable[str]:
    """Names for a voice of espeak-ng, the best first: its language (`fr` for `fr-fr`), or else its file's name."""
    return re.sub(r"^(\w+)-\1$", r"\1", language), str(voice.id).rpartition("/")[2]


def _system_names(voice: Any, language: str) -> Iterable[str]:
    """Names for a voice of macOS or Windows, the best first: `samantha`, `eddy-en-us`, or else its identifier."""
    return _slug(voice.name), _slug(f"{voice.name} {language}"), _slug(str(voice.id))


def _slug(name: str) -> str:
    return re.sub(r"[\W_]+", "-", name.lower()).strip("-")


def _version(package: str) -> str:
    try:
        return package_version(package)
    except PackageNotFoundError:
        return "none"
