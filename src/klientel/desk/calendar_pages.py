"""The calendar of a member: a week or a day of hours, in the address and in the reader's zone."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from klientel.desk.calendar_days import Day, cut, days_of
from klientel.kit import clock
from klientel.kit.dates import FIRST_YEAR, LAST_YEAR
from klientel.records.fields.base import Reading
from klientel.records.types import record_types
from klientel.views.layouts.hours import line_at, moment_of, opens_at
from klientel.views.render import page_reading, render

VIEWS = {"week": 7, "day": 1}


@require_safe
def calendar_page(request: Any, workspace: str) -> HttpResponse:
    """`view` is week or day, `on` a day of it; anything strange is this week."""
    reading = page_reading(request)
    view = request.GET.get("view", "week")
    view = view if view in VIEWS else "week"
    on = _day(request.GET.get("on", "")) or reading.today
    first = on - timedelta(days=on.weekday()) if view == "week" else on
    days = days_of(request, reading, first, VIEWS[view])
    add = _adding(request)
    context = {
        "title": _("My calendar"),
        "view": view,
        "opens_at": opens_at([one for day in days for one in day.stretches]),
        "asks": " ".join(one.name for one in record_types if one.due_of),
        "zone": str(reading.format.zone),
        "add": f"{add}{max(on, reading.today).isoformat()}" if add else "",
        "feeds_href": f"/{request.workspace.slug}/today/feeds",
        **_turns(request, reading, view, on, first),
    }
    if view == "week":
        cut(days)
    context["above"] = max(len(day.whole) + bool(day.more) for day in days)
    context["days"] = [_drawn(day, on, context["here"], add, reading) for day in days]
    return render(request, "desk/calendar.html", context)


def _turns(request: Any, reading: Reading, view: str, on: date, first: date) -> dict[str, Any]:
    """What span is shown, and the ways to another: earlier, later, wider, and each day of it."""
    here = f"/{request.workspace.slug}/today/calendar"
    length, monday = timedelta(days=VIEWS[view]), on - timedelta(days=on.weekday())
    is_week = view == "week"
    last = first + timedelta(days=6)
    return {
        "here": here,
        "span": reading.format.week(first) if is_week else reading.format.date_long(first),
        "from_to": f"{reading.format.date(first)} – {reading.format.date(last)}" if is_week else "",
        "before": f"{here}?view={view}&on={(on - length).isoformat()}",
        "after": f"{here}?view={view}&on={(on + length).isoformat()}",
        "now": f"{here}?view={view}",
        "views": [
            {"label": _("Week"), "href": f"{here}?view=week&on={on}", "current": is_week},
            {"label": _("Day"), "href": f"{here}?view=day&on={on}", "current": not is_week},
        ],
        "strip": [
            {
                **_named(day, reading),
                "href": f"{here}?view={view}&on={day.isoformat()}",
                "is_on": day == on,
                "is_today": day == reading.today,
            }
            for day in (monday + timedelta(days=n) for n in range(7))
        ],
    }


def _drawn(day: Day, on: date, here: str, add: str, reading: Reading) -> dict[str, Any]:
    return {
        **_named(day.on, reading),
        "on": day.on.isoformat(),
        "relative": reading.format.relative(day.on)
        if abs((day.on - reading.today).days) < 2
        else "",
        "is_on": day.on == on,
        "is_today": day.on == reading.today,
        "is_over": day.on < reading.today,
        "href": f"{here}?view=day&on={day.on.isoformat()}",
        "whole": day.whole,
        "timed": day.timed,
        "more": day.more,
        "line": line_at(clock.now(), reading.format.zone) if day.on == reading.today else "",
        "moment": moment_of(clock.now(), reading.format.zone),
        "add": f"{add}{day.on.isoformat()}" if add and day.on >= reading.today else "",
    }


def _named(day: date, reading: Reading) -> dict[str, Any]:
    """A day in full, and as the head of a narrow column."""
    full = reading.format.date_long(day).removesuffix(f" {day.year}")
    return {"title": full, "weekday": full.split(" ")[0].rstrip(".,"), "number": day.day}


def _adding(request: Any) -> str:
    """Where something for a day is added, up to that day; empty for who adds nothing."""
    fits = (one for one in record_types if one.calendar_field in one.quick_fields)
    found = next((one for one in fits if request.actor.may(one.permission("create"))), None)
    if found is None:
        return ""
    return f"/{request.workspace.slug}/{found.slug}/new?{found.calendar_field}="


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if FIRST_YEAR < day.year < LAST_YEAR else None
