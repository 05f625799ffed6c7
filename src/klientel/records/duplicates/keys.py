"""The keys that records are found by: kept beside them, asked for a stranger's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import connection

from klientel.kit.likeness import Entry, keys_of
from klientel.kit.likeness.entry import number_of
from klientel.records.models import LikenessKey
from klientel.records.types import RecordType
from klientel.workspaces.bulk import insert_rows, unsaved

#: of a key that many share, so many are looked at
MOST_OF_A_KEY = 40
#: as many as somebody writes by hand, or pastes
AT_ONCE = 50

_ONE_KEY = """SELECT * FROM (
  SELECT "key", record_id FROM records_likenesskey
  WHERE workspace_id = %s AND "key" = %s LIMIT {most}
) AS k{number}"""
#: no key is negative
_BEGINNING = """SELECT * FROM (
  SELECT -1, id FROM {table}
  WHERE workspace_id = %s AND {column} >= %s AND {column} < %s LIMIT {most}
) AS beginning"""
#: stands behind what goes on after a beginning, in the order of every database
_LAST = "zzzz"


def numbers_of(record_type: RecordType, entry: Entry) -> dict[int, str]:
    """An entry's keys as numbers that also name the type."""
    return {number_of(key, record_type.name): key for key in keys_of(entry)}


def keep_at_once(
    record_type: RecordType, records: Sequence[Any], changed: frozenset[str] | None
) -> None:
    """Keep the keys of a few records that were just written (`changed` None: added), so that the
    next form knows them. Of many, an import's, the search in the background does it.
    """
    compared = record_type.compared
    if compared is None or not records or len(records) > AT_ONCE:
        return
    if changed is not None and changed.isdisjoint(compared.columns):
        return
    entries = [compared.entry(record) for record in records]
    if changed is None:
        _insert(records[0].workspace_id, {one.key: _numbers(record_type, one) for one in entries})
    else:
        keep_keys(records[0].workspace_id, record_type, entries)


def keep_keys(workspace_id: UUID, record_type: RecordType, entries: Sequence[Entry]) -> int:
    """Write the keys of some records where they differ from what is kept; returns of how many."""
    wanted = {entry.key: _numbers(record_type, entry) for entry in entries}
    rows = LikenessKey.objects.in_workspace(workspace_id).filter(record_id__in=list(wanted))
    there: dict[UUID, set[int]] = {}
    for record_id, key in rows.values_list("record_id", "key"):
        there.setdefault(record_id, set()).add(key)
    differing = {pk: keys for pk, keys in wanted.items() if keys != there.get(pk, set())}
    changed = [pk for pk in differing if pk in there]
    if changed:
        old = LikenessKey.objects.in_workspace(workspace_id).filter(record_id__in=changed)
        old._raw_delete(old.db)
    _insert(workspace_id, differing)
    return len(differing)


def _numbers(record_type: RecordType, entry: Entry) -> set[int]:
    return set(numbers_of(record_type, entry))


def _insert(workspace_id: UUID, keys: Mapping[UUID, set[int]]) -> None:
    rows = [
        unsaved(LikenessKey, workspace_id=workspace_id, record_id=pk, key=key)
        for pk, mine in keys.items()
        for key in sorted(mine)
    ]
    insert_rows(LikenessKey, rows)


def sharing_a_key(
    workspace_id: UUID, record_type: RecordType, numbers: Mapping[int, str], begins: str = ""
) -> tuple[set[UUID], Counter[str]]:
    """The records that share a key, and how many share each; with `begins` also those whose name
    begins so. One question, whatever it costs others to have a key in common with thousands."""
    given: list[Any] = []
    parts = []
    for place, number in enumerate(numbers):
        parts.append(_ONE_KEY.format(most=MOST_OF_A_KEY, number=place))
        given += [_written(workspace_id), number]
    if begins and record_type.compared is not None:
        table, column = record_type.model._meta.db_table, record_type.compared.sorted_by
        parts.append(_BEGINNING.format(table=table, column=column, most=MOST_OF_A_KEY))
        given += [_written(workspace_id), begins, begins + _LAST]
    if not parts:
        return set(), Counter()
    found: set[UUID] = set()
    counts: Counter[str] = Counter()
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), given)
        for number, record_id in cursor.fetchall():
            found.add(record_id if isinstance(record_id, UUID) else UUID(record_id))
            if number in numbers:
                counts[numbers[number]] += 1
    return found, counts


def _written(key: UUID) -> Any:
    return LikenessKey._meta.get_field("record").target_field.get_db_prep_value(key, connection)
