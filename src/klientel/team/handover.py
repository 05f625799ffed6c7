"""The registry of what somebody answers for, and so of what is handed over when they leave.

Records come by themselves where somebody answers for them in lists. Rooms add what else hangs on a
person with `add`: records that name a deputy or are planned, rules, shared links.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q

from klientel.kit.refused import Forbidden, NotFound, Refused
from klientel.records.actions import change_many
from klientel.records.fields import MemberField
from klientel.records.fields.base import Text
from klientel.records.types import RecordType, record_types
from klientel.workspaces.actor import Actor

#: moves what is left from one member to another, a piece per call, writing under the batch; returns
#: how many were moved and how many of the piece stay for good
Move = Callable[[Actor, UUID, UUID, UUID, set[UUID]], int]
PIECE = 200


@dataclass(frozen=True)
class HandOver:
    """One sort of thing that people answer for.

    `label` is what many of it are called, `href` where they are listed for a member's id ("" for
    nowhere), `count` how many the actor sees of a member. `move` gives the next piece of them from
    one member to another under a batch, adds what cannot be moved to the set, and returns how many
    it moved; it is called until it moves nothing.
    """

    name: str
    label: Text
    count: Callable[[Actor, UUID], int]
    move: Move
    path: str = ""


_more: dict[str, HandOver] = {}


def add(one: HandOver) -> None:
    """Add something that people answer for beside records; a room does this when it opens."""
    _more[one.name] = one


def hand_overs() -> Iterator[HandOver]:
    """Everything that can be handed over, records first."""
    for type_ in record_types:
        field = _owner_field(type_)
        if field is not None:
            yield of_records(type_, field)
    yield from _more.values()


def _owner_field(type_: RecordType) -> str | None:
    """The name of the field that says who answers for a record of the type, if people set it."""
    if not type_.owned:
        return None
    for one in type_.fields:
        if isinstance(one, MemberField) and one.column == "owner_id" and one.is_changeable:
            return one.name
    return None


def of_records(
    type_: RecordType,
    field: str,
    *,
    name: str = "",
    label: Text = "",
    only: Q | None = None,
    whose: Callable[[UUID], Q] | None = None,
) -> HandOver:
    """The records of a type that name a member in a field: all of them, or `only` some.

    `whose` says of a member which are theirs, where that is more than the field names.
    """
    column, narrowed = type_.field(field).column, only or Q()

    def rows(actor: Actor, member: UUID):  # type: ignore[no-untyped-def]
        theirs = whose(member) if whose else Q(**{column: member})
        return type_.model.objects.visible_to(actor).filter(theirs, narrowed)

    def move(actor: Actor, member: UUID, to: UUID, batch: UUID, stays: set[UUID]) -> int:
        left = rows(actor, member).exclude(pk__in=stays).order_by("pk")
        values = {key: {field: to} for key in left.values_list("pk", flat=True)[:PIECE]}
        return change_piece(actor, type_, values, batch, stays)

    return HandOver(
        name or type_.name,
        label or type_.label_plural,
        lambda actor, member: rows(actor, member).count(),
        move,
        "" if whose else f"{type_.slug}?{field}={{member}}",
    )


def change_piece(
    actor: Actor,
    type_: RecordType,
    values: Mapping[UUID, Mapping[str, Any]],
    batch: UUID,
    stays: set[UUID],
    *,
    cleaned: bool = False,
) -> int:
    """Give records their values, each its own; those that a rule refuses stay as they are.

    Returns how many were asked for, as a `Move` does.
    """
    try:
        change_many(actor, type_.name, values, batch=batch, cleaned=cleaned)
    except (Forbidden, NotFound):
        raise
    except Refused:
        for key, mine in values.items():
            try:
                change_many(actor, type_.name, {key: mine}, batch=batch, cleaned=cleaned)
            except Refused:
                stays.add(key)
    return len(values)
