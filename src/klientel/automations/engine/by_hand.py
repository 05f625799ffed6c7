"""Starting a rule by a button, by hand, or by a step of another rule."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_noop

from klientel.automations.engine.index import InForce, in_force
from klientel.automations.engine.starting import Planned, make, occasion
from klientel.automations.models import Rule, Run
from klientel.automations.scene import Scene
from klientel.kit.refused import Refused

NOT_ON = gettext_noop("The rule “{name}” is switched off.")
OTHER_TYPE = gettext_noop("The rule “{name}” is about other records.")


def start_for(
    rule: Rule,
    key: UUID,
    trigger: str,
    *,
    record: Any = None,
    event_id: UUID | None = None,
    depth: int = 1,
    parent: Run | None = None,
    facts: Any = None,
) -> None:
    """Make a run of a rule, once for a key. Raises `Refused` where it cannot start."""
    if not rule.runs_now:
        raise Refused(NOT_ON, name=rule.name)
    if rule.about and (record is None or record.record_type != rule.about):
        raise Refused(OTHER_TYPE, name=rule.name)
    kept: InForce = in_force(rule)
    plan = Planned(
        rule=kept,
        trigger=trigger,
        occasion=key,
        record_type=rule.about,
        record_id=record.pk if rule.about else None,
        event_id=event_id,
        depth=depth,
        parent_id=parent.pk if parent else None,
        facts=facts,
    )
    make(rule.workspace_id, [plan])


def start_by_step(scene: Scene, rule_id: UUID) -> Rule:
    """Start another rule for the record of a scene, once per step of a run; returns the rule."""
    rules = Rule.objects.in_workspace(scene.actor.workspace_id)
    rule: Rule | None = rules.filter(pk=rule_id, deleted_at__isnull=True).first()
    if rule is None:
        raise Refused("The rule that this step starts is not there any more.")
    runs = Run.objects.in_workspace(scene.actor.workspace_id)
    parent = runs.filter(pk=scene.actor.batch).first()
    start_for(
        rule,
        occasion("step", scene.key),
        "manual",
        record=scene.record,
        event_id=scene.event.pk if scene.event else None,
        depth=scene.actor.depth + 1,
        parent=parent,
    )
    return rule
