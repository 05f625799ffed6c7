""" "Only mine": the records that whoever reads the list answers for, one click away."""

from __future__ import annotations

from typing import NamedTuple

from klientel.records.types import RecordType
from klientel.views.conditions import ME, Condition, Group, tidied
from klientel.views.query import ViewQuery


class OnlyMine(NamedTuple):
    """The toggle above a list: the address of the list turned over, and whether it is on."""

    href: str
    is_on: bool
    condition: Condition


def only_mine(record_type: RecordType, query: ViewQuery) -> OnlyMine | None:
    """The toggle of a type whose records somebody answers for; None for any other."""
    mine = next(
        (one for one in record_type.fields if one.is_person and one.column == "owner_id"), None
    )
    if mine is None or not mine.filterable:
        return None
    condition = Condition(mine.name, mine.operators()[0].name, ME)
    is_on = condition in query.filters.parts
    filters = (
        query.filters.without(condition)
        if is_on
        # asked first: it takes the place of a filter for somebody else
        else tidied(Group("and", (condition, *_others(query.filters, mine.name))))
    )
    return OnlyMine(f"?{query.with_(filters=filters).to_query_string()}", is_on, condition)


def _others(filters: Group, name: str) -> list[Condition | Group]:
    return [one for one in filters.parts if getattr(one, "field", "") != name]
