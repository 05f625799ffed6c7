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
from klientel.kit import clock, cursors, egress, sealed
from klientel.kit.paging import Page
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
    return queue_many(
        workspace_id, url, [(dedupe_key, payload)], kind=kind, source_id=source_id, secrets=secrets
    )[0]


def queue_many(
    workspace_id: UUID,
    url: str,
    payloads: Sequence[tuple[str | None, Any]],
    *,
    kind: str,
    source_id: UUID | None = None,
    secrets: Sequence[str] = (),
) -> list[Call]:
    """Queue a POST of each payload to one address as `queue` does, in few statements; each stands
    behind its `dedupe_key`.
    """
    if not payloads:
        return []
    address = checked(url)
    return leaving.put_many(
        [
            Call(
                workspace_id=workspace_id,
                kind=kind,
                source_id=source_id,
                url=address,
                body=_body(payload),
                secrets=list(secrets),
                dedupe_key=key,
            )
            for key, payload in payloads
        ]
    )


def _body(payload: Any) -> str:
    body = orjson.dumps(payload, default=str).decode()
    if len(body) > _BODY:
        raise Refused("This is too much for one call.", "payload")
    return body


def checked(url: str) -> str:
    """An address as it is kept; raises `Refused` for one that may not be called."""
    return egress.checked(url, settings.EGRESS_ALLOWED)


def seal(secret: str) -> str:
    """A secret as it may be stored."""
    return sealed.seal(secret, settings.SECRET_KEY, _PURPOSE)


def unseal(secret: str) -> str:
    """A secret again; raises `sealed.Broken` where the server's key is another one than then."""
    return sealed.unseal(secret, settings.SECRET_KEY, _PURPOSE)


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
        _failed(call, str(error)[:300])
        return False
    heard: dict[str, Any] = {"last_status": answer.status, "last_answer": _said(answer.body)}
    if answer.is_good:
        leaving.ended(call, State.SENT, **heard)
    else:
        _failed(call, f"HTTP {answer.status}", **heard)
    return answer.is_good


def again(workspace_id: UUID, call_id: UUID, source_id: UUID) -> Call | None:
    """Queue a call of a source that has ended once more, under an id of its own; else None."""
    mine = Call.objects.filter(workspace_id=workspace_id, source_id=source_id)
    call = mine.filter(pk=call_id).first()
    if call is None or call.state not in (State.SENT, State.DEAD):
        return None
    copied = ("workspace_id", "kind", "source_id", "url", "body", "secrets")
    return leaving.put(Call(**{name: getattr(call, name) for name in copied}))


def drop(workspace_id: UUID, source_id: UUID) -> int:
    """Take back all calls of a source that have not left; returns how many."""
    open_ones = Call.objects.filter(
        workspace_id=workspace_id, source_id=source_id, state__lt=State.SENDING
    )
    return open_ones.update(state=State.WITHDRAWN)


def made(
    workspace_id: UUID, source_id: UUID, before: str | None = None, limit: int = 50
) -> Page[Call]:
    """The calls of a source, newest first; raises `BadCursor` for a strange cursor."""
    mine = Call.objects.filter(workspace_id=workspace_id, source_id=source_id)
    if before is not None:
        values = cursors.decode(before)
        if len(values) != 1 or not isinstance(values[0], UUID):
            raise cursors.BadCursor
        mine = mine.filter(pk__lt=values[0])
    rows = list(mine.order_by("-id")[: limit + 1])
    more = cursors.encode((rows[limit - 1].pk,)) if len(rows) > limit else None
    return Page(rows[:limit], more)


def _headers(call: Call) -> dict[str, str]:
    secrets = [unseal(one) for one in call.secrets]
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
