"""Letting a rule act as whoever takes it over, with what it does left as it is."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from klientel.automations.actions.keeping import changeable, keep_version, settled_for, tell
from klientel.automations.actions.rule import RULE
from klientel.automations.definition import from_json
from klientel.automations.models import Rule
from klientel.automations.policy import MANAGE
from klientel.kit import clock
from klientel.kit.refused import Forbidden
from klientel.records.actions.catalogue import action
from klientel.workspaces.actor import Actor


@action(
    "rule.take_over",
    label=_("Let a rule act with my rights"),
    permission=MANAGE,
    on="",
    inputs=(RULE,),
)
def take_over(actor: Actor, *, rule: Decimal) -> Rule:
    """Let a rule act as the person who says so from now on; what it has begun keeps its rights.

    That is a version of its own, as when they had written it. Nothing gives it back: to whom it
    belonged can take it over again. Raises `Invalid` where its definition fits no longer.
    """
    found = changeable(actor, rule)
    if actor.member_id is None:
        raise Forbidden("A rule acts with the rights of a person: only people make rules.")
    if found.acts_as_id == actor.member_id:
        return found
    settled_for(actor, from_json(found.definition), {"name": found.name}, found)
    found.acts_as_id = actor.member_id
    found.version += 1
    found.updated_at = clock.now()
    found.save()
    keep_version(actor, found)
    tell(actor, "rule.taken_over", found)
    return found
