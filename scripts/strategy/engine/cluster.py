"""A cluster of Dask as an executor: the only module that knows of Dask, which only those who have one need to install."""

from __future__ import annotations

import asyncio
import logging
import re
import socket
import threading
import time
import warnings
from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager, suppress

ADDRESS = re.compile(r"(?:(?:tcp|tls)://)?(?P<host>[^/:\s]+|\[[^\]]+\]):(?P<port>\d+)")
ANSWERS = 3  # seconds in which a scheduler has to answer, and then a worker to be there
GONE = 60  # seconds after which workers that all went are not waited for any longer
EXPECTED = "expected the address of a Dask scheduler, such as tcp://host:8786"
INSTALL = "expected Dask; install it: .venv/bin/pip install -r requirements-cluster.txt"


class Unreachable(Exception):
    """There is no cluster at that address that could run anything; the text is a line."""


@contextmanager
def connected(address: str) -> Iterator[Executor]:
    """The cluster whose scheduler has that address. A task whose worker is lost is given to another. Raises `Unreachable`."""
    _reach(address)
    try:
        import dask
        import distributed
    except ImportError:
        raise Unreachable(f"--scheduler is {address}, and Dask is not installed; {INSTALL}") from None
    for name in ("distributed", "tornado"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # what goes wrong is said once, by us
    settings = {"distributed.comm.timeouts.connect": f"{ANSWERS}s", "distributed.client.scheduler-info-interval": "1s"}
    with dask.config.set(settings), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            with ThreadPoolExecutor(1) as apart:  # a loop may run in this thread: a notebook's
                apart.submit(asyncio.run, _answers(address)).result()
            client = distributed.Client(address, timeout=ANSWERS, set_as_default=False, name="strategy")
        except Exception as error:  # noqa: BLE001 what is there may be no scheduler, and say anything
            why = f"what answers is no scheduler ({type(error).__name__})"
            raise Unreachable(f"--scheduler is {address}: {why}; {EXPECTED}") from None
        over = threading.Event()
        try:
            _judge(client, address, distributed.__version__)
            with client.get_executor(pure=False) as executor:
                threading.Thread(target=_watch, args=(client, executor, over), daemon=True).start()
                try:
                    yield executor
                finally:
                    over.set()
                    executor.shutdown(wait=False)
        finally:
            with suppress(Exception):  # it may be gone
                client.close(timeout=2)


def _reach(address: str) -> None:
    """Refuse an address at which nobody listens, before Dask is read in, and however long a name takes to look up."""
    found = ADDRESS.fullmatch(address)
    if not found:
        raise Unreachable(f"--scheduler is {address!r}; {EXPECTED}")
    wrong = [f"nobody answered in {ANSWERS} s"]

    def look() -> None:
        try:
            socket.create_connection((found["host"].strip("[]"), int(found["port"])), timeout=ANSWERS).close()
            wrong.clear()
        except (OSError, OverflowError) as error:
            wrong[0] = getattr(error, "strerror", None) or str(error)

    looking = threading.Thread(target=look, daemon=True)
    looking.start()
    looking.join(ANSWERS)
    if wrong:
        raise Unreachable(f"--scheduler is {address}: {wrong[0]}; {EXPECTED}")


async def _answers(address: str) -> None:
    """Raise where no scheduler answers: a client that never had one takes long to end."""
    from distributed.comm import connect

    async with asyncio.timeout(ANSWERS):  # Dask waits for ever for the first word
        comm = await connect(address, timeout=ANSWERS)
    await comm.close()


def _judge(client, address: str, version: str) -> None:
    """Refuse a scheduler of another version of Dask, or without a worker."""
    theirs = client.get_versions()["scheduler"]["packages"]["distributed"]
    if theirs != version:
        raise Unreachable(f"--scheduler is {address}: it runs Dask {theirs}; expected {version}, as here")
    try:
        client.wait_for_workers(1, timeout=ANSWERS)
    except TimeoutError:
        raise Unreachable(f"--scheduler is {address}: it has no worker; expected one: dask worker {address}") from None


def _watch(client, executor, over: threading.Event) -> None:
    """Give up where no worker has been there for so long: nobody would ever be told."""
    seen = time.monotonic()
    while not over.wait(1):
        with suppress(Exception):
            if client.status == "running" and client.scheduler_info(n_workers=1)["workers"]:
                seen = time.monotonic()
        if time.monotonic() - seen > GONE:
            with suppress(Exception):
                executor.shutdown(wait=False)
            return
