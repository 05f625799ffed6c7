"""Decide whether a firm can be entered with a password alone."""

from __future__ import annotations

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from klientel.events import log
from klientel.kit.refused import Refused
from klientel.records.actions.catalogue import action
from klientel.records.fields import TruthField
from klientel.team.actions.member import locked_workspace
from klientel.team.factors import guarded_users
from klientel.workspaces.actor import Actor
from klientel.workspaces.models import Member, Workspace


@action(
    "workspace.require_second_factor",
    label=_("Require a second factor"),
    permission="workspace.manage",
    on="",
    icon="shield",
    inputs=[TruthField(name="required", label=_("Second factor required"))],
)
def require_second_factor(actor: Actor, *, required: bool) -> Workspace:
    """Let nobody in who proved no more than a password, or let them in again; acts at once.

    Raises `Refused` for who has set up none themselves: they would lock their own door.
    """
    workspace = locked_workspace(actor)
    if workspace.requires_second_factor == required:
        return workspace
    if required and actor.user_id and actor.user_id not in guarded_users([actor.user_id]):
        raise Refused("Set up a second factor of your own first, under Security.", "required")
    workspace.requires_second_factor = required
    workspace.save(update_fields=["requires_second_factor"])
    workspace.touch_directory()
    # open streams ask anew who may listen
    members = Member.objects.in_workspace(workspace.pk)
    members.update(auth_version=F("auth_version") + 1)
    verb = "second_factor_required" if required else "second_factor_optional"
    log.record(actor, f"workspace.{verb}")
    return workspace
