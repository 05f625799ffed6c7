"""Which of several records stays, and which value of each field: what a person begins with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from klientel.kit.refused import Refused
from klientel.records.fields import Field
from klientel.records.merging.terms import Merging
from klientel.records.types import RecordType

#: so many records become one at once
MOST = 5


def merging_of(record_type: RecordType) -> Merging:
    """How records of the type become one; `Refused` for a type that cannot."""
    if record_type.merging is None:
        raise Refused("Records of this kind cannot be merged.")
    return record_type.merging


def suggested_winner(record_type: RecordType, records: Sequence[Any]) -> Any:
    """The record that should stay: by the type's own rank, else the oldest."""
    rank = merging_of(record_type).rank
    oldest_first = sorted(records, key=lambda one: (one.created_at, one.pk))
    return max(oldest_first, key=rank)


def chosen_fields(record_type: RecordType) -> list[Field]:
    """The fields that are chosen one by one; tags and the like are united."""
    more = merging_of(record_type).more
    return [
        one
        for one in record_type.fields
        if (one.editable or one.name in more) and not one.is_united
    ]


def suggested(record_type: RecordType, winner: Any, records: Sequence[Any]) -> dict[str, UUID]:
    """For each field the record whose value is probably right: what is filled, and of several
    what the type prefers, else the winner's own, else the one changed last."""
    prefer = merging_of(record_type).prefer
    newest_first = sorted(
        (one for one in records if one.pk != winner.pk),
        key=lambda one: one.updated_at,
        reverse=True,
    )
    chosen = {}
    for one in chosen_fields(record_type):
        filled = [
            record for record in (winner, *newest_first) if not one.is_empty(one.value(record))
        ]
        source = filled[0] if filled else winner
        if one.name in prefer and filled:
            best = prefer[one.name]([one.value(record) for record in filled])
            source = next(record for record in filled if one.value(record) == best)
        chosen[one.name] = source.pk
    return chosen


def values_of(
    record_type: RecordType, records: Mapping[UUID, Any], choices: Mapping[str, UUID], winner: Any
) -> dict[str, Any]:
    """The values that choices stand for, and what is united; `Refused` for one that is none."""
    values: dict[str, Any] = {}
    for one in chosen_fields(record_type):
        source = records.get(choices.get(one.name, winner.pk))
        if source is None:
            raise Refused("Choose one of the values shown.", one.name)
        values[one.name] = one.value(source)
        held = (record for record in records.values() if not one.is_empty(one.value(record)))
        if one.required and one.is_empty(values[one.name]) and any(held):
            raise Refused("This must not be empty.", one.name)
    for one in record_type.fields:
        if one.is_united and one.editable:
            every = [key for record in (winner, *records.values()) for key in one.value(record)]
            values[one.name] = list(dict.fromkeys(every))
    return values
