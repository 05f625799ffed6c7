"""How what was done with rules is taken back (see `Verb.undo`)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from klientel.automations.actions.handing_over import give_to
from klientel.automations.actions.rule import bury, dig_out, return_to, switch
from klientel.automations.models import Rule
from klientel.automations.policy import MANAGE
from klientel.automations.verbs import BACK, BURY_BACK, MADE_BACK
from klientel.kit.refused import NotFound, Refused
from klientel.records.actions.undoers import each, register
from klientel.workspaces.actor import Actor

if TYPE_CHECKING:
    from klientel.events.models import Event


def _rule_of(actor: Actor, event: Event) -> Rule:
    """The rule of an event, deleted or not."""
    actor.must(MANAGE)
    rows = Rule.objects.visible_to(actor).filter(pk=UUID(event.facts["rule"]))
    rule: Rule | None = rows.select_for_update(of=("self",)).first()
    if rule is None:
        raise NotFound()
    return rule


def _delete(actor: Actor, event: Event, batch: UUID) -> None:
    bury(actor, _rule_of(actor, event))


def _restore(actor: Actor, event: Event, batch: UUID) -> None:
    dig_out(actor, _rule_of(actor, event))


def _back(actor: Actor, event: Event, batch: UUID) -> None:
    rule = _rule_of(actor, event)
    before = event.facts.get("before") or {}
    if rule.deleted_at is not None:
        raise Refused("This rule was deleted. Restore it first.")
    if "version" in before:
        return_to(actor, rule, int(before["version"]))
    elif "is_on" in before and rule.is_on != before["is_on"]:
        switch(actor, rule, is_on=bool(before["is_on"]))
    elif "member" in before and str(rule.member_id) == event.facts["member"]:
        give_to(actor, rule, UUID(before["member"]), batch)


register(MADE_BACK, each(_delete), right=None)
register(BURY_BACK, each(_restore), right=None)
register(BACK, each(_back), right=None)
