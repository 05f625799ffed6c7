"""How a rule is kept: found by who may change it, written with its version, told to the log."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from klientel.automations.checking import settled
from klientel.automations.definition import Definition, from_json, to_json
from klientel.automations.engine.index import SUBSCRIBER
from klientel.automations.models import Rule, RuleVersion
from klientel.automations.models.rule import USUAL_LIMIT
from klientel.automations.queries import rules_found_by
from klientel.events import log
from klientel.events.missed import wants_changed
from klientel.kit import clock
from klientel.kit.refused import Forbidden, Invalid, NotFound, Refused
from klientel.records.actions.catalogue import current_reading
from klientel.records.models import Counter
from klientel.workspaces.actor import Actor
from klientel.workspaces.models import Workspace

#: what belongs to a version beside its words and its definition
SETTINGS = ("audience", "team_id", "max_runs_per_hour", "includes_imports")
#: rules of one firm
MOST_RULES = 300


def read_definition(text: str) -> Definition:
    """The definition of a form; raises `Refused` for what is none."""
    try:
        stored = json.loads(text)
    except (ValueError, RecursionError):
        stored = None
    if not isinstance(stored, Mapping):
        raise Refused("This rule cannot be read.", "definition")
    return from_json(stored)


def settled_for(
    actor: Actor, definition: Definition, said: Mapping[str, Any], rule: Rule | None = None
) -> Definition:
    """The definition as it is kept; raises `Invalid` with what is wrong with it or its settings."""
    errors: dict[str, Refused] = {}
    if said.get("audience") == Rule.Audience.TEAM and not (said.get("team") or said.get("team_id")):
        errors["team"] = Refused("Choose a team.", "team")
    try:
        found = settled(
            actor, definition, current_reading(actor), name=str(said.get("name", "")), rule=rule
        )
    except Invalid as invalid:
        raise Invalid({**errors, **invalid.errors}) from None
    if errors:
        raise Invalid(errors)
    return found


def changeable(actor: Actor, number: Any) -> Rule:
    """The rule of that number, locked; raises `NotFound`, also for a deleted one."""
    rows = rules_found_by(actor).filter(number=int(number))
    rule: Rule | None = rows.select_for_update(of=("self",)).first()
    if rule is None:
        raise NotFound()
    return rule


def insert_rule(
    actor: Actor,
    key: UUID,
    said: Mapping[str, Any],
    definition: Definition,
    *,
    is_on: bool = False,
) -> Rule:
    """Write a new rule and its first version. Raises `Refused` beyond what a firm can have."""
    member = actor.member_id
    if member is None:
        raise Forbidden("A rule acts with the rights of a person: only people make rules.")
    alive = Rule.objects.in_workspace(actor.workspace_id).filter(deleted_at__isnull=True)
    if alive.count() >= MOST_RULES:
        raise Refused("At most {allowed} rules are possible. Delete one first.", allowed=MOST_RULES)
    rule = Rule(
        id=key,
        workspace_id=actor.workspace_id,
        number=Counter.take(actor.workspace_id, "rule")[0],
        member_id=member,
        acts_as_id=member,
        is_on=is_on,
        on_since=clock.now() if is_on else None,
        about=definition.about,
        definition=to_json(definition),
        **_columns(said),
    )
    rule.save(force_insert=True)
    keep_version(actor, rule)
    return rule


def put(actor: Actor, rule: Rule, said: Mapping[str, Any], definition: Definition) -> Rule:
    """Write what differs as a new version, and tell the log which it was before.

    One that had paused starts again, from now on.
    """
    wanted = {**_columns(said), "about": definition.about, "definition": to_json(definition)}
    changed = {name for name, value in wanted.items() if getattr(rule, name) != value}
    if not changed:
        return rule
    for name in changed:
        setattr(rule, name, wanted[name])
    if actor.member_id is not None:
        rule.acts_as_id = actor.member_id
    before = rule.version
    rule.version += 1
    rule.updated_at = clock.now()
    if rule.is_on and rule.paused_at is not None:
        # as when it is switched on again: what was meanwhile starts nothing
        rule.on_since = rule.updated_at
    rule.paused_reason, rule.paused_at = {}, None
    rule.save()
    keep_version(actor, rule)
    tell(
        actor,
        "rule.changed",
        rule,
        before={"version": before},
        after={"version": rule.version},
    )
    return rule


def _columns(said: Mapping[str, Any]) -> dict[str, Any]:
    """What was said of a rule, by column."""
    team = said.get("team_id", said.get("team"))
    audience = said.get("audience") or Rule.Audience.EVERYONE.value
    columns: dict[str, Any] = {
        "name": said["name"],
        "description": said.get("description", ""),
        "audience": audience,
        "team_id": team if audience == Rule.Audience.TEAM else None,
        "max_runs_per_hour": int(said.get("max_runs_per_hour") or USUAL_LIMIT),
        "includes_imports": bool(said.get("includes_imports")),
    }
    if "made_from" in said:
        columns["made_from"] = said["made_from"]
    return columns


def keep_version(actor: Actor, rule: Rule) -> None:
    """Keep what a rule is now as its version, with who said so."""
    settings = {name: getattr(rule, name) for name in SETTINGS}
    RuleVersion(
        workspace_id=rule.workspace_id,
        rule_id=rule.pk,
        version=rule.version,
        name=rule.name,
        description=rule.description,
        definition=rule.definition,
        settings={**settings, "team_id": str(rule.team_id) if rule.team_id else None},
        member_id=actor.member_id,
    ).save(force_insert=True)


def tell(actor: Actor, verb: str, rule: Rule, *, batch: UUID | None = None, **facts: Any) -> None:
    """Write an event about a rule; who keeps rules at hand notices by the directory's version."""
    Workspace.objects.get(pk=actor.workspace_id).touch_directory()
    wants_changed(SUBSCRIBER, actor.workspace_id)
    told = {"rule": str(rule.pk), "name": rule.name, **facts}
    log.record(actor, verb, record_type="rule", facts=told, batch=batch)
