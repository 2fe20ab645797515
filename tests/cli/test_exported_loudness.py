"""How loud an exported MP3 is, decoded by ffmpeg: all voices at one level at every pace, chimes a little under it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import tomlkit

from tests.cli.exported import Export, exported, loudness_and_peak
from tests.loudness import momentary_lufs
from tests.speaking import FLITE, VOICES

pytestmark = [pytest.mark.needs("ffmpeg"), pytest.mark.once]

PACES = (1.0, 0.7, 1.4)

SOUNDING_S = 1.0
"""A chime rings alone for at least so long: its loudest part is in that."""

ROUTINE = """
title: Knees to chest
language: {language}
settle: 0 s
steps:
- exercise: knees-to-chest
  repetitions: 1
  hold: 3 s
  rest: 0 s
"""


@pytest.mark.parametrize(("voice", "language"), VOICES)
def test_speech_is_at_the_sessions_loudness_and_chimes_are_a_little_under_it(
    tmp_path: Path, clip_cache: Path, voice: str, language: str
) -> None:
    def at(pace: float) -> Export:
        folder = tmp_path / str(pace)
        (folder / "config").mkdir(parents=True)
        (folder / "config" / "config.toml").write_text(tomlkit.dumps({"engines": {"command": FLITE}}))
        (folder / "routine.yaml").write_text(ROUTINE.format(language=language))
        choices = ["--voice", voice, "--pace", str(pace), "--guidance", "brief", "--safety", "short"]
        return exported(folder, clip_cache, "routine.yaml", *choices)

    first, *others = PACES  # the first one measures a voice that has to be
    with ThreadPoolExecutor() as pool:
        exports = [at(first), *pool.map(at, others)]
    for pace, export in zip(PACES, exports, strict=True):
        assert len(export.events("speech")) >= 20
        loudness_lufs, peak_dbtp = loudness_and_peak(export.speech())
        assert -20 <= loudness_lufs <= -18, f"{loudness_lufs} LUFS at pace {pace}"
        assert peak_dbtp <= -1, f"{peak_dbtp} dBTP at pace {pace}"
        for name, chime_lufs in chimes_alone(export).items():
            assert 3 <= loudness_lufs - chime_lufs <= 6, f"{name} at {chime_lufs} LUFS, speech at {loudness_lufs}"


def chimes_alone(export: Export) -> dict[str, float]:
    """The loudest momentary loudness of each chime that rings alone for a while."""
    sounding = export.events("speech", "chime")
    alone = {}
    for chime, following in zip(sounding, [*sounding[1:], {"start_s": export.shown["length_s"]}], strict=True):
        end_s = min(chime["end_s"], following["start_s"])
        if chime["kind"] == "chime" and end_s - chime["start_s"] >= SOUNDING_S:
            alone[chime["text"]] = momentary_lufs(export.between(chime["start_s"], end_s))
    assert alone.keys() >= {"change-over", "start", "end"}
    return alone
