"""What lies in the trash and can be taken out of it: for the page of the trash and for lists."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q

from klientel.kit import clock
from klientel.records.actions.trash import TRASH_DAYS
from klientel.records.models import RecordRef
from klientel.workspaces.actor import Actor


def in_trash(actor: Actor) -> Any:
    """Spine rows that can be restored by themselves, within their days.

    What went with its account comes back with it, and what was merged is taken apart.
    """
    accounts = RecordRef.objects.in_workspace(actor.workspace_id).filter(
        pk=OuterRef("account_id"), trashed_at__isnull=False
    )
    spine = RecordRef.objects.visible_to(actor, trashed=True).filter(
        trashed_at__gte=clock.now() - timedelta(days=TRASH_DAYS), merged_into=None
    )
    return spine.exclude(Q(inherits=True) & Exists(accounts))
