"""Makes runs: once for each rule, occasion and record, and not more in an hour than a rule may."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID, uuid5

from django.db.models import Count
from django.utils.translation import gettext_noop

from klientel.automations.engine.acting import Firm
from klientel.automations.engine.asking import go_on_soon
from klientel.automations.engine.index import InForce
from klientel.automations.engine.matching import Start
from klientel.automations.models import NOBODY, Run
from klientel.automations.outcome import IS_MET
from klientel.automations.position import begun
from klientel.kit import clock
from klientel.kit.ids import uuid7
from klientel.workspaces.actor import MAX_DEPTH
from klientel.workspaces.bulk import insert_rows, unsaved

HOUR = timedelta(hours=1)
#: what would start later than this because of the limit is not started at all
MOST_DELAY = timedelta(hours=24)
TOO_DEEP = gettext_noop(
    "This rule was started by a rule, and that again by one, five rules deep. It stopped here."
)
LATER = gettext_noop("This rule may start {count} times an hour. This start waits for its turn.")
TOO_MANY = gettext_noop(
    "This rule may start {count} times an hour. So many starts are waiting that this one "
    "would have come a day later."
)
#: namespace of the occasions that time makes
_OCCASIONS = UUID("5c2d7c1e-6b0e-4f0a-9a3a-0f6e6f2f7d11")


@dataclass(frozen=True)
class Planned:
    """A run about to be made."""

    rule: InForce
    trigger: str
    occasion: UUID
    record_type: str = ""
    record_id: UUID | None = None
    event_id: UUID | None = None
    depth: int = 1
    parent_id: UUID | None = None
    facts: Any = None
    #: whether the conditions of the rule hold; where they do not, its other steps are done
    is_met: bool = True


def occasion(*parts: object) -> UUID:
    """The occasion that these parts name: the same for the same, whoever asks."""
    return uuid5(_OCCASIONS, "|".join(map(str, parts)))


def start_all(firm: Firm, starts: Sequence[Start]) -> int:
    """Make the runs of some events inside the running transaction; returns how many are new."""
    planned = [
        Planned(
            rule=one.rule,
            trigger=one.trigger,
            occasion=one.event.pk,
            record_type=one.record_type,
            record_id=one.record_id,
            event_id=one.event.pk,
            depth=one.event.depth + 1,
            is_met=one.is_met,
        )
        for one in starts
    ]
    return make(firm.workspace.pk, planned)


def make(workspace_id: UUID, planned: Sequence[Planned]) -> int:
    """Make runs that are not there yet, and ask for their steps; returns how many there are."""
    if not planned:
        return 0
    known = _known(workspace_id, planned)
    fresh = [one for one in planned if _key(one) not in known]
    if not fresh:
        return 0
    limits = _Limits(workspace_id, clock.now(), {one.rule.id for one in fresh})
    rows = [_row(workspace_id, one, limits) for one in fresh]
    insert_rows(Run, rows, skip_known=True)
    go_on_soon(workspace_id)
    return len(rows)


def _key(one: Planned) -> tuple[UUID, UUID, UUID]:
    return one.rule.id, one.occasion, one.record_id or NOBODY


def _known(workspace_id: UUID, planned: Sequence[Planned]) -> set[tuple[UUID, UUID, UUID]]:
    """Those that were made before: what is heard again must count nothing twice."""
    mine = Run.objects.in_workspace(workspace_id).filter(
        rule_id__in={one.rule.id for one in planned},
        occasion__in={one.occasion for one in planned},
    )
    return set(mine.values_list("rule_id", "occasion", "target"))


def _row(workspace_id: UUID, one: Planned, limits: _Limits) -> Run:
    now = limits.now
    reason: dict[str, Any] = {}
    starts_at = limits.place(one.rule)
    state = Run.State.READY
    if one.depth > MAX_DEPTH:
        state, reason = Run.State.STOPPED, {"reason": TOO_DEEP}
    elif starts_at - now > MOST_DELAY:
        state = Run.State.STOPPED
        reason = {"reason": TOO_MANY, "values": {"count": one.rule.max_runs_per_hour}}
    elif starts_at > now:
        reason = {"reason": LATER, "values": {"count": one.rule.max_runs_per_hour}}
    is_open = state == Run.State.READY
    row: Run = unsaved(
        Run,
        id=uuid7(),
        workspace_id=workspace_id,
        rule_id=one.rule.id,
        version=one.rule.version,
        occasion=one.occasion,
        target=one.record_id or NOBODY,
        trigger=one.trigger,
        event_id=one.event_id,
        record_type=one.record_type,
        record_id=one.record_id,
        depth=one.depth,
        parent_id=one.parent_id,
        facts={**(one.facts or {}), **({} if one.is_met else {IS_MET: False})},
        state=state,
        next_at=starts_at if is_open else None,
        starts_at=starts_at if is_open else now,
        ended_at=None if is_open else now,
        reason=reason,
        todo=begun(is_met=one.is_met),
    )
    return row


class _Limits:
    """When the next run of each rule may start; counted with those made here."""

    def __init__(self, workspace_id: UUID, now: datetime, rule_ids: Collection[UUID]) -> None:
        self.workspace_id = workspace_id
        self.now = now
        self._rule_ids = rule_ids
        self._full: dict[UUID, list[datetime]] = {}
        self._made: dict[UUID, int] = {}

    def place(self, rule: InForce) -> datetime:
        """Now, or when the hour of the earliest of the last `max_runs_per_hour` starts is over."""
        if rule.id in self._full:
            return self._after(rule)
        if room.has(rule, lambda: self._started(rule)):
            self._made[rule.id] = self._made.get(rule.id, 0) + 1
            return self.now
        self._full[rule.id] = self._last(rule)
        return self._after(rule)

    def _after(self, rule: InForce) -> datetime:
        last = self._full[rule.id]
        at = self.now
        if len(last) >= rule.max_runs_per_hour:
            at = max(self.now, last[-rule.max_runs_per_hour] + HOUR)
        last.append(at)
        return at

    def _lately(self) -> Any:
        return Run.objects.in_workspace(self.workspace_id).filter(starts_at__gt=self.now - HOUR)

    @cached_property
    def _counts(self) -> dict[UUID, int]:
        """How often each rule was started in the last hour: asked once for all of them."""
        rows = self._lately().filter(rule_id__in=self._rule_ids).order_by()
        return dict(rows.values_list("rule_id").annotate(Count("pk")))

    def _started(self, rule: InForce) -> int:
        return self._counts.get(rule.id, 0) + self._made.get(rule.id, 0)

    def _last(self, rule: InForce) -> list[datetime]:
        mine = self._lately().filter(rule_id=rule.id)
        newest = mine.order_by("-starts_at").values_list("starts_at", flat=True)
        made = [self.now] * self._made.get(rule.id, 0)
        return [*list(newest[: rule.max_runs_per_hour])[::-1], *made]


class _Room:
    """How many more starts a rule surely has in this hour, so that not each is counted.

    A count is trusted for a quarter of what it leaves, and a minute: of several workers none can
    pass the limit by far.
    """

    _TRUSTED = 60.0

    def __init__(self) -> None:
        self._left: dict[UUID, tuple[float, int]] = {}

    def has(self, rule: InForce, count: Callable[[], int]) -> bool:
        """Whether one more may start now; takes it then."""
        until, left = self._left.get(rule.id, (0.0, 0))
        if left <= 0 or time.monotonic() > until:
            spare = rule.max_runs_per_hour - count()
            if spare <= 0:
                self._left.pop(rule.id, None)
                return False
            left, until = max(1, spare // 4), time.monotonic() + self._TRUSTED
        self._left[rule.id] = (until, left - 1)
        return True

    def clear(self) -> None:
        """Count anew (tests)."""
        self._left.clear()


room = _Room()
