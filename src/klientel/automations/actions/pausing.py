"""Pausing a rule that fails: the program does it, and tells those who answer for the rule."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from klientel.automations.engine.index import SUBSCRIBER
from klientel.automations.models import Rule
from klientel.events.log import record
from klientel.events.missed import wants_changed
from klientel.kit import clock
from klientel.workspaces.actor import Actor
from klientel.workspaces.models import Member, Workspace
from klientel.workspaces.policy import Role

#: people who are told beside the one who answers for the rule
_MOST_TOLD = 10


def pause(rule: Rule, reason: Mapping[str, Any]) -> bool:
    """Let a rule start nothing until somebody switches it on again; whether it was running.

    Belongs into the transaction of the run that failed. `reason` is a kept `Refused`.
    """
    mine = Rule.objects.in_workspace(rule.workspace_id).filter(pk=rule.pk, paused_at__isnull=True)
    now = clock.now()
    if not mine.filter(is_on=True).update(
        paused_at=now, paused_reason=dict(reason), updated_at=now
    ):
        return False
    program = Actor.system(rule.workspace_id, "a rule that fails")
    Workspace.objects.get(pk=rule.workspace_id).touch_directory()
    wants_changed(SUBSCRIBER, rule.workspace_id)
    told = {"rule": str(rule.pk), "name": rule.name, "members": _told(rule)}
    record(program, "rule.paused", record_type="rule", facts={**told, "reason": dict(reason)})
    return True


def _told(rule: Rule) -> list[str]:
    """Who answers for the rule; where that one has left, whoever owns or leads the firm."""
    active = Member.objects.in_workspace(rule.workspace_id).filter(is_active=True)
    if active.filter(pk=rule.member_id).exists():
        return [str(rule.member_id)]
    leading = active.filter(role__in=(Role.OWNER, Role.LEAD)).order_by("name")
    return [str(pk) for pk in leading.values_list("pk", flat=True)[:_MOST_TOLD]]
