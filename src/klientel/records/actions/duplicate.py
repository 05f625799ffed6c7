"""Judging a pair: saying that two records are not the same, and taking that back."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from klientel.events.log import Line, record_many
from klientel.kit import clock
from klientel.kit.ids import id_needed
from klientel.kit.refused import Conflict, NotFound
from klientel.records.actions.catalogue import action
from klientel.records.duplicates.seeing import visible_suspects
from klientel.records.fields.text import TextField
from klientel.records.models import Suspect
from klientel.records.types import record_types
from klientel.workspaces.actor import Actor

if TYPE_CHECKING:
    from klientel.events.models import Event


@action(
    "record.tell_apart",
    label=_("Not a duplicate"),
    permission="record.merge",
    inputs=(TextField(name="suspect", label=_("Pair"), required=True),),
    on="",
    icon="x",
    hidden=True,
)
def tell_apart(actor: Actor, *, suspect: str) -> Suspect:
    """Say that the records of a pair are two. It stays so for ever, and can be taken back.

    Raises `NotFound` for a pair the actor does not see whole, `Conflict` when it was merged.
    """
    return _judge(actor, id_needed(suspect), Suspect.State.DIFFERENT, "record.told_apart")


def _judge(
    actor: Actor, suspect_id: UUID, state: str, verb: str, batch: UUID | None = None
) -> Suspect:
    rows = visible_suspects(actor).filter(pk=suspect_id)
    pair: Suspect | None = rows.select_related("first", "second").first()
    if pair is None:
        raise NotFound()
    actor.must(record_types.get(pair.type).permission("merge"))
    if pair.state == state:
        return pair
    is_open = state == Suspect.State.OPEN
    mine = Suspect.objects.in_workspace(actor.workspace_id).filter(pk=pair.pk)
    written = mine.exclude(state=Suspect.State.MERGED).update(
        state=state,
        decided_by_id=None if is_open else actor.member_id,
        decided_at=None if is_open else clock.now(),
    )
    if not written:
        raise Conflict("These were merged in the meantime.")
    facts = {"other": pair.second.title, "suspect": str(pair.pk), "title": pair.first.title}
    line = Line(verb, pair.type, pair.first_id, pair.first.account_id, facts)
    pair.told_by = record_many(actor, [line], batch=batch)[0].pk
    pair.state = state
    return pair


def tell_together(actor: Actor, event: Event, batch: UUID) -> None:
    """The undo of `tell_apart`: the pair is shown again."""
    _judge(
        actor,
        id_needed(str(event.facts["suspect"])),
        Suspect.State.OPEN,
        "record.told_together",
        batch,
    )
