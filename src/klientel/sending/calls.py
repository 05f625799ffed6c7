"""Calls to addresses that somebody of the firm named: queued with the change, signed, tried again.

The signature is Stripe's scheme, which receivers have libraries for: `t=<seconds>,v1=<hex>` with
HMAC-SHA256 over the seconds, a dot and the body (SECURITY, webhook signing). While a secret is
replaced, both sign.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import orjson
from django.conf import settings
from django.db import transaction

from klientel.events import log
from klientel.events.backoff import told
from klientel.kit import clock, egress, sealed
from klientel.kit.refused import Refused
from klientel.sending import leaving
from klientel.sending.models import Call
from klientel.workspaces.actor import Actor

logger = logging.getLogger(__name__)

SIGNATURE = "Klientel-Signature"
DELIVERY = "Klientel-Delivery"
_PURPOSE = "klientel calls"
_BODY = 256_000
_ANSWER = 500

State = Call.State


def queue(
    workspace_id: UUID,
    url: str,
    payload: Any,
    *,
    kind: str,
    source_id: UUID | None = None,
    secrets: Sequence[str] = (),
    dedupe_key: str | None = None,
) -> Call:
    """Queue one POST of a payload as JSON; it leaves after commit.

    `secrets` are sealed ones (`seal`). With a `dedupe_key` that was used in the workspace before,
    the earlier call is returned. Raises `Refused` for an address that may not be called and for a
    payload above 256 kB.
    """
    body = orjson.dumps(payload, default=str).decode()
    if len(body) > _BODY:
        raise Refused("This is too much for one call.", "payload")
    call = Call(
        workspace_id=workspace_id,
        kind=kind,
        source_id=source_id,
        url=checked(url),
        body=body,
        secrets=list(secrets),
        dedupe_key=dedupe_key,
    )
    return leaving.put(call)


def checked(url: str) -> str:
    """An address as it is kept; raises `Refused` for one that may not be called."""
    return egress.checked(url, settings.EGRESS_ALLOWED)


def seal(secret: str) -> str:
    """A secret as it may be stored."""
    return sealed.seal(secret, settings.SECRET_KEY, _PURPOSE)


def signature(body: str, at: int, secrets: Sequence[str]) -> str:
    """What a receiver checks: the second in which it was signed, and a sum for each secret."""
    text = f"{at}.{body}".encode()
    sums = [hmac.new(one.encode(), text, hashlib.sha256).hexdigest() for one in secrets]
    return ",".join((f"t={at}", *(f"v1={one}" for one in sums)))


def send(call_id: UUID) -> bool:
    """Make a call if it is due and nobody else does; whether it was taken.

    At least once: only a worker that dies between the answer and our note of it calls again, with
    the same delivery id.
    """
    call = leaving.claim(Call, call_id)
    if call is None:
        return False
    try:
        answer = egress.send(
            call.url, call.body.encode(), _headers(call), allowed=settings.EGRESS_ALLOWED
        )
    except (egress.NotPublic, sealed.Broken) as refusal:
        _give_up(call, str(refusal))
        return False
    except egress.Unreachable as error:
        _failed(call, told(error, 300))
        return False
    heard: dict[str, Any] = {"last_status": answer.status, "last_answer": _said(answer.body)}
    if answer.is_good:
        leaving.ended(call, State.SENT, **heard)
    else:
        _failed(call, f"HTTP {answer.status}", **heard)
    return answer.is_good


def again(workspace_id: UUID, call_id: UUID) -> Call | None:
    """Queue a call that has ended once more, under an id of its own; None for none of theirs."""
    call = Call.objects.filter(pk=call_id, workspace_id=workspace_id).first()
    if call is None or call.state not in (State.SENT, State.DEAD):
        return None
    copied = ("workspace_id", "kind", "source_id", "url", "body", "secrets")
    return leaving.put(Call(**{name: getattr(call, name) for name in copied}))


def _headers(call: Call) -> dict[str, str]:
    secrets = [sealed.unseal(one, settings.SECRET_KEY, _PURPOSE) for one in call.secrets]
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Klientel",
        DELIVERY: str(call.pk),
    }
    if secrets:
        headers[SIGNATURE] = signature(call.body, int(clock.now().timestamp()), secrets)
    return headers


def _said(body: bytes) -> str:
    return body[: 4 * _ANSWER].decode("utf-8", "replace").replace("\x00", "")[:_ANSWER]


def _failed(call: Call, error: str, **heard: Any) -> None:
    if call.attempts >= leaving.ATTEMPTS:
        _give_up(call, error, **heard)
    else:
        leaving.later(call, error, **heard)


def _give_up(call: Call, error: str, **heard: Any) -> None:
    logger.error("call %s is given up: %s", call.pk, error)
    with transaction.atomic():
        if leaving.ended(call, State.DEAD, error[:300], **heard) and call.workspace_id:
            log.record(
                Actor.system(call.workspace_id, "sending"),
                "call.given_up",
                facts={"kind": call.kind, "source": str(call.source_id or ""), "error": error},
            )
