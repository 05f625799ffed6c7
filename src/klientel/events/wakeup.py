"""Tells sleeping workers and open pages of a commit, so that nobody has to poll hard.

In one process workers sleep on `work` and listeners are called directly; commits of other
processes are noticed by `pulse.py`. Waking is best effort: everybody also looks by themselves
every second.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

from django.db import connection, transaction

#: NOTIFY channel on PostgreSQL
CHANNEL = "klientel"


class Signal:
    """Wakes every sleeping thread; one that was busy meanwhile does not fall asleep at all."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._count = 0

    @property
    def count(self) -> int:
        """How often it was set; read it before looking for work, and hand it to `wait`."""
        return self._count

    def set(self) -> None:
        """Wake all who wait."""
        with self._changed:
            self._count += 1
            self._changed.notify_all()

    def wait(self, seen: int, seconds: float) -> bool:
        """Sleep until it was set more often than `seen`, at most `seconds`; whether it was."""
        with self._changed:
            return self._changed.wait_for(lambda: self._count > seen, seconds)


work = Signal()
_listeners: list[Callable[[], None]] = []


def listen(callback: Callable[[], None]) -> Callable[[], None]:
    """Call back after each commit of this process that wrote events; returns the way to stop."""
    _listeners.append(callback)

    def stop() -> None:
        if callback in _listeners:
            _listeners.remove(callback)

    return stop


def after_commit(has_work: bool) -> None:
    """Wake workers (when there is work) and listeners once the running transaction is durable."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # delivered by the server at commit, and only then
            cursor.execute("SELECT pg_notify(%s, '')", [CHANNEL])
    transaction.on_commit(lambda: _wake(has_work), robust=True)


def _wake(has_work: bool) -> None:
    if has_work:
        work.set()
    for callback in tuple(_listeners):
        callback()
