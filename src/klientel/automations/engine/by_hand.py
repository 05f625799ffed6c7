"""Starting a rule by a button, by hand, or by a step of another rule."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_noop

from klientel.automations.definition import Definition
from klientel.automations.engine.acting import Firm
from klientel.automations.engine.index import InForce, in_force
from klientel.automations.engine.many import scenes_of
from klientel.automations.engine.scope import must_cover
from klientel.automations.engine.starting import Planned, make, occasion
from klientel.automations.models import Rule, Run
from klientel.automations.scene import Scene
from klientel.automations.subjects import meets
from klientel.events.log import Line, record_many
from klientel.kit.ids import uuid7
from klientel.kit.refused import Refused
from klientel.records.types import record_types
from klientel.workspaces.actor import Actor

NOT_ON = gettext_noop("The rule “{name}” is switched off.")
OTHER_TYPE = gettext_noop("The rule “{name}” is about other records.")


def start_by_person(
    actor: Actor, rule: Rule, key: UUID, trigger: str, records: Sequence[Any]
) -> None:
    """Start a rule by its button or by hand for some records, once each for a key; a rule about
    none for none. Each start is told of its record. Raises `Refused` where it is not on.
    """
    _must_be_on(rule)
    about = record_types.get(rule.about) if rule.about else None
    if about is not None:
        must_cover(rule.workspace_id, in_force(rule), [row.pk for row in records])
    facts = {"rule": str(rule.pk), "name": rule.name}
    lines = (
        [Line("rule.started", about.name, row.pk, about.account_of(row), facts) for row in records]
        if about is not None
        else [Line("rule.started", "rule", facts=facts)]
    )
    events = record_many(actor, lines, batch=uuid7() if len(lines) > 1 else None)
    kept, depth = in_force(rule), actor.depth + 1
    met = _met(kept, rule.workspace_id, records)
    make(
        rule.workspace_id,
        [
            Planned(
                kept, trigger, key, rule.about, one.record_id, one.pk, depth,
                is_met=met.get(one.record_id, True),
            )
            for one in events
        ],
    )  # fmt: skip


def does_then(definition: Definition, scene: Scene) -> bool:
    """Whether a rule that is started does its steps, or what it does otherwise.

    Without an otherwise it does them, whatever its conditions ask: who starts it means it.
    """
    return not definition.otherwise or meets(definition.given, scene)


def _met(rule: InForce, workspace_id: UUID, rows: Sequence[Any]) -> dict[UUID | None, bool]:
    """Whether the rule does its steps, by record; by None for a rule about none."""
    if not rule.definition.otherwise:
        return {}
    firm = Firm.of(workspace_id)
    scene, about = Scene(firm.must_have(rule.acts_as_id), firm.reading), rule.about(firm.reading)
    if about is None:
        return {None: does_then(rule.definition, scene)}
    scenes = scenes_of(scene, about, rows, rule.definition.given)
    return {one.record.pk: does_then(rule.definition, one) for one in scenes}


def _must_be_on(rule: Rule) -> None:
    if not rule.runs_now:
        raise Refused(NOT_ON, name=rule.name)


def start_by_step(scene: Scene, rule_id: UUID) -> Rule:
    """Start another rule for the record of a scene, once per step of a run; returns the rule."""
    rules = Rule.objects.in_workspace(scene.actor.workspace_id)
    rule: Rule | None = rules.filter(pk=rule_id, deleted_at__isnull=True).first()
    if rule is None:
        raise Refused("The rule that this step starts is not there any more.")
    runs = Run.objects.in_workspace(scene.actor.workspace_id)
    parent = runs.filter(pk=scene.actor.batch).first()
    _must_be_on(rule)
    if rule.about and (scene.record is None or scene.record.record_type != rule.about):
        raise Refused(OTHER_TYPE, name=rule.name)
    kept = in_force(rule)
    if rule.about:
        must_cover(rule.workspace_id, kept, [scene.record.pk])
    key, records = (scene.record.pk, [scene.record]) if rule.about else (None, [])
    plan = Planned(
        rule=kept,
        trigger="manual",
        occasion=occasion("step", scene.key),
        record_type=rule.about,
        record_id=key,
        event_id=scene.event.pk if scene.event else None,
        depth=scene.actor.depth + 1,
        parent_id=parent.pk if parent else None,
        is_met=_met(kept, rule.workspace_id, records).get(key, True),
    )
    make(rule.workspace_id, [plan])
    return rule
