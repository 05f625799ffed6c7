"""Sorting all buyers of a workspace into RFM segments."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple, TypeVar
from uuid import UUID

from django.db import transaction
from django.db.models import F

from klientel.crm.actions.figures import as_of_day, differing, moved_by_days, refresh_figures
from klientel.crm.models import Account, SegmentMove, SegmentRun
from klientel.events.log import record
from klientel.kit import clock, rfm
from klientel.records.own_fields.reckoning import reckon_kept
from klientel.workspaces.actor import Actor
from klientel.workspaces.rows import known_as

#: accounts written in one transaction: nobody waits long for it
_CHUNK = 1_000

Scored = tuple[str, int, int, int]
_One = TypeVar("_One")


class _Rescored(NamedTuple):
    """An account whose scores change, and its word until now."""

    account: UUID
    was: str


def recompute(workspace_id: UUID, today: date, *, thorough: bool = False) -> SegmentRun:
    """Score every buyer as of the workspace's day, and write what differs, in short transactions.

    The twelve-month figures are brought to the same day: those that a day has moved since the last
    run, or with `thorough` all that differ from the purchases. Accounts without a purchase lose
    their word. Where nothing differs, nothing is written. Each move from one word to another is
    kept (`SegmentMove`), and one event tells of all.
    """
    as_of, has_ended = as_of_day(workspace_id, today)
    last = SegmentRun.objects.in_workspace(workspace_id).first()
    wrong = _out_of_date(workspace_id, as_of, None if thorough else last)
    for some in _in_chunks(sorted(wrong)):
        with transaction.atomic():
            refresh_figures(workspace_id, some, today)
    moved, buyers = _moved(workspace_id, as_of)
    # what the first run finds is where everybody stands, no move
    told = _write(workspace_id, moved, as_of if last else None)
    if last and not moved and (last.as_of, last.has_ended, last.buyers) == (
        as_of, has_ended, buyers,
    ):  # fmt: skip
        return last
    return _note(workspace_id, as_of, has_ended, buyers, told)


def _out_of_date(workspace_id: UUID, as_of: date, last: SegmentRun | None) -> set[UUID]:
    """Accounts whose figures are perhaps not those of the day; purchases wrote their own."""
    if last is None:
        return differing(workspace_id, as_of)
    if last.as_of == as_of:
        return set()
    return moved_by_days(workspace_id, last.as_of, as_of)


def _moved(workspace_id: UUID, as_of: date) -> tuple[dict[Scored, list[_Rescored]], int]:
    """The accounts by scores that they do not have yet, and how many buyers there are."""
    accounts = Account.objects.in_workspace(workspace_id)
    rows = list(
        accounts.filter(purchases_count__gt=0, trashed_at=None).values_list(
            "pk", "last_purchase_on", "purchases_count", "purchases_total",
            "rfm_word", "rfm_r", "rfm_f", "rfm_m",
        )
    )  # fmt: skip
    found = rfm.scores([(row[1], row[2], row[3]) for row in rows], as_of)
    moved: dict[Scored, list[_Rescored]] = defaultdict(list)
    for row, score in zip(rows, found, strict=True):
        new = (score.word, score.r, score.f, score.m)
        if new != row[4:]:
            moved[new].append(_Rescored(row[0], row[4]))
    stale = accounts.filter(purchases_count=0).exclude(rfm_word="")
    without = [_Rescored(*row) for row in stale.values_list("pk", "rfm_word")]
    if without:
        moved["", 0, 0, 0] = without
    return moved, len(rows)


def _write(
    workspace_id: UUID, moved: dict[Scored, list[_Rescored]], moved_on: date | None
) -> Counter[str]:
    """Write the scores, and with a day the moves between words; returns how many of each move."""
    accounts = Account.objects.in_workspace(workspace_id)
    told: Counter[str] = Counter()
    for (word, r, f, m), rescored in moved.items():
        for some in _in_chunks(rescored):
            ids = [one.account for one in some]
            movers = [one for one in some if moved_on and one.was != word]
            told.update(f"{one.was}>{word}" for one in movers)
            with transaction.atomic():
                accounts.filter(pk__in=ids).update(rfm_word=word, rfm_r=r, rfm_f=f, rfm_m=m)
                reckon_kept(workspace_id, "account", ids)
                if moved_on and movers:
                    _keep(workspace_id, movers, word, moved_on)
    return told


def _keep(workspace_id: UUID, movers: Sequence[_Rescored], word: str, moved_on: date) -> None:
    """One move a day for each account: from what it was in the morning; none for a way and back."""
    SegmentMove.objects.bulk_create(
        [
            SegmentMove(
                workspace_id=workspace_id,
                account_id=one.account,
                was=one.was,
                became=word,
                moved_on=moved_on,
            )
            for one in movers
        ],
        update_conflicts=True,
        unique_fields=["workspace", "account", "moved_on"],
        update_fields=["became"],
    )
    mine = SegmentMove.objects.in_workspace(workspace_id).filter(moved_on=moved_on, was=word)
    mine.filter(became=F("was")).delete()


def _in_chunks(listed: Sequence[_One]) -> Iterator[Sequence[_One]]:
    for start in range(0, len(listed), _CHUNK):
        yield listed[start : start + _CHUNK]


def _note(
    workspace_id: UUID, as_of: date, has_ended: bool, buyers: int, moves: Counter[str]
) -> SegmentRun:
    """Keep that the buyers were counted, and tell the log in one event how many moved where."""
    with transaction.atomic():
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
        if moves:
            program = Actor.system(workspace_id, "buyers are sorted into segments")
            facts = {"as_of": as_of.isoformat(), "count": moves.total(), "moves": dict(moves)}
            record(program, "segment.counted", facts=facts)
    return known_as(SegmentRun, SegmentRun.objects.in_workspace(workspace_id).get())
