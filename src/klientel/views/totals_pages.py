"""The totals of a list that is too long to be added up each time it is looked at."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpResponse

from klientel.records.types import RecordType
from klientel.views import render
from klientel.views.doors import staff
from klientel.views.layouts.base import Drawing
from klientel.views.layouts.table_totals import totals_row
from klientel.views.looks import as_left
from klientel.views.query import ViewQuery
from klientel.views.rows import Listing, ListPage
from klientel.views.totals import fields_with_totals, totals_of


@staff("GET")
def totals_page(request: Any, record_type: RecordType) -> HttpResponse:
    """The line below the table, added up over every row of the list."""
    request.actor.must(record_type.permission("view"))
    reading = render.page_reading(request)
    query = ViewQuery.from_request(record_type, request.GET, request.actor, reading)
    query = as_left(query, record_type, request.actor)
    fields = query.shown_fields(record_type)
    listing = Listing(record_type, query, request.actor, reading)
    totals = totals_of(listing.rows, fields_with_totals(fields))
    page = replace(ListPage(query, [], None, fields), totals=totals)
    drawing = Drawing(record_type, page, request.actor, reading)
    return HttpResponse(str(totals_row(drawing, is_asked=True)))
