"""The child's side of a worker: the process in which an engine lives.

The parent writes a request as a line of JSON to the child's standard input. The child answers on its standard output
with a line of JSON and as many raw bytes, a clip's samples, as its `bytes` says. The child ends when its input closes:
its parent is gone.
"""

from __future__ import annotations

import json
import os
import queue
import signal
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict
from typing import IO, Any

from voicecoach.clip import FRAME_BYTES, frames_from_s
from voicecoach.errors import InputError, NotSetUpError, SpeechError, UnknownNameError, VoicecoachError
from voicecoach.speech.engine import Engine, engine_class, engine_settings
from voicecoach.speech.text import pieces, speakable

PIECE_GAP_S = 0.3
"""Between the pieces of a long text."""

PARTING_S = 1.0
"""How long a cue that is under way when the parent goes may take to end, so that its files go as well."""

Message = dict[str, Any]


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
    """The requests on `stdin`, until it closes; the process ends soon after that, even amid one."""
    lines: queue.SimpleQueue[bytes] = queue.SimpleQueue()

    def read() -> None:
        for line in stdin:
            lines.put(line)
        lines.put(b"")
        time.sleep(PARTING_S)
        _end()

    threading.Thread(target=read, daemon=True).start()
    while line := lines.get():
        yield json.loads(line)


def _end() -> None:
    """End this process, with every program that its engine runs."""
    kill_group(os.getpid())
    os._exit(0)


def main() -> None:
    """Be the child. Standard input and output are kept for the parent: what a driver prints goes nowhere."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C in the terminal is the parent's to handle
    requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 0)
    os.dup2(nowhere, 1)
    with suppress(BrokenPipeError):  # nobody waits for the answer any more
        _serve(sys.argv[1], json.loads(sys.argv[2]), _requests(requests), answers)
    _end()


def kill_group(leader: int) -> None:
    """End a process that leads a group, as each child does, and all that it has started; elsewhere than on POSIX there
    are no groups, and what is left of them ends by itself."""
    if sys.platform != "win32":
        with suppress(ProcessLookupError, PermissionError):  # all of them have ended; macOS says so by the second
            os.killpg(leader, signal.SIGKILL)
