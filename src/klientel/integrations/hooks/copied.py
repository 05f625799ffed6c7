"""Webhooks of a workspace that came from a copy call nobody: their secrets stayed behind."""

from __future__ import annotations

from klientel.integrations.hooks import telling
from klientel.integrations.models import Webhook
from klientel.workspaces.actor import Actor
from klientel.workspaces.standstill import add_stop


def _stop(actor: Actor) -> None:
    if Webhook.objects.in_workspace(actor.workspace_id).filter(is_on=True).update(is_on=False):
        telling.changed(actor.workspace_id)


def introduce() -> None:
    """Say how webhooks are brought to a stand."""
    add_stop("webhooks", _stop)
