"""The calendar of a member: a week or a day, in the address and in the reader's zone."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from klientel.desk.calendar import Appointment, by_day
from klientel.desk.today import due
from klientel.desk.today.due import Due
from klientel.kit import clock
from klientel.kit.dates import FIRST_YEAR, LAST_YEAR
from klientel.records.fields.base import Reading
from klientel.records.types import record_types
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
    shown = by_day(request, request.actor.member_id, first, length, zone)
    due_on = _due(request, [row for _day, mine in shown for row in mine], first, length)
    add = _adding(request)
    days = [
        {
            "title": reading.format.date_long(day).removesuffix(f" {day.year}"),
            "relative": reading.format.relative(day) if abs((day - reading.today).days) < 2 else "",
            "is_today": day == reading.today,
            "is_over": day < reading.today,
            "href": f"{here}?view=day&on={day.isoformat()}",
            "rows": _rows(due_on.get(day, []), mine, reading),
            "add": f"{add}{day.isoformat()}" if add and day >= reading.today else "",
        }
        for day, mine in shown
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
        "add": f"{add}{max(on, reading.today).isoformat()}" if add else "",
        "feeds_href": f"/{request.workspace.slug}/today/feeds",
    }
    return render(request, "desk/calendar.html", context)


def _adding(request: Any) -> str:
    """Where something for a day is added, up to that day; empty for who adds nothing."""
    fits = (one for one in record_types if one.calendar_field in one.quick_fields)
    found = next((one for one in fits if request.actor.may(one.permission("create"))), None)
    if found is None:
        return ""
    return f"/{request.workspace.slug}/{found.slug}/new?{found.calendar_field}="


def _due(request: Any, told: list[Appointment], first: date, length: int) -> dict[date, list[Due]]:
    """What the reader has to do on some days, by day: what a program that subscribes is told."""
    me, last = request.actor.member_id, first + timedelta(days=length - 1)
    records = {one.record for one in told if one.record}
    found: dict[date, list[Due]] = {}
    for one in due.things(request, frozenset({me}), last, records):
        if one.day >= first:
            found.setdefault(one.day, []).append(one)
    return found


def _rows(things: list[Due], mine: list[Appointment], reading: Reading) -> list[dict[str, Any]]:
    """A day as it passes: what is meant for all of it, then what has its time."""
    whole = [_thing(one, reading) for one in things if one.at is None]
    timed = [(one.at, _thing(one, reading)) for one in things if one.at is not None]
    timed += [(one.starts_at, _row(one, reading)) for one in mine]
    return [*whole, *(row for _at, row in sorted(timed, key=lambda one: one[0]))]


def _thing(one: Due, reading: Reading) -> dict[str, Any]:
    is_late = one.day < reading.today or (one.at is not None and one.at < clock.now())
    starts_at = one.at or clock.start_of_day(one.day, reading.format.zone)
    what = Appointment(
        starts_at=starts_at, ends_at=None, title=one.title, href=one.href, note=one.note,
        icon=one.icon, record=one.record,
    )  # fmt: skip
    return {
        "what": what,
        "when": reading.format.time(one.at, in_table=True) if one.at else "",
        "is_now": False,
        "is_late": is_late,
    }


def _row(one: Appointment, reading: Reading) -> dict[str, Any]:
    start = reading.format.time(one.starts_at, in_table=True)
    span = reading.format.span(one.starts_at, one.ends_at) if one.ends_at else start
    now = clock.now()
    return {
        "what": one,
        "when": span,
        "is_now": one.starts_at <= now < (one.ends_at or one.starts_at),
        "is_late": False,
    }


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if FIRST_YEAR < day.year < LAST_YEAR else None
