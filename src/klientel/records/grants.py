"""Tells the rooms below what only records know: who was named anywhere, and who may see what."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from klientel.events.visibility import visible_filter
from klientel.records.models import RecordGrant, RecordRef
from klientel.workspaces import queries
from klientel.workspaces.actor import Actor
from klientel.workspaces.models import Member


def introduce() -> None:
    """Let rights know about grants, and the log about visibility, which live a floor above."""
    if _is_named_anywhere not in queries.grants_of:
        queries.grants_of.append(_is_named_anywhere)
        visible_filter(_visible)


def _is_named_anywhere(member: Member) -> bool:
    grants = RecordGrant.objects.in_workspace(member.workspace_id)
    return bool(grants.filter(member_id=member.pk).exists())


def _visible(actor: Actor, ids: Iterable[UUID]) -> set[UUID]:
    """Which of these records exist for the actor, those in the trash included."""
    rows = RecordRef.objects.visible_to(actor, trashed=None).filter(pk__in=list(ids))
    return set(rows.values_list("pk", flat=True))
