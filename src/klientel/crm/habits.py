"""What an account tends to buy, when and how often, read from its purchases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from klientel.crm.models import Account, PurchaseLine
from klientel.crm.queries import purchases_of
from klientel.kit import clock
from klientel.workspaces.actor import Actor

#: fewer purchases than this say nothing of a habit
_ENOUGH_FOR_HABIT = 5
_RECENT = 200
_SHARE = 0.34


@dataclass(frozen=True, slots=True)
class Habit:
    """What an account tends to buy, and when: weekday (Monday 0) and hours."""

    products: Sequence[tuple[str, int]]
    weekday: int | None
    hours: tuple[int, int] | None


def habit_of(actor: Actor, account: Account, zone: str) -> Habit:
    """What and when an account mostly bought of late; two reads, however long it buys already."""
    recent = purchases_of(actor, account).order_by("-bought_at", "-pk")[:_RECENT]
    bought = list(recent.values_list("pk", "bought_at", "has_time"))
    lines = PurchaseLine.objects.in_workspace(actor.workspace_id).filter(
        purchase_id__in=[pk for pk, _at, _has_time in bought]
    )
    products: Counter[str] = Counter()
    for name, _pk in set(lines.exclude(product="").values_list("product", "purchase_id")):
        products[name] += 1
    often = sorted(products.items(), key=lambda one: (-one[1], one[0]))[:4]
    return Habit(often, *_when([(at, has_time) for _pk, at, has_time in bought], zone))


def _when(
    times: list[tuple[datetime, bool]], zone: str
) -> tuple[int | None, tuple[int, int] | None]:
    if len(times) < _ENOUGH_FOR_HABIT:
        return None, None
    local = [(clock.local(at, zone), has_time) for at, has_time in times]
    day, often = Counter(at.weekday() for at, _ in local).most_common(1)[0]
    weekday = day if often >= _SHARE * len(local) else None
    hours = sorted(
        at.hour
        for at, has_time in local
        if has_time and (weekday is None or at.weekday() == weekday)
    )
    if len(hours) < _ENOUGH_FOR_HABIT:
        return weekday, None
    return weekday, (hours[len(hours) // 4], hours[3 * len(hours) // 4] + 1)


def days_between_purchases(account: Account) -> int | None:
    """The average number of days between two purchases; None for fewer than two."""
    first, last = account.first_purchase_on, account.last_purchase_on
    if account.purchases_count < 2 or first is None or last is None or first == last:
        return None
    return max(1, round((last - first).days / (account.purchases_count - 1)))


def revenue_change(account: Account) -> int | None:
    """By how many percent the revenue of twelve months differs from that of the twelve before."""
    if not account.purchases_prior_total:
        return None
    before, now = account.purchases_prior_total, account.purchases_12m_total
    return round((now - before) / before * 100)
