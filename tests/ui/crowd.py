"""Many who ask for one thing that takes long, and what the server says to others meanwhile."""

import threading
from concurrent.futures import ThreadPoolExecutor

import anyio
from anyio import create_task_group, fail_after, sleep
from httpx import ASGITransport, AsyncClient
from starlette.applications import Starlette

ASKING = 60
"""More than there are threads that answer (40)."""
QUIET = 25
"""So many looks in a row at which nobody else had come in: all wait, or for a thread."""


class Held:
    """Something that is being made until it is said that it is there."""

    def __init__(self):
        self.came, self.on = 0, threading.Event()

    def wait(self):
        assert self.on.wait(60)

    async def everybody(self):
        """Come back when everybody has come in who can."""
        came, same = 0, 0
        while not came or same < QUIET:
            await sleep(0.02)
            same = same + 1 if came == self.came else 0
            came = self.came


def client_of(routes):
    transport = ASGITransport(Starlette(routes=routes))
    return AsyncClient(transport=transport, base_url="http://testserver")


async def answered(held, routes, address, *others):
    """What other addresses say while many wait for one, and what these get in the end."""
    got = []
    async with client_of(routes) as client, create_task_group() as group:

        async def ask():
            got.append(await client.get(address))

        for _ in range(ASKING):
            group.start_soon(ask)
        await held.everybody()
        try:
            with fail_after(60):  # A thread that is never free, not a slow one.
                told = [await client.get(other) for other in others]
        finally:
            held.on.set()
    return told, got


def run_apart(function, *args):
    """Run an async function in a thread of its own: a browser's loop may run in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(anyio.run, function, *args).result()
