"""Work of the room that is done later: emptying the trash."""

from __future__ import annotations

from django_tasks import task

from klientel.events import jobs
from klientel.events.jobs import progress
from klientel.records.actions.purge import purge
from klientel.workspaces.actor import Actor
from klientel.workspaces.models import Workspace


@task
def empty_trash() -> int:
    """Remove for good what was deleted thirty days ago, in every workspace; idempotent.

    Returns how many records.
    """
    removed = 0
    for workspace in Workspace.objects.all():
        for count in purge(Actor.system(workspace.pk, "the trash is kept for thirty days")):
            removed += count
            progress.set(removed, removed + 1)
    return removed


def introduce() -> None:
    """Declare what runs each night."""
    jobs.schedule("records.trash", empty_trash, "47 2 * * *")
