"""The saved views that one person finds: theirs, their teams' and everyone's, with their pins.

Every page needs them, for the sidebar at least, so they are kept in the process under the
workspace's directory version, which every change of a view moves on.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q

from klientel.views.models import PinnedView, RoleView, SavedView
from klientel.workspaces.actor import Actor
from klientel.workspaces.models import Workspace

#: members whose shelf is kept in a process
_KEPT = 2_000
#: views that one person can find; more could not be told apart in a menu
MOST_FOUND = 500

Audience = SavedView.Audience


@dataclass(frozen=True, slots=True)
class Kept:
    """A saved view as pages need it. `is_own` tells whether this reader saved it."""

    id: UUID
    number: int
    type: str
    name: str
    icon: str
    query: str
    audience: str
    team_id: UUID | None
    member_id: UUID
    version: int
    is_own: bool


@dataclass(frozen=True)
class Shelf:
    """What one person finds. `pinned` are numbers in order; `first` the view, by type and quick
    filter (none for the list itself), that is opened for their role.
    """

    views: tuple[Kept, ...] = ()
    pinned: tuple[int, ...] = ()
    first: tuple[tuple[str, str, int], ...] = ()

    def named(self, type_name: str, number: str) -> Kept | None:
        """The view of a type that an address names, None for what does not exist for the reader."""
        return next(
            (one for one in self.views if one.type == type_name and str(one.number) == number),
            None,
        )

    def of(self, type_name: str) -> list[Kept]:
        """The views of one type, in the order of their names."""
        return [one for one in self.views if one.type == type_name]

    def pins(self) -> list[Kept]:
        """The pinned views, in the order of the sidebar."""
        known = {one.number: one for one in self.views}
        return [known[number] for number in self.pinned if number in known]

    def opens(self, type_name: str, place: str = "") -> Kept | None:
        """The view that a type's list, or its quick filter of a name, opens with for this role."""
        asked = (type_name, place)
        number = next((one for name, where, one in self.first if (name, where) == asked), None)
        return self.named(type_name, str(number)) if number is not None else None


EMPTY = Shelf()
_shelves: dict[UUID, tuple[tuple[int, int], Shelf]] = {}


def shelf_of(actor: Actor, workspace: Workspace) -> Shelf:
    """The shelf of who acts; a program has none."""
    if actor.member_id is None:
        return EMPTY
    key = (workspace.directory_version, actor.auth_version)
    known = _shelves.get(actor.member_id)
    if known is not None and known[0] == key:
        return known[1]
    if len(_shelves) >= _KEPT:
        _shelves.clear()
    shelf = _read(actor)
    _shelves[actor.member_id] = (key, shelf)
    return shelf


def found_by(actor: Actor) -> Any:
    """The rows of the views that exist for an actor, deleted ones left out."""
    seen = Q(audience=Audience.EVERYONE) | Q(member_id=actor.member_id)
    if actor.team_ids:
        seen |= Q(audience=Audience.TEAM, team_id__in=sorted(actor.team_ids))
    return SavedView.objects.visible_to(actor).filter(seen, deleted_at__isnull=True)


def _read(actor: Actor) -> Shelf:
    rows = found_by(actor).order_by("name", "number")[:MOST_FOUND]
    views = tuple(
        Kept(
            row.pk, row.number, row.type, row.name, row.icon, row.query, row.audience,
            row.team_id, row.member_id, row.version, row.member_id == actor.member_id,
        )
        for row in rows
    )  # fmt: skip
    if not views:
        return EMPTY
    numbers = {one.id: one.number for one in views}
    pins = PinnedView.objects.visible_to(actor).filter(member_id=actor.member_id)
    pinned = pins.order_by("place", "pk").values_list("view_id", flat=True)
    first = RoleView.objects.visible_to(actor).filter(role=actor.role)
    return Shelf(
        views,
        tuple(numbers[key] for key in pinned if key in numbers),
        tuple(
            (type_name, place, numbers[key])
            for type_name, place, key in first.values_list("type", "place", "view_id")
            if key in numbers
        ),
    )
