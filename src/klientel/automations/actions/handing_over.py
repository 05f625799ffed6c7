"""The rules of somebody who leaves are answered for by whoever takes over.

A rule keeps acting as the person who said what it does, never as one who has not read it: once that
person has left it pauses, its new keeper is told, and it acts as whoever switches it on again.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from klientel.automations.actions.keeping import tell
from klientel.automations.models import Rule
from klientel.team.handover import PIECE, HandOver, add
from klientel.workspaces.actor import Actor


def _kept_by(actor: Actor, member: UUID) -> Any:
    rows = Rule.objects.visible_to(actor)
    return rows.filter(member_id=member, deleted_at__isnull=True)


def _move(actor: Actor, member: UUID, to: UUID, batch: UUID, stays: set[UUID]) -> int:
    with transaction.atomic():
        rows = _kept_by(actor, member).exclude(pk__in=stays).order_by("pk")
        some = list(rows.select_for_update(of=("self",))[:PIECE])
        for rule in some:
            give_to(actor, rule, to, batch)
    return len(some)


def give_to(actor: Actor, rule: Rule, member: UUID, batch: UUID) -> None:
    """Let somebody else answer for a rule, and say so; what it does and as whom stays."""
    before = str(rule.member_id)
    rule.member_id = member
    rule.save()
    tell(
        actor, "rule.handed_over", rule, batch=batch, member=str(member), before={"member": before}
    )


def introduce() -> None:
    """Say that rules are handed over."""
    add(
        HandOver(
            "rules",
            _("Rules"),
            lambda actor, member: int(_kept_by(actor, member).count()),
            _move,
        )
    )
