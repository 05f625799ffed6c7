"""The purchase figures kept on accounts: counts and sums over all purchases and over twelve months.

One read and one prepared statement for any number of accounts, on both databases. It writes neither
version nor event: the figures are a copy of what the purchases say, which have events of their own.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection

from klientel.crm.actions.holding import hold_accounts
from klientel.crm.models import Account, Purchase

#: a log whose last purchase is older than this has ended: it is looked at as of its last day
ENDED_AFTER = timedelta(days=90)
_CHUNK = 5_000

_SUMS = """
SELECT p.account_id, COUNT(*), SUM(p.amount), MIN(p.bought_on), MAX(p.bought_on),
  SUM(CASE WHEN p.bought_on > %s THEN 1 ELSE 0 END),
  SUM(CASE WHEN p.bought_on > %s THEN p.amount ELSE 0 END),
  SUM(CASE WHEN p.bought_on <= %s AND p.bought_on > %s THEN p.amount ELSE 0 END)
FROM crm_purchase p
WHERE p.workspace_id = %s AND p.trashed_at IS NULL {only}
GROUP BY p.account_id
"""
_WRITE = """
UPDATE crm_account SET
  purchases_count = %s, purchases_total = %s, first_purchase_on = %s, last_purchase_on = %s,
  purchases_12m_count = %s, purchases_12m_total = %s, purchases_prior_total = %s
WHERE workspace_id = %s AND id = %s
"""
_CENT = Decimal("0.01")


def as_of_day(workspace_id: UUID, today: date) -> tuple[date, bool]:
    """The day that recency counts from, and whether it is the last day of a log that has ended."""
    rows = Purchase.objects.in_workspace(workspace_id).filter(trashed_at=None)
    last = rows.order_by("-bought_on").values_list("bought_on", flat=True).first()
    if last is not None and last < today - ENDED_AFTER:
        return last, True
    return today, False


def refresh_figures(workspace_id: UUID, account_ids: Collection[UUID] | None, today: date) -> None:
    """Write the figures of some accounts anew, or of all with None, as of the workspace's day.

    Runs inside the caller's transaction and holds the accounts from before the first sum is read.
    """
    hold_accounts(workspace_id, account_ids)
    as_of, _has_ended = as_of_day(workspace_id, today)
    if account_ids is None:
        _refresh(workspace_id, as_of, None)
        return
    ids = sorted(account_ids)
    for start in range(0, len(ids), _CHUNK):
        _refresh(workspace_id, as_of, ids[start : start + _CHUNK])


def _refresh(workspace_id: UUID, as_of: date, ids: list[UUID] | None) -> None:
    # Two steps and not UPDATE ... FROM: where the planner has no statistics yet (a first import),
    # PostgreSQL joins the sums to the accounts in time that grows with the square.
    written = connection.ops.adapt_datefield_value
    since, before = _years_before(as_of, 1), _years_before(as_of, 2)
    days = [written(day) for day in (since, since, since, before)]
    only = f"AND p.account_id IN ({', '.join(['%s'] * len(ids))})" if ids is not None else ""
    given = [*days, _key(workspace_id), *(_key(one) for one in ids or ())]
    with connection.cursor() as cursor:
        cursor.execute(_SUMS.format(only=only), given)
        sums = {_id(row[0]): row[1:] for row in cursor.fetchall()}
        rows = [_row(workspace_id, pk, found) for pk, found in sums.items()]
        rows += [_row(workspace_id, pk, None) for pk in _without(workspace_id, ids, sums)]
        if rows:
            cursor.executemany(_WRITE, rows)


def _without(workspace_id: UUID, ids: list[UUID] | None, sums: Collection[UUID]) -> list[UUID]:
    """The accounts whose figures say that they bought, although nothing is left."""
    if ids is None:
        stale = Account.objects.in_workspace(workspace_id).filter(purchases_count__gt=0)
        ids = list(stale.values_list("pk", flat=True))
    return [pk for pk in ids if pk not in sums]


def _row(workspace_id: UUID, pk: UUID, found: tuple[Any, ...] | None) -> list[Any]:
    count, total, first, last, recent, recent_total, prior = found or (0, 0, None, None, 0, 0, 0)
    sums = [_money(value) for value in (total, recent_total, prior)]
    return [count, sums[0], first, last, recent, sums[1], sums[2], _key(workspace_id), _key(pk)]


def _money(value: Any) -> str:
    """A sum in whole cents, as both databases take it; SQLite adds in floating point."""
    return str(Decimal(str(value)).quantize(_CENT))


def _key(value: UUID) -> Any:
    return Account._meta.pk.get_db_prep_value(value, connection)


def _id(value: Any) -> UUID:
    return value if isinstance(value, UUID) else UUID(value)


def _years_before(day: date, years: int) -> date:
    """The same day some years earlier; 28 February for the 29th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)
