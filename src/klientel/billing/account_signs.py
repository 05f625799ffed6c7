"""What orders tell of accounts: whether they were delivered in time, and whether from the list."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q
from django.utils.translation import gettext_noop as _

from klientel.billing.models import OrderLine
from klientel.kit import clock
from klientel.records.account_signs import (
    HealthSign,
    LineSign,
    health_questions,
    line_questions,
)
from klientel.work.kinds import kinds_of
from klientel.work.models import WorkItem
from klientel.work.models.status import Category
from klientel.workspaces.models import Workspace

_YEAR, _DAY = timedelta(days=365), timedelta(days=1)
_WEIGHT = 10
#: fewer positions than this say nothing of what somebody buys; all of them weigh so much
_ENOUGH, _OFFER_WEIGHT = 3, 60


def register() -> None:
    """Say so to whoever reckons accounts."""
    health_questions.append(delivered_in_time)
    line_questions.append(ordered_from_the_list)


def delivered_in_time(
    workspace: Workspace, ids: Collection[UUID], today: date
) -> Mapping[UUID, HealthSign]:
    """How many orders of the last twelve months were finished after the day they were due."""
    rows = _orders(workspace, ids).filter(
        category=Category.DONE,
        due_at__isnull=False,
        done_at__gte=clock.start_of_day(today - _YEAR, workspace.time_zone),
    )
    # what is due on a day is in time until that day ends
    is_late = Q(due_is_day=True, done_at__gte=F("due_at") + _DAY)
    is_late |= Q(due_is_day=False, done_at__gt=F("due_at"))
    counted = rows.values_list("account_id").annotate(
        all=Count("pk"), late=Count("pk", filter=is_late)
    )
    return {key: _in_time(whole, late) for key, whole, late in counted}


def _in_time(whole: int, late: int) -> HealthSign:
    if not late:
        text = _("{order.pl.up} of the last year: {count}, all in time")
        return HealthSign(100, _WEIGHT, text, {"count": whole})
    text = _("{order.pl.up} of the last year: {count}, late: {late}")
    points = round(100 * (whole - late) / whole)
    return HealthSign(points, _WEIGHT, text, {"count": whole, "late": late})


def ordered_from_the_list(
    workspace: Workspace, ids: Collection[UUID], today: date
) -> Mapping[UUID, LineSign]:
    """How much of what accounts ordered in twelve months stands in the list of products."""
    since = clock.start_of_day(today - _YEAR, workspace.time_zone)
    orders = _orders(workspace, ids).filter(created_at__gte=since)
    rows = OrderLine.objects.in_workspace(workspace.pk).filter(item_id__in=orders.values("pk"))
    counted = rows.values_list("item__account_id").annotate(
        all=Count("pk"), listed=Count("pk", filter=Q(product__isnull=False))
    )
    return {key: _listed(whole, listed) for key, whole, listed in counted if whole >= _ENOUGH}


def _listed(whole: int, listed: int) -> LineSign:
    position = round(100 * (whole - 2 * listed) / whole)
    text = _("Things ordered: {count}, from the list of products: {listed}")
    return LineSign("offer", position, _OFFER_WEIGHT, text, {"listed": listed, "count": whole})


def _orders(workspace: Workspace, ids: Collection[UUID]) -> Any:
    """What accounts ordered and was not called off: work of kinds that have positions."""
    kinds = kinds_of(workspace).with_positions
    rows = WorkItem.objects.in_workspace(workspace.pk).exclude(category=Category.CANCELLED)
    return rows.filter(account_id__in=list(ids), kind__in=kinds, trashed_at=None)
