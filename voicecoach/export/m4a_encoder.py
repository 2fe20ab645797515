"""M4A: AAC in MP4, which every phone plays, with chapters and a cover."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO, ClassVar

from voicecoach.clip import FRAME_RATE
from voicecoach.export.ffmpeg import ffmpeg_program, run_ffmpeg
from voicecoach.export.id3 import language_code
from voicecoach.export.mp4_tags import chapters_address, tag_mp4
from voicecoach.export.pieces import pieces

if TYPE_CHECKING:
    from collections.abc import Iterable

    from voicecoach.cache import Cache
    from voicecoach.clip import Island
    from voicecoach.export.encoder import Tags

USUAL_BIT_RATE_KBPS = 64
"""What audiobooks of one voice usually have."""

CODER = "fast"
"""Of ffmpeg's two ways to spend the bits. The usual one, `twoloop`, lets peaks of speech grow by 2 dB, into clipping,
and is 10 dB farther from the sound at 64 kbit/s (measured with ffmpeg 5.1 and 9.0)."""


class M4aEncoder:
    """Has ffmpeg encode AAC and lay out the file. Its edit list takes AAC's delay off, and what is over at the end."""

    suffix: ClassVar[str] = ".m4a"
    bit_rates_kbps: ClassVar[tuple[int, ...]] = (32, 40, 48, 56, 64, 80, 96, 112, 128, 160)

    _brand: ClassVar[str] = "M4A "
    _kind: ClassVar[int | None] = None

    def __init__(self, bit_rate_kbps: int | None = None, cache: Cache | None = None) -> None:
        """Raises NotSetUpError where there is no ffmpeg."""
        self._bit_rate_kbps = bit_rate_kbps or USUAL_BIT_RATE_KBPS
        self._program = ffmpeg_program()

    def knows(self, keys: Iterable[str]) -> bool:
        """Never: nothing is kept."""
        return False

    def prepare(self, islands: Iterable[Island]) -> None:
        """Nothing: how an island is encoded hangs on what comes before it."""

    def write(self, file: BinaryIO, length: int, islands: Iterable[Island], tags: Tags) -> None:
        """Write the file; see Encoder. Memory: one island, and the tags.

        Raises ExportError where ffmpeg fails, or there are too many chapters; ValueError where islands overlap or pass
        the end.
        """
        run_ffmpeg(self._program, self._arguments(file.name, tags), pieces(length, islands))
        tag_mp4(file, tags, kind=self._kind)

    def _arguments(self, name: str, tags: Tags) -> list[str]:
        sound = ["-f", "s16le", "-ar", str(FRAME_RATE), "-ac", "1", "-i", "pipe:0"]
        chapters = ["-f", "ffmetadata", "-i", chapters_address(tags)]
        contents = ["-map", "0:a", "-map_metadata:g", "-1", "-map_chapters", "1"]
        language = ["-metadata:s:a:0", f"language={language_code(tags.language)}"]
        codec = ["-c:a", "aac", "-aac_coder", CODER, "-b:a", f"{self._bit_rate_kbps}k", "-flags:a", "+bitexact"]
        header_first = ["-movflags", "+faststart"]  # so that it sounds while it is still fetched
        layout = ["-f", "ipod", "-brand", self._brand, "-fflags", "+bitexact", *header_first]
        return [*sound, *chapters, *contents, *language, *codec, *layout, "-xerror", "-y", f"file:{name}"]
