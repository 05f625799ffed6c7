"""Work of the room that is done later: adding what repeats."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_noop
from django_tasks import task

from klientel.events import jobs
from klientel.events.jobs import progress
from klientel.kit import clock
from klientel.work.actions.next_one import add_next
from klientel.work.models import Series, WorkItem

logger = logging.getLogger(__name__)

#: items added of one series before the job ends, so that none of it runs without an end
MOST_AT_ONCE = 30


@task
def add_what_is_due(workspace: str) -> int:
    """Add the items of a firm whose time has come; idempotent. Returns how many.

    What a server that stood still has missed is made up for, one date after the other: of each
    series `MOST_AT_ONCE`, and the rest is asked for again. A series that fails stops no other; the
    first error is raised at the end.
    """
    firm, failures = UUID(workspace), list[Exception]()
    made, is_more = 0, False
    due = _due(Series.objects.in_workspace(firm).order_by("make_on", "pk"), "pk")
    for (pk,) in due:
        for _one in range(MOST_AT_ONCE):
            if _add_one(firm, pk, failures) is None:
                break
            made += 1
            progress.set(made, made + 1)
        else:
            is_more = True
    if is_more:
        _ask_for(firm)
    if failures:
        raise failures[0]
    return made


def _add_one(firm: UUID, pk: UUID, failures: list[Exception]) -> WorkItem | None:
    try:
        return add_next(firm, pk)
    except Exception as error:
        logger.exception("the next item of series %s could not be added", pk)
        failures.append(error)
        return None


def _due(rows: Any, *names: str) -> list[list[Any]]:
    """Those of the series, by some of their columns, for which the day has come where they live."""
    # somewhere it is tomorrow already
    latest = clock.today("UTC") + timedelta(days=1)
    running = rows.filter(state=Series.State.RUNNING, make_on__lte=latest)
    return [
        found
        for *found, make_on, zone in running.values_list(*names, "make_on", "time_zone").distinct()
        if make_on <= clock.today(zone)
    ]


@task
def look_for_due() -> int:
    """Ask for what is due in each firm where something is; returns in how many."""
    rows = Series.objects.for_system("what repeats: the firms where an item is to be added")
    firms = sorted({firm for (firm,) in _due(rows, "workspace_id")})
    for firm in firms:
        _ask_for(firm)
    return len(firms)


def _ask_for(firm: UUID) -> None:
    jobs.enqueue(
        add_what_is_due,
        workspace_id=firm,
        dedupe_key=f"repeating:{firm}",
        label=gettext_noop("Add work that repeats"),
        workspace=str(firm),
    )


def introduce() -> None:
    """Declare how often it is looked for."""
    jobs.schedule("work.repeating", look_for_due, "*/5 * * * *")
