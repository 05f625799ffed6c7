"""Letting a browser ring, and letting it be quiet again."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from klientel.events import log
from klientel.kit import egress
from klientel.kit.ids import id_needed, uuid7
from klientel.kit.link_secrets import hashed
from klientel.kit.refused import Refused
from klientel.kit.web_push import NotAReceiver, Receiver
from klientel.notifications import devices
from klientel.notifications.actions.rights import USE, member_of
from klientel.notifications.models import Inbox, PushDevice
from klientel.records.actions.catalogue import action
from klientel.records.fields import TextField
from klientel.workspaces.actor import Actor


@action(
    "inbox.ring",
    label=_("Turn on push in this browser"),
    permission=USE,
    on="",
    icon="bell",
    hidden=True,
    inputs=[
        TextField(name="endpoint", label=_("Address"), required=True, max_length=1000),
        TextField(name="p256dh", label=_("Key"), required=True, max_length=100),
        TextField(name="auth", label=_("Secret"), required=True, max_length=40),
        TextField(name="name", label=_("Browser"), required=True, max_length=80),
        TextField(name="session", label=_("Session"), required=True, max_length=40),
    ],
)
def ring_here(
    actor: Actor, *, endpoint: str, p256dh: str, auth: str, name: str, session: str
) -> PushDevice:
    """Let news ring in the browser that gave these away, as long as the session lives.

    Whoever used the browser before hears nothing there any more. Raises `Refused` for an address
    that may not be called, and for what is no key.
    """
    member = member_of(actor)
    address = _address(endpoint)
    try:
        Receiver(p256dh, auth)
    except NotAReceiver:
        raise Refused("The browser gave no address for push.", "p256dh") from None
    mark = hashed(address)
    here = PushDevice.objects.in_workspace(actor.workspace_id)
    known = here.filter(endpoint_hash=mark, member_id=member).first()
    _take_from_others(actor, mark)
    fresh = {"endpoint": address, "p256dh": p256dh, "auth": auth, "session_key": session,
             "name": name}  # fmt: skip
    if known is not None:
        here.filter(pk=known.pk).update(**fresh)
        return known
    devices.forget_dead(actor.workspace_id, member)
    if here.filter(member_id=member).count() >= devices.MOST:
        raise Refused("Push is on in too many browsers already. Remove one first.")
    device = PushDevice(
        id=uuid7(), workspace_id=actor.workspace_id, member_id=member, endpoint_hash=mark, **fresh
    )
    PushDevice.objects.bulk_create([device], ignore_conflicts=True)
    row = Inbox(workspace_id=actor.workspace_id, member_id=member)
    Inbox.objects.bulk_create([row], ignore_conflicts=True)
    Inbox.objects.in_workspace(actor.workspace_id).filter(member_id=member).update(pushes=True)
    log.record(actor, "inbox.rings", record_type="inbox", facts={"name": name})
    return device


@action(
    "inbox.ring_no_more",
    label=_("Turn off push in a browser"),
    permission=USE,
    on="",
    icon="bell-off",
    hidden=True,
    inputs=[TextField(name="device", label=_("Browser"), required=True, max_length=36)],
)
def ring_no_more(actor: Actor, *, device: str) -> None:
    """Let one of the actor's browsers be quiet; done twice it is done."""
    rows = PushDevice.objects.in_workspace(actor.workspace_id)
    known = rows.filter(pk=id_needed(device), member_id=member_of(actor)).first()
    if known is not None:
        devices.forget(actor.workspace_id, [known.pk])
        log.record(actor, "inbox.quiet", record_type="inbox", facts={"name": known.name})


def _address(endpoint: str) -> str:
    address = egress.checked(endpoint, settings.EGRESS_ALLOWED)
    parts = urlsplit(address)
    # what the operator lets through by name may be on this very machine, without a certificate
    if parts.scheme != "https" and parts.hostname not in settings.EGRESS_ALLOWED:
        raise Refused("The browser gave no address for push.", "endpoint")
    return address


def _take_from_others(actor: Actor, mark: str) -> None:
    """A browser has one reader: whoever used it before, in whichever firm, hears nothing there."""
    rows = PushDevice.objects.for_system("a browser rings for who uses it now, and nobody else")
    others = rows.filter(endpoint_hash=mark).exclude(member__user_id=actor.user_id)
    for workspace_id, key in others.values_list("workspace_id", "pk"):
        devices.forget(workspace_id, [key])
