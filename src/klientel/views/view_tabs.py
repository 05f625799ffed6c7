"""Saved views as tabs above their list, each with a count that is true whenever it is looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from klientel.kit.counting import Counted
from klientel.records.fields.base import Reading
from klientel.records.types import RecordType
from klientel.views.compiled import standing
from klientel.views.query import ViewQuery
from klientel.views.rows import COUNTED, counted_sql, narrowed
from klientel.views.shelf import Kept, shelf_of
from klientel.workspaces.actor import Actor

_KEPT = 2_000
#: as many stand above a list; the others are in its menu
MOST_TABS = 5
_compiled: dict[tuple[Any, ...], Counted | None] = {}


@dataclass(frozen=True, slots=True)
class ViewTab:
    """One saved view above its list; `rows` counts it, None where that would take a search."""

    view: Kept
    rows: Counted | None


def view_tabs(
    record_type: RecordType, query: ViewQuery, actor: Actor, reading: Reading
) -> list[ViewTab]:
    """The reader's pinned views of a type, and the one that the list stands in."""
    shelf = shelf_of(actor, reading.workspace)
    shown = [one for one in shelf.pins() if one.type == record_type.name][:MOST_TABS]
    current = shelf.named(record_type.name, query.view)
    if current is not None and current not in shown:
        shown.append(current)
    return [ViewTab(one, counting(one, record_type, actor, reading)) for one in shown]


def counting(
    view: Kept, record_type: RecordType, actor: Actor, reading: Reading, most: int = COUNTED
) -> Counted | None:
    """The statement that counts a view's records for an actor, put together once for all with the
    same rights; None for a view that searches.
    """
    key = (view.id, view.version, most, *standing(actor, reading))
    if key not in _compiled:
        if len(_compiled) >= _KEPT:
            _compiled.clear()
        query = ViewQuery.from_request(record_type, QueryDict(view.query), actor, reading)
        rows = narrowed(record_type, query, actor, reading)
        _compiled[key] = None if query.search else counted_sql(rows, most)
    return _compiled[key]
