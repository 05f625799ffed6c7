"""Work of the room that is done later: emptying the trash, reckoning anew, finding twins."""

from __future__ import annotations

from datetime import timedelta
from itertools import chain
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_noop
from django_tasks import task

from klientel.events import jobs
from klientel.events.jobs import progress
from klientel.events.subscribers import subscribe
from klientel.kit import clock
from klientel.records.actions.purge import purge
from klientel.records.actions.trash import TRASH_DAYS
from klientel.records.duplicates.finding import compared_types, has_changed, look
from klientel.records.models import FieldDefinition
from klientel.records.own_fields.defined import OWN_KINDS
from klientel.records.own_fields.reckoning import types_of_yesterday
from klientel.records.own_fields.settling import purge as purge_fields
from klientel.records.own_fields.settling import settle
from klientel.workspaces.actor import Actor
from klientel.workspaces.models import Workspace

if TYPE_CHECKING:
    from klientel.events.models import Event

#: how long the search waits for more to change
PATIENCE = timedelta(seconds=5)
#: what may make a record the twin of another
_NEWS = ("created", "changed", "restored", "merged", "unmerged")


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
def settle_field(workspace: str, field: str) -> int:
    """Let the rows beside records follow a field that was deleted or restored; idempotent.

    Returns how many were written or removed.
    """
    said = FieldDefinition.objects.in_workspace(UUID(workspace)).filter(pk=UUID(field)).first()
    done = 0
    for count in settle(said) if said is not None else ():
        done += count
        progress.set(done, done + 1)
    return done


@task
def empty_fields() -> int:
    """Remove fields that were deleted thirty days ago with their values; idempotent.

    Returns how many values.
    """
    limit = clock.now() - timedelta(days=TRASH_DAYS)
    removed = 0
    for workspace in Workspace.objects.all():
        actor = Actor.system(workspace.pk, "deleted fields are kept for thirty days")
        for count in purge_fields(actor, limit):
            removed += count
            progress.set(removed, removed + 1)
    return removed


@task
def reckon_formulas(workspace: str, type_name: str) -> int:
    """Make anew what the program makes of all records of a type: numbers, results; idempotent.

    Returns how many records were looked at.
    """
    firm = Workspace.objects.get(pk=UUID(workspace))
    done = 0
    # kinds that are made together name the same way
    ways = dict.fromkeys(kind.makes for kind in OWN_KINDS.values() if kind.makes is not None)
    for count in chain(*(makes(firm, type_name) for makes in ways)):
        done += count
        progress.set(done, done + 1)
    return done


@task
def reckon_new_days() -> int:
    """Reckon what depends on the day, or on what the program counts, where a new day began.

    Each firm has its own midnight. Returns for how many types of how many firms.
    """
    asked = 0
    for workspace in Workspace.objects.all():
        # a day that counts as reckoned without its job would never be reckoned
        with transaction.atomic():
            for type_name in types_of_yesterday(workspace):
                reckon_later(None, type_name, workspace.pk)
                asked += 1
    return asked


def reckon_later(actor: Actor | None, type_name: str, workspace_id: UUID | None = None) -> None:
    """Have the formulas of a type reckoned anew, once for any number of reasons."""
    firm = actor.workspace_id if actor is not None else workspace_id
    jobs.enqueue(
        reckon_formulas,
        actor=actor,
        workspace_id=firm,
        dedupe_key=f"formulas:{firm}:{type_name}",
        label=gettext_noop("Calculate formulas"),
        workspace=str(firm),
        type_name=type_name,
    )


def settle_later(actor: Actor, field: FieldDefinition) -> None:
    """Have the rows of a field follow it, behind what the same field waits for already."""
    jobs.enqueue(
        settle_field,
        actor=actor,
        dedupe_key=f"field:{field.pk}",
        label=gettext_noop("Sort the values of a field"),
        workspace=str(actor.workspace_id),
        field=str(field.pk),
    )


@task
def look_for_duplicates(workspace: str, whole: bool = False) -> int:
    """Compare what changed in a workspace, or all; idempotent. Returns how many records."""
    return look(UUID(workspace), progress.set, whole=whole)


@task
def look_at_all() -> int:
    """Each night: have all compared where something changed. Returns in how many workspaces."""
    asked = 0
    for workspace in Workspace.objects.all():
        if has_changed(workspace.pk):
            ask_to_look(workspace.pk, whole=True)
            asked += 1
    return asked


def ask_to_look(workspace_id: UUID, *, actor: Actor | None = None, whole: bool = False) -> None:
    """Have duplicates looked for soon, once for any number of changes."""
    jobs.enqueue(
        look_for_duplicates,
        actor=actor,
        workspace_id=workspace_id,
        dedupe_key=f"duplicates:{workspace_id}:{'all' if whole else 'new'}",
        label=gettext_noop("Look for duplicates"),
        run_at=clock.now() if actor else clock.now() + PATIENCE,
        workspace=str(workspace_id),
        whole=whole,
    )


def _look_soon(events: list[Event]) -> None:
    for workspace_id in {event.workspace_id for event in events}:
        ask_to_look(workspace_id)


def introduce() -> None:
    """Declare what runs each night."""
    jobs.schedule("records.trash", empty_trash, "47 2 * * *")
    jobs.schedule("records.fields", empty_fields, "57 2 * * *")
    jobs.schedule("records.formulas", reckon_new_days, "4 * * * *")
    jobs.schedule("records.duplicates", look_at_all, "23 3 * * *")


def listen() -> None:
    """Hear of what is added and changed, once every room has registered its types."""
    wanted = [record_type.verb(what) for record_type in compared_types() for what in _NEWS]
    subscribe("records.duplicates", *wanted, gathers=True)(_look_soon)
