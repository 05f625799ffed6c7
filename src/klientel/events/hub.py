"""The hub of a process: reads the tail of the log once and tells each stream what it may know.

A stream learns `{"type", "id", "account"}` of a changed record and nothing else. Before each
telling the hub asks the database whether the session and the rights behind each stream still
stand; streams whose rights changed are closed, and the browser signs in anew.

The hub lives in the event loop; its questions to the database run in one thread of its own.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar
from uuid import UUID

from klientel.events import wakeup
from klientel.events.pulse import Pulse
from klientel.events.stream import Stream
from klientel.events.tail import Plan, Tail, plan, standing

T = TypeVar("T")

logger = logging.getLogger(__name__)

MAX_STREAMS_PER_MEMBER = 20
#: seconds
HEARTBEAT = 20.0
RECHECK = 15.0
_PAUSE = 0.03


class TooManyStreams(Exception):
    """The member has as many open streams as anybody may have."""


class Hub:
    """All open streams of a process. It sleeps, and holds no thread, while there are none."""

    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.streams: dict[UUID, set[Stream]] = {}
        self._per_member: Counter[UUID] = Counter()
        self._poked = asyncio.Event()
        self._tail = Tail()
        self._tasks: list[asyncio.Task[None]] = []
        self._stop_listening: Callable[[], None] | None = None
        self._pulse: Pulse | None = None
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="klientel-live")

    def __len__(self) -> int:
        return sum(self._per_member.values())

    def is_here(self) -> bool:
        """Whether this is the hub of the running event loop."""
        return self.loop is asyncio.get_running_loop()

    async def ask(self, question: Callable[..., T], *args: object) -> T:
        """Run a question to the database in the hub's thread."""
        return await self.loop.run_in_executor(self._thread, question, *args)

    def add(self, stream: Stream) -> None:
        """Tell this stream from now on; raises `TooManyStreams`."""
        if self._per_member[stream.member_id] >= MAX_STREAMS_PER_MEMBER:
            raise TooManyStreams
        if not len(self):
            self._wake_up()
        self._per_member[stream.member_id] += 1
        self.streams.setdefault(stream.workspace_id, set()).add(stream)

    def remove(self, stream: Stream) -> None:
        """The stream has ended."""
        here = self.streams.get(stream.workspace_id)
        if here is None or stream not in here:
            return
        here.remove(stream)
        if not here:
            del self.streams[stream.workspace_id]
        self._per_member[stream.member_id] -= 1
        if not self._per_member[stream.member_id]:
            del self._per_member[stream.member_id]
        if not len(self):
            self._fall_asleep()

    def poke(self) -> None:
        """Something was committed; may be called from any thread."""
        with contextlib.suppress(RuntimeError):  # the loop has ended
            self.loop.call_soon_threadsafe(self._poked.set)

    async def tell(self) -> int:
        """Read what is new in the log and tell the streams; returns how many were told."""
        by_workspace = {pk: list(streams) for pk, streams in self.streams.items()}
        events = await self.ask(self._tail.read, list(by_workspace))
        told = 0
        for workspace_id, news in events.items():
            told += self._carry_out(await self.ask(plan, by_workspace[workspace_id], news))
        if self._tail.has_more:
            self._poked.set()
        return told

    async def recheck(self) -> int:
        """Close the streams whose session or rights no longer stand; returns how many."""
        closed = 0
        for streams in [list(some) for some in self.streams.values()]:
            valid = await self.ask(standing, streams)
            closed += _close(stream for stream in streams if stream not in valid)
        return closed

    def beat(self) -> None:
        """Send every stream a comment, so that nobody on the way takes the line for dead."""
        for streams in self.streams.values():
            for stream in streams:
                stream.comment()

    async def close(self) -> None:
        """Close all streams and end the hub's thread."""
        for streams in list(self.streams.values()):
            _close(list(streams))
        self._fall_asleep()
        await asyncio.to_thread(self._thread.shutdown)

    def _carry_out(self, decided: Plan) -> int:
        _close(decided.closed)
        for stream, news in decided.told.items():
            stream.push(news)
        return len(decided.told)

    def _wake_up(self) -> None:
        self._tail = Tail()
        self._stop_listening = wakeup.listen(self.poke)
        self._pulse = Pulse(self.poke).start()
        self._tasks = [
            self.loop.create_task(self._tell_when_poked()),
            self.loop.create_task(self._every(HEARTBEAT, self._beat)),
            self.loop.create_task(self._every(RECHECK, self.recheck)),
        ]

    def _fall_asleep(self) -> None:
        if self._stop_listening is not None:
            self._stop_listening()
            self._stop_listening = None
        if self._pulse is not None:
            # Without waiting for it: the loop must not stand still.
            self._pulse.stop(wait=False)
            self._pulse = None
        for task in self._tasks:
            task.cancel()
        self._tasks = []

    async def _tell_when_poked(self) -> None:
        while True:
            await self._poked.wait()
            self._poked.clear()
            await self._guarded(self.tell)
            # Commits that follow each other closely are told together.
            await asyncio.sleep(_PAUSE)

    async def _beat(self) -> None:
        self.beat()

    async def _every(self, seconds: float, act: Callable[[], Awaitable[Any]]) -> None:
        while True:
            await asyncio.sleep(seconds)
            await self._guarded(act)

    async def _guarded(self, act: Callable[[], Awaitable[Any]]) -> None:
        try:
            await act()
        except Exception:
            logger.exception("the live stream failed and goes on")


def _close(streams: Iterable[Stream]) -> int:
    closed = 0
    for stream in streams:
        stream.close()
        closed += 1
    return closed
