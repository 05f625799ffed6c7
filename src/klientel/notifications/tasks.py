"""The jobs of the room: write the mails that are due, to one member or to all."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django_tasks import task

from klientel.events import jobs
from klientel.kit import clock
from klientel.notifications import mailing
from klientel.workspaces.models import Workspace

#: so long a mail that leaves at once waits for somebody to read what it is about
GRACE = timedelta(minutes=1)


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
