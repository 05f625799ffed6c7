"""What whoever a record is assigned to may do with it, also where their role changes no records."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

if TYPE_CHECKING:
    from klientel.workspaces.actor import Actor


def _no_teams(_record: Any) -> Collection[UUID]:
    return ()


@dataclass(frozen=True, kw_only=True)
class Charge:
    """`permission` is what it takes beside being one of those `people(record)` names, or in one of
    the teams that `teams(record)` names.

    `fields` are what the actions that it opens may change, and so what such a person takes back.
    """

    permission: str
    people: Callable[[Any], Collection[UUID]]
    fields: frozenset[str]
    teams: Callable[[Any], Collection[UUID]] = _no_teams

    def is_of(self, actor: Actor, record: Any) -> bool:
        """Whether the record is the actor's to work on, by name or with their team."""
        if actor.member_id is None:
            return False
        return actor.member_id in self.people(record) or not actor.team_ids.isdisjoint(
            self.teams(record)
        )


@dataclass(frozen=True)
class Right:
    """What an action asks for: a permission, or that the record is the actor's to work on."""

    permission: str
    charge: Charge | None = None

    def holds(self, actor: Actor, *, is_in_charge: bool = True) -> bool:
        """Whether the actor has it, for a record that is assigned to them or is not.

        Without a word of that: whether there can be a record for which they have it.
        """
        if actor.may(self.permission):
            return True
        return is_in_charge and self.charge is not None and actor.may(self.charge.permission)

    def holds_for(self, actor: Actor, record: Any) -> bool:
        """Whether the actor has it for this record."""
        return self.holds(actor, is_in_charge=_is_mine(self.charge, actor, record))

    def must_hold(self, actor: Actor) -> None:
        """Raise `Forbidden` where there can be no record for which the actor has it."""
        if not self.holds(actor):
            actor.must(self.permission)

    def must_hold_for(self, actor: Actor, record: Any) -> None:
        """Raise `Forbidden` unless the actor has it for this record."""
        if not self.holds_for(actor, record):
            actor.must(self.permission)


def _is_mine(charge: Charge | None, actor: Actor, record: Any) -> bool:
    return charge is not None and charge.is_of(actor, record)
