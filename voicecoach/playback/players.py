"""Opening a player by its name."""

from __future__ import annotations

from voicecoach.backends import backend_names, load_backend
from voicecoach.errors import NoDeviceError, UnknownNameError, VoicecoachError
from voicecoach.playback.alsa import silence_alsa
from voicecoach.playback.player import Player

AUTO = "auto"
"""The name that stands for the first of `AUTO_ORDER` that opens a device."""

AUTO_ORDER = ("miniaudio", "simpleaudio")


def open_player(name: str = AUTO) -> Player:
    """The player of that name, its device open.

    Raises NoDeviceError where there is no device, UnknownNameError for an unknown name, InputError where a player
    that was asked for by name isn't installed.
    """
    silence_alsa()
    known = (AUTO, *backend_names("player"))
    if name not in known:
        raise UnknownNameError("player", name, known)
    if name != AUTO:
        try:
            return _open(name)
        except NoDeviceError as error:
            raise _no_device(str(error)) from error
    reasons: list[VoicecoachError] = []
    for candidate in AUTO_ORDER:
        try:
            return _open(candidate)
        except VoicecoachError as error:
            reasons.append(error)
    raise _no_device("no player found a sound device") from reasons[0]


def _open(name: str) -> Player:
    player: Player = load_backend("player", name)()
    return player


def _no_device(reason: str) -> NoDeviceError:
    return NoDeviceError(
        f"{reason}; `voicecoach doctor` says what is amiss. To listen elsewhere, export a file: "
        "voicecoach export ROUTINE -o FILE.mp3"
    )
