"""Django's mail interface in front of the queue, so that a library's mails leave like ours."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from klientel.sending.models.message import LOGIN
from klientel.sending.queue import queue
from klientel.team.mails import LoginMail


class QueueBackend(BaseEmailBackend):
    """Queues each recipient's copy; the sender is always the configured one."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Queue all messages or none; returns how many."""
        with transaction.atomic():
            for message in email_messages:
                self._queue(message)
        return len(email_messages)

    def _queue(self, message: EmailMessage) -> None:
        own: dict[str, Any] = {"kind": LOGIN}
        if isinstance(message, LoginMail):
            own["actor"] = message.actor
        for address in message.recipients():
            queue(
                address,
                str(message.subject),
                str(message.body),
                html=_html(message),
                hold=timedelta(),
                **own,
            )


def _html(message: EmailMessage) -> str:
    for content, kind in getattr(message, "alternatives", ()):
        if kind == "text/html":
            return str(content)
    return ""
