"""A site that is served while a test asks for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from voicecoach.share.deliveries import Delivery
from voicecoach.share.limits import Limits
from voicecoach.share.server import USUAL_LIMITS, answering, listening
from voicecoach.share.site import Site


@contextmanager
def serving(
    site: Site,
    host: str = "127.0.0.1",
    *,
    names: Iterable[str] = (),
    limits: Limits = USUAL_LIMITS,
    on_delivery: Callable[[Delivery], None] = lambda delivery: None,
) -> Iterator[str]:
    """Answer whoever asks for a site, as `answering` does; its address, with a slash at the end."""
    with (
        listening(host) as endpoint,
        answering(site, endpoint, names=names, limits=limits, on_delivery=on_delivery),
    ):
        yield endpoint.address
