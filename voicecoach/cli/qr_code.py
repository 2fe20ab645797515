"""An address as a QR code, for a phone's camera; the home of segno."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

QUIET_ZONE = 4
"""Light modules around the code, as ISO/IEC 18004 wants them."""
_HALVES = {(False, False): " ", (True, False): "▀", (False, True): "▄", (True, True): "█"}
"""Two modules, one above the other, by whether each is drawn."""


def qr_code(address: str, console: Console) -> Text | None:
    """The code, black on white whatever the terminal's colors are; where it has none, light modules are drawn, for a
    dark ground. None where the terminal has no room, or can't show the characters."""
    import segno
    from rich.text import Text

    code = segno.make(address, error="m", micro=False)
    rows = [[bool(module) for module in row] for row in code.matrix_iter(border=QUIET_ZONE)]
    width = len(rows[0])
    rows += [[False] * width] * (len(rows) % 2)
    draws_dark = console.color_system is not None
    lines = (
        "".join(_HALVES[upper == draws_dark, lower == draws_dark] for upper, lower in zip(*pair, strict=True))
        for pair in zip(rows[::2], rows[1::2], strict=True)
    )
    text = "\n".join(lines)
    try:
        text.encode(console.encoding)
    except UnicodeEncodeError:
        return None
    return Text(text, "#000000 on #ffffff") if width <= console.width else None
