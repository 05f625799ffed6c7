"""Who answers for records, asked for many at once."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from klientel.records.models import Responsibility


def answering_for(workspace_id: UUID, records: Collection[UUID]) -> dict[UUID, set[UUID]]:
    """The members who answer for some records, by record; one read."""
    rows = Responsibility.objects.in_workspace(workspace_id).filter(record_id__in=list(records))
    found: dict[UUID, set[UUID]] = {}
    for record, member in rows.values_list("record_id", "member_id"):
        found.setdefault(record, set()).add(member)
    return found
