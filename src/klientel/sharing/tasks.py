"""What goes at night: links that ended long ago, and who opened them."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db.models import Q
from django_tasks import task

from klientel.events import jobs
from klientel.kit import clock
from klientel.sharing.models import Opening, ShareLink
from klientel.sharing.openings import VISIT
from klientel.workspaces.models import Workspace

#: so long a link stays listed that opens nothing any more; the log tells of it for ever
KEPT = timedelta(days=90)
_CHUNK = 500


@task
def tidy_links() -> int:
    """Forget what is over in every workspace; idempotent. Returns how many links went."""
    return sum(forget_old(workspace.pk) for workspace in Workspace.objects.all())


def forget_old(workspace_id: UUID) -> int:
    """Remove links that ended long ago, and openers whose visit is over; returns how many links."""
    before = clock.now() - KEPT
    visits = Opening.objects.in_workspace(workspace_id)
    over = visits.filter(counted_at__lt=clock.now() - VISIT)
    over._raw_delete(over.db)
    links = ShareLink.objects.in_workspace(workspace_id)
    ended = links.filter(Q(revoked_at__lt=before) | Q(expires_at__lt=before))
    count = 0
    while some := list(ended.values_list("pk", flat=True)[:_CHUNK]):
        gone = links.filter(pk__in=some)
        count += int(gone._raw_delete(gone.db))
    return count


def introduce() -> None:
    """Declare what runs each night."""
    jobs.schedule("sharing.links", tidy_links, "37 3 * * *")
