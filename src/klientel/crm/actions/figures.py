"""The purchase figures kept on accounts: counts and sums over all purchases and over twelve months.

One read and one prepared statement for any number of accounts, on both databases. It writes neither
version nor event: the figures are a copy of what the purchases say, which have events of their own.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q

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
#: the columns of `_SUMS` and `_WRITE`, as the account has them
_FIGURES = (
    "purchases_count",
    "purchases_total",
    "first_purchase_on",
    "last_purchase_on",
    "purchases_12m_count",
    "purchases_12m_total",
    "purchases_prior_total",
)
_NOTHING = (0, 0, None, None, 0, 0, 0)
_CENT = Decimal("0.01")


def as_of_day(workspace_id: UUID, today: date) -> tuple[date, bool]:
    """The day that recency counts from, and whether it is the last day of a log that has ended."""
    rows = Purchase.objects.in_workspace(workspace_id).filter(trashed_at=None)
    last = rows.order_by("-bought_on").values_list("bought_on", flat=True).first()
    if last is not None and last < today - ENDED_AFTER:
        return last, True
    return today, False


def refresh_figures(workspace_id: UUID, account_ids: Collection[UUID], today: date) -> None:
    """Write the figures of accounts anew, as of the workspace's day.

    Runs inside the caller's transaction and holds the accounts from before the first sum is read.
    """
    hold_accounts(workspace_id, account_ids)
    as_of, _has_ended = as_of_day(workspace_id, today)
    ids = sorted(account_ids)
    for start in range(0, len(ids), _CHUNK):
        _refresh(workspace_id, as_of, ids[start : start + _CHUNK])


def moved_by_days(workspace_id: UUID, before: date, after: date) -> set[UUID]:
    """Accounts of which a purchase leaves or enters a window of twelve months between two days."""
    early, late = sorted((before, after))
    rows = Purchase.objects.in_workspace(workspace_id).filter(trashed_at=None)
    crossing = Q()
    for years in (1, 2):
        borders = (_years_before(early, years), _years_before(late, years))
        crossing |= Q(bought_on__gt=borders[0], bought_on__lte=borders[1])
    return set(rows.filter(crossing).values_list("account_id", flat=True).distinct())


def differing(workspace_id: UUID, as_of: date) -> set[UUID]:
    """Accounts whose figures are not what their purchases say as of a day: one read of all."""
    accounts = Account.objects.in_workspace(workspace_id).filter(purchases_count__gt=0)
    known = {row[0]: _plain(row[1:]) for row in accounts.values_list("pk", *_FIGURES).iterator()}
    sums = _sums(workspace_id, as_of, None)
    wrong = {pk for pk, found in sums.items() if known.get(pk) != _plain(found)}
    return wrong | (known.keys() - sums.keys())


def _refresh(workspace_id: UUID, as_of: date, ids: list[UUID]) -> None:
    # Two steps and not UPDATE ... FROM: where the planner has no statistics yet (a first import),
    # PostgreSQL joins the sums to the accounts in time that grows with the square.
    sums = _sums(workspace_id, as_of, ids)
    rows = [[*_plain(sums.get(pk, _NOTHING)), _key(workspace_id), _key(pk)] for pk in ids]
    with connection.cursor() as cursor:
        cursor.executemany(_WRITE, rows)


def _sums(workspace_id: UUID, as_of: date, ids: list[UUID] | None) -> dict[UUID, tuple[Any, ...]]:
    """The figures of accounts, or of all with None, as their purchases say."""
    written = connection.ops.adapt_datefield_value
    since, before = _years_before(as_of, 1), _years_before(as_of, 2)
    days = [written(day) for day in (since, since, since, before)]
    only = f"AND p.account_id IN ({', '.join(['%s'] * len(ids))})" if ids is not None else ""
    given = [*days, _key(workspace_id), *(_key(one) for one in ids or ())]
    with connection.cursor() as cursor:
        cursor.execute(_SUMS.format(only=only), given)
        return {_id(row[0]): row[1:] for row in cursor.fetchall()}


def _plain(figures: Sequence[Any]) -> tuple[Any, ...]:
    """Figures as both databases take them and as they can be compared: days and sums as text."""
    count, total, first, last, recent, recent_total, prior = figures
    days = [str(day) if day else None for day in (first, last)]
    return (count, _money(total), *days, recent, _money(recent_total), _money(prior))


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
