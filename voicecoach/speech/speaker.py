"""Text becomes a clip: from the cache, or else from the worker."""

from __future__ import annotations

import threading

from voicecoach.clip import Clip
from voicecoach.speech.cache import ClipCache, clip_key
from voicecoach.speech.worker import Worker, engine_class


class Speaker:
    """Speaks in one voice. Any thread may ask it; one cue is spoken at a time."""

    def __init__(self, engine: str, voice: str, cache: ClipCache, worker: Worker | None = None) -> None:
        """Nothing is started before the first cue that the cache doesn't hold. A given `worker` is closed here as well.

        Raises UnknownNameError for an engine that no package brings.
        """
        self._engine, self._voice, self._cache = engine, voice, cache
        self._version = engine_class(engine).version()
        self._worker = worker or Worker(engine)
        self._speaking = threading.Lock()
        self._unkept: dict[str, Clip] = {}  # spoken again, a clip may differ in length, and a timeline is built on it

    def clip(self, text: str, rate_wpm: int) -> Clip:
        """The sound of `text` at `rate_wpm` words a minute.

        Raises UnknownNameError for the voice, InputError for a text without words, SpeechError where no sound came.
        """
        key = clip_key(self._engine, self._version, self._voice, rate_wpm, text)
        known = self._known(key)
        if known is not None:
            return known
        with self._speaking:
            return self._known(key) or self._spoken(key, text, rate_wpm)  # another thread may have asked for the same

    def _known(self, key: str) -> Clip | None:
        return self._unkept.get(key) or self._cache.get(key)

    def _spoken(self, key: str, text: str, rate_wpm: int) -> Clip:
        clip = self._worker.clip(text, self._voice, rate_wpm)
        kept = self._cache.put(key, clip)
        return kept or self._unkept.setdefault(key, clip)

    def close(self) -> None:
        """End the worker; a cue under way ends in SpeechError. Calling it twice is harmless."""
        self._worker.close()

    def __enter__(self) -> Speaker:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.close()
