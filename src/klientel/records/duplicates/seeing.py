"""Which pairs an actor may know of: those of which they see both."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef

from klientel.records.models import RecordRef, Suspect
from klientel.workspaces.actor import Actor


def visible_suspects(actor: Actor) -> Any:
    """Pairs of which the actor sees both records, and neither is in the trash."""
    rows = Suspect.objects.in_workspace(actor.workspace_id)
    for side in ("first_id", "second_id"):
        seen = RecordRef.objects.visible_to(actor).filter(pk=OuterRef(side))
        rows = rows.filter(Exists(seen))
    return rows
