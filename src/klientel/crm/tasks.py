"""Work of the room that is done later: sorting buyers, and bringing days up to date."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext_noop
from django_tasks import task

from klientel.events import jobs
from klientel.events.jobs import progress
from klientel.events.subscribers import subscribe
from klientel.kit import clock
from klientel.workspaces.models import Workspace

if TYPE_CHECKING:
    from klientel.events.models import Event

#: how long the count waits for more purchases: an import tells of thousands within a minute
PATIENCE = timedelta(seconds=10)


@task
def recompute_segments(workspace: str, thorough: bool = False) -> int:
    """Sort the buyers of a workspace; what is bought meanwhile asks for it once more."""
    from klientel.crm.actions import segments

    firm = Workspace.objects.get(pk=UUID(workspace))
    return segments.recompute(firm.pk, clock.today(firm.time_zone), thorough=thorough).buyers


@task
def bring_days_up_to_date() -> int:
    """Each night: segments count from a new day, meetings took place, agreements went on or ended,
    and whoever left an organisation has no duty there any more.

    Old purchases go for good, and so do consents that nobody confirmed.
    """
    from klientel.crm.actions.agreement import bring_up_to_date
    from klientel.crm.actions.consent_proof import forget_unconfirmed
    from klientel.crm.actions.following import count_talks_now_past, release_who_left
    from klientel.crm.actions.purchase_trash import purge_trashed

    count = 0
    for workspace in Workspace.objects.all():
        count_talks_now_past(workspace.pk)
        today = clock.today(workspace.time_zone)
        bring_up_to_date(workspace.pk, today)
        release_who_left(workspace.pk, today)
        purge_trashed(workspace.pk)
        forget_unconfirmed(workspace.pk)
        jobs.enqueue(
            recompute_segments,
            workspace_id=workspace.pk,
            dedupe_key=f"{_key(workspace.pk)}:night",
            workspace=str(workspace.pk),
            thorough=True,
        )
        reckon_soon(workspace.pk, thorough=True)
        count += 1
    return count


@task
def reckon_profiles(workspace: str, thorough: bool = False) -> int:
    """Reckon where accounts stand between client and customer: those that something happened to
    since the last time, or all.
    """
    from klientel.crm.actions import profile

    firm = Workspace.objects.get(pk=UUID(workspace))
    return profile.reckon_all(firm) if thorough else profile.reckon_moved(firm)


@task
def empty_stage(stage: str, to: str, batch: str) -> int:
    """Move the accounts of a retired stage to another, as who retired it; idempotent."""
    from klientel.crm.actions.leaving_stage import move_all

    return move_all(jobs.actor_of_job("page"), stage, to, UUID(batch), progress.set)


@subscribe("crm.profiles", "interaction.*", "purchase.*", "agreement.*", "account.*", gathers=True)
def reckon_what_moved(events: list[Event]) -> None:
    """Have the profiles of each workspace where something happened reckoned, once for many."""
    for workspace_id in {event.workspace_id for event in events}:
        reckon_soon(workspace_id)


def reckon_soon(workspace_id: UUID, *, thorough: bool = False) -> None:
    """Ask for the profiles of a workspace to be reckoned: those that moved, or all."""
    jobs.enqueue(
        reckon_profiles,
        workspace_id=workspace_id,
        dedupe_key=f"profile:{workspace_id}:{'all' if thorough else 'moved'}",
        run_at=clock.now() + PATIENCE,
        workspace=str(workspace_id),
        thorough=thorough,
    )


@subscribe("crm.segments", "purchase.*", gathers=True)
def count_segments_anew(events: list[Event]) -> None:
    """Have the segments of each workspace that sold something counted anew, once for any number."""
    for workspace_id in {event.workspace_id for event in events}:
        jobs.enqueue(
            recompute_segments,
            workspace_id=workspace_id,
            dedupe_key=_key(workspace_id),
            label=gettext_noop("Sort buyers into segments"),
            run_at=clock.now() + PATIENCE,
            workspace=str(workspace_id),
        )


def _key(workspace_id: UUID) -> str:
    return f"rfm:{workspace_id}"


def introduce() -> None:
    """Declare what runs each night."""
    jobs.schedule("crm.days", bring_days_up_to_date, "17 2 * * *")
