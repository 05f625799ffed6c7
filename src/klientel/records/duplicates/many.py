"""Whether many strangers, the rows of a file, are there already: a few questions for all."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping, Sequence
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Count

from klientel.kit.likeness import LIKELY, Entry, compare
from klientel.records.duplicates.keys import MOST_OF_A_KEY, numbers_of
from klientel.records.duplicates.looking import There
from klientel.records.models import LikenessKey
from klientel.records.types import RecordType
from klientel.workspaces.actor import Actor

_CHUNK = 5_000

Who = TypeVar("Who", bound=Hashable)


def perhaps_there(
    actor: Actor, record_type: RecordType, entries: Mapping[Who, Entry], least: int = LIKELY
) -> dict[Who, There]:
    """For each entry that is perhaps there, the record most like it that the actor sees.

    What shares only what dozens share is not looked at: the search finds it later.
    """
    compared = record_type.compared
    if compared is None or not entries:
        return {}
    numbers = {who: numbers_of(record_type, entry) for who, entry in entries.items()}
    records_of, counts = _records_of(actor.workspace_id, numbers)
    ids = sorted({pk for some in records_of.values() for pk in some})
    known: dict[UUID, tuple[Any, Entry]] = {}
    for start in range(0, len(ids), _CHUNK):
        rows = record_type.model.objects.visible_to(actor).filter(
            pk__in=ids[start : start + _CHUNK]
        )
        known |= {row.pk: (row, compared.entry(row)) for row in rows}
    found: dict[Who, There] = {}
    for who, entry in entries.items():
        mine = numbers[who]
        names = Counter({key: counts[number] for number, key in mine.items()})
        near = {pk for number in mine for pk in records_of.get(number, ()) if pk in known}
        best = _best(entry, [known[pk] for pk in sorted(near)], names, least)
        if best is not None:
            found[who] = best
    return found


def _best(
    entry: Entry, others: Sequence[tuple[Any, Entry]], sharing: Counter[str], least: int
) -> There | None:
    """The record most like an entry, None where none is enough."""
    most, best = least - 1, None
    for row, other in others:
        likeness = compare(entry, other, sharing.__getitem__)
        if likeness is not None and likeness.certainty > most:
            most, best = likeness.certainty, There(row, likeness)
    return best


def _records_of(
    workspace_id: UUID, numbers: Mapping[Any, Mapping[int, str]]
) -> tuple[dict[int, list[UUID]], Counter[int]]:
    """The records that have each key, where not too many have it, and how many do."""
    wanted = sorted({number for mine in numbers.values() for number in mine})
    counts: Counter[int] = Counter()
    found: dict[int, list[UUID]] = defaultdict(list)
    for start in range(0, len(wanted), _CHUNK):
        some: Sequence[int] = wanted[start : start + _CHUNK]
        rows = LikenessKey.objects.in_workspace(workspace_id)
        shared = rows.filter(key__in=some).values_list("key").annotate(count=Count("pk"))
        counts.update(dict(shared.order_by()))
        few = [number for number in some if 0 < counts[number] <= MOST_OF_A_KEY]
        for number, pk in rows.filter(key__in=few).values_list("key", "record_id"):
            found[number].append(pk)
    return found, counts
