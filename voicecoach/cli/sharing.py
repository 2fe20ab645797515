"""`voicecoach share`: exported files on the local network, for a phone that reads a QR code."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from math import inf
from pathlib import Path
from queue import Empty, SimpleQueue
from tempfile import TemporaryDirectory
from time import monotonic
from typing import TYPE_CHECKING, Annotated

import typer

from voicecoach.cli.console import output, progress, signs_of_life
from voicecoach.cli.exporting import Order, exported, routine_file_name
from voicecoach.cli.opening import Request
from voicecoach.cli.options import DEFAULT_ROUTINE, is_plain, takes_requests
from voicecoach.cli.questions import Questions
from voicecoach.clock import clock_time
from voicecoach.errors import InputError, ShareError
from voicecoach.naming import YAML_SUFFIXES

if TYPE_CHECKING:
    from voicecoach.export.reader import ExportedFile
    from voicecoach.share.addresses import Address
    from voicecoach.share.deliveries import Delivery
    from voicecoach.share.site import Resource, Site

LONGEST_S = 24 * 60 * 60
_UNITS_S = {"s": 1, "min": 60, "m": 60, "h": 60 * 60}
_LOOK_S = 1.0
"""How long a wait lasts at a time; in some systems Ctrl-C isn't heard amid one."""


@takes_requests
def share(
    request_of: Callable[[str], Request],
    what: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="FILE|ROUTINE...",
            help="Files that were exported, and routines, which are exported first, as MP3, and not kept. "
            f"Default: {DEFAULT_ROUTINE}.",
        ),
    ] = None,
    host: Annotated[
        str | None,
        typer.Option(
            "--host",
            metavar="ADDRESS",
            help="The address, or name, of this machine that phones are to use. Default: that of the way out to the "
            "internet; where there are several, you are asked.",
        ),
    ] = None,
    port: Annotated[
        int, typer.Option("--port", metavar="NUMBER", min=0, max=65535, help="The port. Default: a free one.")
    ] = 0,
    lasting: Annotated[
        str | None,
        typer.Option("--for", metavar="TIME", help="End after this time, such as 15m or 2h, at most a day."),
    ] = None,
    once: Annotated[
        bool, typer.Option("--once", help="End once a phone has a whole file through the page's Download button.")
    ] = False,
    feed: Annotated[
        Path | None,
        typer.Option("--feed", metavar="DIR", help="Share a folder of exported files as a podcast instead of a page."),
    ] = None,
) -> None:
    """Share routines with phones on your network: a page with a player, and the files to keep.

    The phone reads the QR code with its camera. Sharing goes on until Ctrl-C; whoever has the address can listen.
    """
    from voicecoach.feed.channel import FEED_NAME
    from voicecoach.share.addresses import addresses
    from voicecoach.share.server import answering, listening
    from voicecoach.share.site import site_of

    if feed and (what or once or not is_plain(request_of(""))):
        raise InputError(
            "--feed shares a folder as it is, and apps come again; --host, --port and --for go with it alone"
        )
    lasting_s = _lasting_s(lasting) if lasting else None
    deliveries: SimpleQueue[Delivery] = SimpleQueue()
    with ExitStack() as stack:
        endpoint = stack.enter_context(listening(host or chosen_host(addresses(), asks=sys.stdin.isatty()), port))
        if feed:
            site: Site = _feed_site(feed, endpoint.address)
            address = endpoint.address + FEED_NAME
        else:
            files = _files(what or [DEFAULT_ROUTINE], request_of, stack)
            site, address = site_of(files), endpoint.address
        stack.enter_context(answering(site, endpoint, on_delivery=deliveries.put))
        _tell_address(address, endpoint.ip, told_of(endpoint.ip, lasting_s, is_feed=feed is not None))
        for delivery in _until(deliveries, lasting_s):
            _tell(delivery, site[delivery.path])
            if once and delivery.is_download:
                break
        else:
            signs_of_life().print("The time is over; sharing has ended.")


def _lasting_s(written: str) -> int:
    """How long files are shared, in seconds. Raises InputError."""
    found = re.fullmatch(r"(\d{1,5}) *(s|min|m|h)", written.strip().lower())
    lasting_s = int(found[1]) * _UNITS_S[found[2]] if found else 0
    if not 0 < lasting_s <= LONGEST_S:
        raise InputError(f"{written!r} is no time to share for; write it as 90s, 15m or 2h, a day at most")
    return lasting_s


def chosen_host(found: Sequence[Address], *, asks: bool) -> str:
    """The address that phones are to use: the first one; of several, the one that somebody chooses, if it `asks`.
    Raises ShareError where there is none, or none of a local network."""
    from voicecoach.share.addresses import Reach

    if not found:
        raise ShareError("this machine has no address on a network; connect it, or name one by --host")
    if all(address.reach is Reach.INTERNET for address in found):
        raise ShareError(
            f"this machine is on no local network: whoever is on the internet may reach it at {found[0].ip}; to share "
            f"it there all the same, add --host {found[0].ip}"
        )
    if len(found) == 1 or not asks:
        return found[0].ip
    for number, address in enumerate(found, 1):
        typer.echo(f"{number}  {address.ip}  ({address.adapter})", err=True)

    def understood(answer: str) -> str:
        if not (answer.isdecimal() and 1 <= int(answer) <= len(found)):
            raise InputError(f"{answer!r} is none of these; type a number from 1 to {len(found)}")
        return found[int(answer) - 1].ip

    return Questions(asks=True).answer("Which is in the phone's network?", None, "1", understood)


def _files(what: list[str], request_of: Callable[[str], Request], stack: ExitStack) -> list[ExportedFile]:
    """The files to share; those of routines are made in a folder that goes when the stack is left. Raises as
    `read_exported` and `exported` do."""
    from voicecoach.export.reader import read_exported

    are_files = [_is_file(name) for name in what]
    if all(are_files) and not is_plain(request_of("")):
        raise InputError("files are shared as they are; options such as --pace are for routines")
    found = {name: read_exported(Path(name)) for name, is_file in zip(what, are_files, strict=True) if is_file}
    folder = Path(stack.enter_context(TemporaryDirectory(prefix="voicecoach-")))
    for number, name in enumerate(what, 1):
        if name not in found:
            request = request_of(name)
            path = folder / str(number) / f"{routine_file_name(request)}.mp3"
            path.parent.mkdir()
            exported(request, Order(path), progress)
            found[name] = read_exported(path)
    return [found[name] for name in what]


def _is_file(name: str) -> bool:
    """Whether a file is meant, and not a routine. Raises InputError for a folder."""
    from voicecoach.export.encoder import AUDIO_SUFFIXES

    path = Path(name)
    if path.is_dir():
        raise InputError(f"{name} is a folder; name the files in it, or share it as a podcast by --feed {name}")
    suffix = path.suffix.lower()
    return suffix in AUDIO_SUFFIXES or (suffix not in ("", *YAML_SUFFIXES) and path.is_file())


def _feed_site(folder: Path, address: str) -> dict[str, Resource]:
    """A folder of exported files as a podcast, at the address where it's shared; nothing is written there. Raises
    InputError."""
    from voicecoach.feed.documents import documents
    from voicecoach.feed.folder import read_feed
    from voicecoach.share.site import Resource

    feed = read_feed(folder, base_url=address)
    for left in feed.left_out:
        typer.echo(f"voicecoach: left out: {left.reason}", err=True)
    return {document.name: Resource(document.media_type, document.content) for document in documents(feed)}


def _tell_address(address: str, ip: str, told: Iterable[str]) -> None:
    """The address, for a camera, where a phone can go there, and for eyes; and what is told of it."""
    from voicecoach.share.addresses import Reach, reach_of

    console = output()
    if console.is_terminal and not console.legacy_windows and reach_of(ip) is not Reach.MACHINE:
        from voicecoach.cli.qr_code import qr_code

        if code := qr_code(address, console):
            console.print(code)
    print(address, flush=True)
    signs = signs_of_life()
    for line in told:
        signs.print(line, markup=False)


def told_of(ip: str, lasting_s: int | None, *, is_feed: bool) -> Iterator[str]:
    """Who can open what is shared at an address, and where, and how sharing ends."""
    from voicecoach.share.addresses import Reach, reach_of

    lasts = f"For {clock_time(lasting_s)}, or until Ctrl-C." if lasting_s else "Until Ctrl-C."
    reach = reach_of(ip)
    if reach is Reach.MACHINE:
        yield "Only this machine can open it, no phone; for a phone, leave --host out."
        yield lasts
        return
    done = "Subscribe to it in a podcast app on a phone" if is_feed else "Open it on a phone"
    yield f"{done}{' in the same network' if reach is Reach.NETWORK else ''}. {lasts}"
    if reach is Reach.INTERNET:
        yield f"Careful: {ip} is an address on the internet, and not of your network alone."
    yield "Whoever has this address can listen; it is sent unencrypted."


def _until(deliveries: SimpleQueue[Delivery], lasting_s: int | None) -> Iterator[Delivery]:
    """What is delivered, until the time is over, where there's one."""
    end_s = monotonic() + (lasting_s or inf)
    while (left_s := end_s - monotonic()) > 0:
        try:
            yield deliveries.get(timeout=min(left_s, _LOOK_S))
        except Empty:
            continue


def _tell(delivery: Delivery, resource: Resource) -> None:
    """That a phone has a page, or a file; of what belongs to a page nothing is said."""
    if resource.media_type.startswith("text/html"):
        done = "opened the page"
    elif not isinstance(resource.content, Path):
        return
    elif delivery.is_download:
        done = f"downloaded {resource.content.name}"
    else:
        done = f"has all of {resource.content.name}"
    signs_of_life().print(f"{delivery.client} {done}", markup=False)
