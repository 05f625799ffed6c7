"""The background worker: one thread tells subscribers and keeps schedules, others run jobs."""

from __future__ import annotations

import gc
import logging
import signal
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Self

from django.db import close_old_connections, connections

from klientel.events import wakeup
from klientel.events.delivery import Lane, deliver, outside, pass_on
from klientel.events.dispatch import BATCH
from klientel.events.jobs import runner, schedules
from klientel.events.jobs.heartbeat import heartbeat
from klientel.events.pulse import Pulse

logger = logging.getLogger(__name__)

#: seconds after which a sleeping thread looks by itself
POLL = 1.0
_AFTER_FAILURE = 5.0
#: outbox rows in one transaction of a command, which keeps no page waiting for long
_AT_ONCE = 500


class Worker:
    """`threads` run jobs; one more dispatches events and keeps schedules, whatever jobs take."""

    def __init__(self, threads: int = 2):
        self._threads: list[threading.Thread] = []
        self._count = max(1, threads)
        self._stopping = threading.Event()
        self._pulse: Pulse | None = None

    def start(self) -> Self:
        """Start all threads; returns the worker, whose `stop` ends them."""
        schedules.sync()
        heartbeat.start()
        self._pulse = Pulse(wakeup.work.set).start()
        steps: list[tuple[Callable[[], bool], str]] = [(self._events_step, "klientel-events")]
        if outside():
            steps.append((self._outside_step, "klientel-outside"))
        steps += [(runner.run_one, f"klientel-jobs-{number}") for number in range(self._count)]
        for step, name in steps:
            thread = threading.Thread(target=self._loop, args=(step,), name=name, daemon=True)
            self._threads.append(thread)
            thread.start()
        return self

    def stop(self, seconds: float = 8.0) -> bool:
        """Let running tasks end; those that report progress go back at their next report.

        Returns whether all ended in time. What did not is run again when its lease ends.
        """
        self._stopping.set()
        wakeup.work.set()
        heartbeat.stop_runs()
        share = seconds / max(1, len(self._threads))
        for thread in self._threads:
            thread.join(timeout=share)
        if self._pulse is not None:
            self._pulse.stop()
        heartbeat.stop()
        return not any(thread.is_alive() for thread in self._threads)

    def run_forever(self) -> None:
        """Work until SIGTERM, SIGINT or `stop`."""
        if threading.current_thread() is threading.main_thread():
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, lambda *_: self._stopping.set())
        _leave_alone_what_is_loaded()
        self.start()
        # With a limit, so that the main thread comes back to Python and sees its signals.
        while not self._stopping.wait(POLL):
            pass
        self.stop()

    def _loop(self, step: Callable[[], bool]) -> None:
        try:
            while not self._stopping.is_set():
                seen = wakeup.work.count
                try:
                    close_old_connections()
                    is_busy = step()
                except Exception:
                    logger.exception("the worker failed and tries again")
                    self._stopping.wait(_AFTER_FAILURE)
                    continue
                if not is_busy:
                    wakeup.work.wait(seen, POLL)
        finally:
            connections.close_all()

    def _events_step(self) -> bool:
        """One look at schedules, leases, outbox and deliveries; whether there was anything."""
        schedules.run_due()
        if runner.return_expired():
            wakeup.work.set()
        told, _held = pass_on(BATCH, self._stopping.is_set)
        if told:
            wakeup.work.set()
        delivered = deliver(is_stopping=self._stopping.is_set, lane=Lane.IN_TRANSACTION)
        return bool(told + delivered)

    def _outside_step(self) -> bool:
        """One look at the deliveries that may take long, such as webhooks."""
        # Few at a time: each may wait for somebody else's server, and the lease is limited.
        return bool(deliver(50, self._stopping.is_set, Lane.OUTSIDE))


def start_in_background(threads: int = 2) -> Worker:
    """Start the worker of a process that is there for it; its `stop()` ends it."""
    _leave_alone_what_is_loaded()
    return Worker(threads).start()


def _leave_alone_what_is_loaded() -> None:
    """It stays, so that the collector need not look through all of it for each batch of rows."""
    gc.collect()
    gc.freeze()


def run_until_idle(rounds: int = 1_000, ahead: timedelta = timedelta(0)) -> dict[str, int]:
    """Do in this thread whatever is due now (tests, sample data, commands); returns counts.

    Everything is told before a job runs, so that many events ask for one job. With `ahead`, jobs
    that wait a little for more events are run as well.
    """
    done = {"dispatched": 0, "delivered": 0, "jobs": 0}
    for _ in range(rounds):
        told = _tell_all(done)
        ran = runner.run_one(ahead)
        done["jobs"] += ran
        if not (told or ran):
            break
    return done


def _tell_all(done: dict[str, int]) -> int:
    """Dispatch and deliver until nothing is due; returns how much there was."""
    total = 0
    while True:
        dispatched, delivered = pass_on(_AT_ONCE)
        delivered += deliver()
        done["dispatched"] += dispatched
        done["delivered"] += delivered
        total += dispatched + delivered
        if not dispatched and not delivered:
            return total
