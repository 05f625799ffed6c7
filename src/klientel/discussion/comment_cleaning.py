"""What goes at night: comments too long in the trash with all that hangs on them, old leases."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django_tasks import task

from klientel.discussion.models import Comment, File, Mention, Presence, Reaction, Wording
from klientel.events import jobs
from klientel.kit import clock
from klientel.records.actions.trash import TRASH_DAYS
from klientel.workspaces.models import Workspace

_CHUNK = 500


@task
def tidy_comments() -> int:
    """Remove what nobody can bring back any more, in every workspace; idempotent."""
    return sum(clear_comments(one.pk) + clear_leases(one.pk) for one in Workspace.objects.all())


def clear_comments(workspace_id: UUID) -> int:
    """Remove comments that were deleted thirty days ago, some in each transaction."""
    limit = clock.now() - timedelta(days=TRASH_DAYS)
    old = Comment.objects.in_workspace(workspace_id).filter(trashed_at__lt=limit)
    count = 0
    while keys := list(old.order_by("pk").values_list("pk", flat=True)[:_CHUNK]):
        with transaction.atomic():
            for model in (Wording, Mention, Reaction):
                _clear(model.objects.in_workspace(workspace_id).filter(comment_id__in=keys))
            files = File.objects.in_workspace(workspace_id).filter(comment_id__in=keys)
            files.update(comment_id=None)
            count += _clear(Comment.objects.in_workspace(workspace_id).filter(pk__in=keys))
    return count


def clear_leases(workspace_id: UUID) -> int:
    """Remove leases that ran out a day ago."""
    rows = Presence.objects.in_workspace(workspace_id)
    return _clear(rows.filter(until__lt=clock.now() - timedelta(days=1)))


def _clear(rows: Any) -> int:
    return int(rows._raw_delete(rows.db))


def introduce() -> None:
    """Declare what runs each night."""
    jobs.schedule("discussion.comments", tidy_comments, "33 3 * * *")
