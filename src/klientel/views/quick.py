"""The quick filters above a list, compiled once for everybody with the same rights."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from klientel.kit.counting import Counted
from klientel.records.fields.base import Reading
from klientel.records.types import RecordType, Tab
from klientel.views.compiled import standing
from klientel.views.conditions import Group
from klientel.views.query import ViewQuery
from klientel.views.rows import counted_sql, narrowed
from klientel.workspaces.actor import Actor

_KEPT = 2_000
_compiled: dict[tuple[Any, ...], list[QuickFilter]] = {}


@dataclass(frozen=True, slots=True)
class QuickFilter:
    """One of a type's tabs: its filters, and the statement that counts its rows."""

    tab: Tab
    filters: Group
    rows: Counted


def quick_filters(record_type: RecordType, actor: Actor, reading: Reading) -> list[QuickFilter]:
    """The type's tabs for an actor. What the actor may see is part of the key, so is the day."""
    key = (record_type.name, *standing(actor, reading))
    found = _compiled.get(key)
    if found is None:
        if len(_compiled) > _KEPT:
            _compiled.clear()
        tabs = record_type.tabs_of(reading.workspace)
        found = _compiled[key] = [_filter(record_type, tab, actor, reading) for tab in tabs]
    return found


def _filter(record_type: RecordType, tab: Tab, actor: Actor, reading: Reading) -> QuickFilter:
    query = ViewQuery.from_request(record_type, QueryDict(tab.query), actor, reading)
    return QuickFilter(
        tab, query.filters, counted_sql(narrowed(record_type, query, actor, reading))
    )
