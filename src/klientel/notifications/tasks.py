"""The jobs of the room: write the mails that are due, to one member or to all."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django_tasks import task

from klientel.events import jobs
from klientel.kit import clock
from klientel.notifications import mailing, push_delivery, pushing
from klientel.workspaces.models import Workspace

#: so long a mail that leaves at once waits for somebody to read what it is about
GRACE = timedelta(minutes=1)
#: and so long a ring: whoever looks at it just now needs none
RING_GRACE = timedelta(seconds=20)


@task
def mail_member(workspace: str, member: str) -> int:
    """Write the mails that are due to a member; idempotent. Returns how many."""
    return mailing.send_to(UUID(workspace), UUID(member))


@task
def mail_all() -> int:
    """Write the mails that are due to anybody; idempotent. Returns how many."""
    return sum(
        mailing.send_to(workspace.pk, member)
        for workspace in Workspace.objects.all()
        for member in mailing.waiting_members(workspace.pk)
    )


def mail_soon(workspace_id: UUID, member_id: UUID) -> None:
    """Have what is mailed at once written, in the running transaction."""
    jobs.enqueue(
        mail_member,
        workspace_id=workspace_id,
        dedupe_key=f"news:{member_id}",
        run_at=clock.now() + GRACE,
        workspace=str(workspace_id),
        member=str(member_id),
    )


@task
def ring_member(workspace: str, member: str) -> int:
    """Queue what is to ring for a member; idempotent. Returns how many messages."""
    return pushing.ring_for(UUID(workspace), UUID(member))


@task
def ring_all() -> int:
    """Queue what waited for the morning, for anybody; idempotent. Returns how many messages."""
    return sum(
        pushing.ring_for(workspace.pk, member)
        for workspace in Workspace.objects.all()
        for member in pushing.waiting_members(workspace.pk)
    )


@task
def send_push(push_id: str) -> bool:
    """Send one message to one browser; idempotent by its id."""
    return push_delivery.send(UUID(push_id))


def push_soon(workspace_id: UUID, member_id: UUID) -> None:
    """Have what is to ring queued, in the running transaction."""
    jobs.enqueue(
        ring_member,
        workspace_id=workspace_id,
        dedupe_key=f"ring:{member_id}",
        run_at=clock.now() + RING_GRACE,
        workspace=str(workspace_id),
        member=str(member_id),
    )
