"""As whom rules act, and the firm's own reading: made once for everything done together."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils.translation import gettext_noop

from klientel.automations.engine.as_of import Past
from klientel.automations.models import Rule
from klientel.kit.refused import Forbidden
from klientel.records.fields.base import Reading
from klientel.records.reading import reading_for
from klientel.records.types import RecordType
from klientel.workspaces.actor import Actor
from klientel.workspaces.models import Member, Workspace
from klientel.workspaces.queries import actor_of

if TYPE_CHECKING:
    from klientel.events.models import Event

#: the door that rules come through
VIA = "automation"
LEFT = gettext_noop("“{name}”, as whom this rule acts, no longer belongs to the workspace.")


@dataclass
class Firm:
    """One workspace while its rules are at work: its reading, and its members as actors."""

    workspace: Workspace
    reading: Reading
    _actors: dict[UUID, Actor | None] = field(default_factory=dict)
    _names: dict[UUID, str] = field(default_factory=dict)
    #: what the runs at work share, read at once by whoever claims them; by id
    rules: dict[UUID, Rule] = field(default_factory=dict)
    events: dict[UUID, Event] = field(default_factory=dict)

    @classmethod
    def of(cls, workspace_id: UUID) -> Firm:
        """The firm with the rights and words of this moment."""
        workspace = Workspace.objects.get(pk=workspace_id)
        return cls(workspace, reading_for(workspace, language=workspace.language))

    def actor(self, member_id: UUID) -> Actor | None:
        """The member as an actor of rules; None for one who has left."""
        if member_id not in self._actors:
            member = Member.objects.in_workspace(self.workspace.pk).filter(pk=member_id).first()
            self._names[member_id] = member.name if member else ""
            is_here = member is not None and member.is_active
            self._actors[member_id] = actor_of(member, VIA) if is_here and member else None
        return self._actors[member_id]

    def must_have(self, member_id: UUID) -> Actor:
        """The member as an actor of rules; raises `Forbidden` in words for one who has left."""
        actor = self.actor(member_id)
        if actor is None:
            raise Forbidden(LEFT, name=self._names[member_id])
        return actor


def deeper(actor: Actor, *, cause: UUID | None, depth: int, batch: UUID | None = None) -> Actor:
    """The actor of one run: with what caused it, how many rules deep, and its batch."""
    return replace(actor, cause=cause, depth=depth, batch=batch)


def records_of(actor: Actor, record_type: RecordType, ids: Collection[UUID]) -> Mapping[UUID, Any]:
    """Those of the records that the actor sees, by id."""
    rows = record_type.model.objects.visible_to(actor).filter(pk__in=list(ids))
    return {row.pk: row for row in rows}


def asks_account(fields: Collection[str]) -> bool:
    """Whether conditions ask the account of a record."""
    return any(name.startswith("account:") for name in fields)


__all__ = ["Firm", "Past", "asks_account", "deeper", "records_of"]
