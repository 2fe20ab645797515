"""A site on the local network, for as long as it's shared."""

from __future__ import annotations

import os
import secrets
import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from errno import EADDRNOTAVAIL
from ipaddress import ip_address
from typing import TYPE_CHECKING

from voicecoach.errors import InputError
from voicecoach.share.answering import HEADERS, Answers
from voicecoach.share.deliveries import Delivery
from voicecoach.share.limits import Limits
from voicecoach.share.site import Site

if TYPE_CHECKING:
    from uvicorn import Server

TOKEN_BYTES = 16
"""128 bits, which nobody guesses."""
BACKLOG = 128
USUAL_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A port that is listened at, and the random path under which a site will be there."""

    socket: socket.socket
    host: str
    """The name, or the address, by which phones find this machine."""
    token: str

    @property
    def address(self) -> str:
        """Where the site is, with a slash at its end."""
        return f"http://{self.authority}/{self.token}/"

    @property
    def ip(self) -> str:
        """The address that is listened at, where `host` leads."""
        return str(self.socket.getsockname()[0])

    @property
    def authority(self) -> str:
        """Host and port, as an address and the header Host have them; port 80 is left out there."""
        return _authority(self.host, self._port)

    @property
    def authorities(self) -> set[str]:
        """The authority, and that of the numeric address."""
        return {self.authority, _authority(self.ip, self._port)}

    @property
    def _port(self) -> int:
        return int(self.socket.getsockname()[1])


@contextmanager
def listening(host: str, port: int = 0) -> Iterator[Endpoint]:
    """Listen at a port of one of this machine's addresses, or names; 0 takes a free one. Who connects has to wait until
    it's `answering`. Raises InputError where that can't be."""
    unknown = f"{host!r} is no address or name of this machine; leave --host out, or name another"
    try:
        family, kind, protocol, _, where = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except (OSError, UnicodeError) as error:
        raise InputError(unknown) from error
    if not host or ip_address(str(where[0])).is_unspecified:
        raise InputError(f"{host!r} is every address, and a phone needs one; leave --host out, or name another")
    with socket.socket(family, kind, protocol) as listener:
        if os.name == "posix":  # elsewhere it would share a port that is in use
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(where)
        except OSError as error:
            if error.errno == EADDRNOTAVAIL:
                raise InputError(unknown) from error
            asked = f"port {port} of {host}" if port else host
            raise InputError(f"{asked} can't be used ({error.strerror}); choose another by --port") from error
        listener.listen(BACKLOG)
        yield Endpoint(listener, host, secrets.token_urlsafe(TOKEN_BYTES))


@contextmanager
def answering(
    site: Site,
    endpoint: Endpoint,
    *,
    names: Iterable[str] = (),
    limits: Limits = USUAL_LIMITS,
    on_delivery: Callable[[Delivery], None] = lambda delivery: None,
) -> Iterator[None]:
    """Answer whoever asks for the site, in a thread of its own, until the end of the `with`; answers that are under
    way then get a few seconds. `names` are further ones that this machine goes by. `on_delivery` is called in
    that thread."""
    port = int(endpoint.socket.getsockname()[1])
    authorities = {*endpoint.authorities, *(_authority(name, port) for name in names)}
    server = _server(Answers(site, endpoint.token, authorities, limits, on_delivery), limits)
    thread = threading.Thread(target=server.run, args=([endpoint.socket],), name="share", daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.should_exit = True
        thread.join()


def _server(answers: Answers, limits: Limits) -> Server:
    """uvicorn, with all that isn't needed off: no log, no name of its own, no trust in a proxy's headers."""
    from uvicorn import Config, Server

    from voicecoach.share.connection import connection_with

    return Server(
        Config(
            answers,
            loop="asyncio",
            http=connection_with(limits),
            ws="none",
            lifespan="off",
            log_config=None,
            log_level="critical",
            access_log=False,
            proxy_headers=False,
            server_header=False,
            headers=list(HEADERS.items()),
            backlog=BACKLOG,
            timeout_keep_alive=limits.idle_s,
            timeout_graceful_shutdown=limits.stopping_s,
            h11_max_incomplete_event_size=limits.head_bytes,
        )
    )


def _authority(host: str, port: int) -> str:
    name = f"[{host}]" if ":" in host else host
    return name if port == 80 else f"{name}:{port}"  # noqa: PLR2004  HTTP's own
