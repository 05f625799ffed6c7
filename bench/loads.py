"""Loads that last: many writers, a mixed load with an eye on memory, and many open streams."""

from __future__ import annotations

import argparse
import asyncio
import threading
import time
from typing import Any

from bench import server
from bench.crowd import together
from bench.datasets import DataSet
from bench.faults import accounts_of_all, ask
from bench.pages import LIST, Stage
from bench.visitor import Answer, Visitor
from bench.writers import History, write_until_cut

STREAMS = 300
RATE = 20.0
"""Requests a second of the mixed load: half of what must be held (SECURITY 4.1)."""


def writers(data: DataSet, args: argparse.Namespace) -> dict[str, Any]:
    """Eight writers and four readers at once: nobody is told that the database is locked."""
    history = History()
    with server.running(data, "serve", workers=2) as one:
        stage = Stage(data, one)
        people = [stage.visitor(f"member{number}") for number in range(8)]
        readers = [stage.visitor(name) for name in ("owner", "owner", "lead", "support")]
        accounts = accounts_of_all(people)
        began = time.perf_counter()
        threads = write_until_cut(history, people, accounts, args.seconds, "Schreiber")
        read, errors, _ = together(readers, lambda v, n: v.get(LIST), args.seconds)
        for thread in threads:
            thread.join()
        lasted = time.perf_counter() - began
    found = ask(data, {**history.questions(), "deep": False})
    errors += history.errors
    writes = len(history.seconds)
    return {
        "well": not errors and not found["wrong"],
        "summary": (
            f"8 writers, 4 readers, {args.seconds} s: {writes / lasted:.0f} writes/s, p95 "
            f"{_p95(history.seconds):.0f} ms, list p95 {_p95(read):.0f} ms, {len(errors)} errors"
        ),
        "writes_per_second": round(writes / lasted, 1),
        "write_p95_ms": _p95(history.seconds),
        "read_p95_ms": _p95(read),
        "reads": len(read),
        "errors": errors[:5],
        "wrong": found["wrong"],
    }


def mixed(data: DataSet, args: argparse.Namespace) -> dict[str, Any]:
    """Half load for minutes: memory and open files stay where they are."""
    history = History()
    samples: list[tuple[float, float, int]] = []
    with server.running(data, "serve", workers=2) as one:
        stage = Stage(data, one)
        people = [stage.visitor(f"member{number}") for number in range(8)]
        accounts = accounts_of_all(people)
        over = threading.Event()

        def look() -> None:
            began = time.monotonic()
            while not over.wait(5):
                samples.append((time.monotonic() - began, one.own_memory(), one.open_files()))

        looking = threading.Thread(target=look)
        looking.start()
        pause = len(people) / RATE

        def turn(visitor: Visitor, number: int) -> Answer:
            time.sleep(pause)
            if number % 10 == 0:
                history.create(visitor, "gemischt")
            return visitor.get(LIST if number % 2 else f"{LIST}/{accounts[number % len(accounts)]}")

        read, errors, lasted = together(people, turn, args.minutes * 60)
        over.set()
        looking.join()
    later = samples[len(samples) // 6 :]
    slope = _slope([(at / 60, memory) for at, memory, _files in later])
    files = later[-1][2] - later[0][2]
    errors += history.errors
    return {
        "well": not errors and slope < 1 and files <= 8,
        "summary": (
            f"{args.minutes:g} min at {len(read) / lasted:.0f} pages/s: list and record p95 "
            f"{_p95(read):.0f} ms, own memory {later[0][1]:.0f} to {later[-1][1]:.0f} MB "
            f"({slope:+.2f} MB/min), open files {files:+d}, {len(errors)} errors"
        ),
        "p95_ms": _p95(read),
        "memory_slope_mb_per_minute": round(slope, 3),
        "open_files_more": files,
        "errors": errors[:5],
    }


def live(data: DataSet, args: argparse.Namespace) -> dict[str, Any]:
    """Three hundred open pages: what they cost, and how soon all hear of a change."""
    names = ["owner", *(f"member{number}" for number in range(8))]
    names += [f"extra{number}" for number in range(6)]
    data.run("bench.people", "6")
    with server.running(data, "serve") as one:
        stage = Stage(data, one)
        people = [stage.visitor(name) for name in names]
        accounts = accounts_of_all(people[:1])
        people[0].get(LIST)
        time.sleep(1)
        before = one.memory()
        opened, heard, after = asyncio.run(_listen(one, people, accounts))
    more = after - before
    slowest = max(heard, default=99.0)
    return {
        "well": opened == STREAMS and len(heard) == STREAMS and slowest < 2 and more < 400,
        "summary": (
            f"{opened} open streams cost {more:.0f} MB; {len(heard)} heard of a change, p95 "
            f"{_p95(heard):.0f} ms, the last after {slowest * 1000:.0f} ms"
        ),
        "memory_mb": round(more, 1),
        "p95_ms": _p95(heard),
        "slowest_ms": round(slowest * 1000),
    }


async def _listen(
    one: server.Server, people: list[Visitor], accounts: list[str]
) -> tuple[int, list[float], float]:
    streams = []
    for number in range(STREAMS):
        visitor = people[number % len(people)]
        reader, writer = await asyncio.open_connection(server.HOST, one.port)
        cookies = "; ".join(f"{name}={value}" for name, value in visitor.cookies.items())
        head = f"GET /live/bench HTTP/1.1\r\nHost: {server.HOST}:{one.port}\r\nCookie: {cookies}"
        writer.write(f"{head}\r\nAccept: text/event-stream\r\n\r\n".encode())
        streams.append((reader, writer))
    opened = 0
    for reader, _writer in streams:
        status = await asyncio.wait_for(reader.readline(), 30)
        await asyncio.wait_for(reader.readuntil(b"retry: 2000\n\n"), 30)
        opened += b" 200 " in status
    await asyncio.sleep(2)
    after = one.memory()
    wanted = accounts[0].encode()
    history = History()
    began = 0.0

    async def hear(reader: asyncio.StreamReader) -> float:
        await asyncio.wait_for(reader.readuntil(wanted), 10)
        return time.perf_counter() - began

    listening = [asyncio.create_task(hear(reader)) for reader, _writer in streams]
    await asyncio.sleep(0)
    began = time.perf_counter()
    await asyncio.to_thread(history.edit, people[0], accounts[0], "Neustadt")
    told = await asyncio.gather(*listening, return_exceptions=True)
    for _reader, writer in streams:
        writer.close()
    return opened, [one for one in told if isinstance(one, float)], after


def _p95(seconds: list[float]) -> float:
    """In milliseconds."""
    ordered = sorted(seconds) or [0.0]
    return round(ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))] * 1000, 1)


def _slope(points: list[tuple[float, float]]) -> float:
    """By least squares; 0 for fewer than three points."""
    if len(points) < 3:
        return 0.0
    mean_x = sum(x for x, _y in points) / len(points)
    mean_y = sum(y for _x, y in points) / len(points)
    spread = sum((x - mean_x) ** 2 for x, _y in points)
    return sum((x - mean_x) * (y - mean_y) for x, y in points) / spread
