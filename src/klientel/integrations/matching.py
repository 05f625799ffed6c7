"""Finding the records that rows of a file mean, for a whole chunk at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from klientel.kit.refused import Refused
from klientel.records.recipes import CleanRow, among
from klientel.records.types import RecordType
from klientel.workspaces.actor import Actor

Key = tuple[str, Any]


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
    found: dict[Key, list[Any]] = {}
    listed = list(rows)
    loaded: dict[Any, Any] = {}
    for name in match_on:
        field = record_type.by_name.get(name)
        if field is None:
            continue
        wanted = {row.values[name] for row in listed if _counts(row.values.get(name))}
        if not wanted:
            continue
        spelled = wanted if field.is_normal else set().union(*map(_spellings, wanted))
        seen = record_type.model.objects.visible_to(actor)
        for record in among(seen, field.column, spelled):
            record = loaded.setdefault(record.pk, record)
            found.setdefault(key_of(name, field.value(record)), []).append(record)
    return found


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


def _spellings(value: Any) -> set[Any]:
    """What to ask the index for; it knows no way to ask without regard to case."""
    if isinstance(value, str):
        return {value, value.lower(), value.upper(), value.title()}
    return {value}
