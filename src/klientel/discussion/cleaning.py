"""What goes at night: half-done uploads, staged files that nobody sent, old trash, unused bytes."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef
from django_tasks import task

from klientel.discussion import storage
from klientel.discussion.consistency import clear_of_nobody
from klientel.discussion.models import Blob, File, FileStore
from klientel.discussion.pictures import clean_former
from klientel.events import jobs
from klientel.kit import clock
from klientel.records.actions.trash import TRASH_DAYS
from klientel.workspaces.models import Workspace

#: how long a form may be open with files in it
STAGED = timedelta(hours=24)
_CHUNK = 500


@task
def tidy_files() -> int:
    """Clear what is not needed any more in every workspace, and clean what pictures there were
    before they were cleaned; idempotent.

    Returns how many files and bytes' rows went.
    """
    count = storage.clear_incoming(int(STAGED.total_seconds()))
    for workspace in Workspace.objects.all():
        count += clear_old(workspace.pk)
        count += clear_unused(workspace.pk) + clear_of_nobody(workspace.pk)
        clean_former(workspace.pk)
    return count


def clear_old(workspace_id: UUID) -> int:
    """Remove files that were staged and never sent, and those too long in the trash."""
    now = clock.now()
    rows = File.objects.in_workspace(workspace_id)
    staged = rows.filter(record__isnull=True, given_at__lt=now - STAGED)
    trashed = rows.filter(trashed_at__lt=now - timedelta(days=TRASH_DAYS))
    return sum(some._raw_delete(some.db) for some in (staged, trashed))


def clear_unused(workspace_id: UUID) -> int:
    """Remove bytes that no file has any more, some in each transaction; returns how many."""
    count = 0
    while True:
        with transaction.atomic():
            # first: who takes the same bytes in just now waits, or has been seen
            FileStore.hold(workspace_id)
            files = File.objects.in_workspace(workspace_id)
            used = Exists(files.filter(blob_id=OuterRef("pk")))
            shown = Exists(files.filter(clean_id=OuterRef("pk")))
            blobs = Blob.objects.in_workspace(workspace_id)
            some = list(blobs.exclude(used).exclude(shown).order_by("pk")[:_CHUNK])
            gone = blobs.filter(pk__in=[blob.pk for blob in some])
            gone._raw_delete(gone.db)
            FileStore.give_back(workspace_id, sum(blob.size for blob in some))
            # before the end: afterwards the same bytes may have been kept anew
            for blob in some:
                storage.remove(workspace_id, blob.sha256)
        count += len(some)
        if len(some) < _CHUNK:
            return count


def introduce() -> None:
    """Declare what runs each night."""
    jobs.schedule("discussion.files", tidy_files, "23 3 * * *")
