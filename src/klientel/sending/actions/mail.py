"""Send a given up mail again; take a held one back."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from klientel.events import log
from klientel.kit.refused import Refused
from klientel.records.actions.catalogue import action
from klientel.records.fields import TextField
from klientel.sending import queue
from klientel.sending.models import Message
from klientel.team import throttle
from klientel.workspaces.actor import Actor
from klientel.workspaces.models import Member
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


@action(
    "mail.try",
    label=_("Send a test mail"),
    permission="workspace.manage",
    inputs=[],
    on="",
    hidden=True,
    icon="mail",
)
def announce_trial(actor: Actor) -> str:
    """Note that a test mail is about to leave, and return to whom: to the actor's own address.

    The mail itself is sent by `trial.send`, after this: no transaction waits for a server. Raises
    `TooMany` for the sixth within ten minutes.
    """
    throttle.take((throttle.TEST_MAILS, str(actor.member_id)))
    to = Member.objects.visible_to(actor).select_related("user").get(pk=actor.member_id).user.email
    log.record(actor, "mail.tried", facts={"to": to})
    return to


def _found(actor: Actor, key: str) -> Message:
    return row_of(Message, Message.objects.filter(workspace_id=actor.workspace_id), key)


def _note(actor: Actor, verb: str, message: Message) -> None:
    log.record(actor, verb, facts={"to": message.to, "subject": message.subject})
