"""The default engine: pyttsx3, which speaks through espeak-ng on Linux and with the system's voices elsewhere."""

from __future__ import annotations

import ctypes
import os
import re
import sys
import tempfile
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as package_version
from pathlib import Path
from typing import Any, ClassVar

from voicecoach.conform import Wave, read_wave
from voicecoach.errors import InputError, SpeechError, UnknownNameError
from voicecoach.speech.engine import NoSettings, Voice

TUNING = 3
"""Counts up with every change here that changes the sound."""

ESPEAK_SPEEDS = (85.0, 150.0, 260.0)
"""Of espeak-ng's scale, on which it calls 175 normal: under 85 it speaks no slower, between these the rate heard is in
proportion to within 2 %, and beyond 260 nobody follows."""

SYSTEM_SPEEDS = (100.0, 150.0, 200.0, 300.0)
"""Of the scale that pyttsx3 gives the voices of macOS and Windows: words a minute, by their own reckoning."""

CURATED = ("f3", "f4", "m3", "m7")
"""Variants of espeak-ng that are listed, for the languages in LISTED: they change the voice and leave it clear. The
others are spoken as well."""

LISTED = frozenset({"de", "en", "es", "fr"})

ESPEAK_PATH_BYTES = 160
"""espeak-ng takes no path to its data that is this long or longer: it looks elsewhere, and ends the process."""

ON_LINUX = sys.platform.startswith("linux")


class Pyttsx3Engine:
    """Speaks with pyttsx3. There can be one in a process, and only the thread that made it may use it."""

    Settings: ClassVar[type[NoSettings]] = NoSettings

    def __init__(self, settings: NoSettings) -> None:
        self._espeak = ON_LINUX
        if self._espeak:
            _load_bundled_espeak()
        try:
            import pyttsx3

            self._driver: Any = pyttsx3.init()
        except (ImportError, OSError, RuntimeError) as error:
            remedy = "pip install --force-reinstall pyttsx3" + " espeakng-loader" * self._espeak
            raise SpeechError(f"pyttsx3 can't be started ({error}); install it anew: {remedy}") from error
        self._run()  # the first run returns before its work is done: it gets none
        self._settings: tuple[str, int] | None = None  # those of the last cue: to change any takes longer than to speak
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
    def version(settings: NoSettings, voice: str) -> str:
        """The versions of pyttsx3 and of espeak-ng's package, the tuning, and the platform, whose voices differ."""
        packages = ", ".join(f"{package} {_version(package)}" for package in ("pyttsx3", "espeakng-loader"))
        return f"{packages}, tuning {TUNING}, {sys.platform}"

    @staticmethod
    def speeds(settings: NoSettings) -> tuple[float, ...]:
        """Those of espeak-ng's scale, or of the system's voices."""
        return ESPEAK_SPEEDS if ON_LINUX else SYSTEM_SPEEDS

    def voices(self) -> list[Voice]:
        """Every voice, by name. With espeak-ng each takes a variant as well (`en-us+f3`), of which the clearest are
        listed."""
        curated = [
            Voice("pyttsx3", f"{voice.name}+{variant}", voice.language, f"{voice.label}, as {variant}")
            for voice in self._voices
            if voice.language.partition("-")[0] in LISTED
            for variant in CURATED
            if variant in self._variants
        ]
        return sorted([*self._voices, *curated], key=lambda voice: voice.name)

    def speak(self, text: str, voice: str, speed: float) -> Wave:
        """The sound of `text`. `voice` is a name or a language, of which the first voice is taken.

        Raises UnknownNameError for the voice, SpeechError where no sound came.
        """
        settings = voice_id, rate = self._voice_id(voice), round(speed)
        if settings != self._settings:
            self._settings = None
            self._set("voice", voice_id)
            self._set("rate", rate)
            self._settings = settings
        with tempfile.TemporaryDirectory(prefix="voicecoach-") as folder:
            path = Path(folder, "cue.wav")
            self._driver.save_to_file(text, str(path))
            self._run()
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

    def _run(self) -> None:
        """Let the driver do what it was told. It takes espeak-ng at work, on a setting even, for speech that is to be
        broken off, and may then break off what comes next instead."""
        self._synchronize()
        self._driver.runAndWait()

    def _synchronize(self) -> None:
        if self._espeak:
            from pyttsx3.drivers import _espeak

            _espeak.Synchronize()


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
