"""Filters as a person sees them: the chips above a list, and the panel that adds or changes one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.utils.translation import gettext as _

from klientel.records.fields.base import Field, Reading
from klientel.records.reading import learn
from klientel.records.types import RecordType
from klientel.views import render
from klientel.views.conditions import Condition, Group
from klientel.views.doors import staff
from klientel.views.inputs import control_of
from klientel.views.query import ViewQuery
from klientel.views.rows import Listing

#: values of a field that are offered as a list to choose from
MOST_CHOICES = 60
#: operators that take a number of days
DAYS = frozenset({"older", "within"})

Part = Condition | Group


@staff("GET")
def filter_panel(request: Any, record_type: RecordType) -> HttpResponse:
    """The panel that adds or changes a filter: first the field, then how and what."""
    request.actor.must(record_type.permission("view"))
    reading = render.page_reading(request)
    given = request.GET.copy()
    name = given.pop("on", [""])[-1]
    query = ViewQuery.from_request(record_type, given, request.actor, reading)
    base = f"/{request.workspace.slug}/{record_type.slug}"
    if name not in record_type.by_name or not record_type.field(name).operators():
        context = {"fields": _fields(record_type, query, reading, base)}
        return render.render(request, "views/filter_fields.html", context, fragment=True)
    one = record_type.field(name)
    if one.is_link:
        learn(request.actor, reading, _named(one, query, reading))
    context = _field(one, query, reading, base)
    return render.render(request, "views/filter_field.html", context, fragment=True)


def _fields(
    record_type: RecordType, query: ViewQuery, reading: Reading, base: str
) -> list[dict[str, str]]:
    """The fields that can be asked, each with the address of its panel."""
    state = query.to_query_string()
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


def _field(one: Field, query: ViewQuery, reading: Reading, base: str) -> dict[str, Any]:
    """The ways to ask one field; what is chosen takes the place of its filter in force."""
    mine = next((part for part in query.filters.simple() if part.field == one.name), None)
    others = (part for part in query.filters.parts if getattr(part, "field", "") != one.name)
    rest = query.with_(filters=Group("and", tuple(others)))
    asked = []
    for operator in one.operators():
        current = mine is not None and mine.operator == operator.name
        asked.append(
            {
                "label": reading.say(operator.label),
                "takes": operator.takes,
                "is_days": operator.name in DAYS,
                "key": f"{one.name}.{operator.name}",
                "current": current,
                "operand": mine.operand if mine and current else "",
                "shown": _shown(one, query, reading) if current and one.is_link else "",
                "href": f"{base}?{_with(rest, Condition(one.name, operator.name))}",
            }
        )
    return {
        "name": one.name,
        "label": reading.say(one.label),
        "action": base,
        "kept": list(QueryDict(rest.to_query_string(whole=True)).items()),
        "operators": asked,
        "control": control_of(one, None, reading),
        "choices": choices_of(one, mine, reading),
        "choices_as": "checkbox" if one.operators()[0].takes == "many" else "radio",
    }


def _named(one: Field, query: ViewQuery, reading: Reading) -> Iterator[UUID]:
    """The records that the filters in force ask for in a field."""
    for part in query.filters.simple():
        if part.field == one.name and part.operand:
            operator = one.operator(part.operator)
            yield from one.links(one.parse_condition(part.operand, operator, reading))


def _shown(one: Field, query: ViewQuery, reading: Reading) -> str:
    known = (reading.linked.get(key) for key in _named(one, query, reading))
    return ", ".join(found.title for found in known if found is not None)


def choices_of(one: Field, mine: Condition | None, reading: Reading) -> list[dict[str, Any]]:
    """The values of a field that has a few, and which of them a condition on it names."""
    usual = one.operators()[0]
    chosen = mine.operand.split(",") if mine and mine.operator == usual.name else []
    texts = [(_text(value), label) for value, label in one.buckets(reading) if value is not None]
    return [
        {"value": text, "label": label, "chosen": text in chosen}
        for text, label in texts[:MOST_CHOICES]
    ]


def _text(value: Any) -> str:
    return "1" if value is True else "0" if value is False else str(value)


def _with(query: ViewQuery, condition: Condition) -> str:
    filters = Group("and", (*query.filters.parts, condition))
    return query.with_(filters=filters).to_query_string()


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
    if isinstance(part, Condition):
        panel = f"/{reading.workspace.slug}/{record_type.slug}/filters"
        return {
            "remove": remove,
            "id": f"chip-{part.field}",
            "field": reading.say(record_type.field(part.field).label),
            "value": listing.words_of(part),
            "edit": f"{panel}?on={part.field}&{query.to_query_string()}",
        }
    is_any = part.joined == "or"
    told = [
        f"{reading.say(record_type.field(one.field).label)}: {listing.words_of(one)}"
        for one in part.conditions()
    ]
    return {
        "remove": remove,
        "field": _("Any of") if is_any else _("All of"),
        "value": f" {_('or') if is_any else _('and')} ".join(told),
    }


def _address(query: ViewQuery) -> str:
    return f"?{query.to_query_string()}"
