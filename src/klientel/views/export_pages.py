"""The address that gives a list away as a file, as it is shown."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.http import QueryDict, StreamingHttpResponse
from django.utils.translation import get_language

from klientel.kit.refused import Forbidden, NotFound, Refused
from klientel.kit.text import slug
from klientel.records.types import RecordType
from klientel.ui.answers import back, go_on
from klientel.views import render
from klientel.views.actions.export import export
from klientel.views.doors import staff
from klientel.views.export import Export
from klientel.views.looks import as_left
from klientel.views.query import ViewQuery
from klientel.views.rows import Listing

_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@staff("POST")
def export_list(request: Any, record_type: RecordType) -> Any:
    """The rows of a list, all or those chosen, with its columns and in its order."""
    request.actor.must(record_type.permission("view"))
    given = {name: request.POST.get(name, "") for name in ("form", "state", "ids")}
    form = given["form"] = given["form"] or "csv"
    if request.POST.get("all"):
        given["ids"] = ""
    try:
        chosen = export(request.actor, type=record_type.name, **given)
    except (Forbidden, NotFound):
        raise
    except Refused as refusal:
        here = back(request, f"/{request.workspace.slug}/{record_type.slug}")
        return go_on(request, here, render.said(request, refusal))
    reading = render.page_reading(request)
    state = QueryDict(given["state"][:8_000])
    query = ViewQuery.from_request(record_type, state, request.actor, reading)
    query = as_left(query, record_type, request.actor)
    fields = [record_type.field(record_type.title), *query.shown_fields(record_type)]
    listing = Listing(record_type, query, request.actor, reading)
    language = (get_language() or "en")[:2]
    written = Export(listing, fields, language, chosen.ids)
    name = record_type.called_many(reading)
    pieces = written.xlsx(name) if form == "xlsx" else written.csv()
    response = StreamingHttpResponse(pieces, content_type=_TYPES[form])
    file = f"{slug(name, 40) or record_type.slug}-{reading.today.isoformat()}.{form}"
    response["Content-Disposition"] = (
        f"attachment; filename=\"{file}\"; filename*=UTF-8''{quote(file)}"
    )
    return response
