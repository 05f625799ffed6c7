"""What another program sends to one of our addresses becomes one event, once per id."""

from __future__ import annotations

import hmac
from datetime import timedelta
from typing import Any

import orjson
from django.db import transaction
from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from klientel.events import log
from klientel.integrations.models import Hook, HookCall
from klientel.kit import clock
from klientel.kit.link_secrets import hashed
from klientel.kit.refused import Forbidden, NotFound, Refused
from klientel.sending import calls
from klientel.team import throttle
from klientel.team.adapter import address_of
from klientel.team.throttle import Limit
from klientel.workspaces.queries import actor_of

LIMIT = Limit("hook calls", 120, timedelta(minutes=1))
STRANGERS = Limit("hook calls, unknown address", 30, timedelta(minutes=1))
#: how far a signature's time may lie from ours, and how long the id of a call is known
TOLERANCE = timedelta(seconds=300)
KNOWN = timedelta(days=7)
SIZE = 64 * 1024
#: how deep what is sent may be nested
DEEPEST = 64
#: a second of this era has fewer digits
_DIGITS = 12


@csrf_exempt
@require_POST
def receive(request: HttpRequest, token: str) -> JsonResponse:
    """Answer 202 with the id of the event; a call with the id of an earlier one gets its answer.

    The address is the only proof there is, and the signature where one is asked for: a session or
    cookie means nothing here.
    """
    try:
        hook = _hook(request, token)
        body = _body(request)
        _must_be_signed(hook, request, body)
        event_id = _noted(hook, request.headers.get("Idempotency-Key", "")[:120], _read(body))
    except Refused as refusal:
        return JsonResponse({"error": refusal.text(str)}, status=refusal.status)
    return JsonResponse({"received": event_id}, status=202)


def _hook(request: HttpRequest, token: str) -> Hook:
    rows = Hook.objects.for_system("an address of ours is called by another program")
    hook: Hook | None = (
        rows.filter(token_hash=hashed(token), is_on=True).select_related("member").first()
    )
    if hook is None or not hook.member.is_active:
        throttle.take((STRANGERS, address_of(request)))
        raise NotFound
    throttle.take((LIMIT, str(hook.pk)))
    return hook


def _body(request: HttpRequest) -> bytes:
    length = request.headers.get("Content-Length", "")
    if length.isdecimal() and int(length) > SIZE:
        raise Refused("This is more than {size} kB.", size=SIZE // 1024)
    body = request.read(SIZE + 1)
    if len(body) > SIZE:
        raise Refused("This is more than {size} kB.", size=SIZE // 1024)
    return body


def _must_be_signed(hook: Hook, request: HttpRequest, body: bytes) -> None:
    if not hook.secret:
        return
    given = dict(
        part.partition("=")[::2] for part in request.headers.get(calls.SIGNATURE, "").split(",")
    )
    at = given.get("t", "")
    known = at.isascii() and at.isdecimal() and len(at) <= _DIGITS
    if not known or abs(clock.now().timestamp() - int(at)) > TOLERANCE.total_seconds():
        raise Forbidden("The signature is missing or too old.")
    wanted = calls.signature(body.decode("utf-8", "replace"), int(at), [calls.unseal(hook.secret)])
    found = f"t={at},v1={given.get('v1', '')}"
    if not hmac.compare_digest(wanted.encode(), found.encode("utf-8", "replace")):
        raise Forbidden("The signature is wrong.")


def _read(body: bytes) -> Any:
    if not body.strip():
        return {}
    try:
        return _without_nul(orjson.loads(body))
    except orjson.JSONDecodeError:
        raise Refused("The content must be JSON.") from None


def _without_nul(value: Any, depth: int = 0) -> Any:
    """The same without the one sign that PostgreSQL cannot keep."""
    if depth > DEEPEST:
        raise Refused("The content is nested too deeply.")
    if isinstance(value, str):
        return value.replace("\x00", "")
    if isinstance(value, list):
        return [_without_nul(one, depth + 1) for one in value]
    if isinstance(value, dict):
        return {_without_nul(name): _without_nul(one, depth + 1) for name, one in value.items()}
    return value


def _noted(hook: Hook, key: str, payload: Any) -> str:
    """The id of the event of a call; of the earlier one with the same key."""
    actor = actor_of(hook.member, "api")
    facts = {"hook": str(hook.pk), "name": hook.name, "payload": payload}
    with transaction.atomic():
        rows = Hook.objects.in_workspace(hook.workspace_id).filter(pk=hook.pk)
        # also locks the address: the same call twice at once is one
        rows.update(last_called_at=clock.now())
        known = HookCall.objects.in_workspace(hook.workspace_id).filter(hook=hook, key=key)
        if key and (earlier := known.first()):
            return str(earlier.event_id)
        event = log.record(actor, "hook.received", facts=facts)
        if key:
            HookCall(workspace_id=hook.workspace_id, hook=hook, key=key, event_id=event.pk).save()
    return str(event.pk)


def forget_old() -> int:
    """Forget the ids of calls after a week; returns how many."""
    rows = HookCall.objects.for_system("old ids of calls are forgotten")
    gone, _by_model = rows.filter(created_at__lt=clock.now() - KNOWN).delete()
    return int(gone)
