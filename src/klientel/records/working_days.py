"""Which days a firm works on: not on weekends, and not on the holidays of its country and state."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import date, timedelta
from functools import lru_cache

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from klientel.kit.public_holidays import holiday_on
from klientel.workspaces.models import Workspace

SATURDAY = 5


def free_days(workspace: Workspace, first: date, last: date) -> dict[date, str]:
    """The days from the first to the last that a firm does not work on, each with its name."""
    language = get_language() or workspace.language
    found = {}
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        name = holiday_on(day, workspace.region, language)
        if name or day.weekday() >= SATURDAY:
            found[day] = name or _("Weekend")
    return found


def working_days(workspace: Workspace, first: date, last: date) -> int:
    """How many days from the first to the last, both included, a firm works on."""
    if last < first:
        return 0
    weeks, rest = divmod((last - first).days + 1, 7)
    begun = first.weekday()
    count = 5 * weeks + sum((begun + n) % 7 < SATURDAY for n in range(rest))
    for year in range(first.year, last.year + 1):
        days = _holidays_in_the_week(workspace.region, year)
        count -= bisect_right(days, last) - bisect_left(days, first)
    return count


def working_day_from(workspace: Workspace, start: date, days: int) -> date:
    """The day so many working days after another, before it for a negative number.

    None at all after it is the day itself, or the next one that the firm works on.
    """
    step, left, day = (1 if days >= 0 else -1), abs(days), start
    for _guard in range(abs(days) * 3 + 40):
        if left == 0 and working_days(workspace, day, day):
            break
        day += timedelta(days=step)
        if left and working_days(workspace, day, day):
            left -= 1
    return day


@lru_cache(maxsize=512)
def _holidays_in_the_week(region: str, year: int) -> tuple[date, ...]:
    """The holidays of a year that are no weekend, in order."""
    days = (date(year, 1, 1) + timedelta(days=n) for n in range(366))
    return tuple(
        day
        for day in days
        if day.year == year and day.weekday() < SATURDAY and holiday_on(day, region)
    )
