"""What work tells of accounts: what is late, requests that wait, and time spent month by month.

The weight of requests is the proposal for health scores in the design's facts (tickets 15); what is
late weighs less than contact does. Time counts as collaboration where it was not spent on requests.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Q
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext_noop as _

from klientel.kit import clock
from klientel.records.account_signs import (
    HealthSign,
    LineSign,
    health_questions,
    line_questions,
)
from klientel.work.models import TimeEntry, WorkItem
from klientel.work.models.status import UNFINISHED
from klientel.workspaces.models import Workspace

#: what clients come with, and not what was agreed on
_REQUEST = "ticket"
#: so many days a request may wait; each that waits longer costs so many points
_PATIENCE, _COST = 7, 25
_LATE_WEIGHT, _REQUEST_WEIGHT = 10, 15
#: as with conversations: so much of the months is the middle between both sides
_MIDDLE, _STEEP, _TIME_WEIGHT = 0.3, 250, 60
_YEAR = timedelta(days=365)
_MONTHS = 12


def register() -> None:
    """Say so to whoever reckons accounts."""
    health_questions.extend((late_work, waiting_requests))
    line_questions.append(time_spent)


def late_work(
    workspace: Workspace, ids: Collection[UUID], today: date
) -> Mapping[UUID, HealthSign]:
    """How much of what is unfinished for accounts is late, requests aside; one read."""
    begins = clock.start_of_day(today, workspace.time_zone)
    is_late = Q(due_is_day=True, due_at__lt=begins) | Q(due_is_day=False, due_at__lt=clock.now())
    rows = _unfinished(workspace, ids).exclude(kind=_REQUEST)
    counted = rows.values_list("account_id").annotate(
        all=Count("pk"), late=Count("pk", filter=is_late)
    )
    return {key: _lateness(whole, late) for key, whole, late in counted}


def _lateness(whole: int, late: int) -> HealthSign:
    if not late:
        return HealthSign(100, _LATE_WEIGHT, _("Nothing that is in work is late"))
    text = _("Unfinished work: {count}, late: {late}")
    points = round(100 * (whole - late) / whole)
    return HealthSign(points, _LATE_WEIGHT, text, {"late": late, "count": whole})


def waiting_requests(
    workspace: Workspace, ids: Collection[UUID], today: date
) -> Mapping[UUID, HealthSign]:
    """How many requests have waited for long; one read. Nothing of who has none open."""
    since = clock.start_of_day(today - timedelta(days=_PATIENCE), workspace.time_zone)
    rows = _unfinished(workspace, ids).filter(kind=_REQUEST)
    counted = rows.values_list("account_id").annotate(
        all=Count("pk"), long=Count("pk", filter=Q(created_at__lt=since))
    )
    return {key: _waiting(whole, long) for key, whole, long in counted}


def _waiting(whole: int, long: int) -> HealthSign:
    if not long:
        text = _("Open {ticket.pl}: {count}, none for more than {days} days")
        return HealthSign(100, _REQUEST_WEIGHT, text, {"count": whole, "days": _PATIENCE})
    text = _("Open {ticket.pl}: {count}, of which {long} for more than {days} days")
    values = {"count": whole, "long": long, "days": _PATIENCE}
    return HealthSign(max(0, 100 - _COST * long), _REQUEST_WEIGHT, text, values)


def time_spent(workspace: Workspace, ids: Collection[UUID], today: date) -> Mapping[UUID, LineSign]:
    """In how many months of twelve time was spent on work for accounts; one read."""
    zone = clock.zone(workspace.time_zone)
    month = TruncMonth("started_at", tzinfo=zone)
    entries = TimeEntry.objects.in_workspace(workspace.pk).filter(
        item__account_id__in=list(ids),
        item__trashed_at=None,
        minutes__gt=0,
        started_at__gte=clock.start_of_day(today - _YEAR, workspace.time_zone),
    )
    counted = (
        entries.exclude(item__kind=_REQUEST)
        .values_list("item__account_id")
        .annotate(months=Count(month, distinct=True))
    )
    return {key: _collaboration(min(months, _MONTHS)) for key, months in counted}


def _collaboration(months: int) -> LineSign:
    position = max(-100, min(100, round((months / _MONTHS - _MIDDLE) * _STEEP)))
    text = _("Time was spent on work for them in {count} of {months} months")
    # few months say that there is little to go by, not that it is a customer
    weight = _TIME_WEIGHT if position > 0 else 0
    values = {"count": months, "months": _MONTHS}
    return LineSign("relation", position, weight, text, values)


def _unfinished(workspace: Workspace, ids: Collection[UUID]) -> Any:
    rows = WorkItem.objects.in_workspace(workspace.pk)
    return rows.filter(account_id__in=list(ids), category__in=UNFINISHED, trashed_at=None)
