"""Make a routine's cover, as `voicecoach export` puts it into a file: `python scripts/make_cover.py lower-back`.

After a change of audio/figure.json or of voicecoach/cover.py, look at it at 1000 pixels, and at 300.
"""

from __future__ import annotations

import argparse
from dataclasses import fields
from pathlib import Path

from voicecoach.cli.exporting import cover, layout_of
from voicecoach.cli.opening import Request, opened


def cover_of(routine: str, language: str | None) -> bytes:
    """The cover of a routine as it is led through by default, drawn anew."""
    asked = {field.name: None for field in fields(Request)}
    with opened(Request(**{**asked, "routine": routine, "language": language, "seed": 0})) as session:  # type: ignore[arg-type]  # None is what isn't asked for
        return cover(layout_of(session))


def main() -> None:
    """Write the cover that the arguments ask for."""
    parser = argparse.ArgumentParser(description="Make a routine's cover.")
    parser.add_argument("routine", help="a routine's name, or its file")
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help="default: ROUTINE.png")
    parser.add_argument("--language", metavar="TAG", help="default: the routine's")
    asked = parser.parse_args()
    path = asked.output or Path(f"{Path(asked.routine).stem}.png")
    path.write_bytes(cover_of(asked.routine, asked.language))
    print(path)


if __name__ == "__main__":
    main()
