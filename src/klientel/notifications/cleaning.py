"""Each night: forgets lines that are done, and those that nobody looked at for long."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django_tasks import task

from klientel.events.ids_in_time import floor_id
from klientel.kit import clock
from klientel.notifications.devices import forget_dead
from klientel.notifications.ending import forget_old as forget_links
from klientel.notifications.models import Heard, Notification, Push
from klientel.notifications.queries import DONE_FOR
from klientel.workspaces.models import Workspace

#: how long a line stands that was read, and one that was never looked at
READ_FOR, UNREAD_FOR = timedelta(days=90), timedelta(days=365)
HEARD_FOR = timedelta(days=30)
#: the note that something rang; what it said went at once
PUSHED_FOR = timedelta(days=7)
#: rows in one transaction, so that on SQLite nobody waits long for the writer
BATCH = 2_000


@task
def forget_old() -> int:
    """Delete what is done for 14 days, read for 90, unread for a year; idempotent.

    What was heard goes with its line. Returns how many.
    """
    now, deleted = clock.now(), 0
    old = (
        Q(done_at__lt=now - DONE_FOR)
        | Q(is_unread=False, newest_at__lt=now - READ_FOR, shown_at__lt=now - READ_FOR)
        | Q(newest_at__lt=now - UNREAD_FOR)
    )
    for workspace in Workspace.objects.all():
        rows = Notification.objects.in_workspace(workspace.pk).filter(old)
        deleted += _delete(workspace.pk, rows)
        forget_heard(workspace.pk)
        forget_links(workspace.pk)
        forget_dead(workspace.pk)
    Push.objects.filter(state__gte=Push.State.SENT, created_at__lt=now - PUSHED_FOR).delete()
    return deleted


def forget_heard(workspace_id: UUID) -> int:
    """Delete what was heard thirty days ago: lines that go on for years keep their newest alone.

    No delivery comes again after so long. Returns how many.
    """
    rows = Heard.objects.in_workspace(workspace_id).filter(pk__lt=floor_id(clock.now() - HEARD_FOR))
    return int(rows._raw_delete(rows.db))


def _delete(workspace_id: UUID, rows: Any) -> int:
    deleted = 0
    while True:
        with transaction.atomic():
            keys = list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH])
            heard = Heard.objects.in_workspace(workspace_id).filter(notification_id__in=keys)
            heard._raw_delete(heard.db)
            some = Notification.objects.in_workspace(workspace_id).filter(pk__in=keys)
            some._raw_delete(some.db)
        deleted += len(keys)
        if len(keys) < BATCH:
            return deleted
