"""An interaction: a call, meeting, visit, mail, message or note."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from klientel.crm.models.account import Account
from klientel.crm.models.contact import Contact
from klientel.kit import clock
from klientel.records.hanging import Under
from klientel.records.models import Record
from klientel.workspaces.models import Member
from klientel.workspaces.scope import WorkspaceForeignKey


class Interaction(Record):
    """What passed between the firm and an account, as whoever was there noted it.

    `owner` is who of the firm took part, and takes the next step unless `next_step_by` names
    somebody else. A note is no contact: it stays within the team and does
    not count as the last contact.
    """

    record_type = "interaction"
    hangs_under = Under("account", by="account_id")

    class Kind(models.TextChoices):
        CALL = "call", _("Call")
        MEETING = "meeting", _("Meeting")
        VISIT = "visit", _("Visit")
        MAIL = "mail", _("E-mail")
        NOTE = "note", _("Note")
        MESSAGE = "message", _("Message")

    class Direction(models.TextChoices):
        IN = "in", _("Incoming")
        OUT = "out", _("Outgoing")
        NONE = "none", _("None")

    #: no column: the account it is being taken from, whose last contact must follow
    moved_from: UUID | None = None
    #: no column: what it was noted through, where somebody asked (`records.telling.told_of_door`)
    door: str | None = None

    account = WorkspaceForeignKey(Account, models.PROTECT, db_index=False)
    contact = WorkspaceForeignKey(Contact, models.SET_NULL, null=True, db_index=False)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.NOTE)
    direction = models.CharField(max_length=4, choices=Direction, default=Direction.NONE)
    occurred_at = models.DateTimeField(default=clock.now)
    minutes = models.PositiveIntegerField(null=True)
    body = models.TextField(blank=True, default="")
    outcome = models.CharField(max_length=300, blank=True, default="")
    is_internal = models.BooleanField(default=False)
    #: contacts and members that took part beside `contact` and `owner`; `TakingPart` repeats them
    people: models.JSONField[Any] = models.JSONField(default=list, blank=True)
    colleagues: models.JSONField[Any] = models.JSONField(default=list, blank=True)
    next_step = models.CharField(max_length=200, blank=True, default="")
    next_step_on = models.DateField(null=True)
    next_step_by = WorkspaceForeignKey(
        Member, models.PROTECT, null=True, db_index=False, related_name="+"
    )
    is_step_done = models.BooleanField(default=False)
    #: when whoever it went to got in touch, of what was sent (`crm.actions.answers`)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["workspace", "account", "next_step_on"],
                name="interaction_open_steps",
                condition=~Q(next_step="") & Q(is_step_done=False),
            ),
            models.Index(
                fields=["workspace", "owner", "next_step_on"],
                name="open_steps_of_member",
                condition=~Q(next_step="") & Q(is_step_done=False),
            ),
            models.Index(
                fields=["workspace", "next_step_by", "next_step_on"],
                name="open_steps_given_to",
                condition=~Q(next_step="") & Q(is_step_done=False, next_step_by__isnull=False),
            ),
            models.Index(
                "workspace",
                "account",
                F("occurred_at").desc(),
                F("id").desc(),
                name="interaction_of_account",
            ),
            # few among all that is noted: the nearest ones stand on each page of an account
            models.Index(
                "workspace",
                "account",
                F("occurred_at").desc(),
                F("id").desc(),
                name="interaction_meetings",
                condition=Q(kind="meeting") | Q(kind="visit"),
            ),
            models.Index("workspace", F("occurred_at").desc(), "id", name="interaction_by_time"),
            models.Index(
                "workspace",
                "contact",
                F("occurred_at").desc(),
                F("id").desc(),
                name="interaction_with_contact",
                condition=Q(contact__isnull=False),
            ),
        ]

    @property
    def steps_member_id(self) -> UUID | None:
        """Who is to take the next step."""
        return self.next_step_by_id or self.owner_id
