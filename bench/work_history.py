"""What the measured firm worked on: tasks, orders and tickets, most of them done by now."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING
from uuid import UUID

from bench import wording
from bench.sinks import Table
from klientel.records.models import Counter, RecordRef, Responsibility
from klientel.work.kinds import SHIPPED_KINDS, SHIPPED_STATUSES
from klientel.work.models import WorkItem

if TYPE_CHECKING:
    from bench.history import Hex, Story

#: how often each kind comes; projects are seldom
_KINDS = ("task",) * 10 + ("order",) * 4 + ("ticket",) * 4 + ("return", "project")
#: so long an item stays open on the average
_LASTS = timedelta(days=40)


class Work:
    """Tells of work items into tables of its own and those of the story."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self._kinds = {one.code: one for one in SHIPPED_KINDS}
        self._category = {one.code: one.category for one in SHIPPED_STATUSES}
        self._numbers = dict.fromkeys(self._kinds, 0)
        own = ("id", "workspace_id", "created_at", "updated_at")
        seen = ("owner_id", "team_id", "privacy", "sphere")
        self.item = Table(
            WorkItem, *own, *seen, "ref", "kind", "title", "description", "status", "category",
            "priority", "assignees", "due_at", "due_is_day", "account_id", "done_at", "done_by_id",
        )  # fmt: skip
        self.spine = Table(
            RecordRef, "id", "workspace_id", *seen, "type", "ref", "title", "account_id",
            "inherits", "due_at", "due_is_day", "updated_at",
        )  # fmt: skip
        self.answer = Table(
            Responsibility, "id", "workspace_id", "record_id", "member_id", "due_at"
        )
        self.counter = Table(Counter, "id", "workspace_id", "series", "last")
        self.tables = (self.item, self.spine, self.answer, self.counter)

    def tell(self, at: datetime) -> None:
        """One item, begun at that moment."""
        from bench.history import END

        story, rng = self.story, self.story.random
        kind = self._kinds[rng.choice(_KINDS)]
        pk, account = story.new_id(at), rng.choice(story.accounts)
        self._numbers[kind.code] += 1
        ref = f"{kind.prefix}{self._numbers[kind.code]}"
        status, done_at = self._status(kind.statuses, at, END)
        category = self._category[status]
        owner, name = rng.choice(story.sellers)
        due = (at + timedelta(days=rng.randrange(3, 60))).replace(
            hour=9, minute=30, second=0, microsecond=0
        )
        title = f"{rng.choice(story.first_parts)} {self._numbers[kind.code]}"
        told = f"{rng.choice(story.second_parts)}."
        if rng.random() < wording.COMMON_OF_WORK:
            # in the title, which is what a result shows
            title = f"{wording.COMMON} {title}"
        self.item.add(
            pk, story.workspace, str(at), str(at), owner, None, "everyone", "general", ref,
            kind.code, title, told, status, category, str(rng.choice((1, 2, 3, 3, 3, 4))),
            json.dumps([_dashed(owner)]), str(due), 0, account.id,
            done_at and str(done_at), owner if done_at else None,
        )  # fmt: skip
        open_until = None if done_at else str(due)
        self.spine.add(
            pk, story.workspace, account.owner, account.team, account.privacy, account.sphere,
            "work", ref, title, account.id, 1, open_until, 0, str(at),
        )  # fmt: skip
        self.answer.add(story.new_id(at), story.workspace, pk, owner, open_until)
        shown = SimpleNamespace(
            ref=ref, title=title, description=told, kind=kind.code, own_values={}
        )
        story.index("work", pk, shown)
        facts = {"title": title}
        story.log("work.created", "work", pk, account.id, facts, at, by=(owner, name))

    def _status(
        self, codes: tuple[str, ...], at: datetime, end: datetime
    ) -> tuple[str, datetime | None]:
        """What has become of an item by the end of the story, and when it was finished."""
        rng = self.story.random
        done_at = at + _LASTS * rng.expovariate(1)
        ended = [one for one in codes if self._category[one] in ("done", "cancelled")]
        left = [one for one in codes if one not in ended]
        if done_at < end:
            return ended[0 if rng.random() < 0.9 else -1], done_at.replace(microsecond=0)
        return rng.choice(left), None

    def end(self, at: datetime) -> None:
        """Leave the counters where the next item goes on, and write the rest."""
        story = self.story
        for code, last in self._numbers.items():
            if last:
                series = f"work:{self._kinds[code].prefix}"
                self.counter.add(story.new_id(at), story.workspace, series, last)
        for table in self.tables:
            table.flush()


def _dashed(key: Hex) -> str:
    return str(UUID(key))
