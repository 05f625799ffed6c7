"""How buyers moved between segments: of one account, and of all that a reader may know of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Q

from klientel.crm.models import Account, SegmentMove
from klientel.kit import cursors
from klientel.kit.paging import Page
from klientel.workspaces.actor import Actor

PAGE = 50


@dataclass(frozen=True)
class Period:
    """Days from the first to the last, both counted."""

    since: date
    until: date


@dataclass(frozen=True)
class Moved:
    """An account and the last day on which it made a move."""

    account: Account
    moved_on: date


def latest_move(actor: Actor, account: Account) -> SegmentMove | None:
    """The move that led an account, found visible already, to its segment."""
    mine = SegmentMove.objects.in_workspace(actor.workspace_id).filter(account_id=account.pk)
    found: SegmentMove | None = mine.order_by("-moved_on").first()
    return found if found is not None and found.became == account.rfm_word else None


def _moves(actor: Actor, period: Period) -> Any:
    seen = Account.objects.visible_to(actor).values("pk")
    moves = SegmentMove.objects.in_workspace(actor.workspace_id)
    return moves.filter(
        moved_on__gte=period.since, moved_on__lte=period.until, account_id__in=seen
    ).order_by()


def counts(actor: Actor, period: Period) -> dict[tuple[str, str], int]:
    """How many accounts made each move in a period, by what they were and became."""
    rows = _moves(actor, period).values_list("was", "became")
    return {
        (was, became): count
        for was, became, count in rows.annotate(count=Count("account", distinct=True))
    }


def movers(actor: Actor, period: Period, was: str, became: str, before: str = "") -> Page[Moved]:
    """The accounts that made a move in a period, who moved last first.

    Raises `BadCursor` for a strange place.
    """
    rows = _moves(actor, period).filter(was=was, became=became)
    rows = rows.values_list("account_id").annotate(last=Max("moved_on"))
    if before:
        day, pk = _place(before)
        rows = rows.filter(Q(last__lt=day) | Q(last=day, account_id__gt=pk))
    found = list(rows.order_by("-last", "account_id")[: PAGE + 1])
    shown = found[:PAGE]
    accounts = Account.objects.visible_to(actor).in_bulk([pk for pk, _day in shown])
    last = shown[-1] if len(found) > PAGE else None
    return Page(
        [Moved(accounts[pk], day) for pk, day in shown if pk in accounts],
        next_cursor=cursors.encode((last[1], last[0])) if last else None,
    )


def _place(before: str) -> tuple[date, UUID]:
    match cursors.decode(before):
        case (date() as day, UUID() as pk):
            return day, pk
    raise cursors.BadCursor
