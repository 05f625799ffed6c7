"""The calendar of a member: a week or a day, in the address and in the reader's zone."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from klientel.desk.calendar import Appointment, by_day
from klientel.kit import clock
from klientel.kit.dates import FIRST_YEAR, LAST_YEAR
from klientel.records.fields.base import Reading
from klientel.views.render import page_reading, render

VIEWS = {"week": 7, "day": 1}


@require_safe
def calendar_page(request: Any, workspace: str) -> HttpResponse:
    """`view` is week or day, `on` a day of it; anything strange is this week."""
    reading = page_reading(request)
    view = request.GET.get("view", "week")
    view = view if view in VIEWS else "week"
    on = _day(request.GET.get("on", "")) or reading.today
    length = VIEWS[view]
    first = on - timedelta(days=on.weekday()) if view == "week" else on
    here = f"/{request.workspace.slug}/today/calendar"
    zone = reading.format.zone
    days = [
        {
            "title": reading.format.date_long(day).removesuffix(f" {day.year}"),
            "relative": reading.format.relative(day) if abs((day - reading.today).days) < 2 else "",
            "is_today": day == reading.today,
            "is_over": day < reading.today,
            "href": f"{here}?view=day&on={day.isoformat()}",
            "rows": [_row(one, reading) for one in mine],
        }
        for day, mine in by_day(request, request.actor.member_id, first, length, zone)
    ]
    context = {
        "title": _("My calendar"),
        "days": days,
        "view": view,
        "span": reading.format.week(first) if view == "week" else reading.format.date_long(first),
        "from_to": f"{reading.format.date(first)} – {reading.format.date(first + timedelta(6))}"
        if view == "week"
        else "",
        "before": f"{here}?view={view}&on={(first - timedelta(days=length)).isoformat()}",
        "after": f"{here}?view={view}&on={(first + timedelta(days=length)).isoformat()}",
        "now": f"{here}?view={view}",
        "views": [
            {"label": _("Week"), "href": f"{here}?view=week&on={on}", "current": view == "week"},
            {"label": _("Day"), "href": f"{here}?view=day&on={on}", "current": view == "day"},
        ],
        "is_empty": not any(day["rows"] for day in days),
        "zone": str(zone),
        "feeds_href": f"/{request.workspace.slug}/today/feeds",
    }
    return render(request, "desk/calendar.html", context)


def _row(one: Appointment, reading: Reading) -> dict[str, Any]:
    start = reading.format.time(one.starts_at, in_table=True)
    span = reading.format.span(one.starts_at, one.ends_at) if one.ends_at else start
    now = clock.now()
    return {
        "what": one,
        "when": span,
        "is_now": one.starts_at <= now < (one.ends_at or one.starts_at),
    }


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if FIRST_YEAR < day.year < LAST_YEAR else None
