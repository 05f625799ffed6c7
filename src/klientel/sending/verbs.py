"""The events of outgoing mail."""

from django.utils.translation import gettext_noop as _

from klientel.events.verbs import Audience, Verb, verbs

_PERSONAL = ("to", "subject")

verbs.declare(
    Verb(
        "mail.given_up",
        _("The mail “{subject}” to {to} could not be sent"),
        facts=("kind", "to", "subject", "writer"),
        audience=Audience.CHANGE,
        erase=_PERSONAL,
        icon="triangle-alert",
    ),
    Verb(
        "mail.resent",
        _("{actor} sent the mail “{subject}” to {to} again"),
        facts=("to", "subject"),
        erase=_PERSONAL,
        icon="mail",
    ),
    Verb(
        "mail.withdrawn",
        _("{actor} took the mail “{subject}” to {to} back"),
        facts=("to", "subject"),
        erase=_PERSONAL,
        icon="undo-2",
    ),
    Verb(
        "mail.tried",
        _("{actor} sent a test mail to {to}"),
        facts=("to",),
        erase=("to",),
        icon="mail",
    ),
    Verb(
        "call.given_up",
        _("An address could not be called: {error}"),
        facts=("kind", "source", "error"),
        icon="triangle-alert",
    ),
)
