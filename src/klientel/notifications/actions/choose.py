"""Choosing what to hear of and how, one switch at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from klientel.events import log
from klientel.events.notices import notices
from klientel.kit.refused import Forbidden, Refused
from klientel.notifications.actions.rights import USE, member_of
from klientel.notifications.models import Choice, Inbox
from klientel.notifications.verbs import CHOICE_BACK
from klientel.records.actions.catalogue import action
from klientel.records.actions.undoers import each, register
from klientel.records.fields import TextField, TruthField
from klientel.workspaces.actor import Actor

if TYPE_CHECKING:
    from klientel.events.models import Event

#: switches of the inbox as a whole, as a form names them, and their columns
WHOLE = {
    "night": "is_quiet_at_night",
    "weekends": "is_quiet_at_weekends",
    "mails_for_me": "mails_for_me",
    "mails_watched": "mails_watched",
}
_WHAT = TextField(name="what", label=_("What"), required=True, max_length=60)
_IS_ON = TruthField(name="is_on", label=_("On"), default=False)


@action(
    "inbox.choose",
    label=_("Choose notifications"),
    permission=USE,
    on="",
    inputs=[_WHAT, _IS_ON],
    icon="settings",
)
def choose(actor: Actor, *, what: str, is_on: bool) -> UUID | None:
    """Switch a notice in a channel (`app:work.due`, `mail:comment.mine`) or a part of the whole
    (`night`) on or off.

    Returns the event's id for the way back, None where it is so already. Raises `Refused` for
    what there is not.
    """
    return put(actor, what, is_on=is_on)


def put(actor: Actor, what: str, *, is_on: bool, batch: UUID | None = None) -> UUID | None:
    """Write one switch of the actor's own and tell of it."""
    member = member_of(actor)
    written = (
        _put_whole(actor, member, WHOLE[what], is_on=is_on)
        if what in WHOLE
        else _put_notice(actor, member, what, is_on=is_on)
    )
    if not written:
        return None
    facts = {"what": what, "is_on": is_on}
    return log.record(actor, "inbox.chosen", record_type="inbox", facts=facts, batch=batch).pk


def _put_whole(actor: Actor, member: UUID, column: str, *, is_on: bool) -> bool:
    row = Inbox(workspace_id=actor.workspace_id, member_id=member)
    Inbox.objects.bulk_create([row], ignore_conflicts=True)
    rows = Inbox.objects.in_workspace(actor.workspace_id).filter(member_id=member)
    return bool(rows.exclude(**{column: is_on}).update(**{column: is_on}))


def _put_notice(actor: Actor, member: UUID, what: str, *, is_on: bool) -> bool:
    channel, _colon, name = what.partition(":")
    if channel not in Choice.Channel.values or notices.get(name) is None:
        raise Refused("There is nothing to choose by this name.", "what")
    mine = {"member_id": member, "notice": name, "channel": channel}
    rows = Choice.objects.in_workspace(actor.workspace_id).filter(**mine)
    if is_on:
        # what is on by itself needs no row
        return bool(rows.filter(is_on=False).delete()[0])
    if rows.filter(is_on=False).exists():
        return False
    row = Choice(workspace_id=actor.workspace_id, is_on=False, **mine)
    Choice.objects.bulk_create([row], ignore_conflicts=True)
    return True


def _back(actor: Actor, event: Event, batch: UUID) -> None:
    if event.member_id != actor.member_id:
        raise Forbidden("Everybody chooses their own notifications.")
    facts = event.facts or {}
    put(actor, facts["what"], is_on=not facts["is_on"], batch=batch)


register(CHOICE_BACK, each(_back), right=None)
