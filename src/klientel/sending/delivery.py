"""Claims one message, sends it outside of any transaction, and writes down how that ended."""

from __future__ import annotations

import logging
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_noop

from klientel.events import log
from klientel.events.backoff import told
from klientel.sending import leaving, smtp
from klientel.sending.models import Message
from klientel.workspaces.actor import Actor
from klientel.workspaces.models import Member

logger = logging.getLogger(__name__)

State = Message.State
WRITER_LEFT = gettext_noop(
    "Whoever wrote this is no longer part of the team. Nothing is sent in their name."
)


def send(message_id: UUID) -> bool:
    """Send a message if it is due and nobody else does; whether it left.

    Safe to call any number of times: a message that was sent is never sent again. Only a worker
    that dies between the server's yes and our note of it makes a second copy, with the same
    Message-ID.
    """
    message = leaving.claim(Message, message_id)
    if message is None:
        return False
    if not _writer_is_here(message):
        _give_up(message, WRITER_LEFT)
        return False
    try:
        kept_as = smtp.hand_over(message)
    except smtp.TurnedDown as refusal:
        _give_up(message, str(refusal))
        return False
    except (OSError, ValueError) as error:
        # ValueError: what the mail library refuses to write, such as a broken header.
        if message.attempts >= leaving.ATTEMPTS or isinstance(error, ValueError):
            _give_up(message, told(error, 300))
        else:
            leaving.later(message, told(error, 300))
        return False
    leaving.ended(message, State.SENT, kept_as=kept_as, **_wiped(message))
    return True


def _writer_is_here(message: Message) -> bool:
    """Whether who wrote a mail is still here, asked at the last moment; nobody's may go."""
    if message.member_id is None or message.workspace_id is None:
        return True
    mine = Member.objects.in_workspace(message.workspace_id).filter(pk=message.member_id)
    return bool(mine.filter(is_active=True, user__is_active=True).exists())


def _wiped(message: Message) -> dict[str, str]:
    """What goes when a message has ended: a link that opens a door is kept nowhere."""
    return {"text": "", "html": ""} if message.is_secret else {}


def _give_up(message: Message, error: str) -> None:
    logger.error("message %s is given up: %s", message.pk, error)
    with transaction.atomic():
        if not leaving.ended(message, State.DEAD, error, **_wiped(message)):
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
