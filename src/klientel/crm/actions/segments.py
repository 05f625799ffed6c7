"""Sorting all buyers of a workspace into RFM segments."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from uuid import UUID

from django.db import transaction

from klientel.crm.actions.figures import as_of_day, refresh_figures
from klientel.crm.models import Account, SegmentRun
from klientel.kit import clock, rfm

_CHUNK = 5_000


def recompute(workspace_id: UUID, today: date) -> SegmentRun:
    """Score every buyer as of the workspace's day, and write what differs.

    The twelve-month figures are brought to the same day. Accounts without a purchase lose their
    word.
    """
    with transaction.atomic():
        as_of, has_ended = as_of_day(workspace_id, today)
        refresh_figures(workspace_id, None, today)
        rows = list(
            Account.objects.in_workspace(workspace_id)
            .filter(purchases_count__gt=0, trashed_at=None)
            .values_list(
                "pk", "last_purchase_on", "purchases_count", "purchases_total",
                "rfm_word", "rfm_r", "rfm_f", "rfm_m",
            )
        )  # fmt: skip
        found = rfm.scores([(row[1], row[2], row[3]) for row in rows], as_of)
        moved: dict[tuple[str, int, int, int], list[UUID]] = defaultdict(list)
        for row, score in zip(rows, found, strict=True):
            new = (score.word, score.r, score.f, score.m)
            if new != row[4:]:
                moved[new].append(row[0])
        _write(workspace_id, moved)
        stale = Account.objects.in_workspace(workspace_id).filter(purchases_count=0)
        stale.exclude(rfm_word="").update(rfm_word="", rfm_r=0, rfm_f=0, rfm_m=0)
        return _note(workspace_id, as_of, has_ended, len(rows))


def _write(workspace_id: UUID, moved: dict[tuple[str, int, int, int], list[UUID]]) -> None:
    """One statement per combination of scores: at most 125, whatever the number of buyers."""
    accounts = Account.objects.in_workspace(workspace_id)
    for (word, r, f, m), ids in moved.items():
        for start in range(0, len(ids), _CHUNK):
            some = accounts.filter(pk__in=ids[start : start + _CHUNK])
            some.update(rfm_word=word, rfm_r=r, rfm_f=f, rfm_m=m)


def _note(workspace_id: UUID, as_of: date, has_ended: bool, buyers: int) -> SegmentRun:
    SegmentRun.objects.bulk_create(
        [
            SegmentRun(
                workspace_id=workspace_id,
                as_of=as_of,
                has_ended=has_ended,
                computed_at=clock.now(),
                buyers=buyers,
            )
        ],
        update_conflicts=True,
        unique_fields=["workspace"],
        update_fields=["as_of", "has_ended", "computed_at", "buyers"],
    )
    return SegmentRun.objects.in_workspace(workspace_id).get()
