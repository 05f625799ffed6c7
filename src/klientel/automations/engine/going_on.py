"""Lets runs go on: claims those that are due by lease, and does their steps in short transactions.

What is fresh is done together; what failed before, or took its worker down, is done alone. The mark
of a run, its place and all that its steps write are one transaction, so that a worker that dies
leaves everything or nothing.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.db.models import Case, F, PositiveSmallIntegerField, QuerySet, Value, When
from django.utils import translation
from django.utils.translation import gettext_noop

from klientel.automations.engine import asking, ending
from klientel.automations.engine.acting import Firm
from klientel.automations.engine.sharing import share
from klientel.automations.engine.stepping import Stepping, Unsure
from klientel.automations.models import Run
from klientel.events import backoff
from klientel.events.jobs.heartbeat import LEASE, heartbeat
from klientel.events.log import told_together
from klientel.kit import clock

logger = logging.getLogger(__name__)

State = Run.State
#: runs in one claim
BATCH = 150
#: seconds that one transaction may take, by database: on SQLite every other writer waits for it
BUDGET = {"sqlite": 0.25, "postgresql": 1.0}
#: seconds after which a job lets others have its worker
TURN = 20.0
DIED = gettext_noop("The program stopped each time while this ran.")


@asking.done_by
def go_on_with(
    workspace_id: UUID, report: Callable[[int], None] = lambda done: None
) -> tuple[int, bool]:
    """Let the runs of a workspace that are due go on; how many did, and whether some are left."""
    done, ends = 0, time.monotonic() + TURN
    while claimed := _claim(workspace_id):
        firm = Firm.of(workspace_id)
        with (
            translation.override(firm.workspace.language),
            heartbeat.holding(_mine(firm, claimed), "next_at"),
        ):
            _each(firm, claimed)
        done += len(claimed)
        report(done)
        if time.monotonic() > ends:
            return done, True
    return done, False


def _each(firm: Firm, claimed: Sequence[Run]) -> None:
    _together(firm, [run for run in claimed if run.attempts == 0])
    for run in claimed:
        if run.attempts:
            _alone(firm, run)


def _claim(workspace_id: UUID) -> list[Run]:
    now = clock.now()
    due = Run.objects.in_workspace(workspace_id).filter(state__lt=State.DONE, next_at__lte=now)
    if not due.exists():
        # looked at before the transaction: on SQLite that would wait for the one writer
        return []
    claim = uuid4()
    with transaction.atomic():
        waiting = due.select_for_update(skip_locked=True, of=("self",)).order_by("next_at", "pk")
        rows = list(waiting.only("attempts", "workspace_id", "state")[:BATCH])
        mine = Run.objects.in_workspace(workspace_id).filter(pk__in=[row.pk for row in rows])
        mine.update(
            state=State.RUNNING,
            claim=claim,
            next_at=now + LEASE,
            # one that is fresh begins at once
            attempts=Case(
                When(attempts=0, then=Value(1)),
                default=F("attempts"),
                output_field=PositiveSmallIntegerField(),
            ),
        )
    for row in rows:
        row.claim = claim
    return rows


def _together(firm: Firm, runs: Sequence[Run]) -> None:
    """Do fresh runs in as few transactions as their time allows; alone what spoils that."""
    left, at_once = list(runs), len(runs)
    while left:
        try:
            with transaction.atomic():
                done = _some(firm, left[:at_once])
        except Unsure:
            firm.is_careful = True
            continue
        except Exception as error:
            logger.warning("runs failed together and are done alone: %s", backoff.told(error))
            for run in left:
                _alone(firm, run, is_begun=True)
            return
        # What a transaction has no time for is read for nothing. But a machine that was busy for a
        # moment must not leave all that follow with one run each, which costs many times as much.
        at_once = 2 * done
        left = left[done:]


def _some(firm: Firm, runs: Sequence[Run]) -> int:
    began = time.monotonic()
    mine = _held(firm, runs)
    share(firm, mine.values())
    read = time.monotonic()
    # where all of it is gone by then, reading is worth at least as much doing
    ends = max(began + BUDGET[connection.vendor], read + (read - began))
    done = 0
    with told_together():
        for run in runs:
            if run.pk in mine:
                _advance(firm, mine[run.pk])
            done += 1
            if time.monotonic() > ends:
                break
    firm.write_runs()
    return done


def _alone(firm: Firm, run: Run, *, is_begun: bool = False) -> None:
    if not is_begun and not _begin(firm, run):
        return
    try:
        with transaction.atomic():
            if mine := _held(firm, [run]):
                firm.is_careful = True
                share(firm, mine.values())
                _advance(firm, mine[run.pk])
                firm.write_runs()
    except Exception as error:
        logger.exception("run %s failed", run.pk)
        with transaction.atomic():
            if mine := _held(firm, [run]):
                ending.broke(firm, mine[run.pk], error)


def _begin(firm: Firm, run: Run) -> bool:
    """Count the attempt before it can take the worker down; whether the run may begin."""
    with transaction.atomic():
        if run.attempts >= ending.MAX_ATTEMPTS:
            if mine := _held(firm, [run]):
                ending.fail(firm, mine[run.pk], {"reason": DIED})
            return False
        return bool(_mine(firm, [run]).update(attempts=F("attempts") + 1))


def _mine(firm: Firm, runs: Sequence[Run]) -> QuerySet[Run]:
    """The runs as long as the claim that took them still holds."""
    rows: QuerySet[Run] = Run.objects.in_workspace(firm.workspace.pk).filter(
        pk__in=[run.pk for run in runs], state=State.RUNNING, claim=runs[0].claim
    )
    return rows


def _held(firm: Firm, runs: Sequence[Run]) -> dict[UUID, Run]:
    """The runs read again and locked; one that another worker took over is left out."""
    # in one order for all who hold several, or each could wait for the other
    rows = _mine(firm, runs).order_by("pk")
    if connection.vendor == "postgresql":
        rows = rows.select_for_update(of=("self",))
    return {run.pk: run for run in rows}


def _advance(firm: Firm, run: Run) -> None:
    Stepping(firm, run).go()
    run.claim = None
    firm.keep(run)
