"""Finding the records that rows of a file mean, for a whole chunk at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any
from uuid import UUID

from klientel.kit.refused import Refused
from klientel.records.fields import Field
from klientel.records.looking_up import among
from klientel.records.recipes import CleanRow
from klientel.records.types import RecordType
from klientel.workspaces.actor import Actor

Key = tuple[str, Any]
_PIECE = 10_000


def comparable(value: Any) -> Any:
    """A value as it is compared: text without regard to case."""
    return value.casefold() if isinstance(value, str) else value


def key_of(name: str, value: Any) -> Key:
    """What a row and a record must share to be the same."""
    return name, comparable(value)


def keys_of(row: CleanRow, match_on: Sequence[str]) -> list[Key]:
    """The keys of a row in the order in which they are tried."""
    return [key_of(name, row.values[name]) for name in match_on if _counts(row.values.get(name))]


def records_by_key(
    actor: Actor, record_type: RecordType, rows: Iterable[CleanRow], match_on: Sequence[str]
) -> dict[Key, list[Any]]:
    """The records the actor sees that share a key with any of the rows; one query per target."""
    listed = list(rows)
    sharing: dict[Key, list[UUID]] = {}
    for name in match_on:
        field = record_type.by_name.get(name)
        wanted = {row.values[name] for row in listed if _counts(row.values.get(name))}
        if field is None or not wanted:
            continue
        spelled = wanted if field.is_normal else spellings(wanted)
        found = records_that_hold(actor, record_type, field, wanted, spelled)
        for pk, value in found.values_list("pk", field.column):
            key = key_of(name, field.value({field.column: value}))
            sharing.setdefault(key, []).append(pk)
    records = _loaded(actor, record_type, {pk for pks in sharing.values() for pk in pks})
    return {
        key: there
        for key, pks in sharing.items()
        if (there := [records[pk] for pk in pks if pk in records])
    }


def records_that_hold(
    actor: Actor,
    record_type: RecordType,
    field: Field,
    values: Collection[Any],
    spelled: Collection[Any],
) -> Any:
    """The records the actor sees that hold one of some values in a field, as they are spelled."""
    rows = among(record_type.model.objects.visible_to(actor), field.column, spelled)
    through = field.found_through(values) if field.is_text else None
    return among(rows, *through) if through else rows


def _loaded(actor: Actor, record_type: RecordType, ids: Collection[UUID]) -> dict[UUID, Any]:
    wanted = sorted(ids)
    loaded: dict[UUID, Any] = {}
    for start in range(0, len(wanted), _PIECE):
        seen = record_type.model.objects.visible_to(actor)
        loaded |= {one.pk: one for one in seen.filter(pk__in=wanted[start : start + _PIECE])}
    return loaded


def match(keys: Sequence[Key], found: dict[Key, list[Any]]) -> Any | None:
    """The record of a row; `Refused` when all that fits fits several, None when nothing does."""
    is_ambiguous = False
    for key in keys:
        candidates = found.get(key, ())
        if len(candidates) == 1:
            return candidates[0]
        is_ambiguous = is_ambiguous or len(candidates) > 1
    if is_ambiguous:
        raise Refused("Several records fit this row; it was left out.")
    return None


def _counts(value: Any) -> bool:
    return value is not None and value != "" and not isinstance(value, list)


def spellings(values: Collection[Any]) -> set[Any]:
    """What to ask the index for; it knows no way to ask without regard to case."""
    ways = (str.lower, str.upper, str.title)
    others = {way(one) for one in values if isinstance(one, str) for way in ways}
    return {*values, *others}
