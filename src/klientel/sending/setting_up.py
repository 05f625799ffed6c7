"""The lines by which whoever runs the server tells it of a mail server, made from a form.

They are the operator's and count for every firm on the server, mails about logins included. So a
page may spell them, and never sets them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from klientel.kit import email_address
from klientel.kit.refused import Invalid, Refused
from klientel.kit.text import clean_line

#: how a line is encrypted, in words, and the port that is usual for it
WAYS = {
    "start": (gettext_lazy("STARTTLS (usual, port 587)"), 587),
    "whole": (gettext_lazy("TLS from the start (port 465)"), 465),
    "none": (gettext_lazy("None: a server beside this one (port 25)"), 25),
}
FIELDS = ("host", "tls", "port", "user", "password", "sender")
_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?")
_LONGEST = 200


@dataclass(frozen=True)
class Usual:
    """What is usual with one sort of host: an example, never a firm's name."""

    name: str
    host: str
    way: str
    user: str


def usual() -> list[Usual]:
    """What to look for, by the sort of host somebody has."""
    whole = _("the whole e-mail address")
    return [
        Usual(_("Web space with mailboxes"), "smtp.example.org", "587 STARTTLS", whole),
        Usual(
            _("Office suite in the cloud"), "smtp.example.org", "587 STARTTLS",
            _("the whole e-mail address, with a password for programs"),
        ),
        Usual(
            _("Service that sends for programs"), "smtp.example.org", "587 STARTTLS, 465 TLS",
            _("a name and a key from its settings"),
        ),
        Usual(_("Own server beside this one"), "localhost", "25", _("without sign-in")),
    ]  # fmt: skip


def lines(given: Mapping[str, str]) -> str:
    """The lines for the server's settings. Raises `Invalid` with a sentence for each field."""
    value = {name: clean_line(given.get(name, ""), _LONGEST) for name in FIELDS}
    tls = value["tls"] if value["tls"] in WAYS else "start"
    errors: dict[str, Refused] = {}
    if not _HOST.fullmatch(value["host"]):
        text = gettext_noop("Please enter the name of the mail server, such as smtp.example.org.")
        errors["host"] = Refused(text)
    port = value["port"] or str(WAYS[tls][1])
    if not port.isdecimal() or not 1 <= int(port[:6]) <= 65535:
        errors["port"] = Refused(gettext_noop("A port is a number from 1 to 65535."))
    if tls == "none" and value["user"]:
        text = gettext_noop("Without encryption nobody should sign in. Please leave this empty.")
        errors["user"] = Refused(text)
    try:
        sender = email_address.normalise(value["sender"])
    except Refused as refusal:
        errors["sender"] = refusal
    if errors:
        raise Invalid(errors)
    return f"{_server(value, tls, port)}\nKLIENTEL_MAIL_FROM={sender}"


def _server(value: Mapping[str, str], tls: str, port: str) -> str:
    """The address of the server; signs that mean something in addresses are written as %.."""
    scheme, query = ("smtps" if tls == "whole" else "smtp"), ("?tls=none" if tls == "none" else "")
    user, password = quote(value["user"], safe=""), quote(value["password"], safe="")
    known_as = f"{user}:{password}@" if user else ""
    return f"KLIENTEL_SMTP_URL={scheme}://{known_as}{value['host']}:{port}{query}"
