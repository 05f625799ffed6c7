"""Following a record, and following it no longer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from klientel.discussion.actions.holding import held_record
from klientel.discussion.actions.speaking import RECORD
from klientel.discussion.following import is_following, leaving
from klientel.discussion.models import Watcher
from klientel.discussion.watching_verbs import AGAIN
from klientel.events import log
from klientel.kit.ids import id_needed
from klientel.kit.refused import Forbidden
from klientel.records.actions.catalogue import action
from klientel.records.actions.undoers import each, register
from klientel.records.types import record_types
from klientel.workspaces import policy
from klientel.workspaces.actor import Actor

if TYPE_CHECKING:
    from klientel.events.models import Event

FOLLOW = policy.permission("record.follow", _("Follow records"), policy.EVERYBODY)


@action(
    "record.follow",
    label=_("Follow"),
    permission=FOLLOW,
    on="",
    inputs=(RECORD,),
    icon="bell",
    as_step=True,
    of_any="record",
)
def follow(actor: Actor, *, record: str) -> UUID | None:
    """Hear of what happens to a record; returns the event's id, None where it is so already."""
    return _put(actor, id_needed(record), follows=True)


@action(
    "record.unfollow",
    label=_("Unfollow"),
    permission=FOLLOW,
    on="",
    inputs=(RECORD,),
    icon="bell-off",
    as_step=True,
    of_any="record",
)
def unfollow(actor: Actor, *, record: str) -> UUID | None:
    """Hear of it no longer; raises `Forbidden` where the record names its followers itself and the
    actor may not change it."""
    return _put(actor, id_needed(record), follows=False)


def _put(actor: Actor, key: UUID, *, follows: bool, batch: UUID | None = None) -> UUID | None:
    if actor.member_id is None:
        raise Forbidden("Only members can follow something.")
    record = held_record(actor, key, "view")
    if is_following(actor, record.pk) == follows:
        return None
    rows = Watcher.objects.in_workspace(actor.workspace_id)
    mine: dict[str, Any] = {"record_id": record.pk, "member_id": actor.member_id}
    if follows:
        row = Watcher(workspace_id=actor.workspace_id, **mine)
        # two windows at once: one of them adds the row
        Watcher.objects.bulk_create([row], ignore_conflicts=True)
    else:
        rows.filter(**mine).delete()
        for leave in leaving:
            leave(actor, record)
    record_type = record_types.of(record)
    verb = "record.followed" if follows else "record.unfollowed"
    return log.record(
        actor, verb, record_type=record_type.name, record_id=record.pk,
        account_id=record_type.account_of(record), batch=batch,
    ).pk  # fmt: skip


def _back(actor: Actor, event: Event, batch: UUID) -> None:
    if event.member_id != actor.member_id or event.record_id is None:
        raise Forbidden("Everybody chooses for themselves what they follow.")
    _put(actor, event.record_id, follows=event.verb == "record.unfollowed", batch=batch)


register(AGAIN, each(_back), right=None)
