"""Claims one message, sends it outside of any transaction, and writes down how that ended."""

from __future__ import annotations

import logging
from datetime import timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import F, Q

from klientel.events import log
from klientel.events.backoff import told
from klientel.kit import clock
from klientel.sending import smtp
from klientel.sending.models import Message
from klientel.sending.queue import ask_for
from klientel.workspaces.actor import Actor

logger = logging.getLogger(__name__)

#: minutes between the eight attempts; together 24 hours
WAITS = (1, 5, 15, 60, 180, 360, 819)
ATTEMPTS = len(WAITS) + 1
LEASE = timedelta(minutes=5)
"""How long one attempt may take before another worker may have the message."""

State = Message.State


def send(message_id: UUID) -> bool:
    """Send a message if it is due and nobody else does; whether it left.

    Safe to call any number of times: a message that was sent is never sent again. Only a worker
    that dies between the server's yes and our note of it makes a second copy, with the same
    Message-ID.
    """
    message = _claim(message_id)
    if message is None:
        return False
    try:
        kept_as = smtp.hand_over(message)
    except smtp.TurnedDown as refusal:
        _give_up(message, str(refusal))
        return False
    except (OSError, ValueError) as error:
        # ValueError: what the mail library refuses to write, such as a broken header.
        if message.attempts >= ATTEMPTS or isinstance(error, ValueError):
            _give_up(message, told(error, 300))
        else:
            _try_later(message, told(error, 300))
        return False
    _sent(message, kept_as)
    return True


def _claim(message_id: UUID) -> Message | None:
    now = clock.now()
    due = Message.objects.filter(
        Q(state__in=(State.HELD, State.WAITING)) | Q(state=State.SENDING),
        pk=message_id,
        next_try_at__lte=now,
    )
    claim = uuid4()
    # The condition is the claim: of two workers only one finds the message due.
    if not due.update(
        state=State.SENDING, claim=claim, attempts=F("attempts") + 1, next_try_at=now + LEASE
    ):
        return None
    return Message.objects.filter(pk=message_id, claim=claim).first()


def _sent(message: Message, kept_as: str) -> None:
    _mine(message).update(
        state=State.SENT,
        sent_at=clock.now(),
        kept_as=kept_as,
        claim=None,
        last_error="",
        **_wiped(message),
    )


def _wiped(message: Message) -> dict[str, str]:
    """What goes when a message has ended: a link that opens a door is kept nowhere."""
    return {"text": "", "html": ""} if message.is_secret else {}


def _try_later(message: Message, error: str) -> None:
    message.next_try_at = clock.now() + timedelta(minutes=WAITS[message.attempts - 1])
    logger.warning("message %s was not sent (attempt %s): %s", message.pk, message.attempts, error)
    with transaction.atomic():
        waiting = {"state": State.WAITING, "claim": None, "last_error": error}
        if _mine(message).update(next_try_at=message.next_try_at, **waiting):
            ask_for(message)


def _give_up(message: Message, error: str) -> None:
    logger.error("message %s is given up: %s", message.pk, error)
    with transaction.atomic():
        ended = {"state": State.DEAD, "claim": None, "last_error": error}
        if not _mine(message).update(**ended, **_wiped(message)):
            return
        if message.workspace_id is not None:
            log.record(
                Actor.system(message.workspace_id, "sending"),
                "mail.given_up",
                facts={
                    "kind": message.kind,
                    "to": message.to,
                    "subject": message.subject,
                    "writer": str(message.member_id or ""),
                },
            )


def _mine(message: Message):  # type: ignore[no-untyped-def]
    """The row while this attempt still holds its lease."""
    return Message.objects.filter(pk=message.pk, claim=message.claim, state=State.SENDING)
