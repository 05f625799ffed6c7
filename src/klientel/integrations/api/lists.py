"""Reading records: lists with the filters of the pages, one record, the search, the timeline."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from klientel.events.outward import around, event_json, history
from klientel.integrations.api import words
from klientel.integrations.api.calls import MOST, USUAL, Answer, Call, wrong
from klientel.integrations.api.endpoints import Parameter, endpoint
from klientel.integrations.api.linked import is_of_linked, linked_json
from klientel.integrations.api.record_json import (
    chosen_fields,
    columns_of,
    one_record,
    record_json,
)
from klientel.integrations.api.refusals import Unreadable
from klientel.integrations.api.rows import url_of
from klientel.kit.cursors import BadCursor
from klientel.kit.refused import Invalid, Refused
from klientel.records.types import RecordType, record_types
from klientel.views.keyset import Keyset
from klientel.views.opened import ALL
from klientel.views.query import ViewQuery
from klientel.views.rows import COUNTED, Listing
from klientel.views.search import search

LIMIT = Parameter(
    "limit", _("How many at most."), {"type": "integer", "minimum": 1, "maximum": MOST}
)
CURSOR = Parameter("cursor", _("Where to go on: `next_cursor` of the page before."))
FIELDS = Parameter("fields", _("Only these fields, parted by commas."))
EXPAND = Parameter("expand", words.EXPAND)
#: words of the query that are no filters
_OURS = frozenset({"limit", "cursor", "fields", "expand", "total", "trash"})


@endpoint(
    "GET",
    "<slug:kind>",
    name="list",
    group="records",
    label=_("List records"),
    text=words.LIST,
    filters=True,
    expands=True,
    gives="{Type}Page",
    parameters=(
        Parameter("where", words.WHERE),
        Parameter("q", _("Only what the search finds.")),
        Parameter("sort", _("A field; with `-` before it from the largest down.")),
        FIELDS,
        EXPAND,
        Parameter("trash", words.IN_TRASH, {"type": "boolean"}),
        Parameter("total", _("`true`: also count, up to a limit."), {"type": "boolean"}),
        LIMIT,
        CURSOR,
    ),
)
def list_records(call: Call, kind: str) -> Answer:
    """One page of a list."""
    record_type = call.record_type(kind)
    size = call.whole("limit", USUAL, MOST)
    query = _query(call, record_type)
    fields = chosen_fields(call, record_type)
    wants_total = call.truth("total")
    listing = Listing(record_type, query, call.actor, call.reading, trashed=call.truth("trash"))
    keyset = Keyset.of(record_type, query.order(record_type), None, call.reading)
    names = list(dict.fromkeys([*columns_of(record_type, fields), *keyset.columns]))
    rows = listing.rows
    found, problem = keyset.read(rows, names, query.after, size + 1)
    if problem:
        raise Unreadable(
            gettext_noop("This place in the list is no longer known. Please start from the top.")
        )
    read = [dict(zip(names, values, strict=True)) for values in found]
    data = [record_json(call, record_type, row, fields) for row in read[:size]]
    more = keyset.cursor(read[size - 1]) if len(read) > size else None
    page: dict[str, Any] = {"data": data, "next_cursor": more}
    if wants_total:
        total = listing.counts()[0]
        page |= {"total": min(total.value, COUNTED), "total_is_more": total.capped}
    linked = linked_json(call, record_type.by_name, [one["fields"] for one in data])
    return Answer(page if linked is None else page | {"linked": linked})


def _query(call: Call, record_type: RecordType) -> ViewQuery:
    """The query of an address as a page reads it; what a page would leave out is refused."""
    given = QueryDict(mutable=True)
    for name, values in call.query.lists():
        if name in ("after", "view", "layout", "group", "cols", "tab", "w"):
            raise wrong(name[:60], gettext_noop("There is no such input."))
        if name not in _OURS and not is_of_linked(name):
            given.setlist(name, [str(one) for one in values])
    given["view"] = ALL
    if after := str(call.query.get("cursor") or ""):
        given["after"] = after
    query = ViewQuery.from_request(record_type, given, call.actor, call.reading)
    if query.notices:
        raise Invalid({"": Refused(as_is(" ".join(query.notices)))})
    return query


def as_is(text: str) -> str:
    """A sentence that was said already, safe from being filled again."""
    return text.replace("{", "(").replace("}", ")")


@endpoint(
    "GET",
    "<slug:kind>/<str:key>",
    name="get",
    group="records",
    label=_("Read a record"),
    text=words.GET,
    gives="{Type}",
    parameters=(FIELDS, EXPAND),
    expands=True,
)
def get_record(call: Call, kind: str, key: str) -> Answer:
    """One record by its id or its number."""
    record_type = call.record_type(kind)
    fields = chosen_fields(call, record_type)
    found = one_record(call, record_type, key, fields)
    linked = linked_json(call, record_type.by_name, [found["fields"]])
    headers = {"ETag": f'"{found["version"]}"'}
    return Answer(found if linked is None else found | {"linked": linked}, headers=headers)


@endpoint(
    "GET",
    "<slug:kind>/<str:key>/timeline",
    name="timeline",
    group="records",
    label=_("What happened to a record"),
    text=words.TIMELINE,
    gives="EventPage",
    parameters=(LIMIT, CURSOR),
)
def get_timeline(call: Call, kind: str, key: str) -> Answer:
    """What happened to a record, or around an account, the newest first."""
    events, more = timeline_of(call, kind, key)
    return Answer({"data": [event_json(one) for one in events], "next_cursor": more})


def timeline_of(call: Call, kind: str, key: str) -> tuple[list[Any], str | None]:
    """A page of the events of a record, and where to go on."""
    record_type = call.record_type(kind)
    size = call.whole("limit", USUAL, MOST)
    found = one_record(call, record_type, key, [])
    ask = around if record_type.account == "pk" else history
    try:
        return ask(call.actor, found["id"], call.query.get("cursor", ""), size)
    except BadCursor as refusal:
        raise Unreadable(refusal.reason) from None


@endpoint(
    "GET",
    "search",
    name="search",
    group="more",
    label=_("Search"),
    text=words.SEARCH,
    gives="Hits",
    parameters=(
        Parameter("q", _("What is looked for: a name, a number, a word.")),
        Parameter("types", _("Only these record types, parted by commas.")),
        Parameter(
            "limit", _("How many at most."), {"type": "integer", "minimum": 1, "maximum": 50}
        ),
    ),
)
def search_records(call: Call) -> Answer:
    """The best hits among all that the token may see."""
    limit = call.whole("limit", 20, 50)
    types = call.names("types")
    unknown = [name for name in types if name not in record_types]
    if unknown:
        raise wrong(
            "types", gettext_noop("There is no record type “{type}”."), type=unknown[0][:60]
        )
    text = call.query.get("q", "").encode("utf-8", "ignore").decode().strip()
    hits = search(call.actor, text, types or None, limit) if text else []
    data = [
        {
            "id": str(hit.id),
            "type": hit.type,
            "ref": hit.ref,
            "title": hit.title,
            "url": url_of(call, hit.type, hit.id, hit.ref, hit.title),
        }
        for hit in hits
    ]
    return Answer({"data": data})
