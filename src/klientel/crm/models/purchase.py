"""A purchase and its lines: entries under an account, without a page of their own."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from klientel.crm.models.account import Account
from klientel.kit import clock
from klientel.records.models import RecordRef
from klientel.workspaces.scope import ScopedModel, WorkspaceForeignKey


class Purchase(ScopedModel):
    """What an account bought at once.

    `bought_on` is the day; `bought_at` puts it in order with everything else and is noon of that
    day when the time is not known (`has_time` False). `import_key` names the row or the receipt it
    came from, so that a second import adds nothing; one in the trash leaves its key free. `source`
    is the record that it follows from, such as an order; None for one that was only recorded.
    """

    account = WorkspaceForeignKey(Account, models.PROTECT, db_index=False)
    bought_on = models.DateField()
    bought_at = models.DateTimeField()
    has_time = models.BooleanField(default=False)
    channel = models.CharField(max_length=40, blank=True, default="")
    number = models.CharField(max_length=60, blank=True, default="")
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    currency = models.CharField(max_length=3)
    lines_count = models.PositiveIntegerField(default=0)
    import_key = models.CharField(max_length=64, null=True)
    source = WorkspaceForeignKey(RecordRef, models.SET_NULL, null=True, db_index=False)
    #: what was recorded together is taken back together
    batch = models.UUIDField(null=True)
    created_at = models.DateTimeField(default=clock.now)
    trashed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "workspace",
                "import_key",
                name="purchase_row_once",
                condition=Q(import_key__isnull=False, trashed_at=None),
            )
        ]
        indexes = [
            models.Index(
                "workspace",
                "account",
                F("bought_at").desc(),
                F("id").desc(),
                name="purchase_of_account",
            ),
            models.Index("workspace", "bought_on", name="purchase_by_day"),
            models.Index(
                "workspace",
                "source",
                name="purchase_of_source",
                condition=Q(source__isnull=False),
            ),
        ]


class PurchaseLine(ScopedModel):
    """One product or service of a purchase; `source_line` is the entry under its source."""

    purchase = WorkspaceForeignKey(Purchase, models.CASCADE, db_index=False)
    place = models.PositiveSmallIntegerField(default=0)
    product = models.CharField(max_length=200, blank=True, default="")
    quantity = models.DecimalField(max_digits=12, decimal_places=3, default=1)
    unit_price = models.DecimalField(max_digits=14, decimal_places=4, null=True)
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    source_line = models.UUIDField(null=True)

    class Meta:
        indexes = [
            models.Index("workspace", "purchase", "place", name="line_of_purchase"),
        ]
