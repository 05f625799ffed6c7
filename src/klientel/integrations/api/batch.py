"""Several writes in one request: all or none, or each by itself."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.http import QueryDict
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from klientel.integrations.api import words
from klientel.integrations.api.calls import Answer, Call, wrong
from klientel.integrations.api.endpoints import Endpoint, at, endpoint
from klientel.integrations.api.limits import limiter
from klientel.integrations.api.refusals import problem, told_problem
from klientel.kit.refused import Invalid, NotFound, Refused
from klientel.records.actions.together import written_together

MOST = 100
_PARTS = frozenset({"method", "path", "body", "if_match"})
logger = logging.getLogger(__name__)


class BatchRefused(Refused):
    """One of the operations of a whole batch was refused, so that none was done."""

    def __init__(self, number: int, told: Mapping[str, Any]) -> None:
        super().__init__(
            gettext_noop("Operation {number} was refused; nothing was done."), number=number
        )
        self.more = {"operation": number, "problem": dict(told)}


@endpoint(
    "POST",
    "batch",
    name="batch",
    group="more",
    label=gettext_lazy("Several writes at once"),
    text=words.BATCH,
    takes="Batch",
    gives="BatchAnswer",
    refuses=(409,),
)
def batch(call: Call) -> Answer:
    """Up to a hundred operations, in their order."""
    call.only("operations", "whole")
    operations = call.given("operations", {"type": "array", "items": {"type": "object"}}, [])
    is_whole = call.given("whole", {"type": "boolean"}, False)
    if not 1 <= len(operations) <= MOST:
        raise wrong("operations", gettext_noop("There must be 1 to {most} operations."), most=MOST)
    for number, one in enumerate(operations):
        _must_be_operation(number, one)
    # the request itself was counted at the door
    if len(operations) > 1:
        limiter.take(call.bearer.token.pk, len(operations) - 1)
    if is_whole:
        return Answer({"results": written_together(lambda: _whole(call, operations))})
    return Answer({"results": [_by_itself(call, one) for one in operations]})


def _whole(call: Call, operations: list[dict[str, Any]]) -> list[dict[str, Any]]:
    results = []
    for number, one in enumerate(operations):
        try:
            results.append(_told(_done(call, one)))
        except Refused as refusal:
            raise BatchRefused(number, problem(refusal, call.reading)) from None
    return results


def _by_itself(call: Call, one: dict[str, Any]) -> dict[str, Any]:
    """What came of one operation; what failed unexpectedly must not hide what the others did."""
    try:
        return _told(written_together(lambda: _done(call, one)))
    except Refused as refusal:
        return {"status": refusal.status, "headers": {}, "body": problem(refusal, call.reading)}
    except Exception:
        reference = secrets.token_hex(4)
        logger.exception("API failed in a batch: %s %s", one["path"], reference)
        detail = _("The log of the server names the cause under {reference}.")
        body = told_problem(500, detail.format(reference=reference))
        return {"status": 500, "headers": {}, "body": body}


def _done(call: Call, one: dict[str, Any]) -> Answer:
    found, parts = _operation(one)
    body, if_match = one.get("body", {}), one.get("if_match", "")
    inner = replace(call, body=body, if_match=if_match, query=QueryDict())
    return found.run(inner, **parts)


def _told(answer: Answer) -> dict[str, Any]:
    return {"status": answer.status, "headers": answer.headers, "body": answer.body}


def _operation(one: dict[str, Any]) -> tuple[Endpoint, Mapping[str, Any]]:
    """The operation that a method and an address name; `NotFound` for none that can stand here."""
    try:
        match = resolve("/api/v1/" + one["path"].lstrip("/"))
    except Resolver404:
        raise NotFound() from None
    found = at(getattr(match.func, "api_path", "")).get(one["method"])
    if found is None or not found.writes or found.takes_file or found.name == "batch":
        raise NotFound
    return found, match.kwargs


def _must_be_operation(number: int, one: dict[str, Any]) -> None:
    texts = [one.get("method"), one.get("path"), one.get("if_match", "")]
    if set(one) - _PARTS or not all(isinstance(text, str) for text in texts):
        told = Refused("An operation has method, path, and perhaps body and if_match.")
        raise Invalid({f"operations/{number}": told})
