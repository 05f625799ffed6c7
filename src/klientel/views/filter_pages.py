"""Filters as a person sees them: the chips above a list, and the panel that adds or changes one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse, QueryDict
from django.utils.translation import gettext as _

from klientel.records.fields.base import Field, Reading
from klientel.records.reading import learn
from klientel.records.types import RecordType
from klientel.views import render
from klientel.views.conditions import Condition, Group
from klientel.views.doors import staff
from klientel.views.one_filter import LIST, NEW, OneFilter
from klientel.views.query import ViewQuery
from klientel.views.rows import Listing

Part = Condition | Group


@staff("GET")
def filter_panel(request: Any, record_type: RecordType) -> HttpResponse:
    """The panel that adds or changes a filter: first the field, then how and what.

    Of several conditions on the field it changes the first, or the one with the number `nr` among
    all filters; none with `nr=new`. When another way to ask is chosen (`how`), the ticked boxes
    stand in the address, and the list apart from them (`list`).
    """
    request.actor.must(record_type.permission("view"))
    reading = render.page_reading(request)
    given = request.GET.copy()
    name, number, how = (given.pop(word, [""])[-1] for word in ("on", "nr", "how"))
    ticked: list[str] = []
    if how and LIST in given:
        ticked = [
            one for key in given if key.partition(".")[0] == name for one in given.getlist(key)
        ]
        given = QueryDict(given[LIST])
    query = ViewQuery.from_request(record_type, given, request.actor, reading)
    base = f"/{request.workspace.slug}/{record_type.slug}"
    if name not in record_type.by_name or not record_type.field(name).operators():
        state = query.to_query_string()
        context = {
            "fields": _fields(record_type, state, reading, base),
            "joined": f"{base}/filters/joined" + (f"?{state}" if state else ""),
        }
        return render.render(request, "views/filter_fields.html", context, fragment=True)
    one = record_type.field(name)
    asked = OneFilter(one, query, reading, base, _condition(query, name, number))
    if one.is_link:
        learn(request.actor, reading, asked.named())
    return render.render(
        request, "views/filter_field.html", asked.context(how, ticked), fragment=True
    )


def _fields(
    record_type: RecordType, state: str, reading: Reading, base: str
) -> list[dict[str, str]]:
    """The fields that can be asked, each with the address of its panel."""
    return [
        {
            "label": reading.say(one.label),
            "also": _also(one, reading),
            "href": f"{base}/filters?on={one.name}" + (f"&{state}" if state else ""),
        }
        for one in record_type.fields
        if one.filterable and one.operators()
    ]


def _also(one: Field, reading: Reading) -> str:
    """What else somebody may look for a field by: what lists elsewhere call it, and its help."""
    return " ".join([*one.aliases, reading.say(one.help) if one.help else ""]).strip()


def _condition(query: ViewQuery, name: str, number: str) -> Condition | None:
    """The condition on a field that a panel is to change."""
    parts = query.filters.parts
    if number.isdecimal() and len(number) < 4 and int(number) < len(parts):
        part = parts[int(number)]
        if isinstance(part, Condition) and part.field == name:
            return part
    if number == NEW:
        return None
    return next((part for part in query.filters.simple() if part.field == name), None)


def chips_of(listing: Listing, said: Sequence[Part] = ()) -> list[dict[str, Any]]:
    """The active filters in words, each with the address of the list without it.

    What is `said` elsewhere (by the quick filter in force) is not said again, nor what is searched:
    that stands in its field.
    """
    query = listing.query
    return [_chip(listing, part) for part in query.filters.parts if part not in said]


def without_search(query: ViewQuery) -> str:
    """The address of the list without what is searched in it; "" where nothing is."""
    return _address(query.with_(search="")) if query.search else ""


def _chip(listing: Listing, part: Part) -> dict[str, Any]:
    query, reading, record_type = listing.query, listing.reading, listing.record_type
    remove = _address(query.with_(filters=query.filters.without(part)))
    panel = f"/{reading.workspace.slug}/{record_type.slug}/filters"
    state = query.to_query_string()
    number = query.filters.parts.index(part)
    if isinstance(part, Condition):
        is_first = part == next(one for one in query.filters.simple() if one.field == part.field)
        return {
            "remove": remove,
            "id": f"chip-{part.field}" + ("" if is_first else f"-{number}"),
            "field": reading.say(record_type.field(part.field).label),
            "value": listing.words_of(part),
            "edit": f"{panel}?on={part.field}&nr={number}&{state}",
        }
    return {
        "remove": remove,
        "id": f"chip-{number}",
        "field": _("Any of") if part.joined == "or" else _("All of"),
        "value": _told(listing, part),
        "edit": f"{panel}/joined?{state}",
        "whole": True,
    }


def _told(listing: Listing, group: Group) -> str:
    """A group in words, one within it in brackets."""
    told = []
    for one in group.parts:
        if isinstance(one, Group):
            told.append(f"({_told(listing, one)})")
            continue
        label = listing.reading.say(listing.record_type.field(one.field).label)
        told.append(f"{label}: {listing.words_of(one)}")
    return f" {_('or') if group.joined == 'or' else _('and')} ".join(told)


def _address(query: ViewQuery) -> str:
    return f"?{query.to_query_string()}"
