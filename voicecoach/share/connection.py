"""uvicorn's side of a connection, and the deadlines that it lacks."""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

from voicecoach.share.limits import Limits


class Connection(H11Protocol):
    """A connection to a client, dropped where the client is slow on purpose, or by misfortune."""

    limits = Limits()
    _head_deadline: asyncio.TimerHandle | None = None
    _stall_deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """Begin, unless there are too many."""
        super().connection_made(transport)
        of_this_one = sum(_host(connection) == _host(self) for connection in self.connections)
        if len(self.connections) > self.limits.connections or of_this_one > self.limits.connections_of_one:
            transport.abort()
            return
        self._await_head()

    def data_received(self, data: bytes) -> None:
        """Take part of a request. However slowly the parts come, its head has to be whole in time."""
        super().data_received(data)
        self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """End."""
        super().connection_lost(exc)
        self._cancel_head_deadline()
        self._cancel_stall_deadline()

    def pause_writing(self) -> None:
        """Stop sending: the client doesn't read as fast as that."""
        super().pause_writing()
        self._await_reader()

    def on_response_complete(self) -> None:
        """Wait for the next request, and for the client to read what is left of the answer."""
        self._await_reader()
        super().on_response_complete()

    def _await_head(self) -> None:
        if self.cycle is not None and not self.cycle.response_complete:
            self._cancel_head_deadline()
        elif self._head_deadline is None:
            self._head_deadline = self.loop.call_later(self.limits.head_s, self.transport.abort)

    def _await_reader(self) -> None:
        self._cancel_stall_deadline()
        self._stall_deadline = self.loop.call_later(self.limits.stall_s, self._drop_stalled)

    def _drop_stalled(self) -> None:
        if self.transport.get_write_buffer_size():
            self.transport.abort()

    def _cancel_head_deadline(self) -> None:
        if self._head_deadline is not None:
            self._head_deadline.cancel()
            self._head_deadline = None

    def _cancel_stall_deadline(self) -> None:
        if self._stall_deadline is not None:
            self._stall_deadline.cancel()
            self._stall_deadline = None


def _host(connection: Any) -> str | None:
    return connection.client[0] if connection.client else None


def connection_with(limits: Limits) -> type[Connection]:
    """The kind of connection that is held to these limits; uvicorn makes its connections itself."""
    return type("LimitedConnection", (Connection,), {"limits": limits})
