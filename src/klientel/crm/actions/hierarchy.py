"""Keeping what organisations are part of a tree: no circles, no deeper than people can follow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from klientel.crm.actions.holding import hold_tree
from klientel.crm.models import Account
from klientel.kit.refused import Refused
from klientel.records.models import MovedRow
from klientel.workspaces.actor import Actor

#: so many organisations may stand one above the other
MOST_LEVELS = 6

#: what a merge moved
_MOVED = "crm.account.parent"

#: what accounts are part of, by account
Above = Mapping[UUID, UUID | None]


def must_stay_a_tree(actor: Actor, accounts: Sequence[Account]) -> None:
    """Raise `Refused` for accounts, before they are written, that would be part of themselves, or
    stand in too long a row.

    Only one such write goes on at a time in a workspace: two that are harmless alone could close a
    circle together.
    """
    moved = {one.pk: one.parent_id for one in accounts if one.parent_id and _is_moved(one)}
    if not moved:
        return
    hold_tree(actor.workspace_id)
    above = _above(actor.workspace_id, moved)
    below = _levels_below(
        actor.workspace_id, [one.pk for one in accounts if one.pk in moved and not _is_new(one)]
    )
    for pk in moved:
        chain = _chain(pk, above)
        if pk in chain:
            raise Refused("An organisation cannot be part of itself.", "parent")
        if len(chain) + 1 + below > MOST_LEVELS:
            raise Refused(
                "At most {most} organisations can stand one above the other.",
                "parent",
                most=MOST_LEVELS,
            )


def stand_alone(actor: Actor, accounts: Sequence[Account], values: dict[str, Any]) -> None:
    """Before accounts become one: what would be part of itself then is part of nothing.

    `accounts` begin with the one that the others go into, `values` are those it is to have.
    """
    parent = values.get("parent")
    if parent is None:
        return
    hold_tree(actor.workspace_id)
    every = {one.pk for one in accounts}
    above = _above(actor.workspace_id, {accounts[0].pk: parent})
    if every & {parent, *_chain(accounts[0].pk, above)}:
        values["parent"] = None


def forget_own_move(actor: Actor, accounts: Sequence[Account]) -> None:
    """After they did: that the one was part of another is told by its own change, no moved row."""
    winner, *losers = accounts
    moved = MovedRow.objects.in_workspace(actor.workspace_id).filter(
        place=_MOVED, row_id=winner.pk, moved_from__in=[one.pk for one in losers]
    )
    moved.delete()


def _is_new(account: Account) -> bool:
    return bool(account._state.adding)


def _is_moved(account: Account) -> bool:
    return _is_new(account) or account.loaded_values().get("parent_id") != account.parent_id


def _above(workspace_id: UUID, moved: Above) -> dict[UUID, UUID | None]:
    """What accounts and all above them will be part of; one read for each level."""
    rows = Account.objects.in_workspace(workspace_id)
    known = dict(moved)
    wanted = set(moved.values()) - known.keys() - {None}
    for _level in range(MOST_LEVELS + 1):
        if not wanted:
            break
        found = dict(rows.filter(pk__in=wanted).values_list("pk", "parent_id"))
        known |= found
        wanted = set(found.values()) - known.keys() - {None}
    return known


def _chain(pk: UUID, above: Above) -> list[UUID]:
    """What an account is part of, the nearest first, until it ends or comes round."""
    found: list[UUID] = []
    parent = above.get(pk)
    while parent is not None and parent not in found:
        found.append(parent)
        parent = above.get(parent)
    return found


def _levels_below(workspace_id: UUID, ids: Sequence[UUID]) -> int:
    """How many levels stand below some accounts, of which those may be many."""
    rows = Account.objects.in_workspace(workspace_id)
    for levels in range(MOST_LEVELS if ids else 0):
        if not rows.filter(**{f"{'parent__' * levels}parent_id__in": ids}).exists():
            return levels
    return MOST_LEVELS if ids else 0
