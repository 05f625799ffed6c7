"""When a new item of a kind is due, where nobody says: days on, or the end of a week or month."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from klientel.records.working_days import working_day_from, working_days
from klientel.workspaces.models import Workspace


class DueBy(models.TextChoices):
    """What is counted from the day on which an item is added."""

    DAYS = "days", _("days")
    WORKING_DAYS = "working_days", _("working days")
    WEEK = "week", _("weeks, on the last working day of the week")
    MONTH = "month", _("months, on the last working day of the month")


def due_day(workspace: Workspace, added: date, count: int, by: str) -> date:
    """The day on which something added on a day is due.

    Weeks and months begin with the one it was added in, which counts as none: in the present week
    or month it is due with 0, unless its last working day is over; then at the end of the next.
    """
    if by == DueBy.WORKING_DAYS:
        return working_day_from(workspace, added, count)
    if by not in (DueBy.WEEK, DueBy.MONTH):
        return added + timedelta(days=count)
    end = _week_end if by == DueBy.WEEK else _month_end
    found = _last_working_day(workspace, end(added, count))
    return found if found >= added else _last_working_day(workspace, end(added, count + 1))


def _week_end(day: date, later: int) -> date:
    return day + timedelta(days=6 - day.weekday(), weeks=later)


def _month_end(day: date, later: int) -> date:
    years, month = divmod(day.month - 1 + later, 12)
    year = day.year + years
    return date(year, month + 1, calendar.monthrange(year, month + 1)[1])


def _last_working_day(workspace: Workspace, day: date) -> date:
    """The day, or the last one before that the firm works on; a week without any keeps its end."""
    found = (day - timedelta(days=n) for n in range(14))
    return next((one for one in found if working_days(workspace, one, one)), day)
