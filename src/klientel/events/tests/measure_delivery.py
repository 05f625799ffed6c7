"""Measures one worker: `pytest -s src/klientel/events/tests/measure_delivery.py`.

Not collected by itself. Five subscribers hear every event and write one row each for a batch.
"""

from __future__ import annotations

import time
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import F

from klientel.events import jobs
from klientel.events.delivery import deliver
from klientel.events.dispatch import dispatch
from klientel.events.jobs import runner
from klientel.events.log import Line, record, record_many
from klientel.events.models import Delivery
from klientel.events.seal import seal, verify
from klientel.events.tests import tasks
from klientel.events.tests.conftest import Cast
from klientel.workspaces.models import Workspace

EVENTS = 3_000


def spent(start: float, count: int, what: str) -> None:
    seconds = time.perf_counter() - start
    print(f"{connection.vendor:10} {what:42} {count / seconds:9,.0f}/s")


@pytest.mark.django_db(transaction=True)
def test_measure(cast: Cast, subscribed: Any) -> None:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=FULL")
    workspace = Workspace.objects.filter(pk=cast.workspace.pk)
    for number in range(5):
        subscribed(
            f"ears {number}",
            lambda events: workspace.update(directory_version=F("directory_version") + 1),
        )
    print()
    start = time.perf_counter()
    for _ in range(300):
        with transaction.atomic():
            record(cast.anna, "thing.done", facts={"changes": {"a": [1, 2]}})
    spent(start, 300, "record, one per transaction")
    start = time.perf_counter()
    with transaction.atomic():
        record_many(cast.anna, [Line("thing.done", facts={"changes": {}})] * (EVENTS - 300))
    spent(start, EVENTS - 300, "record_many, one transaction")
    start = time.perf_counter()
    longest = 0.0
    while True:
        begun = time.perf_counter()
        moved = dispatch()
        longest = max(longest, time.perf_counter() - begun)
        if not moved + deliver():
            break
    spent(start, EVENTS, "dispatch and deliver to 5 subscribers")
    print(f"longest transaction of dispatch {longest * 1000:.0f} ms")
    assert Delivery.objects.filter(state=Delivery.State.DONE).count() == 5 * EVENTS
    start = time.perf_counter()
    seal(cast.workspace.pk)
    spent(start, EVENTS, "seal")
    start = time.perf_counter()
    assert verify(cast.workspace.pk).is_whole
    spent(start, EVENTS, "verify")
    start = time.perf_counter()
    for _ in range(300):
        jobs.enqueue(tasks.note)
    spent(start, 300, "jobs.enqueue")
    start = time.perf_counter()
    while runner.run_one():
        pass
    spent(start, 300, "jobs run, one worker thread")
