"""Recording what accounts bought, in bulk."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction

from klientel.crm.actions.figures import refresh_figures
from klientel.crm.models import Account, Purchase, PurchaseLine
from klientel.events.log import Line, record_many
from klientel.kit import clock
from klientel.kit.ids import uuid7
from klientel.kit.refused import NotFound
from klientel.records.actions.catalogue import current_reading
from klientel.workspaces.actor import Actor
from klientel.workspaces.bulk import insert_rows, unsaved, update_rows

_NOON = time(12)
_CHUNK = 5_000


@dataclass(slots=True)
class LineDraft:
    """One product of a purchase to be; `unit_price` None when only the sum is known.

    `source_line` is the entry under the purchase's source that it is of.
    """

    product: str
    amount: Decimal
    quantity: Decimal = Decimal(1)
    unit_price: Decimal | None = None
    source_line: UUID | None = None


@dataclass(slots=True)
class PurchaseDraft:
    """A purchase to be. `import_key` names its source row; one known already is left out.

    `continues` is a purchase of the same batch that the lines and the amount are added to, `source`
    the record that it follows from.
    """

    account_id: UUID
    bought_on: date
    amount: Decimal
    lines: Sequence[LineDraft] = ()
    bought_at: datetime | None = None
    channel: str = ""
    number: str = ""
    import_key: str | None = None
    continues: UUID | None = None
    source: UUID | None = None


@dataclass(slots=True)
class _Sum:
    """What a batch brought to one account."""

    count: int = 0
    amount: Decimal = field(default_factory=Decimal)
    first_on: date = date.max
    last_on: date = date.min

    def add(self, draft: PurchaseDraft) -> None:
        self.count += draft.continues is None
        self.amount += draft.amount
        self.first_on = min(self.first_on, draft.bought_on)
        self.last_on = max(self.last_on, draft.bought_on)


def record_purchases(
    actor: Actor, drafts: Sequence[PurchaseDraft], *, batch: UUID | None = None
) -> int:
    """Write purchases with their lines; returns how many were new.

    One event per account and batch; the figures of the accounts follow in the same transaction,
    the segments in a job. Raises `Forbidden`, or `NotFound` when an account is not the actor's to
    see; then nothing was written.
    """
    actor.must("purchase.create")
    reading = current_reading(actor)
    batch = batch or uuid7()
    with transaction.atomic():
        _must_see(actor, {draft.account_id for draft in drafts})
        fresh = _unknown(actor, drafts)
        going_on = [draft for draft in drafts if draft.continues is not None]
        if not fresh and not going_on:
            return 0
        noons: dict[date, datetime] = {}
        purchases = []
        lines = []
        for draft in fresh:
            purchase = _purchase(actor, draft, batch, reading.workspace, noons)
            purchases.append(purchase)
            lines += _lines(purchase, draft.lines)
        insert_rows(Purchase, purchases)
        insert_rows(PurchaseLine, lines + _go_on(actor, going_on, batch))
        told = [*fresh, *going_on]
        _tell(actor, told, batch, reading.workspace.currency)
        refresh_figures(actor.workspace_id, {draft.account_id for draft in told}, reading.today)
    return len(fresh)


def _must_see(actor: Actor, account_ids: set[UUID]) -> None:
    ids = sorted(account_ids)
    seen = 0
    for start in range(0, len(ids), _CHUNK):
        chunk = ids[start : start + _CHUNK]
        seen += Account.objects.visible_to(actor).filter(pk__in=chunk).count()
    if seen != len(ids):
        raise NotFound()


def _unknown(actor: Actor, drafts: Sequence[PurchaseDraft]) -> list[PurchaseDraft]:
    """The drafts of new purchases whose key is not known yet, each key once."""
    keys = [draft.import_key for draft in drafts if draft.import_key]
    known: set[str | None] = set()
    for start in range(0, len(keys), _CHUNK):
        rows = Purchase.objects.in_workspace(actor.workspace_id).filter(
            import_key__in=keys[start : start + _CHUNK], trashed_at=None
        )
        known.update(rows.values_list("import_key", flat=True))
    fresh = []
    for draft in drafts:
        if draft.continues or (draft.import_key and draft.import_key in known):
            continue
        known.add(draft.import_key)
        fresh.append(draft)
    return fresh


def _purchase(
    actor: Actor, draft: PurchaseDraft, batch: UUID, workspace: Any, noons: dict[date, datetime]
) -> Purchase:
    at = draft.bought_at
    if at is None:
        at = noons.get(draft.bought_on)
        if at is None:
            zone = clock.zone(workspace.time_zone)
            at = noons[draft.bought_on] = datetime.combine(draft.bought_on, _NOON, zone)
    purchase: Purchase = unsaved(
        Purchase,
        id=uuid7(),
        workspace_id=actor.workspace_id,
        account_id=draft.account_id,
        bought_on=draft.bought_on,
        bought_at=at,
        has_time=draft.bought_at is not None,
        channel=draft.channel,
        number=draft.number,
        amount=draft.amount,
        currency=workspace.currency,
        lines_count=len(draft.lines),
        import_key=draft.import_key,
        source_id=draft.source,
        batch=batch,
    )
    return purchase


def _go_on(actor: Actor, drafts: Sequence[PurchaseDraft], batch: UUID) -> list[PurchaseLine]:
    """Add to purchases that the batch has recorded already; returns the lines to be written."""
    if not drafts:
        return []
    mine = Purchase.objects.in_workspace(actor.workspace_id).filter(batch=batch, trashed_at=None)
    purchases = mine.in_bulk([draft.continues for draft in drafts])
    lines = []
    for draft in drafts:
        purchase = purchases.get(draft.continues)
        if purchase is None or purchase.account_id != draft.account_id:
            raise NotFound()
        lines += _lines(purchase, draft.lines)
        purchase.amount += draft.amount
        purchase.lines_count += len(draft.lines)
    update_rows(Purchase, list(purchases.values()), ("amount", "lines_count"))
    return lines


def _lines(purchase: Purchase, drafts: Sequence[LineDraft]) -> list[PurchaseLine]:
    first = purchase.lines_count if not purchase._state.adding else 0
    return [
        unsaved(
            PurchaseLine,
            id=uuid7(),
            workspace_id=purchase.workspace_id,
            purchase_id=purchase.pk,
            place=place,
            product=line.product,
            quantity=line.quantity,
            unit_price=line.unit_price,
            amount=line.amount,
            source_line=line.source_line,
        )
        for place, line in enumerate(drafts, start=first)
    ]


def _tell(actor: Actor, drafts: Iterable[PurchaseDraft], batch: UUID, currency: str) -> None:
    sums: dict[UUID, _Sum] = {}
    for draft in drafts:
        sums.setdefault(draft.account_id, _Sum()).add(draft)
    lines = [
        Line(
            "purchase.recorded",
            "account",
            account_id,
            account_id,
            {
                "count": found.count,
                "amount": str(found.amount),
                "currency": currency,
                "first_on": found.first_on.isoformat(),
                "last_on": found.last_on.isoformat(),
                "batch": str(batch),
            },
        )
        for account_id, found in sums.items()
    ]
    record_many(actor, lines, batch=batch)
