"""Reading what hangs on records: comments, files, steps, positions and what else rooms name."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db.models import DateTimeField, Q
from django.utils.translation import gettext_lazy as _

from klientel.integrations.api import words
from klientel.integrations.api.calls import MOST, USUAL, Answer, Call
from klientel.integrations.api.endpoints import endpoint
from klientel.integrations.api.linked import linked_json, named
from klientel.integrations.api.lists import CURSOR, EXPAND, FIELDS, LIMIT
from klientel.integrations.api.record_json import one_record
from klientel.integrations.api.refusals import Unreadable
from klientel.integrations.api.rows import field_json
from klientel.kit import cursors
from klientel.kit.cursors import BadCursor
from klientel.records.parts import Part, parts


@endpoint(
    "GET",
    "<slug:kind>/<str:key>/<slug:part>",
    name="part",
    group="records",
    label=_("Read what hangs on a record"),
    text=words.PART,
    gives="{Part}Page",
    parameters=(FIELDS, EXPAND, LIMIT, CURSOR),
    expands=True,
)
def get_part(call: Call, kind: str, key: str, part: str) -> Answer:
    """One page of the entries of one sort under a record."""
    record_type = call.record_type(kind)
    one = parts.get(record_type.name, part)
    size = call.whole("limit", USUAL, MOST)
    return Answer(page_of(call, one, one_record(call, record_type, key, [])["id"], size))


def page_of(call: Call, part: Part, record_id: str, size: int) -> dict[str, Any]:
    """A page of a part of a record that the caller has found, and what its fields link to."""
    known = {one.name: one for one in part.fields}
    shown = named(call, known, "fields")
    chosen = {one.name: one for one in [*shown, *(named(call, known, "expand") if shown else ())]}
    fields = list((chosen or known).values())
    column = part.order.lstrip("-")
    names = list(dict.fromkeys(["id", column, *(name for f in fields for name in f.columns())]))
    rows = part.rows(call.actor, UUID(record_id))
    if cursor := call.query.get("cursor", ""):
        rows = rows.filter(_beyond(part, _place(part, rows.model, cursor)))
    turned = "-" if part.order.startswith("-") else ""
    ordered = rows.order_by(*dict.fromkeys((f"{turned}{column}", f"{turned}pk")))
    found = [
        dict(zip(names, values, strict=True)) for values in ordered.values_list(*names)[: size + 1]
    ]
    data = [_row(call, fields, row) for row in found[:size]]
    last = found[size - 1] if len(found) > size else None
    more = cursors.encode((last[column], last["id"])) if last else None
    page: dict[str, Any] = {"data": data, "next_cursor": more}
    linked = linked_json(call, known, data)
    return page if linked is None else page | {"linked": linked}


def _row(call: Call, fields: list[Any], row: Mapping[str, Any]) -> dict[str, Any]:
    return {"id": str(row["id"]), **{one.name: field_json(call, one, row) for one in fields}}


def _beyond(part: Part, place: tuple[Any, UUID]) -> Q:
    """What comes after a place; the first condition lets a database begin there in the index."""
    column, (value, pk) = part.order.lstrip("-"), place
    side = "lt" if part.order.startswith("-") else "gt"
    edge = Q(**{f"{column}__{side}e": value})
    return edge & (Q(**{f"{column}__{side}": value}) | Q(**{f"pk__{side}": pk}))


def _place(part: Part, model: Any, cursor: str) -> tuple[Any, UUID]:
    """Where a cursor stands; `Unreadable` for one that is none of this part's."""
    try:
        value, pk = cursors.decode(cursor)
        if not isinstance(pk, UUID) or type(value) is not _sort_of(part, model):
            raise BadCursor
        # a moment without its zone, or one that no database can keep, is none
        return value.astimezone(UTC) if isinstance(value, datetime) else value, pk
    except (ValueError, OverflowError):
        raise Unreadable(BadCursor().reason) from None


def _sort_of(part: Part, model: Any) -> type:
    column = part.order.lstrip("-")
    if column == "pk":
        return UUID
    is_moment = isinstance(model._meta.get_field(column), DateTimeField)
    return datetime if is_moment else int
