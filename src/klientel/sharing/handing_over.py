"""The links of somebody who leaves go to whoever takes over, so that clients notice nothing."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from klientel.sharing.actions.telling import tell
from klientel.sharing.models import ShareLink
from klientel.sharing.queries import links_for
from klientel.team.handover import PIECE, HandOver, add
from klientel.workspaces.actor import Actor


def _left(actor: Actor, member: UUID) -> Any:
    return links_for(actor).filter(made_by_id=member, revoked_at=None)


def _move(actor: Actor, member: UUID, to: UUID, batch: UUID, stays: set[UUID]) -> int:
    """Let a piece of them be somebody else's; what they may not see opens nothing any more."""
    some = list(_left(actor, member).exclude(pk__in=stays).order_by("pk")[:PIECE])
    rows = ShareLink.objects.in_workspace(actor.workspace_id)
    with transaction.atomic():
        for link in some:
            if rows.filter(pk=link.pk, made_by_id=member).update(made_by_id=to):
                tell(actor, "share.handed_over", link, link.record, batch, member=str(to))
    return len(some)


def introduce() -> None:
    """Say that links are handed over."""
    add(
        HandOver(
            "links",
            _("Shared links"),
            lambda actor, member: int(_left(actor, member).count()),
            _move,
        )
    )
