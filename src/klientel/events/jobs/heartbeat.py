"""Renews the leases of the jobs that run in this process, from one thread for all of them."""

from __future__ import annotations

import logging
import threading
from datetime import timedelta

from django.db import close_old_connections, connections

from klientel.events.jobs.running import JobCancelled, JobTakenOver, Run, WorkerStopping
from klientel.events.models import Job
from klientel.kit import clock

logger = logging.getLogger(__name__)

#: how long a job is left alone after the last sign of life of its worker
LEASE = timedelta(seconds=60)
#: seconds between two renewals: two may fail before a lease ends
INTERVAL = 15.0


class Heartbeat:
    """The running jobs of a process. `beat` renews them once; `start` does it again and again."""

    def __init__(self) -> None:
        self._runs: dict[int, Run] = {}
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

    def beat(self) -> None:
        """Renew all leases once, and tell runs that lost theirs or were cancelled to stop."""
        with self._lock:
            runs = list(self._runs.values())
        for run in runs:
            job = run.job
            mine = Job.objects.filter(pk=job.pk, worker=job.worker, state=Job.State.RUNNING)
            if not mine.update(lease_until=clock.now() + LEASE):
                run.must_stop = run.must_stop or JobTakenOver()
            elif mine.filter(cancel_wanted=True).exists():
                run.must_stop = JobCancelled()

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


heartbeat = Heartbeat()
