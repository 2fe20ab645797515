"""How loud sound is, after ITU-R BS.1770-4: the home of pyloudnorm, which is slow to import and rarely needed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from voicecoach.clip import FRAME_RATE, Clip

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SESSION_LUFS = -19.0
"""The loudness of speech in a session; mono, as phones and podcasts have it."""

_BLOCK_S = 0.4


def integrated_lufs(clip: Clip) -> float:
    """The loudness of the whole, with both of the recommendation's gates; -inf where there is only silence."""
    return float(_meter().integrated_loudness(_samples(clip)))


def loudest_lufs(clip: Clip) -> float:
    """The highest momentary loudness: that of the loudest 0.4 s; -inf where there is only silence."""
    meter = _meter()
    meter.integrated_loudness(_samples(clip))
    return float(max(meter.blockwise_loudness))


def _meter() -> Any:
    import pyloudnorm

    return pyloudnorm.Meter(FRAME_RATE, block_size=_BLOCK_S)


def _samples(clip: Clip) -> NDArray[np.float64]:
    """The samples, 1.0 is full scale, with silence behind them where they are shorter than a block."""
    import numpy as np

    samples = np.frombuffer(clip.samples, "<i2") / 32768
    return np.pad(samples, (0, max(0, round(_BLOCK_S * FRAME_RATE) - samples.size)))
