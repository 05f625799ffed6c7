"""Webhooks and addresses of somebody who leaves go to whoever takes over: none falls silent.

From then on an address hears what its new keeper may know of, and what another program sends is
noted in their name.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from klientel.events import log
from klientel.integrations.models import Hook, Webhook
from klientel.team.handover import PIECE, HandOver, add
from klientel.workspaces.actor import Actor


def _of(model: Any, actor: Actor, member: UUID) -> Any:
    return model.objects.in_workspace(actor.workspace_id).filter(member_id=member)


def _sort(model: Any, name: str, label: Any, verb: str) -> HandOver:
    def move(actor: Actor, member: UUID, to: UUID, batch: UUID, stays: set[UUID]) -> int:
        moved = 0
        with transaction.atomic():
            for one in _of(model, actor, member).exclude(pk__in=stays).order_by("pk")[:PIECE]:
                if _of(model, actor, member).filter(pk=one.pk).update(member_id=to):
                    told = {"hook": str(one.pk), "name": one.name, "member": str(to)}
                    log.record(actor, verb, facts=told, batch=batch)
                    moved += 1
        return moved

    return HandOver(name, label, lambda actor, of: int(_of(model, actor, of).count()), move)


def introduce() -> None:
    """Say that both are handed over."""
    add(_sort(Webhook, "webhooks", _("Webhooks"), "webhook.handed_over"))
    add(_sort(Hook, "hooks", _("Addresses for other programs"), "hook.handed_over"))
