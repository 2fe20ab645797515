"""A request → its answer: who may ask, for which path, and for which bytes of it."""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import stat
from collections.abc import Callable, Iterable
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from voicecoach.share.deliveries import Deliveries, Delivery
from voicecoach.share.limits import Limits
from voicecoach.share.ranges import plain_range
from voicecoach.share.site import Resource, Site

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.types import Message, Receive, Scope, Send

METHODS = ("GET", "HEAD")
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "media-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
}
"""What goes with every answer. An opener policy isn't among them: over plain HTTP browsers ignore it, and complain."""


class Answers:
    """What is answered to requests: an ASGI application."""

    def __init__(
        self,
        site: Site,
        token: str,
        authorities: Iterable[str],
        limits: Limits,
        on_delivery: Callable[[Delivery], None],
    ) -> None:
        """`authorities` are the values of the header Host, `name:port`, that this server goes by: a page elsewhere
        whose name was made to lead here (DNS rebinding) has another one. `on_delivery` is called in the
        server's thread."""
        self._site, self._token, self._limits, self._on_delivery = site, token.encode(), limits, on_delivery
        self._authorities = {authority.lower() for authority in authorities}
        self._deliveries = Deliveries()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        from starlette.requests import Request

        request = Request(scope)
        if refusal := self._refusal(request):
            await refusal(scope, receive, send)
            return
        path = self._path(scope["path"])
        resource = None if path is None else self._site.get(path)
        if path is None or resource is None:
            await _nothing()(scope, receive, send)
            return
        is_download = resource.download_name is not None and "download" in request.query_params
        response = await _answer(request, resource, is_download=is_download)
        if size_bytes := response.headers.get("content-length"):
            scope = _with_plain_range(scope, int(size_bytes))
        if scope["method"] != "GET":
            await response(scope, receive, send)
            return
        delivery = Delivery(request.client.host if request.client else "", path, is_download)
        version = response.headers.get("etag", "")

        def tell(span: tuple[int, int], size_bytes: int) -> None:
            if self._deliveries.is_whole(delivery, version, span, size_bytes):
                self._on_delivery(delivery)

        sending = _Sending(send, tell)
        try:
            await response(scope, receive, sending)
        finally:
            sending.end()

    def _refusal(self, request: Request) -> Response | None:
        """What is answered where it doesn't matter for which path; the answer is the same for every path."""
        headers = request.headers
        if _head_bytes(request) > self._limits.head_bytes:  # uvicorn counts a head that comes in parts
            return _plain(431, "The request's headers are too long.", Connection="close")
        if headers.get("host", "").lower() not in self._authorities:
            return _plain(421, "This server doesn't go by that name.", Connection="close")
        if "transfer-encoding" in headers or "expect" in headers or headers.get("content-length", "0") != "0":
            return _plain(400, "A request has no body here.", Connection="close")
        if request.method not in METHODS:
            return _plain(405, "Only GET and HEAD are answered.", Allow=", ".join(METHODS))
        return None

    def _path(self, asked: str) -> str | None:
        """A path below the token; None where it isn't below it. How long that takes doesn't tell how much of the token
        was right."""
        root, token, *rest = (*asked.split("/", 2), "")[:3]
        is_right = hmac.compare_digest(token.encode(errors="replace"), self._token)
        return rest[0] if is_right and root == "" and asked.count("/") > 1 else None


class _Sending:
    """What sends an answer, and tells once which bytes of a resource went through it, [start, stop), and the resource's
    size in bytes: after the last one, or when the answer ends before: who breaks off may come for the rest."""

    def __init__(self, send: Send, tell: Callable[[tuple[int, int], int], None]) -> None:
        self._send, self._tell = send, tell
        self._start = self._sent_bytes = self._size_bytes = 0

    async def __call__(self, message: Message) -> None:
        """Send a part of the answer. What raises here wasn't sent."""
        await self._send(message)
        if message["type"] == "http.response.start":
            self._start, self._size_bytes = _sent_from(message)
        elif message["type"] == "http.response.body":
            self._sent_bytes += len(message.get("body", b""))
            if not message.get("more_body", False):
                self.end()

    def end(self) -> None:
        """Nothing more is sent."""
        if self._size_bytes:
            self._tell((self._start, self._start + self._sent_bytes), self._size_bytes)
            self._size_bytes = 0


def _sent_from(message: Message) -> tuple[int, int]:
    """Where in a resource an answer begins, and the resource's size in bytes; 0 where it is no part of one."""
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in message["headers"]}
    if message["status"] == HTTPStatus.OK:
        return 0, int(headers["content-length"])
    if found := re.fullmatch(r"bytes (\d+)-\d+/(\d+)", headers.get("content-range", "")):
        return int(found[1]), int(found[2])
    return 0, 0  # several ranges at once, or nothing


def _head_bytes(request: Request) -> int:
    target = len(request.scope["raw_path"]) + len(request.scope["query_string"])
    return target + sum(len(name) + len(value) for name, value in request.scope["headers"])


async def _answer(request: Request, resource: Resource, *, is_download: bool) -> Response:
    """What is answered for a resource: it, or that it's as the client has it already. A file that can't be read any
    more isn't there."""
    from starlette.concurrency import run_in_threadpool
    from starlette.responses import FileResponse, Response
    from starlette.staticfiles import NotModifiedResponse, StaticFiles

    headers = {"Cache-Control": "private, no-cache"}  # kept by the phone alone, and asked about before it's used again
    if is_download:
        headers["Content-Disposition"] = f"attachment; filename*=utf-8''{quote(resource.download_name or '')}"
    response: Response
    if isinstance(resource.content, bytes):
        headers["ETag"] = f'"{hashlib.sha256(resource.content).hexdigest()[:32]}"'
        response = Response(resource.content, headers=headers, media_type=resource.media_type)
    elif found := await run_in_threadpool(_readable, resource.content):
        response = FileResponse(resource.content, headers=headers, media_type=resource.media_type, stat_result=found)
    else:
        return _nothing()
    if StaticFiles().is_not_modified(response.headers, request.headers):
        return NotModifiedResponse(response.headers)
    return response


def _readable(path: Path) -> os.stat_result | None:
    """What the system says of a file; None where it isn't there, isn't one, or can't be read."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found if stat.S_ISREG(found.st_mode) and os.access(path, os.R_OK) else None


def _with_plain_range(scope: Scope, size_bytes: int) -> Scope:
    """The request, with its Range as `plain_range` has it. Only GET has ranges."""
    asked = [value.decode("latin-1") for name, value in scope["headers"] if name == b"range"]
    plain = plain_range(asked[0], size_bytes) if len(asked) == 1 and scope["method"] == "GET" else None
    headers = [(name, value) for name, value in scope["headers"] if name != b"range"]
    return {**scope, "headers": [*headers, (b"range", plain.encode())] if plain else headers}


def _nothing() -> Response:
    return _plain(404, "There is nothing here.")


def _plain(status: int, text: str, **headers: str) -> Response:
    from starlette.responses import PlainTextResponse

    return PlainTextResponse(f"{text}\n", status, {"Cache-Control": "no-store", **headers})
