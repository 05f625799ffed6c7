"""Says of what an agent did that it was the agent: for every history and timeline."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from klientel.integrations.models import AgentCall
from klientel.records.telling import Through, named, tellers
from klientel.workspaces.actor import Actor

#: the door of agents (`Actor.via`)
VIA = "agent"


def through_agents(actor: Actor, _slug: str, events: Sequence[Any]) -> dict[UUID, Through]:
    """With which token an agent did what some events tell of.

    Events say it themselves; for those of before they did, its calls are asked, in one query.
    """
    nameless = {event.batch for event in events if event.batch and not event.token}
    names: dict[UUID, str] = {}
    if nameless:
        calls = AgentCall.objects.in_workspace(actor.workspace_id).filter(pk__in=nameless)
        names = dict(calls.values_list("pk", "agent"))
    return {event.pk: Through(_said(event.token or names.get(event.batch, ""))) for event in events}


def _said(name: str) -> str:
    if not name:
        return _("through an agent")
    return _("through the agent “{name}”").format(name=name)


tellers[VIA] = through_agents
named[VIA] = _said
