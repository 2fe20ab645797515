"""piper: neural voices, each of which is a file that was fetched before (the extra `piper`)."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as package_version
from pathlib import Path
from typing import Any, ClassVar

from voicecoach.conform import Wave
from voicecoach.errors import NotSetUpError, SpeechError, UnknownNameError
from voicecoach.speech.engine import Voice
from voicecoach.speech.piper_voices import CONFIG, MODEL, installed_names, installed_voices

SPEEDS = (0.5, 0.75, 1.0, 1.5, 2.0)
"""How many times as fast as the voice speaks of its own accord."""

REMEDY = "remove the voice and install it anew"


@dataclass(frozen=True)
class PiperSettings:
    """The table `engines.piper`. `folder` holds the voices; an empty one is no folder, without a voice."""

    folder: str = ""

    def __post_init__(self) -> None:
        if not isinstance(self.folder, str):
            raise ValueError(f"folder is the path of a folder in quotes, not {self.folder!r}")


class PiperEngine:
    """Speaks with piper, and keeps the last voice loaded: the next one takes its place.

    A voice's sound isn't the same to the bit each time, nor in its length: the model draws its own noise, as strong as
    the voice's settings say.
    """

    Settings: ClassVar[type[PiperSettings]] = PiperSettings

    def __init__(self, settings: PiperSettings) -> None:
        try:
            import onnxruntime
            import piper
        except ImportError as error:
            raise NotSetUpError(
                f"piper isn't installed ({error}); try: pip install piper-tts (the extra [piper])"
            ) from error
        onnxruntime.set_default_logger_severity(4)  # of fatal errors alone; others are raised as well
        logging.getLogger("piper").setLevel(logging.CRITICAL)  # it warns of each phoneme that a voice lacks
        self._piper: Any = piper
        self._folder = Path(settings.folder) if settings.folder else None
        self._name, self._loaded = "", None

    @staticmethod
    def version(settings: PiperSettings, voice: str) -> str:
        """The version of piper-tts, and size and time of change of the voice's two files; without a voice, which there
        are."""
        try:
            parts = [f"piper-tts {package_version('piper-tts')}"]
        except PackageNotFoundError:
            parts = ["piper-tts none"]
        if not voice:
            parts += installed_names(Path(settings.folder)) if settings.folder else []
        for ending in (MODEL, CONFIG) if voice else ():
            path = Path(settings.folder, voice.partition("#")[0] + ending)
            if path.is_file():
                stat = path.stat()
                parts.append(f"{ending} of {stat.st_size} bytes, changed {stat.st_mtime_ns}")
        return ", ".join(parts)

    @staticmethod
    def speeds(settings: PiperSettings) -> tuple[float, ...]:
        """The same for every voice."""
        return SPEEDS

    def voices(self) -> list[Voice]:
        """Those in the folder. One of several speakers is listed once, and speaks as each of them: `NAME#SPEAKER`."""
        return installed_voices(self._folder) if self._folder else []

    def speak(self, text: str, voice: str, speed: float) -> Wave:
        """The sound of `text`.

        Raises UnknownNameError for the voice, SpeechError where its files are damaged or nothing came out.
        """
        import numpy as np

        name, marked, speaker = voice.partition("#")
        loaded = self._voice(name)
        options = self._piper.SynthesisConfig(
            speaker_id=_speaker_id(name, speaker, loaded.config.speaker_id_map) if marked else None,
            length_scale=loaded.config.length_scale / speed,
            normalize_audio=False,  # else each sentence alone, by a single peak: some would be louder than others
        )
        try:
            sentences = [np.ravel(chunk.audio_float_array) for chunk in loaded.synthesize(text, options)]
        except Exception as error:  # whatever a model, or the package that its language needs, comes up with
            raise SpeechError(f"the voice {name!r} can't speak ({_told(error)}); {REMEDY}") from error
        samples = np.concatenate(sentences) if sentences else np.zeros(0, np.float32)
        if not np.isfinite(samples).all():
            raise SpeechError(f"the voice {name!r} gave no sound but numbers without sense; {REMEDY}")
        if not samples.any():
            raise SpeechError(f"only silence came in the voice {name!r}")
        return Wave(samples, loaded.config.sample_rate)

    def _voice(self, name: str) -> Any:
        """A voice, loaded."""
        if name != self._name or self._loaded is None:
            known = installed_names(self._folder) if self._folder else []
            if name not in known or self._folder is None:
                raise UnknownNameError("voice", name, known)
            path = self._folder / f"{name}{MODEL}"
            try:
                # Where a language needs more data, piper fetches it into download_dir, else into the current folder.
                self._loaded = self._piper.PiperVoice.load(path, download_dir=self._folder)
            except Exception as error:  # onnxruntime's have no root of their own
                raise SpeechError(f"{path} or {path}.json is damaged ({_told(error)}); {REMEDY}") from error
            self._name = name
        return self._loaded


def _speaker_id(name: str, speaker: str, known: dict[str, int]) -> int:
    if speaker not in known:
        raise UnknownNameError("voice", f"{name}#{speaker}", {f"{name}#{each}" for each in known} or {name})
    return known[speaker]


def _told(error: Exception) -> str:
    """An error in one line: some of onnxruntime's have many."""
    return f"{type(error).__name__}: {' '.join(str(error).split())[:200]}"
