"""Rules of a workspace that came from a copy wait until somebody here switches them on."""

from __future__ import annotations

from django.utils.translation import gettext_noop

from klientel.automations.actions.pausing import pause
from klientel.automations.engine import ending
from klientel.automations.models import Rule, Run
from klientel.workspaces.actor import Actor
from klientel.workspaces.standstill import add_stop

CAME_FROM_A_COPY = gettext_noop(
    "It came with a copy of the workspace, where it may still run. Switch it on to run it here."
)


def _stop(actor: Actor) -> None:
    for rule in Rule.objects.in_workspace(actor.workspace_id).filter(deleted_at__isnull=True):
        pause(rule, {"reason": CAME_FROM_A_COPY})
    for run in Run.objects.in_workspace(actor.workspace_id).filter(state__lt=Run.State.DONE):
        ending.end(run, Run.State.STOPPED, {"reason": CAME_FROM_A_COPY})
        run.save()


def introduce() -> None:
    """Say how rules are brought to a stand."""
    add_stop("automations", _stop)
