"""The only module that speaks SMTP: hands a message to the server, or keeps it as a file."""

from __future__ import annotations

import os
import smtplib
import ssl
from email.message import EmailMessage
from email.policy import SMTP as WIRE
from email.utils import format_datetime, parseaddr
from pathlib import Path
from typing import Any, Protocol

from django.conf import settings

from klientel.kit import clock
from klientel.sending.models import Message

TIMEOUT = 20
"""Seconds for each step of the conversation."""

PERMANENT = range(500, 600)
NOT_ABOUT_THE_MESSAGE = frozenset({530, 534, 535, 538})
"""Codes of a refused sign-in at the server: the operator mends it, the message may wait."""


class Server(Protocol):
    """Where mail is handed over (`config.addresses.MailServer`)."""

    @property
    def host(self) -> str: ...
    @property
    def port(self) -> int: ...
    @property
    def user(self) -> str: ...
    @property
    def password(self) -> str: ...
    @property
    def tls(self) -> str: ...


class TurnedDown(Exception):
    """The server will never take this message; trying again is of no use."""


def is_configured() -> bool:
    """Whether a mail server is configured; without one, mails are kept as files."""
    return settings.MAIL_SERVER is not None


def folder() -> Path:
    """Where mails are kept while no server is configured."""
    path: Path = settings.MAIL_FOLDER
    return path


def hand_over(message: Message) -> str:
    """Send a message; returns "" or, without a server, the name of the file it was kept as.

    Raises `TurnedDown` for a final no, OSError (`smtplib.SMTPException` is one) for the rest.
    """
    mail = compose(message)
    server: Server | None = settings.MAIL_SERVER
    if server is None:
        return _keep(message, mail)
    try:
        _send(server, mail, message.to)
    except smtplib.SMTPRecipientsRefused as refusal:
        raise _judged(*refusal_of(refusal)) from None
    except smtplib.SMTPResponseException as refusal:
        raise _judged(refusal.smtp_code, refusal.smtp_error) from None
    return ""


def hand_over_now(message: Message) -> str:
    """Send a message that nobody queued; returns what the server answered when it took it.

    Raises what the library raises, unjudged, and `RuntimeError` without a server.
    """
    server: Server | None = settings.MAIL_SERVER
    if server is None:
        raise RuntimeError("no mail server is configured")
    return _send(server, compose(message), message.to)


def refusal_of(refusal: smtplib.SMTPRecipientsRefused) -> tuple[int, bytes]:
    """Code and words for the one recipient that a mail of ours has."""
    return next(iter(refusal.recipients.values()))


def compose(message: Message) -> EmailMessage:
    """The mail as it is sent; the library refuses line breaks in any header."""
    mail = EmailMessage(policy=WIRE)
    mail["From"] = settings.DEFAULT_FROM_EMAIL
    mail["To"] = message.to
    if message.reply_to:
        mail["Reply-To"] = message.reply_to
    mail["Subject"] = message.subject
    mail["Date"] = format_datetime(message.created_at)
    mail["Message-ID"] = message.message_id
    if message.unsubscribe:
        # RFC 2369 and RFC 8058: one press in the mail program, without a page
        mail["List-Unsubscribe"] = f"<{message.unsubscribe}>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    if message.auto_submitted:
        mail["Auto-Submitted"] = message.auto_submitted
        mail["X-Auto-Response-Suppress"] = "All"
    mail.set_content(message.text)
    if message.html:
        mail.add_alternative(message.html, subtype="html")
    if message.calendar:
        # as another form of the text for programs with a calendar, as a file for those without
        params = {"method": message.calendar_method}
        mail.add_alternative(message.calendar, subtype="calendar", params=params)
        mail.add_attachment(
            message.calendar, subtype="calendar", params=params, filename="invite.ics"
        )
    return mail


class _Listening(smtplib.SMTP):
    """Keeps what the server says to the mail itself, which the library checks and forgets."""

    heard: tuple[int, bytes] = (0, b"")

    def data(self, msg: Any) -> tuple[int, bytes]:
        self.heard = super().data(msg)
        return self.heard


class _ListeningBehindTls(_Listening, smtplib.SMTP_SSL):
    """The same on a line that is encrypted from the start."""


def _send(server: Server, mail: EmailMessage, to: str) -> str:
    """Hand a mail over; returns what the server answered to it."""
    context = ssl.create_default_context()
    if server.tls == "whole":
        client: _Listening = _ListeningBehindTls(
            server.host, server.port, timeout=TIMEOUT, context=context
        )
    else:
        client = _Listening(server.host, server.port, timeout=TIMEOUT)
    with client:
        if server.tls == "start":
            # Raises when the server offers none: a password never goes over an open line.
            client.starttls(context=context)
        if server.user:
            client.login(server.user, server.password)
        sender = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
        client.send_message(mail, from_addr=sender, to_addrs=[to])
        return said_by(*client.heard)


def said_by(code: int, said: bytes | str) -> str:
    """An answer of the server in one line of at most 300 characters."""
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return f"{code} {' '.join(text.split())}"[:300]


def _judged(code: int, said: bytes | str) -> Exception:
    """The refusal as a final no or as something that may pass, with what the server said."""
    text = said_by(code, said)
    if code in PERMANENT and code not in NOT_ABOUT_THE_MESSAGE:
        return TurnedDown(text)
    return OSError(text)


def _keep(message: Message, mail: EmailMessage) -> str:
    path = folder()
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    name = f"{clock.now():%Y%m%d-%H%M%S}-{message.pk}.eml"
    draft = path / f".{name}.part"
    # For its owner's eyes only: mails about a login carry links that open doors.
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(mail.as_bytes())
    draft.rename(path / name)
    return name
