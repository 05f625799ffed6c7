"""A test mail that goes to the server at once, and in words what the server answered."""

from __future__ import annotations

import socket
import ssl
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from klientel.kit import clock
from klientel.sending import smtp
from klientel.sending.models import Message
from klientel.sending.queue import new_message_id

#: what each failure is most often about; the first that fits counts
_REASONS: tuple[tuple[type[Exception], str], ...] = (
    (
        UnicodeError,
        gettext_noop(
            "User, password or server has a character that mail servers do not understand, such"
            " as an umlaut, or a dot too many."
        ),
    ),
    (
        smtp.SignInRefused,
        gettext_noop(
            "The server did not accept user and password. Many hosts ask for a separate password"
            " for programs (an app password)."
        ),
    ),
    (
        smtp.SenderRefused,
        gettext_noop(
            "The server does not send for this sender. Most allow only the address of the mailbox"
            " itself."
        ),
    ),
    (
        smtp.NotOffered,
        gettext_noop("The server offers no encryption or no sign-in on this port."),
    ),
    (
        ssl.SSLError,
        gettext_noop(
            "The encryption does not fit: port 465 is encrypted from the start, 587 starts without"
            " and switches (STARTTLS). Or the certificate is not valid."
        ),
    ),
    (
        socket.gaierror,
        gettext_noop("There is no mail server of this name. Is it spelled right?"),
    ),
    (
        ConnectionRefusedError,
        gettext_noop("Nothing answers on this port. Usual are 587 and 465."),
    ),
    (
        TimeoutError,
        gettext_noop("The server does not answer. A firewall may block the port."),
    ),
)


@dataclass(frozen=True)
class Answer:
    """Whether the server took the mail, its own words (none where it was not asked), and what is
    usually behind it, if known."""

    is_taken: bool
    said: str
    means: str = ""


def send(to: str) -> Answer:
    """Hand a test mail to the configured server now; it waits in no queue and is not tried again.

    The server's conversation takes seconds: never inside a transaction.
    """
    try:
        return Answer(True, smtp.hand_over_now(_mail(to)))
    except (OSError, ValueError) as failure:
        return Answer(False, _words_of(failure), _meaning(failure))


def _mail(to: str) -> Message:
    return Message(
        kind="trial",
        to=to,
        subject=_("Test mail from Klientel"),
        text=_("This mail was sent to see whether mails leave. They do."),
        message_id=new_message_id(),
        created_at=clock.now(),
    )


def _words_of(failure: Exception) -> str:
    """What the server said, or else the system; at most 300 characters."""
    if isinstance(failure, smtp.RecipientsRefused):
        return smtp.said_by(*smtp.refusal_of(failure))
    if isinstance(failure, UnicodeError):
        # no server was asked; the words of the failure itself would tell the password
        return ""
    if isinstance(failure, smtp.Answered):
        return smtp.said_by(failure.smtp_code, failure.smtp_error)
    return " ".join(str(failure).split())[:300]


def _meaning(failure: Exception) -> str:
    return next((_(meaning) for kind, meaning in _REASONS if isinstance(failure, kind)), "")
