"""A worker that is killed at any moment loses nothing, and what it wrote in a batch counts once."""

from __future__ import annotations

import subprocess
import sys
import time
from typing import Any

import pytest
from django.db import transaction

from klientel.events.log import Line, record_many
from klientel.events.models import Delivery, Outbox
from klientel.events.tests.conftest import Cast
from klientel.events.tests.processes import environment
from klientel.workspaces.models import Workspace

EVENTS = 600
KILLS = 3

WORKER = """
import django
django.setup()
from datetime import timedelta
from django.db.models import F
from klientel.events import delivery, subscribers
from klientel.events.worker import Worker
from klientel.workspaces.models import Workspace

delivery.LEASE = timedelta(seconds=0.5)
def count(events):
    mine = Workspace.objects.filter(pk=events[0].workspace_id)
    mine.update(directory_version=F("directory_version") + len(events))
subscribers.subscribe("counter", "thing.*", batch=3)(count)
Worker(threads=1).run_forever()
"""


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_killed_workers_lose_nothing_and_count_nothing_twice(cast: Cast, subscribed: Any) -> None:
    subscribed("counter", lambda events: None)
    with transaction.atomic():
        record_many(cast.anna, [Line("thing.done")] * EVENTS)
    open_rows = Delivery.objects.filter(state__lt=Delivery.State.DONE)
    done_rows = Delivery.objects.filter(state=Delivery.State.DONE)
    held = 0
    for killed in range(KILLS + 1):
        worker = subprocess.Popen([sys.executable, "-c", WORKER], env=environment())
        try:
            done_before = done_rows.count()
            ends = time.monotonic() + 30
            while time.monotonic() < ends and (Outbox.objects.exists() or open_rows.exists()):
                if killed < KILLS and done_rows.count() > done_before + 20:
                    break
                time.sleep(0.01)
        finally:
            if killed < KILLS:
                worker.kill()
            else:
                worker.terminate()
            worker.wait(20)
        if killed < KILLS:
            held += Delivery.objects.filter(state=Delivery.State.RUNNING).count()
    assert worker.returncode == 0
    assert done_rows.count() == EVENTS
    # The killed ones held leases, which others took over. (An attempt counts only when a handler
    # begins, and a kill need not hit one.)
    assert held
    cast.workspace.refresh_from_db()
    assert Workspace.objects.get(pk=cast.workspace.pk).directory_version == 1 + EVENTS
