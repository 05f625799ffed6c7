"""A work item: a task, an order, a ticket, a return, a project, or what a firm calls its own."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import F, Q

from klientel.records.hanging import Under
from klientel.records.models import Record, RecordRef
from klientel.work.models.series import Series
from klientel.work.models.status import Category
from klientel.workspaces.models import Member
from klientel.workspaces.scope import WorkspaceForeignKey


class WorkItem(Record):
    """Something to be done, for an account or for the firm itself.

    `kind` and `status` are codes (`klientel.work.kinds`), `category` what the status means.
    `assignees` are all who work on it, `owner` the first of them, who answers for it; `teams` and
    `team` likewise. An item with an account is seen by whoever sees the account, another one by its
    own columns, of which only the first team is one. A due moment that is the beginning of a day in
    the firm's time zone means that day. `parts` and `parts_done` count everything below it, at any
    depth and not called off, `parts_minutes` the time spent there; `steps` its checklist.
    `waits_for` counts the unfinished items that it depends on. Deleted along with another item, it
    says with which (`trashed_with`). One that repeats names its `series`, its number in it, and the
    date of the rule that it is for (`occurs_on`).
    """

    record_type = "work"
    hangs_under = Under("account", by="account_id")
    #: what its number begins with, known when it is made
    number_prefix = ""
    #: the item that a new one is seen like, known while it is made
    seen_like: UUID | None = None

    kind = models.CharField(max_length=20)
    title = models.CharField(max_length=200)
    description = models.TextField(blank=True, default="")
    status = models.CharField(max_length=20)
    category = models.CharField(max_length=10, choices=Category, default=Category.OPEN)
    priority = models.CharField(max_length=1, default="3")
    assignees: models.JSONField[Any] = models.JSONField(default=list, blank=True)
    teams: models.JSONField[Any] = models.JSONField(default=list, blank=True)
    watchers: models.JSONField[Any] = models.JSONField(default=list, blank=True)
    starts_on = models.DateField(null=True)
    due_at = models.DateTimeField(null=True)
    due_is_day = models.BooleanField(default=False)
    estimate_hours = models.DecimalField(max_digits=7, decimal_places=2, null=True)
    tracked_minutes = models.PositiveIntegerField(default=0)
    tags: models.JSONField[Any] = models.JSONField(default=list, blank=True)
    links: models.JSONField[Any] = models.JSONField(default=list, blank=True)
    account = WorkspaceForeignKey(RecordRef, models.PROTECT, null=True, db_index=False)
    contact = WorkspaceForeignKey(RecordRef, models.SET_NULL, null=True, db_index=False)
    parent = WorkspaceForeignKey("self", models.SET_NULL, null=True, db_index=False)
    parts = models.PositiveIntegerField(default=0)
    parts_done = models.PositiveIntegerField(default=0)
    parts_minutes = models.PositiveIntegerField(default=0)
    steps = models.PositiveSmallIntegerField(default=0)
    steps_done = models.PositiveSmallIntegerField(default=0)
    waits_for = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True)
    done_by = WorkspaceForeignKey(Member, models.PROTECT, null=True, db_index=False)
    is_archived = models.BooleanField(default=False)
    trashed_with = models.UUIDField(null=True)
    series = WorkspaceForeignKey(Series, models.SET_NULL, null=True, db_index=False)
    series_number = models.PositiveIntegerField(null=True)
    occurs_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "series", "series_number"],
                name="occurs_once",
                condition=Q(series__isnull=False),
            )
        ]
        indexes = [
            # all that counting looks at, so that the tabs of a list never read the rows themselves
            models.Index(
                "workspace", "category", "kind", "trashed_at", "is_archived", "account",
                "privacy", "sphere", "team", "owner",
                name="work_counted",
            ),
            # and all that a board's columns count, without a look at the rows either
            models.Index(
                "workspace", "kind", "status", "trashed_at", "is_archived", "account",
                "privacy", "sphere", "team", "owner", "id",
                name="work_on_board",
            ),
            models.Index(
                "workspace", "due_at", "id", name="work_archive", condition=Q(is_archived=True)
            ),
            models.Index("workspace", "due_at", "id", name="work_by_due"),
            models.Index("workspace", "category", "due_at", "id", name="work_category_due"),
            models.Index("workspace", "kind", "category", "due_at", "id", name="work_kind_due"),
            models.Index("workspace", "status", "due_at", "id", name="work_status_due"),
            models.Index(
                "workspace", "owner", "category", "due_at", "id",
                name="work_owner_due",
                condition=Q(owner__isnull=False),
            ),
            models.Index("workspace", F("updated_at").desc(), "id", name="work_by_update"),
            models.Index(
                "workspace", "account", "category", "due_at", "id",
                name="work_of_account",
                condition=Q(account__isnull=False),
            ),
            models.Index(
                "workspace", "contact",
                name="work_of_contact",
                condition=Q(contact__isnull=False),
            ),
            models.Index(
                "workspace", "parent", "id",
                name="work_below",
                condition=Q(parent__isnull=False),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title

    @property
    def is_finished(self) -> bool:
        """Whether nothing is left to be done: it is done, or was called off."""
        return self.category in (Category.DONE, Category.CANCELLED)

    @property
    def all_minutes(self) -> int:
        """The time spent on it and on everything below it."""
        return self.tracked_minutes + self.parts_minutes

    @property
    def everybody(self) -> list[UUID]:
        """The members who work on it, who answers for it first."""
        return [UUID(key) for key in self.assignees]

    @property
    def every_team(self) -> list[UUID]:
        """The teams that work on it."""
        return [UUID(key) for key in self.teams]
