"""Removes deliveries and jobs that are done; what was given up stays to be seen."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django_tasks import task

from klientel.events.ids_in_time import floor_id
from klientel.events.jobs import progress
from klientel.events.models import Delivery, Job
from klientel.kit import clock

KEEP_DELIVERIES = timedelta(days=7)
KEEP_JOBS = timedelta(days=30)
#: rows in one transaction, so that on SQLite nobody waits long for the writer
BATCH = 2_000


@task
def clean() -> int:
    """Delete old rows that are done; idempotent. Returns how many."""
    now = clock.now()
    deliveries = Delivery.objects.filter(
        pk__lt=floor_id(now - KEEP_DELIVERIES), state=Delivery.State.DONE
    )
    ended = (Job.State.DONE, Job.State.CANCELLED)
    old_jobs = Job.objects.filter(pk__lt=floor_id(now - KEEP_JOBS), state__in=ended)
    return _delete(deliveries) + _delete(old_jobs)


def _delete(rows: QuerySet[Any, Any]) -> int:
    deleted = 0
    while True:
        with transaction.atomic():
            ids = list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH])
            rows.filter(pk__in=ids).delete()
        deleted += len(ids)
        if len(ids) < BATCH:
            return deleted
        progress.set(deleted, deleted + BATCH)
