"""Whether records are in use: other records link to them, or a room keeps something under them."""

from __future__ import annotations

from collections.abc import Callable, Collection
from uuid import UUID

from klientel.records.fields import RecordLinkField
from klientel.records.models import RecordRef
from klientel.records.types import RecordType, record_types

#: tells which of some records of a workspace something is kept under that is no record (purchases)
Keeper = Callable[[UUID, Collection[UUID]], set[UUID]]

#: by the name of a record type, "" for every type; rooms add their own
keepers: dict[str, list[Keeper]] = {}


def in_use(workspace_id: UUID, record_type: RecordType, ids: Collection[UUID]) -> set[UUID]:
    """Those of some records that others which are not in the trash link to, or that keep entries.

    Another record that was merged into one hangs on it, too: it lies in the trash for its sake.
    Asks whoever they belong to, seen by the actor or not: what hangs on a record hangs on it.
    """
    used = _merge_winners(workspace_id, ids)
    for other in record_types:
        for link in other.fields:
            # whom a field names beside others is kept in rows of its own: a keeper tells of those
            if not isinstance(link, RecordLinkField) or link.is_several:
                continue
            if record_type.name in link.to:
                rows = other.model.objects.in_workspace(workspace_id).filter(
                    trashed_at=None, **{f"{link.column}__in": ids}
                )
                used.update(rows.values_list(link.column, flat=True).distinct())
    for keeper in (*keepers.get(record_type.name, ()), *keepers.get("", ())):
        used |= keeper(workspace_id, ids)
    return used


def _merge_winners(workspace_id: UUID, ids: Collection[UUID]) -> set[UUID]:
    spine = RecordRef.objects.in_workspace(workspace_id)
    # all that was merged lies in the trash, which has an index
    merged = spine.filter(trashed_at__isnull=False, merged_into__in=ids)
    return set(merged.values_list("merged_into", flat=True))
