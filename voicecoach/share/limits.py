"""How much of the server one client, or all of them, can take up."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """What a client is held to; whoever passes a limit is dropped."""

    connections: int = 256
    """Some forty browsers, of six connections each; what comes beyond is closed at once."""
    connections_of_one: int = 160
    """The same for one client, so that it can't keep out all others."""
    head_s: float = 10
    """How long a request's head may take, from the connection, or the head's first byte, to its end."""
    head_bytes: int = 16 * 1024
    """A request's line and headers; browsers send about one KiB. uvicorn's parser sees to it, for a head that hasn't
    come to its end."""
    idle_s: int = 15
    """How long a connection may wait for its next request."""
    stall_s: float = 60
    """How long a client may leave what is sent to it unread. A browser that has enough of a sound for the moment reads
    no more, too; it asks for the rest when it needs it."""
    stopping_s: int = 5
    """How long answers may go on when sharing ends."""
