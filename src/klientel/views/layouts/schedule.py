"""The schedule (a Gantt chart): what lasts from when to when, its parts, and what waits for it.

Dragging a bar moves its record by days, dragging an end moves its first or last day. It is called
schedule since a timeline is the history of a record (UX 4.9).
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any, cast
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from klientel.records.fields.base import Reading
from klientel.records.spans import span_of
from klientel.records.types import RecordType
from klientel.records.working_days import free_days
from klientel.ui.html import Html, join, pattern
from klientel.views.groups import SPLIT
from klientel.views.layouts.base import Drawing, Layout
from klientel.views.layouts.calendar import DAY
from klientel.views.layouts.calendar_days import action_for, anchor_of
from klientel.views.layouts.colours import COLOUR, a_columned_field
from klientel.views.layouts.schedule_bars import ScheduleDrawer
from klientel.views.layouts.schedule_menus import menus_of, without_dates
from klientel.views.layouts.schedule_rows import (
    CLOSED,
    FLAT,
    MOST_PARTS,
    Place,
    SchedulePage,
    read_schedule,
    read_some,
)
from klientel.views.layouts.schedule_scale import (
    SCALES,
    STEPS,
    Scale,
    beside,
    heads_of,
    percent,
)
from klientel.views.offers import Setting
from klientel.views.query import ViewQuery
from klientel.views.rows import PAGE, Listing

#: records that are drawn anew by themselves
MOST_ANEW = 100
_GONE = pattern('<li id="bar-{}" hx-swap-oob="delete"></li>')


def frame(drawing: Drawing) -> dict[str, Any]:
    """What the schedule's template draws around the rows."""
    page, reading = cast("SchedulePage", drawing.page), drawing.reading
    capped = _("Only the first {count} parts of these rows are shown.")
    return {
        "id": f"{drawing.record_type.slug}-schedule",
        "page": PAGE,
        "parts": page.query.setting("parts"),
        "is_free": not page.bars,
        "capped": capped.format(count=reading.format.integer(MOST_PARTS)) if page.is_capped else "",
        "without": without_dates(drawing),
        "menus": "views/schedule_menus.html",
        "menu": menus_of(drawing),
        **_moves(drawing),
        **_days(page.scale, reading),
        **_turned(drawing, page),
    }


def _moves(drawing: Drawing) -> dict[str, Any]:
    """What a move changes: both fields, or what an action asks for in its form."""
    record_type = drawing.record_type
    span = span_of(record_type)
    assert span is not None  # noqa: S101 - the layout fits no other type
    start, end = span.fields(record_type)
    action = "" if start.is_changeable else action_for(record_type, start)
    is_changeable = (start.is_changeable and end.is_changeable) or bool(action)
    return {
        "start": start.name,
        "end": end.name,
        "is_open": drawing.actor.may(record_type.permission("edit")) and is_changeable,
        "has_ends": start is not end and not action,
        "action": action,
    }


def _days(scale: Scale, reading: Reading) -> dict[str, Any]:
    """The days that are shown, their names, and what is drawn behind the bars."""
    upper, lower = heads_of(scale, reading.format)
    return {
        "scale": scale.name,
        "first": scale.first.isoformat(),
        "days": scale.days,
        "step": STEPS[scale.name],
        "upper": upper,
        "lower": lower,
        "free": _free(scale, reading),
        "lines": [mark.at for mark in lower[1:]] if scale.name != "days" else [],
        "today": _today(scale, reading),
        "title": f"{reading.format.date(scale.first)} – {reading.format.date(scale.last)}",
    }


def _turned(drawing: Drawing, page: SchedulePage) -> dict[str, Any]:
    """The ways to other days and scales."""
    query, scale = page.query, page.scale
    anchor = anchor_of(query, drawing.reading.today)
    turned = query.address_with_setting("day")
    return {
        "before": turned + beside(scale.name, anchor, -1).isoformat(),
        "after": turned + beside(scale.name, anchor, 1).isoformat(),
        "now": f"?{query.with_setting('day', '').to_query_string(whole=True)}",
        "scales": _scales(query, scale),
    }


def _free(scale: Scale, reading: Reading) -> list[dict[str, str]]:
    """The days nobody works on, where days can be told apart."""
    if not scale.shows_days:
        return []
    width = percent(100 / scale.days)
    found = free_days(reading.workspace, scale.first, scale.last)
    return [{"at": percent(scale.at(day)), "width": width} for day in found]


def _today(scale: Scale, reading: Reading) -> str:
    """Where the line of today stands, in the middle of its day; empty where it is not shown."""
    if not scale.first <= reading.today <= scale.last:
        return ""
    return percent(scale.at(reading.today) + 50 / scale.days)


def _scales(query: ViewQuery, scale: Scale) -> list[dict[str, Any]]:
    labels = {
        "days": _("Days"), "weeks": _("Weeks"), "months": _("Months"), "quarters": _("Quarters"),
    }  # fmt: skip
    scaled = query.address_with_setting("scale")
    return [
        {"label": labels[name], "current": name == scale.name, "href": scaled + name}
        for name in SCALES
    ]


def draw(drawing: Drawing) -> Html:
    """The rows, or those of a further page."""
    return ScheduleDrawer(drawing, cast("SchedulePage", drawing.page)).rows()


def redraw(listing: Listing, given: Mapping[str, str]) -> Html:
    """The rows of some records, in their places: `ids` with the level of each, and whether it has
    parts (`<id>.0.1,<id>.2.0`).

    What the list does not have any more is taken away.
    """
    places: dict[UUID, Place] = {}
    for text in given.get("ids", "").split(",")[:MOST_ANEW]:
        key, level, parts = [*text.split("."), "", ""][:3]
        with suppress(ValueError):
            places[UUID(key)] = Place(int(level or 0) % 100, parts == "1")
    page = read_some(listing, places)
    drawing = Drawing(listing.record_type, page, listing.actor, listing.reading)
    drawer = ScheduleDrawer(drawing, page)
    gone = places.keys() - {one.row.id for one in page.bars}
    return join([*(drawer.row(one, anew=True) for one in page.bars), *map(_GONE, gone)])


def _a_scale(_record_type: RecordType, text: str) -> str:
    return text if text in SCALES else ""


def _parts(_record_type: RecordType, text: str) -> str:
    return text if text in (CLOSED, FLAT) else ""


SCHEDULE = Layout(
    name="schedule",
    label=gettext_lazy("Schedule"),
    icon="chart-gantt",
    template="views/schedule.html",
    frame=frame,
    rows=draw,
    read=read_schedule,
    redraw=redraw,
    fits=lambda record_type: span_of(record_type) is not None,
    settings=(
        COLOUR,
        DAY,
        Setting("parts", _parts),
        Setting("scale", _a_scale),
        Setting(SPLIT, a_columned_field),
    ),
    order=40,
)
