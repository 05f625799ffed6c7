"""What the actions of the room share: the right, the line they are about, and whose it is."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from klientel.kit.refused import Forbidden
from klientel.records.fields import TextField
from klientel.workspaces import policy
from klientel.workspaces.actor import Actor

USE = policy.permission(
    "inbox.use", _("Manage one's own inbox and notifications"), policy.EVERYBODY
)
LINE = TextField(name="line", label=_("Line"), required=True, max_length=36)


def member_of(actor: Actor) -> UUID:
    """The member whose inbox it is; raises `Forbidden` for who is none."""
    if actor.member_id is None:
        raise Forbidden("Only members have an inbox.")
    return actor.member_id
