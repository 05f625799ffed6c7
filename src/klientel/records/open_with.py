"""The registry of what is open with an account, and can be given to somebody as a whole.

Rooms add theirs when they open; whoever asks about an account knows none of them by name.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.db.models import Q

from klientel.records.actions import change_many
from klientel.records.models import RecordRef
from klientel.records.seen_by import seen_by
from klientel.records.types import record_types
from klientel.workspaces.actor import Actor
from klientel.workspaces.models import Member
from klientel.workspaces.queries import actor_of

#: records changed by one statement, and named in a form
_PIECE, _NAMED = 200, 3


@dataclass(frozen=True)
class OpenSort:
    """One sort of what is open: records of a type, told by `open`, given to somebody by a `field`.

    `counted` says in words how many they are, `named` what one of them is called, `taker` who has
    it. What is found `with_account` alone is lost to whoever does not see the account.
    """

    record_type: str
    field: str
    open: Q
    counted: Callable[[int], str]
    named: Callable[[Any], str]
    taker: Callable[[Any], UUID | None] = attrgetter("owner_id")
    with_account: bool = False

    def rows(self, actor: Actor, account_id: UUID) -> Any:
        """Those of an account, as far as the actor sees them."""
        model = record_types.get(self.record_type).model
        return model.objects.visible_to(actor).filter(self.open, account_id=account_id)


_sorts: list[OpenSort] = []


def add(sort: OpenSort) -> None:
    """Add something that can be open with an account."""
    _sorts.append(sort)


def open_in_words(actor: Actor, account_id: UUID) -> Sequence[str]:
    """What is open with an account, a line for each sort: how many, and the first by name."""
    lines = []
    for sort in _sorts:
        rows = sort.rows(actor, account_id)
        count = rows.count()
        if count:
            names = [sort.named(one) for one in rows.order_by("pk")[:_NAMED]]
            more = " …" if count > len(names) else ""
            lines.append(f"{sort.counted(count)}: {', '.join(names)}{more}")
    return lines


def out_of_sight(actor: Actor, account: Any) -> list[tuple[str, list[str]]]:
    """Who has something open with an account and does not find it any more, by name, and what that
    is in words. A few reads for each who lost it; as much as the actor sees is looked at.
    """
    held: dict[UUID, list[tuple[OpenSort, list[Any]]]] = {}
    for sort in _sorts:
        mine: dict[UUID, list[Any]] = {}
        for one in sort.rows(actor, account.pk).order_by("pk")[:_PIECE]:
            taker = sort.taker(one)
            if taker is not None and taker != actor.member_id:
                mine.setdefault(taker, []).append(one.pk)
        for taker, keys in mine.items():
            held.setdefault(taker, []).append((sort, keys))
    ref = RecordRef.objects.in_workspace(actor.workspace_id).get(pk=account.pk)
    blind = held.keys() - seen_by(ref, held.keys())
    members = Member.objects.in_workspace(actor.workspace_id).filter(pk__in=blind, is_active=True)
    lost = [(one.name, _lost(actor_of(one), held[one.pk])) for one in members]
    return sorted((name, what) for name, what in lost if what)


def _lost(member: Actor, held: Sequence[tuple[OpenSort, Sequence[UUID]]]) -> list[str]:
    told = []
    for sort, keys in held:
        rows = record_types.get(sort.record_type).model.objects.visible_to(member)
        found = 0 if sort.with_account else rows.filter(pk__in=keys).count()
        if found < len(keys):
            told.append(sort.counted(len(keys) - found))
    return told


def give_open(actor: Actor, account_id: UUID, to: UUID, batch: UUID) -> int:
    """Let one member take all that is open with an account; returns how much that was.

    Runs in the caller's transaction and tells of it in the batch. Raises `Forbidden` for whoever
    may not change it, and what rules of the records refuse.
    """
    given = 0
    for sort in _sorts:
        keys = list(sort.rows(actor, account_id).order_by("pk").values_list("pk", flat=True))
        for start in range(0, len(keys), _PIECE):
            values = {key: {sort.field: to} for key in keys[start : start + _PIECE]}
            given += len(change_many(actor, sort.record_type, values, batch=batch))
    return given
