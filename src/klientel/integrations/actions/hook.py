"""Webhooks coming in: add an address for another program, switch it, remove it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from klientel.events import log
from klientel.integrations.actions.webhook import MANAGE, MOST, whose
from klientel.integrations.models import Hook
from klientel.kit.link_secrets import hashed, new_secret
from klientel.kit.refused import Refused
from klientel.records.actions.catalogue import action
from klientel.records.fields import TextField, TruthField
from klientel.sending import calls
from klientel.workspaces.actor import Actor
from klientel.workspaces.rows import row_of

_HOOK = TextField(name="hook", label=_("Address"), required=True, max_length=36)


@action("hook.add", label=_("Add address"), permission=MANAGE, on="", hidden=True, inputs=[
    TextField(name="name", label=_("Name"), required=True, max_length=80),
    TruthField(name="is_signed", label=_("Calls must be signed")),
])  # fmt: skip
def add_hook(actor: Actor, *, name: str, is_signed: bool | None) -> tuple[Hook, str, str]:
    """An address that another program may call, and its secret ("" without); both shown once."""
    if Hook.objects.in_workspace(actor.workspace_id).count() >= MOST:
        raise Refused("There can be {most} webhooks at most.", most=MOST)
    token = new_secret()
    secret = new_secret() if is_signed else ""
    hook = Hook(
        workspace_id=actor.workspace_id,
        member_id=whose(actor),
        name=name,
        token_hash=hashed(token),
        secret=calls.seal(secret) if secret else "",
    )
    hook.save()
    _note(actor, "hook.added", hook)
    return hook, f"{settings.BASE_URL}{reverse('hook', kwargs={'token': token})}", secret


@action("hook.switch", label=_("Switch"), permission=MANAGE, on="", hidden=True, inputs=[
    _HOOK, TruthField(name="is_on", label=_("On"))
])  # fmt: skip
def switch_hook(actor: Actor, *, hook: str, is_on: bool | None) -> Hook:
    """Let an address be called or not."""
    target = _found(actor, hook)
    if target.is_on != bool(is_on):
        target.is_on = bool(is_on)
        target.save()
        _note(actor, "hook.switched_on" if target.is_on else "hook.switched_off", target)
    return target


@action("hook.remove", label=_("Remove"), permission=MANAGE, on="", hidden=True, inputs=[_HOOK])
def remove_hook(actor: Actor, *, hook: str) -> None:
    """End an address; what it brought stays in the log."""
    target = _found(actor, hook)
    _note(actor, "hook.removed", target)
    target.delete()


def _found(actor: Actor, key: str) -> Hook:
    return row_of(Hook, Hook.objects.visible_to(actor), key)


def _note(actor: Actor, verb: str, hook: Hook, **more: Any) -> None:
    log.record(actor, verb, facts={"hook": str(hook.pk), "name": hook.name, **more})
