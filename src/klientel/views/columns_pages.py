"""Which columns a list shows, in which order and how wide: the panel, and what it sends."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect, QueryDict

from klientel.records.types import RecordType
from klientel.views import render
from klientel.views.actions.list_look import arrange
from klientel.views.doors import staff
from klientel.views.looks import as_left
from klientel.views.own_field_pages import add_field_address
from klientel.views.query import ViewQuery
from klientel.views.widths import widths_in, widths_text


@staff("GET", "POST")
def columns_page(request: Any, record_type: RecordType) -> HttpResponse:
    """GET shows the columns to choose from in the order of the list, POST arranges them.

    A list is remembered as its reader arranged it; one that stands in a saved view is not, since
    there it is the view that is changed. With `quiet` only that is done, for a width that a script
    has drawn already.
    """
    request.actor.must(record_type.permission("view"))
    if request.method == "GET":
        query = as_left(_query(request, record_type, request.GET), record_type, request.actor)
        return render.render(
            request,
            "views/columns_panel.html",
            _context(request, record_type, query),
            fragment=True,
        )
    query = _query(request, record_type, QueryDict(request.POST.get("state", "")[:8_000]))
    is_usual = bool(request.POST.get("usual"))
    names = [] if is_usual else ",".join(request.POST.getlist("cols")).split(",")
    columns = tuple(name for name in dict.fromkeys(names) if name in record_type.by_name)
    widths = () if is_usual else widths_in(record_type, request.POST.get("w", ""))
    if query.saved is None:
        arrange(
            request.actor,
            type=record_type.name,
            place=query.place,
            columns=",".join(columns),
            widths=widths_text(widths),
        )
    if request.POST.get("quiet"):
        return HttpResponse(status=204)
    shown = query.with_(columns=columns, widths=widths).to_query_string()
    here = f"/{request.workspace.slug}/{record_type.slug}"
    return HttpResponseRedirect(f"{here}?{shown}" if shown else here, status=303)


def _query(request: Any, record_type: RecordType, given: Any) -> ViewQuery:
    return ViewQuery.from_request(record_type, given, request.actor, render.page_reading(request))


def _context(request: Any, record_type: RecordType, query: ViewQuery) -> dict[str, Any]:
    reading = render.page_reading(request)
    shown = [one.name for one in query.shown_fields(record_type)]
    others = [one.name for one in record_type.fields if one.name not in shown and not one.is_long]
    return {
        "action": f"/{request.workspace.slug}/{record_type.slug}/columns",
        "state": query.to_query_string(whole=True),
        "widths": widths_text(tuple(query.shown_widths.items())),
        "add_field": add_field_address(request, record_type),
        "is_view": query.saved is not None,
        "columns": [
            {
                "name": name,
                "label": reading.say(record_type.field(name).label),
                "is_shown": name in shown,
            }
            for name in (*shown, *others)
            if name != record_type.title
        ],
    }
