"""Send a given up mail again; take a held one back."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from klientel.events import log
from klientel.kit.refused import Refused
from klientel.records.actions.catalogue import action
from klientel.records.fields import TextField
from klientel.sending import queue
from klientel.sending.models import Message
from klientel.workspaces.actor import Actor
from klientel.workspaces.rows import row_of

_MESSAGE = TextField(name="message", label=_("Message"), required=True, max_length=36)


@action(
    "mail.resend",
    label=_("Send again"),
    permission="workspace.manage",
    inputs=[_MESSAGE],
    on="",
    icon="rotate-cw",
)
def resend(actor: Actor, *, message: str) -> Message:
    """Give a mail that was given up all its attempts again, from now on in the actor's name."""
    known = _found(actor, message)
    if known.is_secret:
        raise Refused(
            "The content of this mail was for its recipient only and has been deleted."
            " Please send a new one."
        )
    if queue.resend(actor, known.pk) is None:
        raise Refused("Only a mail that failed can be sent again.")
    _note(actor, "mail.resent", known)
    return known


@action(
    "mail.withdraw",
    label=_("Take back"),
    permission="workspace.manage",
    inputs=[_MESSAGE],
    on="",
    icon="undo-2",
)
def withdraw(actor: Actor, *, message: str) -> Message:
    """Take back a mail that is still held."""
    known = _found(actor, message)
    if not queue.withdraw(actor.workspace_id, known.pk):
        raise Refused("This mail is already on its way.")
    _note(actor, "mail.withdrawn", known)
    return known


def _found(actor: Actor, key: str) -> Message:
    return row_of(Message, Message.objects.filter(workspace_id=actor.workspace_id), key)


def _note(actor: Actor, verb: str, message: Message) -> None:
    log.record(actor, verb, facts={"to": message.to, "subject": message.subject})
