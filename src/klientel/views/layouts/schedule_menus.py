"""What can be set about a schedule, and the way to what it cannot show: records without dates."""

from __future__ import annotations

from typing import Any, cast

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from klientel.records.spans import span_of
from klientel.views.conditions import Condition, Group, tidied
from klientel.views.layouts.base import Drawing
from klientel.views.layouts.schedule_rows import CLOSED, FLAT, SchedulePage
from klientel.views.layouts.table_head import head_of


def menus_of(drawing: Drawing) -> dict[str, Any]:
    """Order, groups and colours as a table has them, and how parts are shown."""
    span = span_of(drawing.record_type)
    query = drawing.page.query
    base, current = query.address_with_setting("parts"), query.setting("parts")
    labels = {"": _("Below what they are part of"), CLOSED: _("Closed"), FLAT: _("As any other")}
    parts = [
        {"label": label, "current": name == current, "href": base + name}
        for name, label in labels.items()
    ]
    return {"head": head_of(drawing), "parts": parts if span and span.part_of else []}


def without_dates(drawing: Drawing) -> dict[str, str] | None:
    """How many records of the list have no dates, and the list of them; None for no record."""
    record_type, query = drawing.record_type, drawing.page.query
    span = span_of(record_type)
    count = cast("SchedulePage", drawing.page).dateless
    if span is None or not count.value:
        return None
    told = ngettext("{count} has no dates", "{count} have no dates", count.value)
    names = dict.fromkeys(one.name for one in span.fields(record_type))
    asked = (Condition(name, "empty", "") for name in names)
    filters = tidied(Group("and", (*query.filters.parts, *asked)))
    dateless = query.with_(filters=filters, layout="table", settings=())
    return {
        "text": told.format(count=count.shown(drawing.reading.format)),
        "href": f"?{dateless.to_query_string()}",
    }
