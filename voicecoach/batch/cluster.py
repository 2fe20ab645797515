# distributed brings few types:
# mypy: allow-untyped-calls
"""Items made by a Dask cluster; the home of distributed.

Items and outcomes travel as plain values, and what is sent to be run looks for voicecoach when a worker runs it: so the
scheduler needs no voicecoach, and a worker without it is told of item by item.

Source: distributed.dask.org, "Client", "Resilience".
"""

from __future__ import annotations

import logging
import queue
import time
from collections.abc import Callable, Generator
from contextlib import suppress
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from voicecoach.batch.item import Item, Make, Outcome, State, failed, spread
from voicecoach.errors import InputError, NotSetUpError

if TYPE_CHECKING:
    from distributed import Client, Future

ANSWER_S = 10.0
"""How long the scheduler may take to answer, and to have a worker."""

NO_WORKER_S = 30.0
"""How long a batch waits for a worker where all have gone: one that was started anew is there by then."""

LOOK_S = 1.0
"""How often it is looked whether there are workers still."""


def made_there(make: Make, items: tuple[Item, ...], address: str) -> Generator[tuple[int, Outcome], None, None]:
    """Have the workers at a scheduler's address make the items; each one's index and outcome, as they come.

    Close the iterator to end before all are made: what is under way on a worker is finished there.

    Raises NotSetUpError where distributed isn't installed, InputError where there is no scheduler, or no worker.
    """
    with _client(address) as client:
        run, maker = _runner(), (make.__module__, make.__qualname__)
        under_way = {client.submit(run, *maker, asdict(items[index]), pure=False): index for index in spread(items)}
        try:
            yield from _ended(client, under_way)
        finally:
            with suppress(Exception):  # the scheduler may have gone
                client.cancel(list(under_way), force=True)


def _ended(client: Client, under_way: dict[Future[Any], int]) -> Generator[tuple[int, Outcome], None, None]:
    """What has ended is taken out of `under_way`."""
    ended: queue.SimpleQueue[Future[Any]] = queue.SimpleQueue()
    for future in under_way:
        future.add_done_callback(ended.put)
    seen = time.monotonic()
    while under_way:
        with suppress(queue.Empty):
            future = ended.get(timeout=LOOK_S)
            yield under_way.pop(future), _outcome(future)
            continue
        if _has_workers(client):
            seen = time.monotonic()
        elif time.monotonic() - seen > NO_WORKER_S:
            for index in under_way.values():
                yield index, failed("no worker is left that could make it; start one, and run the batch again")
            return


def _has_workers(client: Client) -> bool:
    try:
        return bool(client.nthreads())
    except (OSError, RuntimeError):  # the scheduler has gone
        return False


def _outcome(future: Future[Any]) -> Outcome:
    if future.status == "finished":
        values: dict[str, Any] = future.result()
        return Outcome(**{**values, "state": State(values["state"])})
    if future.status != "error":
        return failed("the scheduler has lost it; run the batch again")
    error = future.exception()
    if isinstance(error, ImportError):
        return failed(f"a worker can't make it ({error}); install this version of voicecoach where the workers run")
    if type(error).__name__ == "KilledWorker":
        return failed("the workers that were to make it died, one after the other; look at their logs")
    return failed(f"a worker couldn't make it ({type(error).__name__}: {error}); look at its log")


def _client(address: str) -> Client:
    import asyncio

    try:
        from distributed import Client
        from distributed.comm.addressing import get_address_host_port
    except ImportError as error:
        raise NotSetUpError(
            f"a Dask cluster needs the package distributed ({error}); try: pip install distributed (the extra [dask])"
        ) from error
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what it has to say is told item by item
    try:
        get_address_host_port(address)  # a client that stumbles over it would hang when it's given up
        client = Client(address, timeout=ANSWER_S, set_as_default=False)
    except (OSError, ValueError) as error:
        why = " ".join(str(error).split())
        raise InputError(
            f"no scheduler answers at {address} ({why}); start one with `dask scheduler`, and give the address it says"
        ) from error
    try:
        client.wait_for_workers(1, timeout=ANSWER_S)
    except (TimeoutError, asyncio.TimeoutError) as error:  # which are two before Python 3.11
        client.close()
        raise InputError(f"the scheduler at {address} has no workers; start one: dask worker {address}") from error
    return client


def _runner() -> Callable[..., dict[str, Any]]:
    """What a worker runs. A function inside of another one is sent whole, not by its name."""

    def run(module: str, name: str, item: dict[str, Any]) -> dict[str, Any]:
        from dataclasses import asdict
        from importlib import import_module

        make = getattr(import_module(module), name)
        outcome = asdict(make(import_module("voicecoach.batch.item").Item(**item)))
        return outcome | {"state": outcome["state"].value}

    return run
