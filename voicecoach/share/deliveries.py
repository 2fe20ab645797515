"""What has been sent to whom, in one piece or in several."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

MOST_UNFINISHED = 1000
MOST_SPANS = 1000


@dataclass(frozen=True, slots=True)
class Delivery:
    """All of a resource was sent to a client."""

    client: str
    """Its address."""
    path: str
    """As the site has it."""
    is_download: bool
    """It was asked for as a file to keep."""


class Deliveries:
    """Spans of bytes that were sent, joined until they are a whole resource."""

    def __init__(self) -> None:
        self._spans: OrderedDict[tuple[Delivery, str], list[tuple[int, int]]] = OrderedDict()

    def is_whole(self, delivery: Delivery, version: str, span: tuple[int, int], size_bytes: int) -> bool:
        """Whether, with this span `[start, stop)`, all bytes of one version of a resource were sent; then it begins
        anew. Of clients that never finish, the oldest are forgotten."""
        key = delivery, version
        joined = _joined([*self._spans.pop(key, ()), span])
        if joined == [(0, size_bytes)]:
            return True
        self._spans[key] = joined[:MOST_SPANS]
        if len(self._spans) > MOST_UNFINISHED:
            self._spans.popitem(last=False)
        return False


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, stop in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(joined[-1][1], stop)
        else:
            joined.append((start, stop))
    return joined
