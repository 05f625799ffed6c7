"""Forgets runs that ended long ago, and deleted rules; what they did stands in the log."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django_tasks import task

from klientel.automations.actions.purging import purge_rules
from klientel.automations.models import Awaited, Run
from klientel.events.jobs import progress
from klientel.kit import clock
from klientel.records.actions.trash import TRASH_DAYS
from klientel.workspaces.actor import Actor
from klientel.workspaces.models import Workspace

KEPT = timedelta(days=90)
#: rows in one transaction, so that on SQLite nobody waits long for the writer
BATCH = 1_000


@task
def clean_runs() -> int:
    """Delete runs that ended 90 days ago; idempotent. Returns how many."""
    before = clock.now() - KEPT
    old = Run.objects.for_system("nightly: forget what rules did long ago")
    old = old.filter(state__gte=Run.State.DONE, ended_at__lt=before)
    deleted = 0
    while True:
        with transaction.atomic():
            ids = list(old.order_by("pk").values_list("pk", flat=True)[:BATCH])
            some = old.filter(pk__in=ids)
            _forget_awaited(ids)
            some._raw_delete(some.db)
        deleted += len(ids)
        if len(ids) < BATCH:
            return deleted
        progress.set(deleted, deleted + BATCH)


def _forget_awaited(ids: Sequence[UUID]) -> None:
    """Delete what runs that ended wait for: nothing, it should be.

    But one row that was left would keep the database from deleting its run, each night, and all
    that come after it, for every firm.
    """
    rows = Awaited.objects.for_system("nightly: what runs of long ago were left waiting for")
    left = rows.filter(run_id__in=ids)
    left._raw_delete(left.db)


@task
def empty_rules() -> int:
    """Remove for good the rules that were deleted thirty days ago; idempotent.

    Returns how many rows that were, with their versions and runs.
    """
    limit = clock.now() - timedelta(days=TRASH_DAYS)
    removed = 0
    for workspace in Workspace.objects.all():
        actor = Actor.system(workspace.pk, "deleted rules are kept for thirty days")
        for count in purge_rules(actor, limit):
            removed += count
            progress.set(removed, removed + 1)
    return removed
