"""The calendar: a list by month, week or agenda, where moving an entry changes its day."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from klientel.kit.formulas.values import Shape
from klientel.records.fields.base import Reading
from klientel.records.types import RecordType, record_types
from klientel.ui.html import NOTHING, Html
from klientel.views.inputs import expected_of
from klientel.views.labels import labels_of
from klientel.views.layouts.base import Drawing, Layout
from klientel.views.layouts.calendar_days import (
    MOST,
    SPANS,
    CalendarPage,
    Day,
    Entry,
    action_for,
    beside,
    dated_fields,
    field_of,
    read_calendar,
    read_day,
)
from klientel.views.layouts.colours import COLOUR, bucketed
from klientel.views.offers import Setting
from klientel.views.query import ViewQuery

#: entries of a day in a month, before the rest is counted
SHOWN_IN_MONTH = 4


def frame(drawing: Drawing) -> dict[str, Any]:
    """What the calendar's template draws: the days, and the ways to another span."""
    page = cast("CalendarPage", drawing.page)
    by = field_of(drawing.record_type, page.query)
    reading, query = drawing.reading, page.query
    may_edit = drawing.actor.may(drawing.record_type.permission("edit"))
    action = action_for(drawing.record_type, by)
    most = SHOWN_IN_MONTH if page.span == "month" else MOST
    days = [_day(day, page, by, drawing, most) for day in page.days]
    turned = query.address_with_setting("day")
    return {
        "id": f"{drawing.record_type.slug}-calendar",
        "span": page.span,
        "asks": _asks(drawing.record_type, query),
        "is_coloured": bool(query.setting(COLOUR.name)),
        "days": [day for day in days if page.span != "agenda" or day["entries"]],
        "is_free": not any(day["entries"] for day in days),
        "title": _title(page, reading),
        "by": by.name,
        "action": action,
        "is_open": may_edit and (by.is_changeable or bool(action)),
        "before": turned + beside(page.span, page.anchor, -1).isoformat(),
        "after": turned + beside(page.span, page.anchor, 1).isoformat(),
        "now": f"?{query.with_setting('day', '').to_query_string(whole=True)}",
        "spans": _spans(query, page),
        "weekdays": [
            reading.format.date_long(day.on).split(" ")[0].rstrip(".,") for day in page.days[:7]
        ],
        "capped": _("Only the first {count} are shown. A filter shows fewer.").format(
            count=reading.format.integer(MOST)
        )
        if page.is_capped
        else "",
        "menus": "views/calendar_menus.html",
        "menu": _menu(drawing, by.name),
        "zone": str(reading.format.zone) if by.reckons_as == Shape.MOMENT else "",
    }


def _asks(record_type: RecordType, query: ViewQuery) -> str:
    """The types whose changes may concern the calendar."""
    due = [one.name for one in record_types if one.due_of] if query.setting("also") else []
    return " ".join(dict.fromkeys([record_type.name, *due]))


def _day(day: Day, page: CalendarPage, by: Any, drawing: Drawing, most: int) -> dict[str, Any]:
    reading = drawing.reading
    rest = len(day.entries) - most
    # the place of one that is left out is better filled by it than by a word
    shown = day.entries if rest <= 1 else day.entries[:most]
    agenda = page.query.with_setting("span", "agenda").with_setting("day", day.on.isoformat())
    return {
        "on": day.on.isoformat(),
        "number": day.on.day,
        "title": reading.format.date_long(day.on).removesuffix(f" {day.on.year}"),
        "relative": reading.format.relative(day.on)
        if abs((day.on - reading.today).days) < 2
        else "",
        "is_today": day.on == reading.today,
        "is_over": day.on < reading.today,
        "is_beside": day.is_beside,
        "href": f"?{agenda.to_query_string()}",
        "entries": [_entry(one, by) for one in shown],
        "more": _("{count} more").format(count=rest) if rest > 1 else "",
    }


def _entry(entry: Entry, by: Any) -> dict[str, Any]:
    return {
        "what": entry,
        "when": entry.time,
        "seen": expected_of(by, entry.seen) if entry.key else "",
        "clock": f"{entry.at:%H:%M:%S}" if entry.at is not None else "",
    }


def _title(page: CalendarPage, reading: Reading) -> str:
    """ "November 2026", "KW 48", or the first and the last day."""
    first, last = page.days[0].on, page.days[-1].on
    if page.span == "week":
        return f"{reading.format.week(first)} · {_between(first, last, reading)}"
    if page.span == "agenda":
        return _between(first, last, reading)
    return f"{reading.format.data.months[page.anchor.month]} {page.anchor.year}"


def _between(first: date, last: date, reading: Reading) -> str:
    return f"{reading.format.date(first)} – {reading.format.date(last)}"


def _spans(query: ViewQuery, page: CalendarPage) -> list[dict[str, Any]]:
    labels = {"month": _("Month"), "week": _("Week"), "agenda": _("Agenda")}
    turned = query.with_setting("day", page.anchor.isoformat()).address_with_setting("span")
    return [
        {"label": labels[name], "current": name == page.span, "href": turned + name}
        for name in SPANS
    ]


def _menu(drawing: Drawing, by: str) -> dict[str, Any]:
    """By which date, in which colours, and whether what else is due is shown; with addresses."""
    record_type, query = drawing.record_type, drawing.page.query
    labels = labels_of(record_type, drawing.reading)
    dated, colouring = query.address_with_setting("dated"), query.address_with_setting("colour")
    colour, also = query.setting("colour"), query.setting("also")
    return {
        "by": labels[by],
        "dates": [
            {"label": labels[o.name], "current": o.name == by, "href": dated + o.name}
            for o in dated_fields(record_type)
        ],
        "colours": [
            {"label": _("No colours"), "current": not colour, "href": colouring},
            *(
                {"label": labels[o.name], "current": o.name == colour, "href": colouring + o.name}
                for o in bucketed(record_type)
            ),
        ],
        "also": {
            "label": _("Whatever else is due"),
            "current": bool(also),
            "href": f"?{query.with_setting('also', '' if also else 'due').to_query_string()}",
        },
    }


def _a_dated_field(record_type: RecordType, text: str) -> str:
    return text if text in {one.name for one in dated_fields(record_type)} else ""


def _a_day(_record_type: RecordType, text: str) -> str:
    day = read_day(text)
    return day.isoformat() if day else ""


def _a_span(_record_type: RecordType, text: str) -> str:
    return text if text in SPANS else ""


def _due(_record_type: RecordType, text: str) -> str:
    return text if text == "due" else ""


DAY = Setting("day", _a_day)


def _no_rows(_drawing: Drawing) -> Html:
    # the template draws the days
    return NOTHING


CALENDAR = Layout(
    name="calendar",
    label=gettext_lazy("Calendar"),
    icon="calendar",
    template="views/calendar.html",
    frame=frame,
    rows=_no_rows,
    read=read_calendar,
    fits=lambda record_type: bool(dated_fields(record_type)),
    settings=(
        Setting("also", _due),
        COLOUR,
        Setting("dated", _a_dated_field),
        DAY,
        Setting("span", _a_span),
    ),
    order=30,
)
