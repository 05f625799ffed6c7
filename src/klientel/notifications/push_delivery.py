"""Sends one message to one browser, through the service that its maker runs."""

from __future__ import annotations

import logging
from datetime import timedelta
from email.utils import parseaddr
from uuid import UUID

from django.conf import settings

from klientel.kit import clock, egress, web_push
from klientel.notifications.devices import forget, is_alive
from klientel.notifications.models import Push, PushDevice
from klientel.notifications.push_key import own_key
from klientel.sending import leaving
from klientel.workspaces.models import Member

logger = logging.getLogger(__name__)

State = Push.State

#: what rings so much later is no news: it is in the inbox anyway
STALE = timedelta(hours=4)
#: the browser is gone for good
_GONE = frozenset({404, 410})
#: the service may take it later
_LATER = frozenset({408, 425, 429, *range(500, 600)})


def send(push_id: UUID) -> bool:
    """Send a message if it is due and nobody else does; whether it was taken.

    At least once; the browser replaces what it shows by the same message. Who has left, or has
    ended the session, hears nothing any more.
    """
    push = leaving.claim(Push, push_id)
    if push is None:
        return False
    device = _device(push)
    if device is None or clock.now() - push.created_at > STALE:
        leaving.ended(push, State.WITHDRAWN, content="")
        return False
    try:
        answer = egress.send(
            device.endpoint,
            _sealed(push, device),
            _headers(device),
            allowed=settings.EGRESS_ALLOWED,
        )
    except egress.NotPublic as refusal:
        _give_up(push, device, str(refusal), is_gone=True)
        return False
    except egress.Unreachable as error:
        _failed(push, device, str(error)[:300])
        return False
    if answer.is_good:
        leaving.ended(push, State.SENT, content="")
    elif answer.status in _LATER:
        _failed(push, device, f"HTTP {answer.status}")
    else:
        _give_up(push, device, f"HTTP {answer.status}", is_gone=answer.status in _GONE)
    return answer.is_good


def _device(push: Push) -> PushDevice | None:
    """The browser, if it may still ring: its member is here, and the session lives."""
    if push.workspace_id is None:
        return None
    rows = PushDevice.objects.in_workspace(push.workspace_id).filter(pk=push.device_id)
    device: PushDevice | None = rows.first()
    if device is None:
        return None
    members = Member.objects.in_workspace(push.workspace_id)
    here = members.filter(pk=device.member_id, is_active=True, user__is_active=True)
    if here.exists() and is_alive(device):
        return device
    forget(push.workspace_id, [device.pk])
    return None


def _sealed(push: Push, device: PushDevice) -> bytes:
    receiver = web_push.Receiver(device.p256dh, device.auth)
    return web_push.sealed_for(receiver, push.content.encode())


def _headers(device: PushDevice) -> dict[str, str]:
    contact = f"mailto:{parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}"
    now = int(clock.now().timestamp())
    return {
        "Content-Type": "application/octet-stream",
        "Content-Encoding": "aes128gcm",
        "TTL": str(int(STALE.total_seconds())),
        "Urgency": "normal",
        "User-Agent": "Klientel",
        "Authorization": web_push.authorization(device.endpoint, own_key(), contact, now),
    }


def _failed(push: Push, device: PushDevice, error: str) -> None:
    if push.attempts >= leaving.ATTEMPTS:
        _give_up(push, device, error, is_gone=False)
    else:
        leaving.later(push, error)


def _give_up(push: Push, device: PushDevice, error: str, *, is_gone: bool) -> None:
    logger.info("push %s is given up: %s", push.pk, error)
    leaving.ended(push, State.DEAD, error[:300], content="")
    if is_gone and push.workspace_id is not None:
        forget(push.workspace_id, [device.pk])
