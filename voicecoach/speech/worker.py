"""One process that speaks, apart from the one that plays: an engine that crashes or hangs there can be done without.

The parent writes a request as a line of JSON to the child's standard input. The child answers on its standard output
with a line of JSON and as many raw bytes, a clip's samples, as its `bytes` says. The child ends when its input closes.
"""

from __future__ import annotations

import json
import os
import queue
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, fields
from importlib import import_module
from pathlib import Path
from typing import IO, Any, NoReturn

from voicecoach.backends import load_backend
from voicecoach.clip import FRAME_BYTES, Clip, frames_from_s
from voicecoach.errors import InputError, NotSetUpError, SpeechError, UnknownNameError, VoicecoachError
from voicecoach.speech.engine import Engine, Voice
from voicecoach.speech.text import pieces, speakable

CUE_TIMEOUT_S = 20.0
START_TIMEOUT_S = 60.0
"""For the first request to a process, which brings the engine up."""
MORE_TIMEOUT_S = 0.02
"""For each character of a cue's text besides."""

ATTEMPTS = 2
"""A process that hung or gave no sound is started anew once a cue."""

DEATHS = 5
"""How often the process may die in a cue. Mostly that says nothing about the cue: memory was short, or somebody ended
the process. A cue that always ends it is an error after this many starts, which are quick."""

PIECE_GAP_S = 0.3
"""Between the pieces of a long text."""

_ADVICE = "try other words or another voice"

Message = dict[str, Any]

_CHILD_PROGRAM = "import json, sys; sys.path[:] = json.loads(sys.argv.pop()); "
_CHILD_PROGRAM += "from voicecoach.speech.worker import main; main()"


def engine_class(name: str) -> type[Engine]:
    """The class of the engine of that name, or of `module:Class` where the name holds a colon; it isn't brought up.

    Raises UnknownNameError for an engine that no package brings, InputError where it can't be imported.
    """
    module, colon, attribute = name.partition(":")
    try:
        found: type[Engine] = getattr(import_module(module), attribute) if colon else load_backend("engine", name)
    except (ImportError, AttributeError) as error:
        raise InputError(f"the engine {name!r} can't be loaded ({error}); give it as module:Class") from error
    return found


def engine_settings(name: str, given: Mapping[str, Any]) -> Any:
    """The settings of the engine of that name, made of what its table in the config gives.

    Raises InputError for a setting that it doesn't have, or a value that can't be; else as `engine_class`.
    """
    kind = engine_class(name).Settings
    known = [field.name for field in fields(kind)]
    for unknown in sorted(given.keys() - {*known}):
        raise UnknownNameError(f"setting of the engine {name!r}:", unknown, known)
    try:
        return kind(**given)
    except ValueError as error:
        raise InputError(f"the settings of the engine {name!r} can't be used: {error}") from error


class Worker:
    """Speaks in a process of its own, started by the first request. One request at a time; any thread may close it."""

    def __init__(
        self,
        engine: str,
        settings: Mapping[str, Any] | None = None,
        *,
        cue_timeout_s: float = CUE_TIMEOUT_S,
        start_timeout_s: float = START_TIMEOUT_S,
    ) -> None:
        """`settings` are the engine's own, fields of its Settings."""
        self._engine, self._settings = engine, dict(settings or {})
        self._cue_timeout_s, self._start_timeout_s = cue_timeout_s, start_timeout_s
        self._child: _Child | None = None
        self._closed = False
        self._lock = threading.Lock()  # holds `_child` and `_closed` together

    def clip(self, text: str, voice: str, speed: float) -> Clip:
        """The sound of `text`, conformed, as loud as the engine gives it; `speed` is on the engine's own scale.

        Raises UnknownNameError for the voice, InputError for a text without words, SpeechError where no sound came.
        """
        _, samples = self._ask({"clip": [text, voice, speed]}, f"can't speak {text[:80]!r}", len(text) * MORE_TIMEOUT_S)
        return Clip(samples)

    def voices(self) -> list[Voice]:
        """Every voice of the engine, in its order."""
        answer, _ = self._ask({"voices": []}, "can't list the voices")
        return [Voice(**voice) for voice in answer["voices"]]

    def close(self) -> None:
        """End the process; a request under way ends in SpeechError. Calling it twice is harmless."""
        with self._lock:
            self._closed = True
            self._drop_child()

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.close()

    def _ask(self, request: Message, failure: str, more_timeout_s: float = 0.0) -> tuple[Message, bytes]:
        error: _ChildFailedError
        failures = deaths = 0
        while failures < ATTEMPTS and deaths < DEATHS:
            child, timeout_s = self._running_child()
            try:
                return child.ask(request, timeout_s + more_timeout_s)
            except InputError:
                raise
            except _ChildFailedError as failed:
                error = failed
                deaths += error.died
                failures += not error.died
                with self._lock:
                    self._drop_child()
            except BaseException:  # such as Ctrl-C: its answer would be taken for the next request's
                with self._lock:
                    self._drop_child()
                raise
        raise SpeechError(f"{failure}: {error}") from error

    def _running_child(self) -> tuple[_Child, float]:
        """The process, started where there is none, and how long it may take for its next answer."""
        with self._lock:
            if self._closed:
                raise SpeechError("speech has ended; it was closed in the meantime")
            if self._child is None:
                self._child = _Child(self._engine, self._settings)
                return self._child, self._start_timeout_s
            return self._child, self._cue_timeout_s

    def _drop_child(self) -> None:
        if self._child is not None:
            self._child.stop()
            self._child = None


class _ChildFailedError(Exception):
    """The process died, didn't answer in time, or its engine gave no sound."""

    def __init__(self, message: str, *, died: bool = False) -> None:
        super().__init__(message)
        self.died = died


class _Child:
    """The parent's side of one process. Threads read what it writes, so that waiting for it can end."""

    def __init__(self, engine: str, settings: Mapping[str, Any]) -> None:
        # The child imports from where its parent does, and nothing from the folder it happens to be started in.
        paths = json.dumps([path or str(Path.cwd()) for path in sys.path])
        command = [sys.executable, "-I", "-c", _CHILD_PROGRAM, engine, json.dumps(settings), paths]
        pipe = subprocess.PIPE
        try:
            self._process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, start_new_session=True)
        except OSError as error:
            raise SpeechError(f"the process that speaks can't be started ({error})") from error
        self._answers: queue.Queue[tuple[Message, bytes] | None] = queue.Queue()
        self._last_words: deque[bytes] = deque(maxlen=20)
        targets = (self._read_answers, self._read_complaints)
        self._readers = [threading.Thread(target=target, daemon=True) for target in targets]
        for reader in self._readers:
            reader.start()

    def ask(self, request: Message, timeout_s: float) -> tuple[Message, bytes]:
        """The answer to a request. Raises _ChildFailedError, or InputError where the request itself was wrong."""
        stdin = _opened(self._process.stdin)
        try:
            stdin.write(json.dumps(request).encode() + b"\n")
            stdin.flush()
        except (OSError, ValueError) as error:  # ValueError: another thread closed it
            raise self._death() from error
        try:
            answer = self._answers.get(timeout=timeout_s)
        except queue.Empty:
            raise _ChildFailedError(f"the engine didn't answer within {timeout_s:g} s; {_ADVICE}") from None
        if answer is None:
            raise self._death()
        if "error" in answer[0]:
            _raise(answer[0]["error"])
        return answer

    def stop(self) -> None:
        """End the process, whatever it does, with every program that its engine runs, and wait until it has ended."""
        _kill_group(self._process.pid)
        self._process.kill()
        self._process.wait()
        with suppress(OSError):  # a request that the process never read
            _opened(self._process.stdin).close()
        for reader in self._readers:
            reader.join(timeout=1.0)

    def _death(self) -> _ChildFailedError:
        self._readers[1].join(timeout=1.0)
        lines = b"".join(self._last_words.copy()).decode(errors="replace").split("\n")
        said = next((line for line in reversed(lines) if line.strip()), "without a word")
        return _ChildFailedError(f"the engine's process died ({said}); {_ADVICE}", died=True)

    def _read_answers(self) -> None:
        with _opened(self._process.stdout) as stdout, suppress(ValueError):  # ValueError: half a line, at its death
            for line in stdout:
                answer = json.loads(line)
                samples = stdout.read(answer["bytes"])
                if len(samples) == answer["bytes"]:
                    self._answers.put((answer, samples))
        self._answers.put(None)

    def _read_complaints(self) -> None:
        with _opened(self._process.stderr) as stderr:
            self._last_words.extend(stderr)


def _kill_group(leader: int) -> None:
    """End a process that leads a group, as each child does, and all that it has started; elsewhere than on POSIX there
    are no groups, and what is left of them ends by itself."""
    if sys.platform != "win32":
        with suppress(ProcessLookupError, PermissionError):  # all of them have ended; macOS says so by the second
            os.killpg(leader, signal.SIGKILL)


def _opened(stream: IO[bytes] | None) -> IO[bytes]:
    assert stream is not None, "the process was started with pipes"
    return stream


def _raise(error: Message) -> NoReturn:
    """Raise again what was raised in the child."""
    match error:
        case {"kind": kind, "name": name, "known": known}:
            raise UnknownNameError(kind, name, known)
        case {"not_set_up": message}:
            raise NotSetUpError(message)
        case {"input": message}:
            raise InputError(message)
        case _:
            raise _ChildFailedError(error["message"])


def _described(error: VoicecoachError) -> Message:
    match error:
        case UnknownNameError():
            return {"kind": error.kind, "name": error.name, "known": error.known}
        case NotSetUpError():
            return {"not_set_up": str(error)}
        case InputError():
            return {"input": str(error)}
        case _:
            return {"message": str(error)}


def _answer(engine: Engine, request: Message) -> tuple[Message, bytes]:
    if "voices" in request:
        return {"voices": [asdict(voice) for voice in engine.voices()]}, b""
    text, voice, speed = request["clip"]
    return {}, _spoken(engine, text, voice, speed)


def _spoken(engine: Engine, text: str, voice: str, speed: float) -> bytes:
    """The conformed samples of a text, however long it is."""
    from voicecoach.conform import conform

    spoken = [conform(engine.speak(piece, voice, speed)) for piece in pieces(speakable(text))]
    samples = bytes(frames_from_s(PIECE_GAP_S) * FRAME_BYTES).join(clip.samples for clip in spoken if clip.frames)
    if not samples:
        raise SpeechError("only silence came out")
    return samples


def _serve(engine_name: str, settings: Mapping[str, Any], requests: Iterator[Message], answers: IO[bytes]) -> None:
    """Answer each request. What isn't a VoicecoachError ends the process, which is then started anew."""
    engine: Engine | None = None
    for request in requests:
        samples = b""
        try:
            engine = engine or _brought_up(engine_name, settings)
            answer, samples = _answer(engine, request)
        except VoicecoachError as error:
            answer = {"error": _described(error)}
        answers.write(json.dumps(answer | {"bytes": len(samples)}).encode() + b"\n" + samples)
        answers.flush()


def _brought_up(engine_name: str, settings: Mapping[str, Any]) -> Engine:
    return engine_class(engine_name)(engine_settings(engine_name, settings))


def _requests(stdin: IO[bytes]) -> Iterator[Message]:
    """The requests on `stdin`. When it closes the process ends, even amid one: its parent is gone."""
    lines: queue.SimpleQueue[bytes] = queue.SimpleQueue()

    def read() -> None:
        for line in stdin:
            lines.put(line)
        _kill_group(os.getpid())
        os._exit(0)

    threading.Thread(target=read, daemon=True).start()
    while True:
        yield json.loads(lines.get())


def main() -> None:
    """Be the child. Standard input and output are kept for the parent: what a driver prints goes nowhere."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C in the terminal is the parent's to handle
    requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 0)
    os.dup2(nowhere, 1)
    _serve(sys.argv[1], json.loads(sys.argv[2]), _requests(requests), answers)
