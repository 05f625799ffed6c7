"""What a call with an `Idempotency-Key` was answered, kept for a day so that it happens once."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db import IntegrityError, models, transaction

from klientel.kit import clock
from klientel.kit.ids import uuid7

KEPT = timedelta(hours=24)
#: who claimed a key and has not answered by then has died: somebody else may do it
CLAIMED = timedelta(minutes=2)


class Claim(NamedTuple):
    """The row of a key, and whether it is this caller's to fill."""

    row: KeptAnswer
    is_mine: bool


class KeptAnswer(models.Model):
    """A claim until `status` is set, then the answer. Work in flight: no copy has it.

    The claim is committed before the work begins, so that a second call sees it; the answer is
    written in the transaction of the work, so that neither stands without the other.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    workspace_id = models.UUIDField()
    token_id = models.UUIDField()
    key_hash = models.CharField(max_length=64)
    request_hash = models.CharField(max_length=64)
    claimed_at = models.DateTimeField(db_index=True)
    status = models.PositiveSmallIntegerField(null=True)
    headers: models.JSONField[Any] = models.JSONField(default=dict)
    body = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace_id", "token_id", "key_hash"], name="answer_once_per_key"
            )
        ]

    def __str__(self) -> str:
        return f"{self.key_hash[:8]} {self.status or '…'}"

    @classmethod
    def claim(cls, workspace_id: UUID, token_id: UUID, key_hash: str, request_hash: str) -> Claim:
        """The key for this caller, or the row of who had it before. One of two callers gets it."""
        now = clock.now()
        named = {"workspace_id": workspace_id, "token_id": token_id, "key_hash": key_hash}
        try:
            with transaction.atomic():
                row = cls.objects.create(**named, request_hash=request_hash, claimed_at=now)
            return Claim(row, True)
        except IntegrityError:
            rows = cls.objects.filter(**named)
        held = rows.first()
        if held is None:
            # let go in this moment
            return cls.claim(workspace_id, token_id, key_hash, request_hash)
        lasts = KEPT if held.status is not None else CLAIMED
        if held.claimed_at > now - lasts:
            return Claim(held, False)
        anew = {"claimed_at": now, "request_hash": request_hash, "status": None}
        taken = rows.filter(claimed_at=held.claimed_at, status=held.status).update(**anew)
        held.refresh_from_db()
        return Claim(held, bool(taken))

    def keep(self, status: int, headers: dict[str, str], body: str) -> bool:
        """Write the answer, in the transaction of the work; False if the claim was lost."""
        mine = KeptAnswer.objects.filter(
            pk=self.pk, claimed_at=self.claimed_at, status__isnull=True
        )
        return bool(mine.update(status=status, headers=headers, body=body))

    def let_go(self) -> None:
        """Nothing was done: the key is free again."""
        mine = KeptAnswer.objects.filter(pk=self.pk, claimed_at=self.claimed_at)
        mine.filter(status__isnull=True).delete()

    @classmethod
    def forget_old(cls, before: datetime) -> int:
        """Delete what was claimed before an instant; returns how many."""
        return cls.objects.filter(claimed_at__lt=before).delete()[0]
