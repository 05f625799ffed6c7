"""Work of the room that is done later: adding what repeats."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.utils.translation import gettext_noop
from django_tasks import task

from klientel.events import jobs
from klientel.events.jobs import progress
from klientel.kit import clock
from klientel.work.models import Series
from klientel.workspaces.models import Workspace


@task
def add_what_is_due(workspace: str) -> int:
    """Add the items of a firm whose time has come; idempotent. Returns how many.

    What a server that stood still has missed is made up for, one date after the other.
    """
    from klientel.work.actions.next_one import add_next

    firm = Workspace.objects.get(pk=UUID(workspace))
    made = 0
    due = Series.objects.in_workspace(firm.pk).filter(
        state=Series.State.RUNNING, make_on__lte=clock.today(firm.time_zone)
    )
    for pk in list(due.order_by("make_on", "pk").values_list("pk", flat=True)):
        while add_next(firm.pk, pk) is not None:
            made += 1
            progress.set(made, made + 1)
    return made


@task
def look_for_due() -> int:
    """Ask for what is due in each firm where something is; returns in how many."""
    # somewhere it is tomorrow already
    latest = clock.today("UTC") + timedelta(days=1)
    due = Series.objects.for_system("what repeats: the firms where an item is to be added").filter(
        state=Series.State.RUNNING, make_on__lte=latest
    )
    firms = sorted(set(due.values_list("workspace_id", flat=True)))
    for firm in firms:
        jobs.enqueue(
            add_what_is_due,
            workspace_id=firm,
            dedupe_key=f"repeating:{firm}",
            label=gettext_noop("Add work that repeats"),
            workspace=str(firm),
        )
    return len(firms)


def introduce() -> None:
    """Declare how often it is looked for."""
    jobs.schedule("work.repeating", look_for_due, "*/5 * * * *")
