"""The way in: a message is queued in the transaction of the change that it tells of."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction

from klientel.kit import clock, email_address
from klientel.kit.ids import uuid7
from klientel.kit.refused import Refused
from klientel.kit.text import clean_line
from klientel.sending import leaving, limits
from klientel.sending.models import Message
from klientel.sending.models.message import SECRET_KINDS
from klientel.workspaces.actor import Actor

#: how long a message that a person wrote can be taken back
HOLD = timedelta(seconds=10)
_SUBJECT = 300
_BODY = 1_000_000
_ADDRESS = 300
#: what may stand in an address between the angle brackets of a header
_PLAIN = re.compile(r"[A-Za-z0-9:/._~?=&%-]+")

State = Message.State


def queue(
    to: str,
    subject: str,
    text: str,
    *,
    kind: str,
    actor: Actor | None = None,
    workspace_id: UUID | None = None,
    html: str = "",
    reply_to: str = "",
    hold: timedelta = HOLD,
    send_after: datetime | None = None,
    auto_submitted: str = "auto-generated",
    dedupe_key: str | None = None,
    calendar: str = "",
    calendar_method: str = "",
    unsubscribe: str = "",
) -> Message:
    """Queue one mail to one address; it leaves after commit and after its hold.

    With a `dedupe_key` that was used in the workspace before, the earlier message is returned and
    nothing is queued. `auto_submitted` is "" for what a person wrote; `calendar` an invitation in
    iCalendar that asks for `calendar_method` (REQUEST or CANCEL). `unsubscribe` is an address of
    this program that ends mails of the sort by one POST. Raises `Refused` for an
    address that could not be sent to, an empty subject, and a body of more than a million
    characters, and `TooMany` for more mails than one member or one address may have in an hour.
    """
    now = clock.now()
    message = Message(
        workspace_id=workspace_id or (actor.workspace_id if actor else None),
        member_id=actor.member_id if actor else None,
        kind=kind,
        to=email_address.normalise(to),
        reply_to=email_address.normalise(reply_to) if reply_to else "",
        subject=_subject(subject),
        text=_body(text),
        html=_body(html),
        calendar=_body(calendar),
        calendar_method=calendar_method,
        unsubscribe=_own_address(unsubscribe),
        auto_submitted=auto_submitted,
        state=State.HELD if hold else State.WAITING,
        hold_until=now + hold if hold else None,
        send_after=send_after or now,
        next_try_at=max(now + hold, send_after or now),
        message_id=new_message_id(),
        dedupe_key=dedupe_key,
        created_at=now,
    )
    return _put(message)


def _put(message: Message) -> Message:
    """Store and count it, or return the one that has its key, which was counted then."""
    with transaction.atomic():
        queued = leaving.put(message)
        # what has a key is read back: its id tells whether it is the mail that stood there before
        if queued.pk == message.pk:
            limits.count(message)
    return queued


def withdraw(workspace_id: UUID, message_id: UUID) -> bool:
    """Take a held message back; whether that was still possible."""
    held = Message.objects.filter(
        pk=message_id, workspace_id=workspace_id, state=State.HELD, next_try_at__gt=clock.now()
    )
    return bool(held.update(state=State.WITHDRAWN, text="", html=""))


def resend(actor: Actor, message_id: UUID) -> Message | None:
    """Give a dead message all its attempts again; None when it is not dead (any more).

    Nor is a secret one: its body is gone. One that a member wrote is sent in the name of who does
    this from now on: its writer may have left.
    """
    mine = Message.objects.filter(pk=message_id, workspace_id=actor.workspace_id)
    with transaction.atomic():
        if not leaving.revived(mine.exclude(kind__in=SECRET_KINDS)):
            return None
        if actor.member_id is not None:
            mine.filter(member_id__isnull=False).update(member_id=actor.member_id)
        return mine.first()


def _own_address(address: str) -> str:
    """An address for a header: of this program, and without anything that could end the header."""
    if not address:
        return ""
    is_ours = address.startswith(f"{settings.BASE_URL}/") and len(address) <= _ADDRESS
    if not is_ours or not address.isascii() or not _PLAIN.fullmatch(address):
        raise ValueError("only an address of this program can be where mails are ended")
    return address


def _subject(text: str) -> str:
    subject = clean_line(text, _SUBJECT)
    if not subject:
        raise Refused("A message needs a subject.", "subject")
    return subject


def _body(text: str) -> str:
    if len(text) > _BODY:
        raise Refused("This message is too long.", "text")
    return text.replace("\x00", "")


def new_message_id() -> str:
    """A header that names one mail for ever, below the domain of the sender."""
    domain = email_address.domain_of(settings.DEFAULT_FROM_EMAIL.rstrip("> ")) or "localhost"
    return f"<{uuid7()}@{domain}>"
