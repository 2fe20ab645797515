"""Every encoder, and what its codec may do to the sound."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from voicecoach.clip import GRID, frames_from_s
from voicecoach.export.encoder import Encoder
from voicecoach.export.flac_encoder import FlacEncoder
from voicecoach.export.m4a_encoder import M4aEncoder
from voicecoach.export.m4b_encoder import M4bEncoder
from voicecoach.export.mp3_encoder import Mp3Encoder
from voicecoach.export.ogg_encoder import OggEncoder
from voicecoach.export.opus_encoder import OpusEncoder
from voicecoach.export.wav_encoder import WavEncoder

VORBIS_BLOCK = 2048
"""Frames of Vorbis's long blocks, as libvorbis has them at 48 kHz."""

AAC_FRAMES = 1024
"""Frames in a packet of AAC-LC. ffmpeg's decoder gives the last one whole."""


@dataclass(frozen=True)
class Kind:
    """An encoder, and what is owed by it. Everything is in frames, but for noise."""

    encoder: type[Encoder]
    most_smear: int = 0
    """Beside an island, what the codec may touch."""
    most_noise: int = 0
    """The highest sample elsewhere: SILK rings on, some 40 dB under full scale at most."""
    most_lag: int = 0
    """By how much a sound may come early or late: not every codec keeps the wave."""
    most_longer: int = 0
    """By how much a decoder's output may be longer than the sound."""
    programs: tuple[str, ...] = ()
    """What it stands on, and what decodes it."""


MP3 = Kind(Mp3Encoder, most_smear=GRID)
WAV = Kind(WavEncoder)
FLAC = Kind(FlacEncoder)
OGG = Kind(OggEncoder, most_smear=VORBIS_BLOCK)
OPUS = Kind(OpusEncoder, most_smear=2 * GRID, most_noise=328, most_lag=frames_from_s(0.005))
M4A = Kind(M4aEncoder, most_smear=2 * AAC_FRAMES, most_longer=AAC_FRAMES - 1, programs=("ffmpeg",))
M4B = Kind(M4bEncoder, most_smear=2 * AAC_FRAMES, most_longer=AAC_FRAMES - 1, programs=("ffmpeg",))

KINDS = (MP3, WAV, FLAC, OGG, OPUS, M4A, M4B)


def each(*kinds: Kind) -> pytest.MarkDecorator:
    """Run a test for each of these kinds, by the name `kind`."""
    return pytest.mark.parametrize(
        "kind",
        [
            pytest.param(kind, id=kind.encoder.suffix, marks=[pytest.mark.needs(*kind.programs)] * bool(kind.programs))
            for kind in kinds
        ],
    )
