"""Work of the room that is done later: emptying the trash, taking much back."""

from __future__ import annotations

from uuid import UUID

from django_tasks import task

from klientel.events import jobs
from klientel.events.jobs import progress
from klientel.records.actions.purge import purge
from klientel.records.actions.undo import undo_in_pieces
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


@task
def undo_later(token: str, batch: str, force: bool) -> int:
    """Take back what was too much to wait for, as who asked; idempotent. Returns how many events.

    What stays, since it was edited later, is not counted.
    """
    actor = jobs.actor_of_job("page")
    done = undo_in_pieces(actor, UUID(token), UUID(batch), force=force, report=progress.set)
    return done.count


def introduce() -> None:
    """Declare what runs each night."""
    jobs.schedule("records.trash", empty_trash, "47 2 * * *")
