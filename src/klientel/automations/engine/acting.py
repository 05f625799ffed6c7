"""As whom rules act, and the firm's own reading: made once for everything done together."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils.translation import gettext_noop

from klientel.automations.definition import Definition
from klientel.automations.engine.as_of import Past
from klientel.automations.models import Rule, Run
from klientel.kit.refused import Forbidden
from klientel.records.fields.base import Reading
from klientel.records.reading import reading_for
from klientel.records.types import RecordType
from klientel.workspaces.actor import Actor
from klientel.workspaces.bulk import update_rows
from klientel.workspaces.models import Member, Workspace
from klientel.workspaces.queries import actor_of

if TYPE_CHECKING:
    from klientel.events.models import Event

#: the door that rules come through
VIA = "automation"
#: the columns of a run that its steps move
_MOVING = (
    "state", "next_at", "claim", "attempts", "todo", "log", "reason", "facts", "ended_at",
)  # fmt: skip
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
    #: the records they are about, by member and type, as long as nobody wrote to any
    records: dict[tuple[UUID, str], dict[UUID, Any]] = field(default_factory=dict)
    #: rules as they were read, by id and version
    definitions: dict[tuple[UUID, int], Definition] = field(default_factory=dict)
    #: who wrote a version that is not the present one, by rule and version
    authors: dict[tuple[UUID, int], UUID] = field(default_factory=dict)
    #: whether each step is done under a savepoint, since one of these runs needs it
    is_careful: bool = False
    _unwritten: list[Run] = field(default_factory=list)

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

    def known(self, member_id: UUID, record_type: str, pk: UUID) -> Any:
        """A record as it was read for all runs at work; None where it has to be read."""
        return self.records.get((member_id, record_type), {}).get(pk)

    def keep(self, run: Run) -> None:
        """Note that a run stands where it stands now; it is written with the others."""
        self._unwritten.append(run)

    def write_runs(self) -> None:
        """Write what was noted. Whoever reads runs in this transaction calls it before."""
        update_rows(Run, self._unwritten, _MOVING)
        self._unwritten = []

    def forget(self) -> None:
        """Know of no run any more: the transaction they were noted in is over, or was undone."""
        self.rules, self.events, self.records, self._unwritten = {}, {}, {}, []


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
