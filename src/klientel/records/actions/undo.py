"""Taking back at once what was done, or by a job where that takes longer."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext
from django_tasks import task

from klientel.events import jobs
from klientel.events.jobs import progress
from klientel.kit.ids import uuid7
from klientel.kit.refused import Refused
from klientel.records.actions.taking_back import way_back
from klientel.records.actions.undo_in_pieces import (
    Undone,
    batches,
    done_of,
    meant,
    taken_back,
    takes_long,
    undo_in_pieces,
)
from klientel.workspaces.actor import Actor


def undo(actor: Actor, token: UUID, *, force: bool = False) -> Undone:
    """Take back an event or a batch by its id; newest first, within 30 days.

    Only who did it, or a manager, may. A record edited since keeps the later edit unless `force`.
    What the undo writes is one batch, which can be undone in turn; its events name the token as
    their cause, so that what was taken back can be told. What takes long is left to a job. Raises
    `NotFound`, `Forbidden`, or `Refused` when nothing can be taken back.
    """
    token, events = meant(actor, token)
    if not any(way_back(event) for event in events):
        raise Refused("This cannot be undone.")
    if takes_long(events):
        _later(actor, token, force)
        return Undone(is_later=True)
    batch = uuid7()
    edited: set[UUID] = set()
    kept = taken_back(actor, token, events, batch, batches(events), force, edited)
    return done_of(actor, events, kept, batch, edited)


@task
def undo_later(token: str, batch: str, force: bool) -> int:
    """Take back what was too much to wait for, as who asked; idempotent. Returns how many events.

    What stays, since it was edited later, is not counted.
    """
    actor = jobs.actor_of_job("page")
    done = undo_in_pieces(actor, UUID(token), UUID(batch), force=force, report=progress.set)
    return done.count


def _later(actor: Actor, token: UUID, force: bool) -> None:
    jobs.enqueue(
        undo_later,
        actor=actor,
        dedupe_key=f"undo:{token}",
        label=gettext("Undo"),
        token=str(token),
        batch=str(uuid7()),
        force=force,
    )
