"""Webhooks going out: add, change, switch, replace the secret, try, send again, remove."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from klientel.events import log
from klientel.integrations.hooks import telling
from klientel.integrations.models import Webhook
from klientel.kit import clock
from klientel.kit.ids import id_needed
from klientel.kit.link_secrets import new_secret
from klientel.kit.refused import NotFound, Refused
from klientel.records.actions.catalogue import action
from klientel.records.fields import TextField, TruthField
from klientel.sending import calls
from klientel.sending.models import Call
from klientel.team import throttle
from klientel.team.throttle import Limit
from klientel.workspaces import policy
from klientel.workspaces.actor import Actor
from klientel.workspaces.policy import Role
from klientel.workspaces.rows import row_of

MANAGE = policy.permission("webhook.manage", _("Connect other programs"), {Role.OWNER})
MOST = 50
#: how long the secret that was replaced signs along
BOTH_SIGN = timedelta(days=1)

#: tests and repeats by hand of one webhook: the other side is somebody's server
TRIES = Limit("webhook tries", 60, timedelta(hours=1))

_WEBHOOK = TextField(name="webhook", label=_("Webhook"), required=True, max_length=36)
_INPUTS = [
    TextField(name="name", label=_("Name"), required=True, max_length=80),
    TextField(name="url", label=_("Address"), required=True, max_length=2000),
    TextField(name="verbs", label=_("Events"), required=True, max_length=8000),
    TruthField(name="hears_imports", label=_("Include imports")),
]


@action(
    "webhook.add", label=_("Add webhook"), permission=MANAGE, on="", hidden=True, inputs=_INPUTS
)
def add_webhook(
    actor: Actor, *, name: str, url: str, verbs: str, hears_imports: bool | None
) -> tuple[Webhook, str]:
    """An address that hears of `verbs` (names parted by commas), and its secret, shown once."""
    if Webhook.objects.in_workspace(actor.workspace_id).count() >= MOST:
        raise Refused("There can be {most} webhooks at most.", most=MOST)
    secret = new_secret()
    webhook = Webhook(
        workspace_id=actor.workspace_id,
        member_id=whose(actor),
        name=name,
        url=calls.checked(url),
        verbs=_known(verbs.split(",")),
        hears_imports=bool(hears_imports),
        secrets=[calls.seal(secret)],
    )
    webhook.save()
    _note(actor, "webhook.added", webhook)
    telling.changed(actor.workspace_id)
    return webhook, secret


@action(
    "webhook.change",
    label=_("Change"),
    permission=MANAGE,
    on="",
    hidden=True,
    inputs=[_WEBHOOK, *_INPUTS],
)
def change_webhook(
    actor: Actor, *, webhook: str, name: str, url: str, verbs: str, hears_imports: bool | None
) -> Webhook:
    """Other name, address or verbs; what is queued already goes to the address it was meant for."""
    target = found(actor, webhook)
    before, was = _facts(target), target.url
    target.name, target.url, target.verbs = name, calls.checked(url), _known(verbs.split(","))
    target.hears_imports = bool(hears_imports)
    after = _facts(target)
    if (before, was) != (after, target.url):
        target.save()
        _note(actor, "webhook.changed", target, before=before, after=after)
        telling.changed(actor.workspace_id)
    return target


@action("webhook.switch", label=_("Switch"), permission=MANAGE, on="", hidden=True, inputs=[
    _WEBHOOK, TruthField(name="is_on", label=_("On"))
])  # fmt: skip
def switch_webhook(actor: Actor, *, webhook: str, is_on: bool | None) -> Webhook:
    """Let a webhook hear or not; whoever switches it on is whose rights it sees with."""
    target = found(actor, webhook)
    if target.is_on == bool(is_on):
        return target
    if is_on and not target.secrets:
        raise Refused("Its secret did not come with the copy of the workspace: replace it first.")
    target.is_on, target.paused_because = bool(is_on), ""
    if target.is_on:
        target.member_id = whose(actor)
    target.save()
    _note(actor, "webhook.switched_on" if target.is_on else "webhook.switched_off", target)
    telling.changed(actor.workspace_id)
    return target


@action(
    "webhook.replace_secret",
    label=_("Replace secret"),
    permission=MANAGE,
    on="",
    hidden=True,
    inputs=[_WEBHOOK],
)
def replace_secret(actor: Actor, *, webhook: str) -> tuple[Webhook, str]:
    """A new secret, shown once; for a day both sign."""
    target = found(actor, webhook)
    secret = new_secret()
    target.secrets = [calls.seal(secret), *target.secrets[:1]]
    target.old_until = clock.now() + BOTH_SIGN
    target.save()
    _note(actor, "webhook.secret_replaced", target)
    return target, secret


@action(
    "webhook.try", label=_("Send a test"), permission=MANAGE, on="", hidden=True, inputs=[_WEBHOOK]
)
def try_webhook(actor: Actor, *, webhook: str) -> Call:
    """Queue one call that says nothing but that it is a test."""
    target = found(actor, webhook)
    throttle.take((TRIES, str(target.pk)))
    _note(actor, "webhook.tried", target)
    return telling.call(target, {"verb": "webhook.tried", "name": target.name})


@action("webhook.repeat", label=_("Send again"), permission=MANAGE, on="", hidden=True, inputs=[
    _WEBHOOK, TextField(name="call", label=_("Call to send again"), required=True, max_length=36)
])  # fmt: skip
def repeat_call(actor: Actor, *, webhook: str, call: str) -> Call:
    """Send a call that has ended once more, with its own words of then."""
    target = found(actor, webhook)
    throttle.take((TRIES, str(target.pk)))
    made = calls.again(actor.workspace_id, id_needed(call), target.pk)
    if made is None:
        raise Refused("Only a call that has ended can be sent again.")
    _note(actor, "webhook.repeated", target)
    return made


@action(
    "webhook.remove", label=_("Remove"), permission=MANAGE, on="", hidden=True, inputs=[_WEBHOOK]
)
def remove_webhook(actor: Actor, *, webhook: str) -> None:
    """End a webhook with all that waits for it."""
    target = found(actor, webhook)
    calls.drop(actor.workspace_id, target.pk)
    _note(actor, "webhook.removed", target)
    target.delete()
    telling.changed(actor.workspace_id)


def whose(actor: Actor) -> UUID:
    """The member whose rights a webhook has; raises `Refused` for who is none."""
    if actor.member_id is None:
        raise Refused("Only a member of the team can do this.")
    return actor.member_id


def found(actor: Actor, key: str) -> Webhook:
    """The webhook of that id; `NotFound` for none of this workspace."""
    rows = Webhook.objects.visible_to(actor).select_related("member")
    webhook: Webhook | None = rows.filter(pk=id_needed(key)).select_for_update(of=("self",)).first()
    if webhook is None:
        raise NotFound
    return webhook


def found_quietly(actor: Actor, key: UUID) -> Webhook:
    """The webhook of that id, to be read; `NotFound` for none of this workspace."""
    return row_of(Webhook, Webhook.objects.visible_to(actor), key)


def _known(names: Sequence[str]) -> list[str]:
    """The verbs that are offered among names, once each; raises `Refused` for none or a strange."""
    offered = telling.offered()
    known = {f"{noun}.*" for noun, _names in offered} | {
        one for _n, all_ in offered for one in all_
    }
    wanted = list(dict.fromkeys(one.strip() for one in names if one.strip()))
    for name in wanted:
        if name not in known:
            raise Refused("There is no event called “{name}”.", "verbs", name=name[:60])
    if not wanted:
        raise Refused("Please choose at least one event.", "verbs")
    return wanted


def _facts(webhook: Webhook) -> dict[str, Any]:
    # of the address the host alone: the rest of it may be a secret
    told = {"host": urlsplit(webhook.url).netloc}
    return told | {name: getattr(webhook, name) for name in ("name", "verbs", "hears_imports")}


def _note(actor: Actor, verb: str, webhook: Webhook, **more: Any) -> None:
    log.record(actor, verb, facts={"hook": str(webhook.pk), "name": webhook.name, **more})
