"""Says of what a rule did that it was the rule: for every history and timeline."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from klientel.automations.engine.acting import VIA
from klientel.automations.models import Run
from klientel.automations.queries import rules_found_by
from klientel.records.telling import Through, named, tellers
from klientel.workspaces.actor import Actor


def through_rules(actor: Actor, slug: str, events: Sequence[Any]) -> dict[UUID, Through]:
    """Which rule did what some events tell of, with the way to its run; two queries.

    A rule out of sight of the reader, and one that is forgotten, has no name.
    """
    batches = {event.batch for event in events if event.batch}
    runs = Run.objects.visible_to(actor).filter(pk__in=batches)
    rule_of = dict(runs.values_list("pk", "rule_id"))
    rules = rules_found_by(actor).filter(pk__in=set(rule_of.values()))
    known = {pk: (number, name) for pk, number, name in rules.values_list("pk", "number", "name")}
    told = {}
    for event in events:
        found = known.get(rule_of.get(event.batch))
        if found is None:
            told[event.pk] = Through(_nameless())
            continue
        number, name = found
        text = _("through the rule “{name}”").format(name=name)
        told[event.pk] = Through(text, f"/{slug}/automations/{number}/runs/{event.batch}")
    return told


def _nameless(_token: str = "") -> str:
    return _("through a rule")


tellers[VIA] = through_rules
named[VIA] = _nameless
