"""`Idempotency-Key`: a call that is repeated with its key happens once and is answered alike."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_noop

from klientel.integrations.api.calls import Answer, Call
from klientel.integrations.api.refusals import Unreadable
from klientel.integrations.models import KeptAnswer
from klientel.kit.refused import Conflict, Refused
from klientel.records.actions.together import written_together

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
LONGEST = 200


def once(request: Any, call: Call, content: str | bytes, run: Callable[[], Answer]) -> Answer:
    """Run, or give the answer that the same call with this key was given within a day.

    Raises `Refused` (422) where the key was used for something else, `Conflict` while the first
    call is still at work. `content` is what the request carries. A call that was refused leaves no
    trace: its key can be used again.
    """
    key = request.headers.get(HEADER, "")
    if not key:
        return run()
    asked = fingerprint(request.method, request.get_full_path(), call.if_match, content)
    return once_by_key(call, key, asked, run)


def once_by_key(call: Call, key: str, asked: str, run: Callable[[], Answer]) -> Answer:
    """The same for a call of any door; `asked` is the fingerprint of all that it asks for."""
    if len(key) > LONGEST or not key.isascii() or not key.isprintable():
        raise Unreadable(
            gettext_noop("An Idempotency-Key has at most {most} plain signs."), most=LONGEST
        )
    token = call.bearer.token
    row, is_mine = KeptAnswer.claim(token.workspace_id, token.pk, fingerprint(key), asked)
    if not is_mine:
        return _before(row, asked)
    try:
        return written_together(lambda: _kept(row, run()))
    except BaseException:
        row.let_go()
        raise


def _kept(row: KeptAnswer, answer: Answer) -> Answer:
    body = json.dumps(answer.body, ensure_ascii=False, default=str)
    if not row.keep(answer.status, answer.headers, body):
        raise Conflict("Another call with this Idempotency-Key is at work.")
    return answer


def _before(row: KeptAnswer, asked: str) -> Answer:
    if row.request_hash != asked:
        raise Refused("This Idempotency-Key was used for another request.")
    if row.status is None:
        raise Conflict("Another call with this Idempotency-Key is at work.")
    return Answer(json.loads(row.body), row.status, {**row.headers, REPLAYED: "true"})


def fingerprint(*parts: str | bytes) -> str:
    """A hash of several parts that cannot be mistaken for that of others."""
    whole = hashlib.sha256()
    for part in parts:
        piece = part.encode() if isinstance(part, str) else part
        whole.update(len(piece).to_bytes(8, "big") + piece)
    return whole.hexdigest()
