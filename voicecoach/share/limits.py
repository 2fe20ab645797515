"""How much of the server one client, or all of them, can take up."""

from __future__ import annotations

MOST_CONNECTIONS = 256
"""Some forty browsers, of six connections each; what comes beyond is closed at once."""

HEAD_S = 10
"""How long a request's head may take, from the connection, or the head's first byte, to its end."""

IDLE_S = 15
"""How long a connection may wait for its next request."""

STALL_S = 60
"""How long a client may leave what is sent to it unread. A browser that has enough of a sound for the moment reads no
more, too; it asks for the rest when it needs it."""

LONGEST_HEAD_BYTES = 16 * 1024
"""A request's line and headers; browsers send about one KiB."""

STOPPING_S = 3
"""How long answers may go on when sharing ends."""
