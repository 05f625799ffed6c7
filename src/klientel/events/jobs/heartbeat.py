"""Renews the leases that this process holds, from one thread for all of them.

A lease is short, since what a killed worker held waits for its end; a worker that lives renews it
long before. So nothing is written for what is done sooner than the first beat, which is nearly all.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from typing import Any

from django.db import close_old_connections, connections, transaction
from django.db.models import QuerySet

from klientel.events.jobs.running import JobCancelled, JobTakenOver, Run, WorkerStopping
from klientel.events.models import Job
from klientel.kit import clock

logger = logging.getLogger(__name__)

#: how long what is held is left alone after the last sign of life of its worker
LEASE = timedelta(seconds=20)
#: seconds between two renewals: two may fail before a lease ends
INTERVAL = 5.0


class Heartbeat:
    """What a process holds: running jobs, and claims of rows.

    `beat` renews all of it once; `start` does so again and again.
    """

    def __init__(self) -> None:
        self._runs: dict[int, Run] = {}
        self._claims: dict[object, Callable[[], None]] = {}
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def watch(self, run: Run) -> None:
        """Renew the lease of this run from now on."""
        with self._lock:
            self._runs[id(run)] = run

    def forget(self, run: Run) -> None:
        """The run has ended."""
        with self._lock:
            self._runs.pop(id(run), None)

    @contextmanager
    def holding(self, held: QuerySet[Any], until: str) -> Iterator[None]:
        """Renew the leases of claimed rows, whose end is in the column `until`, in this block.

        `held` finds the rows of which the claim still holds.
        """
        key = object()
        with self._lock:
            self._claims[key] = lambda: _renew(held, until)
        try:
            yield
        finally:
            with self._lock:
                self._claims.pop(key)

    def beat(self) -> None:
        """Renew all leases once, and tell runs that lost theirs or were cancelled to stop."""
        with self._lock:
            runs, claims = list(self._runs.values()), list(self._claims.values())
        renewals: list[Callable[[], None]] = [*claims, *(partial(_renew_run, run) for run in runs)]
        for renew in renewals:
            try:
                renew()
            except Exception:
                # the others must not lose theirs with it
                logger.exception("a lease could not be renewed")

    def stop_runs(self) -> None:
        """Ask every running task to go back to the waiting ones at its next report."""
        with self._lock:
            for run in self._runs.values():
                run.must_stop = run.must_stop or WorkerStopping()

    def start(self) -> None:
        """Beat in a thread of its own until `stop`."""
        if self._thread is not None:
            return
        self._stopping.clear()
        self._thread = threading.Thread(target=self._run, name="klientel-heartbeat", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the thread."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join(timeout=5)
            self._thread = None

    def _run(self) -> None:
        try:
            while not self._stopping.wait(INTERVAL):
                try:
                    close_old_connections()
                    self.beat()
                except Exception:
                    logger.exception("leases could not be renewed")
        finally:
            connections.close_all()


def _renew_run(run: Run) -> None:
    """Move the end of a run's lease on, or tell it to stop where it lost it or was cancelled."""
    job = run.job
    mine = Job.objects.filter(pk=job.pk, worker=job.worker, state=Job.State.RUNNING)
    if not mine.update(lease_until=clock.now() + LEASE):
        run.must_stop = run.must_stop or JobTakenOver()
    elif mine.filter(cancel_wanted=True).exists():
        run.must_stop = JobCancelled()


def _renew(held: QuerySet[Any], until: str) -> None:
    """Move the end of leases on; rows at work in a transaction are nobody else's anyway."""
    with transaction.atomic():
        free = held.select_for_update(skip_locked=True, of=("self",)).values_list("pk", flat=True)
        ids = list(free)
        if ids:
            held.filter(pk__in=ids).update(**{until: clock.now() + LEASE})


heartbeat = Heartbeat()
