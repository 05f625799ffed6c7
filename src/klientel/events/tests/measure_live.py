"""Measures the live channel: `pytest -s src/klientel/events/tests/measure_live.py`.

Not collected by itself. A server process of its own holds 1,000 streams of 50 members; printed
are its memory per stream and how long one event takes to reach all of them.
"""

from __future__ import annotations

import asyncio
import re
import socket
import subprocess
import sys
import time
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection

from klientel.events.tests.browser import later, sign_in
from klientel.events.tests.conftest import happen, make_cast
from klientel.events.tests.processes import environment
from klientel.workspaces.actor import Actor
from klientel.workspaces.models import Member, User
from klientel.workspaces.queries import actor_of

STREAMS = 1_000
MEMBERS = 50

SERVER = """
import django, sys, uvicorn
django.setup()
from klientel.events import live
from klientel.events.visibility import visible_filter
visible_filter(lambda actor, ids: set(ids))
async def app(scope, receive, send):
    if scope["type"] == "http":
        await live.app(scope, receive, send)
    else:
        await receive(); await send({"type": "lifespan.startup.complete"})
        await receive(); await live.stop(); await send({"type": "lifespan.shutdown.complete"})
uvicorn.run(app, port=int(sys.argv[1]), log_config=None, access_log=False, ws="none",
            timeout_graceful_shutdown=2, backlog=2048)
"""


def memory(pid: int) -> int:
    """The resident memory of a process in kilobytes."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", status)[1])


def cookies() -> tuple[Actor, list[str]]:
    cast = make_cast("acme")
    found = []
    for number in range(MEMBERS):
        user = User.objects.create_user(f"{number}@acme.example", "a long password", name="M")
        member = Member(workspace=cast.workspace, user=user, name=f"M {number}")
        member.save()
        found.append(sign_in(actor_of(member)))
    return cast.anna, found


async def measure(port: int, pid: int, actor: Actor, given: list[str]) -> None:
    arrived: list[float] = []
    thing = str(uuid4())

    async def listen(cookie: str, opened: asyncio.Semaphore) -> None:
        async with opened:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(
                f"GET /live/acme HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\n\r\n".encode()
            )
            head = await reader.readuntil(b"retry: 2000")
            assert b" 200 " in head.split(b"\r\n", 1)[0], head
        streams.append(writer)
        while line := await reader.readline():
            if thing.encode() in line:
                arrived.append(time.perf_counter())

    streams: list[asyncio.StreamWriter] = []
    limit = asyncio.Semaphore(20)
    first = asyncio.create_task(listen(given[0], limit))
    while not streams:  # noqa: ASYNC110
        await asyncio.sleep(0.05)
    before = memory(pid)
    start = time.perf_counter()
    tasks = [asyncio.create_task(listen(given[n % MEMBERS], limit)) for n in range(1, STREAMS)]
    while len(streams) < STREAMS:  # noqa: ASYNC110
        await asyncio.sleep(0.05)
    took = time.perf_counter() - start
    await asyncio.sleep(1)
    after = memory(pid)
    print(f"\n{connection.vendor}: {STREAMS} streams opened at {STREAMS / took:,.0f}/s")
    print(f"{before / 1024:.0f} -> {after / 1024:.0f} MB, {(after - before) / STREAMS:.1f} kB each")
    for _ in range(3):
        arrived.clear()
        start = time.perf_counter()
        await later(happen, actor, record_id=thing, record_type="thing")
        while len(arrived) < STREAMS:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        times = sorted(at - start for at in arrived)
        middle = times[STREAMS // 2]
        print(f"one event to all: p50 {middle * 1000:.0f} ms, max {times[-1] * 1000:.0f} ms")
    print(f"afterwards {memory(pid) / 1024:.0f} MB")
    for task in (first, *tasks):
        task.cancel()


@pytest.mark.django_db(transaction=True)
def test_measure() -> None:
    actor, given = cookies()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen([sys.executable, "-c", SERVER, str(port)], env=environment())
    try:
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        asyncio.run(measure(port, server.pid, actor, given))
    finally:
        server.terminate()
        server.wait(10)
