"""The radar: accounts that are called one thing and dealt with like the other, and the whole firm.

Everything here is narrowed to the accounts that the reader may know of.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q

from klientel.crm.models import Account, RelationshipProfile
from klientel.crm.relationship.lines import LINES, Line
from klientel.kit import cursors
from klientel.kit.paging import Page
from klientel.workspaces.actor import Actor
from klientel.workspaces.policy import MANAGERS

PAGE = 25
#: accounts that the picture of the firm is drawn from, the newest profiles first
SAMPLE = 5_000
#: bars of the picture from one pole to the other
BARS = 21
SIDES = ("client", "customer")


@dataclass(frozen=True)
class Found:
    """An account whose name and facts differ, with its profile."""

    account: Account
    profile: RelationshipProfile


def _profiles(actor: Actor) -> Any:
    seen = Account.objects.visible_to(actor).values("pk")
    return RelationshipProfile.objects.in_workspace(actor.workspace_id).filter(account_id__in=seen)


def counts(actor: Actor) -> dict[str, int]:
    """How many accounts seem to be what they are not called, by what they seem to be."""
    return {side: int(_profiles(actor).filter(disagrees=side).count()) for side in SIDES}


def disagreeing(actor: Actor, side: str, before: str = "") -> Page[Found]:
    """Those that seem to be of a side and are not called so, the clearest first.

    Raises `BadCursor` for a strange place.
    """
    sign = "-" if side == "client" else ""
    rows = _profiles(actor).filter(disagrees=side).order_by(f"{sign}lean", "pk")
    if before:
        lean, pk = _place(before)
        further = Q(lean__lt=lean) if side == "client" else Q(lean__gt=lean)
        rows = rows.filter(further | Q(lean=lean, pk__gt=pk))
    found = list(rows[: PAGE + 1])
    shown = found[:PAGE]
    accounts = Account.objects.visible_to(actor).in_bulk([one.account_id for one in shown])
    last = shown[-1] if len(found) > PAGE else None
    return Page(
        [Found(accounts[one.account_id], one) for one in shown if one.account_id in accounts],
        next_cursor=cursors.encode((last.lean, last.pk)) if last else None,
    )


def suggested(actor: Actor, members: Collection[UUID], most: int) -> list[Found]:
    """The clearest of those who seem to be clients and are not called so, among the accounts of
    some members; who leads the firm is told of those of nobody as well.
    """
    mine = Q(owner_id__in=members)
    if actor.role in MANAGERS:
        mine |= Q(owner_id=None)
    seen = Account.objects.visible_to(actor).filter(mine)
    rows = RelationshipProfile.objects.in_workspace(actor.workspace_id).filter(
        disagrees="client", account_id__in=seen.values("pk")
    )
    found = list(rows.order_by("-lean", "pk")[:most])
    accounts = seen.in_bulk([one.account_id for one in found]) if found else {}
    return [Found(accounts[one.account_id], one) for one in found if one.account_id in accounts]


def _place(before: str) -> tuple[int, UUID]:
    match cursors.decode(before):
        case (int() as lean, UUID() as pk):
            return lean, pk
    raise cursors.BadCursor


@dataclass(frozen=True)
class Spread:
    """How the firm's clients and customers lie on one line, from pole to pole: shares of each."""

    line: Line
    client: list[float]
    customer: list[float]


def spread(actor: Actor) -> tuple[list[Spread], int]:
    """The whole firm on the seven lines, and from how many accounts it is drawn; one read."""
    rows = _profiles(actor).filter(account__relationship__in=SIDES).order_by("-pk")
    sample = list(rows.values_list("account__relationship", "positions")[:SAMPLE])
    drawn = []
    for line in LINES:
        client, customer = (
            [at[line.name] for sort, at in sample if sort == side and line.name in at]
            for side in SIDES
        )
        drawn.append(Spread(line, _shares(client), _shares(customer)))
    return drawn, len(sample)


def _shares(positions: Iterable[int]) -> list[float]:
    """The share of positions in each bar."""
    bars = [0] * BARS
    for position in positions:
        bars[round((position + 100) / 200 * (BARS - 1))] += 1
    whole = sum(bars)
    return [count / whole if whole else 0.0 for count in bars]
