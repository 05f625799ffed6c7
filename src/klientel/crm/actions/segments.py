"""Sorting all buyers of a workspace into RFM segments."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from uuid import UUID

from django.db import transaction

from klientel.crm.actions.figures import as_of_day, differing, moved_by_days, refresh_figures
from klientel.crm.models import Account, SegmentRun
from klientel.kit import clock, rfm

#: accounts written in one transaction: nobody waits long for it
_CHUNK = 1_000

Scored = tuple[str, int, int, int]


def recompute(workspace_id: UUID, today: date, *, thorough: bool = False) -> SegmentRun:
    """Score every buyer as of the workspace's day, and write what differs, in short transactions.

    The twelve-month figures are brought to the same day: those that a day has moved since the last
    run, or with `thorough` all that differ from the purchases. Accounts without a purchase lose
    their word. Where nothing differs, nothing is written.
    """
    as_of, has_ended = as_of_day(workspace_id, today)
    last = SegmentRun.objects.in_workspace(workspace_id).first()
    wrong = _out_of_date(workspace_id, as_of, None if thorough else last)
    for some in _in_chunks(sorted(wrong)):
        with transaction.atomic():
            refresh_figures(workspace_id, some, today)
    moved, buyers = _moved(workspace_id, as_of)
    _write(workspace_id, moved)
    if last and not moved and (last.as_of, last.has_ended, last.buyers) == (
        as_of, has_ended, buyers,
    ):  # fmt: skip
        return last
    return _note(workspace_id, as_of, has_ended, buyers)


def _out_of_date(workspace_id: UUID, as_of: date, last: SegmentRun | None) -> set[UUID]:
    """Accounts whose figures are perhaps not those of the day; purchases wrote their own."""
    if last is None:
        return differing(workspace_id, as_of)
    if last.as_of == as_of:
        return set()
    return moved_by_days(workspace_id, last.as_of, as_of)


def _moved(workspace_id: UUID, as_of: date) -> tuple[dict[Scored, list[UUID]], int]:
    """The accounts by scores that they do not have yet, and how many buyers there are."""
    accounts = Account.objects.in_workspace(workspace_id)
    rows = list(
        accounts.filter(purchases_count__gt=0, trashed_at=None).values_list(
            "pk", "last_purchase_on", "purchases_count", "purchases_total",
            "rfm_word", "rfm_r", "rfm_f", "rfm_m",
        )
    )  # fmt: skip
    found = rfm.scores([(row[1], row[2], row[3]) for row in rows], as_of)
    moved: dict[Scored, list[UUID]] = defaultdict(list)
    for row, score in zip(rows, found, strict=True):
        new = (score.word, score.r, score.f, score.m)
        if new != row[4:]:
            moved[new].append(row[0])
    stale = accounts.filter(purchases_count=0).exclude(rfm_word="")
    without = list(stale.values_list("pk", flat=True))
    if without:
        moved["", 0, 0, 0] = without
    return moved, len(rows)


def _write(workspace_id: UUID, moved: dict[Scored, list[UUID]]) -> None:
    accounts = Account.objects.in_workspace(workspace_id)
    for (word, r, f, m), ids in moved.items():
        for some in _in_chunks(ids):
            accounts.filter(pk__in=some).update(rfm_word=word, rfm_r=r, rfm_f=f, rfm_m=m)


def _in_chunks(ids: Iterable[UUID]) -> Iterator[list[UUID]]:
    listed = list(ids)
    for start in range(0, len(listed), _CHUNK):
        yield listed[start : start + _CHUNK]


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
